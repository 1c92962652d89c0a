"""A line of text that ends in an ellipsis where there is no room for all of it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel

LEAST = 4  # letters that stay


class ShortLabel(QLabel):
    """Asks for room for its text, and does with less; its tooltip then says it all."""

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Room for some letters."""
        return QSize(self.fontMetrics().averageCharWidth() * LEAST, super().sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """The text, or its beginning."""
        del event
        room, elide = self.contentsRect(), Qt.TextElideMode.ElideRight
        text = self.fontMetrics().elidedText(self.text(), elide, room.width())
        whole = text == self.text()
        if (self.toolTip() == "") is not whole:
            self.setToolTip("" if whole else self.text())
        painter = QPainter(self)
        style, role = self.style(), self.foregroundRole()
        style.drawItemText(
            painter, room, self.alignment().value, self.palette(), self.isEnabled(), text, role
        )
        painter.end()
