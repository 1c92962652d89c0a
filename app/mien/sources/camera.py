"""A camera, through OpenCV with the backend named outright."""

from __future__ import annotations

import math
import platform
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

import cv2
import numpy as np

from mien.errors import SourceError
from mien.sources.base import SourceInfo
from mien.sources.cameras import (
    CameraInfo,
    backends,
    find_camera,
    identity_of,
    list_cameras,
    same_camera,
)
from mien.sources.closable import ClosableSource
from mien.sources.quiet import hush
from mien.sources.request import CameraWish, OpenRequest
from mien.sources.v4l2 import check_device, device_name
from mien.types import Frame, Image, frozen

# OpenCV gives a V4L2 buffer back only after it has decoded it. With one alone the driver has
# nowhere to put the next picture meanwhile and leaves it out; more than two only add delay.
BUFFERS = 2
MJPG = cv2.VideoWriter.fourcc(*"MJPG")
MJPG_FROM_WIDTH = 1280  # raw pictures of this width do not fit through USB 2 at 30 a second
TRIES = 3  # a single picture that arrives damaged is no loss of the camera
GIVE_UP_S = 1.0


def open_camera(request: OpenRequest) -> CameraSource:
    """The camera that the target names: '' the first; an index, path, identity or name."""
    return CameraSource(choose_camera(request.target), request.wanted)


def choose_camera(wanted: str) -> CameraInfo:
    """The camera meant; SourceError, of kind 'no-camera' where there is none at all."""
    if platform.system() == "Linux" and wanted.startswith("/"):
        name = device_name(wanted)
        return CameraInfo(
            identity_of(name, wanted, None, None), name, wanted, "V4L2", -1, None, None
        )
    listed = list_cameras()
    if listed.timed_out:
        raise SourceError(
            "The system does not answer when asked for its cameras: unplug the camera, plug it in "
            "again and retry."
        )
    if not listed.cameras:
        raise SourceError(
            "No camera was found: plug one in, or choose the demo or a video file.", "no-camera"
        )
    camera = find_camera(wanted, listed.cameras)
    if camera is None:
        there = ", ".join(f"{camera.index} ({camera.name})" for camera in listed.cameras)
        raise SourceError(f"There is no camera '{wanted}': choose one of {there}.", "missing")
    return camera


