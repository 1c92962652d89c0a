"""Decides what is opened, and remembers it."""

from __future__ import annotations

from pathlib import PurePath

from PySide6.QtCore import QObject, Signal

from mien.engine.status import Phase
from mien.gui.camera_list import CameraLike, CameraLister
from mien.gui.engine_like import EngineLike
from mien.gui.words import tr
from mien.sources.base import SourceInfo
from mien.sources.cameras import name_in
from mien.sources.names import masked
from mien.sources.request import CameraWish
from mien.words import mark

DEMO = "demo"
CAMERA = "camera:"
NO_CAMERA = mark("No camera found, showing the demo")
SLOW_CAMERA = mark("The cameras did not answer, showing the demo")


def is_camera(source: str) -> bool:
    """Whether a source's text names a camera: 'camera', 'camera:<identity>' or a number."""
    return source == "camera" or source.startswith(CAMERA) or source.isdecimal()


class SourceDesk(QObject):
    """Opens sources in the engine; `opened` carries the text and whether the user chose it."""

    opened = Signal(str, bool)

    def __init__(self, engine: EngineLike, lister: CameraLister, device: str) -> None:
        """Nothing is opened before `start` or `open`."""
        super().__init__()
        self.current: str | None = None
        self.info = ""
        self.deciding = False
        self._engine = engine
        self._lister = lister
        self.device = device
        self._asked = ""
        lister.changed.connect(self._listed)

    def start(self, source: str | None, last: str | None) -> None:
        """Open what was asked for, else the last source, else the first camera, else the demo."""
        wanted = source or last
        if wanted:
            self.open(wanted)
            self._lister.look()
        else:
            self.deciding = True
            self._lister.look()

    def open(self, source: str, chosen: bool = True, info: str = "") -> None:
        """Replace the present source; info: what is to be known about why it is this one."""
        self.deciding = False
        self.current, self.info = source, info
        self._engine.open(source, self.device)
        self.opened.emit(source, chosen)

    def ask(self, wish: str) -> None:
        """Ask cameras for a size and rate, as the setting has it; an open one is opened anew.

        What is being recorded goes on as it is: the wish then holds from the next opening on.
        """
        if wish == self._asked:
            return
        self._asked = wish
        try:
            self._engine.wish(CameraWish.parsed(wish))
        except ValueError:  # written by hand
            self._engine.wish(CameraWish())
        camera = self.current is not None and is_camera(self.current)
        if camera and not self.recording:
            self.retry()

    def use_device(self, device: str) -> None:
        """Have the network run elsewhere, now and from the next opening on."""
        self.device = device
        self._engine.use_device(device)

    @property
    def recording(self) -> bool:
        """Something is being recorded."""
        return self._engine.recording().active

    def given(self) -> SourceInfo | None:
        """What the camera that is open really gives, None where none is."""
        info = self._engine.status().source
        return info if info is not None and info.kind == "camera" else None

    def open_camera(self) -> CameraLike | None:
        """The camera that is open, as it is listed."""
        info = self.given()
        if info is None:
            return None
        identity = info.detail.get("identity", "")
        return next((one for one in self._lister.cameras if one.identity == identity), None)

    def retry(self) -> None:
        """Open the present source again."""
        if self.current is not None:
            self.open(self.current, info=self.info, chosen=False)

    def name(self, source: str) -> str:
        """A source's text as people call it."""
        if source == DEMO:
            return tr("Demo")
        if is_camera(source):
            identity = source.removeprefix(CAMERA)
            names = [camera.name for camera in self._lister.cameras if camera.identity == identity]
            return names[0] if names else name_in(identity) or identity or tr("Camera")
        if "://" in source:
            return masked(source)
        return PurePath(source).name or source

    def _listed(self) -> None:
        if self._lister.looking:
            return
        if self.deciding:
            self._decide()
        elif self._is_back():
            self.retry()

    def _decide(self) -> None:
        """Once the cameras are listed at the start: the first of them, else the demo."""
        if self._lister.cameras:
            self.open(CAMERA + self._lister.cameras[0].identity, chosen=False)
        else:
            self.open(DEMO, False, SLOW_CAMERA if self._lister.timed_out else NO_CAMERA)

    def _is_back(self) -> bool:
        """Whether the camera that was not there when it was asked for is there now."""
        status = self._engine.status()
        missed = status.phase is Phase.FAILED and status.problem_kind in ("missing", "no-camera")
        if not missed or self.current is None or not is_camera(self.current):
            return False
        wanted = self.current.removeprefix(CAMERA)
        if wanted == "camera":
            return bool(self._lister.cameras)
        known = (wanted, name_in(wanted))
        return any(one.identity in known or one.name in known for one in self._lister.cameras)
