"""Which cameras there are, told without opening them and within a time limit."""

from __future__ import annotations

import logging
import platform
import re
import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace

from mien.sources.modes import CameraMode, camera_modes
from mien.sources.plugged import Plug, is_metadata, plug_of
from mien.sources.quiet import hush

SERIAL = re.compile(r"( \[[0-9a-f]{4}:[0-9a-f]{4}) [^\]]*\]$")
ONLY = "="  # before an identity: that very place, and no camera that is merely alike

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class CameraInfo:
    """A camera that can be opened.

    identity: stays the same when numbers change; what settings remember. path: the device's own, on
    Linux /dev/videoN. backend: one of `backends`. index: OpenCV's number in that backend, of this
    moment. vendor, product: USB ids, None where there are none. modes: what it says it can give,
    where that was asked for and the system tells.
    """

    identity: str
    name: str
    path: str
    backend: str
    index: int
    vendor: int | None
    product: int | None
    modes: tuple[CameraMode, ...] = ()


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


def list_cameras(timeout_s: float = 4.0, *, with_modes: bool = False) -> CameraList:
    """The cameras of this machine; an empty list with `timed_out` after `timeout_s` seconds.

    with_modes: ask each for its sizes and rates too. Drivers have been seen to hang while they are
    listed: this happens in a thread of its own, which is then left behind.
    """
    found: list[CameraInfo] = []
    done = threading.Event()

    def work() -> None:
        try:
            for camera in _all_backends():
                modes = camera_modes(camera.path) if with_modes else ()
                found.append(replace(camera, modes=modes))
        except Exception:  # whatever a driver does; nobody is to wait for the time limit then
            log.exception("Listing the cameras failed")
        done.set()

    threading.Thread(target=work, name="list-cameras", daemon=True).start()
    if not done.wait(timeout_s):
        return CameraList((), timed_out=True)
    return CameraList(tuple(found))


def find_camera(wanted: str, cameras: Sequence[CameraInfo]) -> CameraInfo | None:
    """The camera of that identity, path, name or index; the first of all for ''.

    Where nothing is plugged in at the identity's place, the camera of the same name, USB ids and
    serial number is taken if there is only one; never so with `ONLY` before the identity.
    """
    if not wanted:
        return cameras[0] if cameras else None
    if wanted.startswith(ONLY):
        return _first(cameras, "identity", wanted.removeprefix(ONLY))
    for field in ("identity", "path", "name"):
        same = _first(cameras, field, wanted)
        if same is not None:
            return same
    if wanted.isdecimal():
        return next((camera for camera in cameras if camera.index == int(wanted)), None)
    model = _model(wanted)
    alike = [camera for camera in cameras if model in _models(camera)]
    return alike[0] if len(alike) == 1 else None


def again(camera: CameraInfo, cameras: Sequence[CameraInfo]) -> str:
    """What finds this very camera among others later on, also where it is a twin of one of them."""
    twins = [other for other in cameras if _model(other.identity) == _model(camera.identity)]
    return (ONLY if len(twins) > 1 else "") + camera.identity


def name_in(wanted: str) -> str:
    """The name that an identity begins with, '' for a text that is no identity."""
    model, place, _ = wanted.removeprefix(ONLY).rpartition(" @ ")
    return re.sub(r" \[[^\]]*\]$", "", model) if place else ""


def same_camera(camera: CameraInfo, backend: str) -> CameraInfo | None:
    """The same camera as another backend lists it."""
    return next((other for other in _listed(backend) if _place(other) == _place(camera)), None)


def identity_of(name: str, path: str, vendor: int | None, product: int | None, plug: Plug) -> str:
    """Name, USB ids and serial number where known, and where it is plugged in, as one text."""
    known = "" if vendor is None or product is None else f"{vendor:04x}:{product:04x}"
    ids = " ".join(part for part in (known, plug.serial) if part)
    return f"{name} [{ids}] @ {plug.place or path}" if ids else f"{name} @ {plug.place or path}"


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
            identity_of(entry.name, path, entry.vid, entry.pid, _plug(backend, path)),
            entry.name,
            path,
            backend,
            entry.index,
            entry.vid,
            entry.pid,
        )
        for entry in raw
        if entry.name is not None  # unplugged while it was listed
        and not is_metadata(path := entry.path or "")
    ]
    return sorted(cameras, key=lambda camera: camera.index)


def _plug(backend: str, path: str) -> Plug:
    """Elsewhere than on Linux the path itself says where it is plugged in."""
    return plug_of(path) if backend == "V4L2" else Plug()


def _first(cameras: Sequence[CameraInfo], field: str, value: str) -> CameraInfo | None:
    return next((camera for camera in cameras if getattr(camera, field) == value), None)


def _model(identity: str) -> str:
    """An identity without its place, which may itself hold no ' @ '."""
    model, place, rest = identity.rpartition(" @ ")
    return (model if place else rest).casefold()


def _models(camera: CameraInfo) -> tuple[str, ...]:
    """What a camera may be called once it is no longer where it was."""
    model = _model(camera.identity)
    return model, SERIAL.sub(r"\1]", model), camera.name.casefold()


def _place(camera: CameraInfo) -> str:
    """Where it is plugged in; Windows adds the kind of driver to the path, after '#{'."""
    return (camera.path or camera.identity).partition("#{")[0].casefold()