class CameraSource(ClosableSource):
    """A live camera; `info` says what it really gives, whatever was wished for.

    A read that never returns: `close` from another thread comes back within a second all the same,
    and the device is released when the read does return (see ClosableSource).
    """

    def __init__(self, camera: CameraInfo, wanted: CameraWish) -> None:
        """Raise SourceError: 'missing', 'busy', 'forbidden' or 'failed'."""
        super().__init__()
        hush()
        self._camera = camera
        if platform.system() == "Linux":
            check_device(camera.path, camera.name)
        self._capture, self._backend = _opened(camera)
        try:
            _negotiate(self._capture, wanted)
            self._info = self._describe(self._first(), wanted)
        except BaseException:
            self._capture.release()
            raise
        self._index = 0
        self._first_ns = 0

    @property
    def info(self) -> SourceInfo:
        """Size of the first picture, the rate that the driver states (NaN where it does not)."""
        return self._info

    def _next(self) -> Frame | None:
        grabbed = self._grab()
        if grabbed is None:
            raise self._lost()
        picture, captured_ns = grabbed
        image = np.ascontiguousarray(cv2.cvtColor(picture, cv2.COLOR_BGR2RGB), np.uint8)
        self._first_ns = self._first_ns or captured_ns
        index, self._index = self._index, self._index + 1
        time_s = (captured_ns - self._first_ns) / 1e9
        return Frame(frozen(image), index, time_s, captured_ns, self._camera.name)

    def _first(self) -> Image:
        grabbed = self._grab()
        if grabbed is None:
            raise _cannot_open(self._camera)
        return grabbed[0]

    def _grab(self) -> tuple[Image, int] | None:
        """The next picture, BGR, and when it came; None when the camera gives none any more."""
        asked_s = time.monotonic()
        for _ in range(TRIES):
            try:
                if self._capture.grab():
                    captured_ns = time.monotonic_ns()
                    there, picture = self._capture.retrieve()
                    if there and picture is not None and picture.size:
                        return np.asarray(picture, np.uint8), captured_ns
            except cv2.error:
                pass
            if self._closed.is_set() or time.monotonic() - asked_s > GIVE_UP_S:
                break
        return None

    def _lost(self) -> SourceError:
        name = self._camera.name
        if platform.system() == "Linux" and not Path(self._camera.path).exists():
            return SourceError(f"The camera {name} was unplugged: plug it in again.", "missing")
        return SourceError(
            f"The camera {name} gives no more pictures: check its cable, then plug it in again."
        )

    def _describe(self, first: Image, wanted: CameraWish) -> SourceInfo:
        height, width = first.shape[:2]
        rate = self._capture.get(cv2.CAP_PROP_FPS)
        return SourceInfo(
            kind="camera",
            name=self._camera.name,
            width=width,
            height=height,
            rate=rate if rate > 0 else math.nan,
            frames=None,
            live=True,
            detail=self._detail(wanted),
        )

    def _detail(self, wanted: CameraWish) -> Mapping[str, str]:
        code = int(self._capture.get(cv2.CAP_PROP_FOURCC)) & 0xFFFFFFFF
        letters = code.to_bytes(4, "little").decode("ascii", "replace")
        return MappingProxyType(
            {
                "identity": self._camera.identity,
                "backend": self._backend,
                "pixel format": letters if letters.isprintable() else "unknown",
                "asked for": f"{wanted.width} x {wanted.height} at {wanted.rate:g} a second",
            }
        )

    def _release(self) -> None:
        self._capture.release()


def _opened(camera: CameraInfo) -> tuple[cv2.VideoCapture, str]:
    for backend, place in _ways(camera):
        capture = cv2.VideoCapture(place, backends()[backend])
        if capture.isOpened():
            return capture, backend
        capture.release()
    raise _cannot_open(camera)


def _ways(camera: CameraInfo) -> Iterator[tuple[str, str | int]]:
    """Backends and what to open there: the one that listed the camera, then the others."""
    if platform.system() == "Linux":
        yield camera.backend, camera.path
        return
    yield camera.backend, camera.index
    for backend in backends():
        other = same_camera(camera, backend) if backend != camera.backend else None
        if other is not None:
            yield backend, other.index


def _negotiate(capture: cv2.VideoCapture, wanted: CameraWish) -> None:
    """Ask for size and rate; for MJPG too where raw pictures would be too slow."""
    large = wanted.width >= MJPG_FROM_WIDTH
    _ask(capture, wanted, mjpg=large)
    if not large and 0 < capture.get(cv2.CAP_PROP_FPS) < 0.9 * wanted.rate:
        _ask(capture, wanted, mjpg=True)
    capture.set(cv2.CAP_PROP_BUFFERSIZE, BUFFERS)


def _ask(capture: cv2.VideoCapture, wanted: CameraWish, *, mjpg: bool) -> None:
    if mjpg:  # before the size: the format decides which sizes and rates there are
        capture.set(cv2.CAP_PROP_FOURCC, MJPG)
    capture.set(cv2.CAP_PROP_FRAME_WIDTH, wanted.width)
    capture.set(cv2.CAP_PROP_FRAME_HEIGHT, wanted.height)
    capture.set(cv2.CAP_PROP_FPS, wanted.rate)


def _cannot_open(camera: CameraInfo) -> SourceError:
    if platform.system() == "Darwin":
        return SourceError(
            f"The camera {camera.name} cannot be opened: allow it in System Settings, Privacy & "
            "Security, Camera, and close other programs that use it.",
            "forbidden",
        )
    return SourceError(
        f"The camera {camera.name} gives no picture: it is probably in use by another program; "
        "close that program and try again.",
        "busy",
    )
