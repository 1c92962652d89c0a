"""Decides what is opened, and remembers it."""

from __future__ import annotations

from pathlib import PurePath

from PySide6.QtCore import QObject, Signal

from mien.gui.camera_list import CameraLister
from mien.gui.engine_like import EngineLike
from mien.gui.words import tr
from mien.sources.names import masked
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
        self._device = device
        lister.changed.connect(self._decide)

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
        self._engine.open(source, self._device)
        self.opened.emit(source, chosen)

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
            return names[0] if names else identity.partition(" @ ")[0] or tr("Camera")
        if "://" in source:
            return masked(source)
        return PurePath(source).name or source

    def _decide(self) -> None:
        """Once the cameras are listed at the start: the first of them, else the demo."""
        if not self.deciding or self._lister.looking:
            return
        if self._lister.cameras:
            self.open(CAMERA + self._lister.cameras[0].identity, chosen=False)
        else:
            self.open(DEMO, False, SLOW_CAMERA if self._lister.timed_out else NO_CAMERA)
