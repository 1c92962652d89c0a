"""A camera, through OpenCV with the backend named outright."""

from __future__ import annotations

import math
import platform
from collections.abc import Iterator, Mapping
from types import MappingProxyType

import cv2
import numpy as np

from mien.errors import SourceError
from mien.sources.base import SourceInfo
from mien.sources.cameras import CameraInfo, backends, same_camera
from mien.sources.choosing import choose_camera
from mien.sources.closable import ClosableSource
from mien.sources.grabbing import BUFFERS, Grabber
from mien.sources.quiet import hush
from mien.sources.refusals import silent, stuck, unplugged
from mien.sources.request import CameraWish, OpenRequest
from mien.sources.v4l2 import check_device, is_gone
from mien.types import Frame, Image, frozen

MJPG = "MJPG"
MJPG_FROM_WIDTH = 1280  # raw pictures of this width do not fit through USB 2 at 30 a second


def open_camera(request: OpenRequest) -> CameraSource:
    """The camera that the target names: '' the first; an index, path, identity or name."""
    camera, text = choose_camera(request.target)
    return CameraSource(camera, request.wanted, text)


class CameraSource(ClosableSource):
    """A live camera; `info` says what it really gives, whatever was wished for.

    A read that never returns: `close` from another thread comes back within a second all the same,
    and the device is released when the read does return (see ClosableSource).
    """

    def __init__(self, camera: CameraInfo, wanted: CameraWish, text: str = "") -> None:
        """Raise SourceError: 'missing', 'busy', 'forbidden' or 'failed'.

        text: what names this very camera, its identity unless told.
        """
        super().__init__()
        hush()
        self._camera = camera
        self._text = text or camera.identity
        if platform.system() == "Linux":
            check_device(camera.path, camera.name)
        self._capture, self._backend = _opened(camera)
        self._grabber = Grabber(self._capture, self._closed, stamped=self._backend == "V4L2")
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
        grabbed = self._grabber.next()
        if grabbed is None:
            raise self._lost()
        image = np.ascontiguousarray(cv2.cvtColor(grabbed.bgr, cv2.COLOR_BGR2RGB), np.uint8)
        self._first_ns = self._first_ns or grabbed.captured_ns
        index = self._index + grabbed.dropped  # a jump of the index is a loss
        self._index = index + 1
        time_s = (grabbed.captured_ns - self._first_ns) / 1e9
        return Frame(frozen(image), index, time_s, grabbed.captured_ns, self._camera.name)

    def _first(self) -> Image:
        grabbed = self._grabber.next()
        if grabbed is None:
            raise _nothing(self._camera)
        return grabbed.bgr

    def _lost(self) -> SourceError:
        name = self._camera.name
        return unplugged(name) if _gone(self._camera) else stuck(name)

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
            again=f"camera:{self._text}",
        )

    def _detail(self, wanted: CameraWish) -> Mapping[str, str]:
        code = int(self._capture.get(cv2.CAP_PROP_FOURCC)) & 0xFFFFFFFF
        letters = code.to_bytes(4, "little").decode("ascii", "replace")
        return MappingProxyType(
            {
                "identity": self._camera.identity,
                "backend": self._backend,
                "pixel format": letters if letters.isprintable() else "unknown",
                "asked for": str(wanted),
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
    raise _nothing(camera)


def _nothing(camera: CameraInfo) -> SourceError:
    """Why a camera that was there a moment ago gives nothing."""
    return unplugged(camera.name) if _gone(camera) else silent(camera.name)


def _gone(camera: CameraInfo) -> bool:
    return platform.system() == "Linux" and is_gone(camera.path)


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
    capture.set(cv2.CAP_PROP_BUFFERSIZE, BUFFERS)
    if not wanted.width:
        return
    if wanted.pixel_format:
        _ask(capture, wanted, wanted.pixel_format)
        return
    large = wanted.width >= MJPG_FROM_WIDTH
    _ask(capture, wanted, MJPG if large else "")
    if not large and 0 < capture.get(cv2.CAP_PROP_FPS) < 0.9 * wanted.rate:
        _ask(capture, wanted, MJPG)


def _ask(capture: cv2.VideoCapture, wanted: CameraWish, pixel_format: str) -> None:
    if pixel_format:  # before the size: the format decides which sizes and rates there are
        capture.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*pixel_format))
    capture.set(cv2.CAP_PROP_FRAME_WIDTH, wanted.width)
    capture.set(cv2.CAP_PROP_FRAME_HEIGHT, wanted.height)
    capture.set(cv2.CAP_PROP_FPS, wanted.rate)
