"""Lists cameras in a thread of its own: a driver that hangs must not hang the window."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, QTimer, Signal

from mien.flow import Latest
from mien.gui.camera_watch import CameraWatch

if TYPE_CHECKING:
    from mien.sources.cameras import CameraInfo
    from mien.sources.modes import CameraMode

TIMEOUT_S = 4.0
PATIENT_S = 60.0  # a listing goes on for so long although it is no longer waited for
GRACE_S = 1.0  # the listing keeps its own time; this is for one that cannot
POLL_MS = 40

log = logging.getLogger(__name__)


class CameraLike(Protocol):
    """A camera as listed: `identity` is what to remember it by, `name` is for people."""

    @property
    def identity(self) -> str:
        """What `camera:<identity>` opens."""

    @property
    def name(self) -> str:
        """For people."""

    @property
    def modes(self) -> Sequence[CameraMode]:
        """The sizes and rates that it lists, the largest first; none where it does not tell."""


class CameraListLike(Protocol):
    """What a listing gives."""

    @property
    def cameras(self) -> Sequence[CameraLike]:
        """All that were found."""

    @property
    def timed_out(self) -> bool:
        """A driver did not answer in time."""


ListCameras = Callable[[float], CameraListLike]


class CameraLister(QObject):
    """Holds the newest list; `changed` says that a listing began or ended."""

    changed = Signal()

    def __init__(self, list_cameras: ListCameras, timeout_s: float = TIMEOUT_S) -> None:
        """Nothing is listed before `look`."""
        super().__init__()
        self.cameras: tuple[CameraLike, ...] = ()
        self.looking = False
        self.timed_out = False
        self._list = list_cameras
        self._timeout_s = timeout_s
        self._found: Latest[tuple[tuple[CameraLike, ...], bool]] = Latest()
        self._seen = 0
        self._worker: threading.Thread | None = None
        self._until = 0.0
        self._again = False
        self._watch: CameraWatch | None = None
        self._poll = QTimer(self)
        self._poll.setInterval(POLL_MS)
        self._poll.timeout.connect(self._take)

    def look(self) -> None:
        """List again; once more after a listing that is under way, which may be of before."""
        if self.looking:
            self._again = True
            return
        self.looking, self.timed_out = True, False
        self._until = time.monotonic() + self._timeout_s + GRACE_S
        if self._worker is None:
            self._worker = threading.Thread(target=self._work, name="camera-list", daemon=True)
            self._worker.start()
        self._poll.start()
        self.changed.emit()

    def watch(self) -> None:
        """List again whenever a camera came or went."""
        self._watch = CameraWatch()
        self._watch.changed.connect(self.look)

    def _work(self) -> None:
        try:
            listed = self._list(PATIENT_S)
            self._found.put((tuple(listed.cameras), listed.timed_out))
        except Exception:  # whatever a driver does, the window lives on without its cameras
            log.exception("Listing the cameras failed")
            self._found.put(((), False))

    def _take(self) -> None:
        found, count = self._found.peek()
        if found is not None and count > self._seen:
            self._seen = count
            self._worker = None  # it has said all; when its thread ends is of no matter
            self._end(*found)
        elif self.looking and time.monotonic() >= self._until:
            self._end(self.cameras, timed_out=True)  # what is answered later is taken all the same
        elif self._worker is None:
            self._poll.stop()

    def _end(self, cameras: tuple[CameraLike, ...], timed_out: bool) -> None:
        self.cameras, self.timed_out, self.looking = cameras, timed_out, False
        again = self._again and not timed_out
        self._again = self._again and timed_out  # until there is an answer
        self.changed.emit()
        if again:
            self.look()


class RealCameras:
    """The cameras of this computer; each is asked for its sizes once, as that takes many calls."""

    def __init__(self) -> None:
        self._modes: dict[tuple[str, str], tuple[CameraMode, ...]] = {}

    def __call__(self, timeout_s: float) -> CameraListLike:
        """List them."""
        from mien.sources.cameras import list_cameras

        listed = list_cameras(timeout_s)
        return replace(listed, cameras=tuple(map(self._with_modes, listed.cameras)))

    def _with_modes(self, camera: CameraInfo) -> CameraInfo:
        from mien.sources.modes import camera_modes

        key = (camera.identity, camera.path)
        if not self._modes.get(key):  # a new device may not be used before a moment has passed
            self._modes[key] = camera_modes(camera.path)
        return replace(camera, modes=self._modes[key])


real_cameras: ListCameras = RealCameras()
