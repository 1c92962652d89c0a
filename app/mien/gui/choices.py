"""The user's choices while the window is open, kept a moment after they change."""

from __future__ import annotations

import logging
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from mien.gui.words import tr
from mien.settings import Settings

KEEP_MS = 400  # a slider that is dragged is written once

log = logging.getLogger(__name__)

Keep = Callable[[Settings], None]


class Choices(QObject):
    """Holds the settings; `lost` comes when they cannot be kept.

    changed: after each change, with the names of what is other than before, as a frozenset.
    """

    changed = Signal(object)
    lost = Signal(str)

    def __init__(self, settings: Settings, keep: Keep | None) -> None:
        """Keep: writes the settings, None to leave them unwritten; may raise OSError."""
        super().__init__()
        self.settings = settings
        self._keep = keep
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(KEEP_MS)
        self._timer.timeout.connect(self.keep)

    def change(self, **values: object) -> None:
        """Replace some choices."""
        settings = self.settings.changed(**values)
        names = {name for name, value in settings if value != getattr(self.settings, name)}
        if names:
            self.settings = settings
            self._timer.start()
            self.changed.emit(frozenset(names))

    def keep(self) -> None:
        """Write them now, where they changed since the last time."""
        self._timer.stop()
        if self._keep is None:
            return
        try:
            self._keep(self.settings)
        except OSError as error:
            log.warning("The settings could not be kept: %s", error)
            said = tr("The settings could not be kept ({reason}).").format(reason=error.strerror)
            self.lost.emit(said)
