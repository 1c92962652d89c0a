"""Lists cameras in a thread of its own: a driver that hangs must not hang the window."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, QTimer, Signal

from mien.gui.camera_watch import CameraWatch
from mien.gui.job import Job

if TYPE_CHECKING:
    from mien.sources.cameras import CameraInfo
    from mien.sources.modes import CameraMode

TIMEOUT_S = 4.0
PATIENT_S = 60.0  # a listing goes on for so long although it is no longer waited for
GRACE_S = 1.0  # the listing keeps its own time; this is for one that cannot
POLL_MS = 40


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
        self._job: Job[CameraListLike] | None = None
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
        if self._job is None:
            # It knows nothing of this object: what a thread knows may be deleted in that thread,
            # and Qt crashes where a timer is deleted in another thread than its own.
            self._job = Job("camera-list", partial(self._list, PATIENT_S))
        self._poll.start()
        self.changed.emit()

    def watch(self) -> None:
        """List again whenever a camera came or went."""
        self._watch = CameraWatch()
        self._watch.changed.connect(self.look)

    def _take(self) -> None:
        outcome = None if self._job is None else self._job.outcome()
        if outcome is not None:
            self._job = None
            listed = outcome.value  # None where a driver failed: the window lives on without
            self._end(*((tuple(listed.cameras), listed.timed_out) if listed else ((), False)))
        elif self.looking and time.monotonic() >= self._until:
            self._end(self.cameras, timed_out=True)  # what is answered later is taken all the same
        elif self._job is None:
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
