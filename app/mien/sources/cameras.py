"""Which cameras there are, told without opening them and within a time limit."""

from __future__ import annotations

import os
import platform
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from mien.sources.quiet import hush

SYSTEM = Path("/sys/class/video4linux")  # where Linux tells of its cameras


@dataclass(frozen=True, slots=True)
class CameraInfo:
    """A camera that can be opened.

    identity: stays the same when numbers change; what settings remember. path: the device's own, on
    Linux /dev/videoN. backend: one of `backends`. index: OpenCV's number in that backend, of this
    moment. vendor, product: USB ids, None where there are none.
    """

    identity: str
    name: str
    path: str
    backend: str
    index: int
    vendor: int | None
    product: int | None


@dataclass(frozen=True, slots=True)
class CameraList:
    """The cameras found; timed_out: the system did not answer, so there may be others."""

    cameras: tuple[CameraInfo, ...]
    timed_out: bool = False


def backends() -> dict[str, int]:
    """The ways in which OpenCV opens cameras on this system, the preferred one first."""
    import cv2

    if platform.system() == "Windows":
        return {"MSMF": cv2.CAP_MSMF, "DSHOW": cv2.CAP_DSHOW}
    if platform.system() == "Darwin":
        return {"AVFoundation": cv2.CAP_AVFOUNDATION}
    return {"V4L2": cv2.CAP_V4L2}


def list_cameras(timeout_s: float = 4.0) -> CameraList:
    """The cameras of this machine; an empty list with `timed_out` after `timeout_s` seconds.

    Drivers have been seen to hang while they are listed: this happens in a thread of its own, which
    is then left behind.
    """
    found: list[CameraInfo] = []
    done = threading.Event()

    def work() -> None:
        found.extend(_all_backends())
        done.set()

    threading.Thread(target=work, name="list-cameras", daemon=True).start()
    if not done.wait(timeout_s):
        return CameraList((), timed_out=True)
    return CameraList(tuple(found))


def find_camera(wanted: str, cameras: Sequence[CameraInfo]) -> CameraInfo | None:
    """The camera of that identity, path, name or index; the first of all for ''.

    Where the identity's path is no longer right, the camera of the same name and USB ids is taken
    if there is only one.
    """
    if not wanted:
        return cameras[0] if cameras else None
    for field in ("identity", "path", "name"):
        same = [camera for camera in cameras if getattr(camera, field) == wanted]
        if same:
            return same[0]
    if wanted.isdecimal():
        return next((camera for camera in cameras if camera.index == int(wanted)), None)
    model = wanted.partition(" @ ")[0].casefold()
    alike = [camera for camera in cameras if model in (_model(camera), camera.name.casefold())]
    return alike[0] if len(alike) == 1 else None


def same_camera(camera: CameraInfo, backend: str) -> CameraInfo | None:
    """The same camera as another backend lists it."""
    return next((other for other in _listed(backend) if _place(other) == _place(camera)), None)


def identity_of(name: str, path: str, vendor: int | None, product: int | None) -> str:
    """Name, USB ids where known, and path, as one text."""
    ids = "" if vendor is None or product is None else f" [{vendor:04x}:{product:04x}]"
    return f"{name}{ids} @ {path}"


def _all_backends() -> list[CameraInfo]:
    """Each camera once, by the first backend that lists it."""
    cameras: dict[str, CameraInfo] = {}
    for backend in backends():
        for camera in _listed(backend):
            cameras.setdefault(_place(camera), camera)
    return list(cameras.values())


def _listed(backend: str) -> list[CameraInfo]:
    import cv2_enumerate_cameras

    hush()
    try:
        raw = cv2_enumerate_cameras.enumerate_cameras(backends()[backend])
    except (OSError, RuntimeError, ValueError):  # NotImplementedError is a RuntimeError
        return []
    cameras = [
        CameraInfo(
            identity_of(entry.name, entry.path or "", entry.vid, entry.pid),
            entry.name,
            entry.path or "",
            backend,
            entry.index,
            entry.vid,
            entry.pid,
        )
        for entry in raw
        if not _is_metadata(entry.path or "")
    ]
    return sorted(cameras, key=lambda camera: camera.index)


def _is_metadata(path: str) -> bool:
    """Whether a Linux device that may not be opened is the second one of its camera.

    USB cameras have one for metadata; where they may be opened, they are left out already.
    """
    if not path.startswith("/dev/video") or os.access(path, os.R_OK):
        return False
    number = SYSTEM / Path(path).name / "index"
    return number.is_file() and number.read_text().strip() != "0"


def _model(camera: CameraInfo) -> str:
    return camera.identity.partition(" @ ")[0].casefold()


def _place(camera: CameraInfo) -> str:
    """Where it is plugged in; Windows adds the kind of driver to the path, after '#{'."""
    return (camera.path or camera.identity).partition("#{")[0].casefold()
