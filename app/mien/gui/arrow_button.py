"""A button that says what is open and shows by an arrow that it has a menu."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QMenu, QToolButton

from mien.gui import icons
from mien.gui.sizing import fix
from mien.gui.theme import Theme

WIDTH, MOST_WIDE = 204, 330
BESIDE = 84  # beside the name: icon and arrow


class ArrowButton(QToolButton):
    """What the live page's source and the review page's session have in common."""

    def __init__(self, theme: Theme) -> None:
        """A button with an empty menu."""
        super().__init__()
        self._theme, self._name = theme, ""
        self.setObjectName("source")
        fix(self, width=WIDTH, most=MOST_WIDE)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._menu = QMenu(self)
        self._menu.setMinimumWidth(WIDTH)
        self.setMenu(self._menu)

    def show_name(self, name: str) -> None:
        """The name, with its middle left out where it is long."""
        self._name = name
        metrics, room = QFontMetrics(self.font()), self.width() - BESIDE
        self.setText(metrics.elidedText(name, Qt.TextElideMode.ElideMiddle, room))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """There is another room for the name."""
        super().resizeEvent(event)
        self.show_name(self._name)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """The button, and an arrow that says it opens."""
        super().paintEvent(event)
        painter = QPainter(self)
        arrow = icons.pixmap("chevron", self._theme.muted, 16)
        painter.drawPixmap(self.width() - 26, (self.height() - 16) // 2, arrow)
        painter.end()
