"""A switch."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QCheckBox

from mien.gui.theme import sized

WIDTH, HEIGHT = 38, 22
KNOB = 3  # between the knob and the rim, pixels


class Toggle(QCheckBox):
    """A box to tick that is drawn as a switch; a screen reader and the keyboard find the box."""

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As large as it is drawn."""
        return QSize(sized(WIDTH), sized(HEIGHT))

    def hitButton(self, pos: QPoint) -> bool:  # noqa: N802 - Qt's name
        """All of it can be clicked."""
        return self.rect().contains(pos)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Track and knob; a ring where it has the focus."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours, on = self.palette(), self.isChecked()
        height = float(sized(HEIGHT))
        track = QRectF(1, (self.height() - height) / 2 + 1, sized(WIDTH) - 2, height - 2)
        ground = colours.highlight() if on else colours.placeholderText()
        ring = QPen(colours.text().color(), 2) if self.hasFocus() else QPen(Qt.PenStyle.NoPen)
        painter.setPen(ring)
        painter.setBrush(ground)
        painter.drawRoundedRect(track, track.height() / 2, track.height() / 2)
        side = track.height() - 2 * KNOB
        left = track.right() - KNOB - side if on else track.left() + KNOB
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colours.highlightedText() if on else colours.base())
        painter.drawEllipse(QRectF(left, track.top() + KNOB, side, side))
