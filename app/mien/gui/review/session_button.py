"""The button that says which session is open, with all that can be done to it in its menu."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QMenu, QToolButton

from mien.gui import icons
from mien.gui.actions import Actions
from mien.gui.review.recents import Recent
from mien.gui.source_picker import WIDTH
from mien.gui.theme import Theme

MOST = 10


class SessionButton(QToolButton):
    """Beside the source's button, whose place it takes on the review page."""

    opened = Signal(object)  # a Path

    def __init__(
        self, deeds: Actions, recents: Callable[[], tuple[Recent, ...]], theme: Theme
    ) -> None:
        """Recents: the sessions that are offered."""
        super().__init__()
        self.setObjectName("source")
        self.setFixedWidth(WIDTH)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._deeds, self._recents, self._theme = deeds, recents, theme
        self._folder: Path | None = None
        self._menu = QMenu(self)
        self._menu.setMinimumWidth(WIDTH)
        self._menu.aboutToShow.connect(self.fill)
        self.setMenu(self._menu)
        self.fill()
        self.show_session(None)

    def set_theme(self, theme: Theme) -> None:
        """Draw the icon in other colours."""
        self._theme = theme
        self.show_session(self._folder)

    def show_session(self, folder: Path | None) -> None:
        """The name of the open session."""
        self._folder = folder
        name = folder.name if folder is not None else "Sessions"
        room = QFontMetrics(self.font()).elidedText(name, Qt.TextElideMode.ElideMiddle, WIDTH - 84)
        self.setText(room)
        self.setToolTip(str(folder) if folder is not None else "Choose a session")
        self.setAccessibleName(f"Session: {name}" if folder is not None else "Sessions")
        self.setIcon(icons.icon("film", self._theme))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """The button, and an arrow that says it opens."""
        super().paintEvent(event)
        painter = QPainter(self)
        arrow = icons.pixmap("chevron", self._theme.muted, 16)
        painter.drawPixmap(self.width() - 26, (self.height() - 16) // 2, arrow)
        painter.end()

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
