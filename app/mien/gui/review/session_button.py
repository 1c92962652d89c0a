"""The button that says which session is open, with all that can be done to it in its menu."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Signal

from mien.gui import icons
from mien.gui.actions import Actions
from mien.gui.arrow_button import ArrowButton
from mien.gui.review.recents import Recent
from mien.gui.theme import Theme
from mien.gui.words import tr

MOST = 10


class SessionButton(ArrowButton):
    """Beside the source's button, whose place it takes on the review page."""

    opened = Signal(object)  # a Path

    def __init__(
        self, deeds: Actions, recents: Callable[[], tuple[Recent, ...]], theme: Theme
    ) -> None:
        """Recents: the sessions that are offered."""
        super().__init__(theme)
        self._deeds, self._recents = deeds, recents
        self._folder: Path | None = None
        self._menu.aboutToShow.connect(self.fill)
        self.fill()
        self.show_session(None)

    def set_theme(self, theme: Theme) -> None:
        """Draw the icon in other colours."""
        self._theme = theme
        self.show_session(self._folder)

    def show_session(self, folder: Path | None) -> None:
        """The name of the open session."""
        self._folder = folder
        name = folder.name if folder is not None else tr("Sessions")
        self.show_name(name)
        self.setToolTip(str(folder) if folder is not None else tr("Choose a session"))
        self.setAccessibleName(
            tr("Session: {name}").format(name=name) if folder is not None else tr("Sessions")
        )
        self.setIcon(icons.icon("film", self._theme))

    def fill(self) -> None:
        """The menu anew."""
        self._menu.clear()
        for recent in self._recents()[:MOST]:
            entry = self._menu.addAction(icons.icon("film", self._theme), recent.name)
            entry.setToolTip(recent.about)
            entry.setCheckable(True)
            entry.setChecked(recent.folder == self._folder)
            entry.triggered.connect(lambda _=False, to=recent.folder: self.opened.emit(to))
        self._menu.addSeparator()
        for name in ("open_session", "close_session", "reveal"):
            self._menu.addAction(self._deeds[name])
        self._menu.addSeparator()
        self._menu.addAction(self._deeds["delete_session"])
