"""A tick in the colour of a line of the history, for a value that is no row of a table."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QAbstractButton

from mien.gui.words import tr

SIDE = 12
INDENT = 20  # from the tick's left edge to what it belongs to


def draw_tick(painter: QPainter, box: QRectF, colour: str, ink: QColor, ground: QColor) -> None:
    """A box, filled and ticked where it has a colour; ink: of an empty one, ground: behind it."""
    painter.setPen(QColor(colour) if colour else ink)
    painter.setBrush(QColor(colour) if colour else Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(box, 3, 3)
    if colour:
        painter.setPen(QPen(ground, 1.8))
        x, y = box.x(), box.y()
        hook = [QPointF(x + 3, y + 6.2), QPointF(x + 5.2, y + 8.6), QPointF(x + 9.2, y + 3.6)]
        painter.drawPolyline(hook)


class Tick(QAbstractButton):
    """The smile's own tick."""

    def __init__(self) -> None:
        """An empty one."""
        super().__init__()
        self._colour = ""
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(tr("Smile in the history"))
        self.setToolTip(tr("Draw the smile in the history"))

    def show_colour(self, colour: str) -> None:
        """The colour of its line, '' for none."""
        self._colour = colour
        self.setChecked(bool(colour))
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """The box with what lies between it and the words."""
        return QSize(INDENT, SIDE + 4)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """The box, with a ring while it has the focus."""
        del event
        painter = QPainter(self)
        try:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            box = QRectF(2.5, (self.height() - SIDE) / 2, SIDE, SIDE)
            colours = self.palette()
            ink = colours.color(QPalette.ColorRole.PlaceholderText)
            draw_tick(painter, box, self._colour, ink, colours.color(QPalette.ColorRole.Window))
            if self.hasFocus():
                painter.setPen(colours.color(QPalette.ColorRole.Highlight))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(box.adjusted(-2, -2, 2, 2), 4, 4)
        finally:
            painter.end()
