"""A table of values that is asked: by pointing, by clicking, or with the arrow keys."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
)
from PySide6.QtWidgets import QToolTip

from mien.gui.bar_table import TO_NAME, BarTable, Row
from mien.gui.theme import Theme
from mien.gui.tick import INDENT, SIDE, draw_tick

NONE = -1

MOVES = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
ENDS = (Qt.Key.Key_Home, Qt.Key.Key_End)
CHOOSES = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class ValueTable(BarTable):
    """Bars of which one is pointed at, and some may be ticked for the history.

    row_clicked: its evidence is asked for. row_ticked: it is to be drawn in the history, or no
    more. row_pointed: it is pointed at, or the arrow keys came to it; -1 for none.
    """

    row_clicked = Signal(int)
    row_ticked = Signal(int)
    row_pointed = Signal(int)

    def __init__(self, name: str, theme: Theme, mark: float | None = None) -> None:
        """An empty table without ticks."""
        super().__init__(name, theme, mark)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves it with the picture
        self.setMouseTracking(True)
        self._ticks: Mapping[int, str] | None = None
        self._current = 0
        self._pointed = NONE

    @property
    def pointed(self) -> int:
        """The line that is pointed at, by mouse or by keyboard; -1 for none."""
        return self._pointed

    def set_ticks(self, ticks: Mapping[int, str] | None) -> None:
        """The colours of the lines that are drawn in the history; None while it is not shown."""
        if ticks != self._ticks:
            self._ticks = None if ticks is None else dict(ticks)
            self._indent = 0 if ticks is None else INDENT
            self.update()

    def event(self, event: QEvent) -> bool:
        """A tooltip says more; the keys that are used here are not the window's meanwhile."""
        if isinstance(event, QHelpEvent):
            self._tell(self._row_at(event.pos()), event.globalPos())
            return True
        mine = event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent)
        if mine and isinstance(event, QKeyEvent) and self._uses(event):
            event.accept()
            return True
        return super().event(event)

    def describe(self) -> None:
        """Put the values into words; that of the present line alone while it has the focus."""
        if self.hasFocus() and self._pointed != NONE:
            self._describe_as(self._said(self._pointed))
        else:
            super().describe()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Arrows go from line to line, Return asks for the evidence, the space bar ticks."""
        last = len(self.rows) - 1
        if not self._uses(event):
            super().keyPressEvent(event)
        elif event.key() in CHOOSES:
            self.row_clicked.emit(self._current)
        elif event.key() == Qt.Key.Key_Space:
            self.row_ticked.emit(self._current)
        else:
            step = MOVES.get(Qt.Key(event.key()), last if event.key() == Qt.Key.Key_End else -last)
            self._current = min(max(self._current + step, 0), last)
            self._point_by_key()

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """The line where the keyboard was last is pointed at."""
        super().focusInEvent(event)
        if self.rows:
            self._current = min(self._current, len(self.rows) - 1)
            self._point_by_key()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """Nothing is pointed at any more."""
        super().focusOutEvent(event)
        self._point(NONE)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """A click on a line asks for its evidence, one on its tick for its history."""
        row = self._row_at(event.position().toPoint())
        if row is None:
            return
        self._current = row
        ticks = self._ticks is not None and event.position().x() < INDENT
        (self.row_ticked if ticks else self.row_clicked).emit(row)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """The line under the pointer is pointed at."""
        row = self._row_at(event.position().toPoint())
        self._point(NONE if row is None else row)

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Nothing is pointed at any more."""
        super().leaveEvent(event)
        self._point(NONE)

    def _paint_lines(self, painter: QPainter, stale: Mapping[int, int]) -> None:
        """A ground for the line that is pointed at, ticks, and the lines."""
        if self._pointed != NONE:
            self._paint_pointed(painter)
        if self._ticks is not None:
            for index, needs in stale.items():
                if needs >= TO_NAME:
                    self._paint_tick(painter, index, self._ticks.get(index, ""))
        super()._paint_lines(painter, stale)

    def _paint_pointed(self, painter: QPainter) -> None:
        place = QRectF(self._row_place(self._pointed)).adjusted(0.5, 0.5, -0.5, -0.5)
        focus = self.hasFocus() and self._pointed == self._current
        painter.setPen(QColor(self._theme.accent) if focus else Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._theme.hover))
        painter.drawRoundedRect(place, 4, 4)

    def _paint_tick(self, painter: QPainter, index: int, colour: str) -> None:
        middle = self._row_place(index).center().y() + 0.5
        box = QRectF(2.5, middle - SIDE / 2, SIDE, SIDE)
        theme = self._theme
        draw_tick(painter, box, colour, QColor(theme.faint), QColor(theme.surface))

    def _uses(self, event: QKeyEvent) -> bool:
        if not self.rows or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            return False
        key = event.key()
        ticks = key == Qt.Key.Key_Space and self._ticks is not None
        return key in MOVES or key in ENDS or key in CHOOSES or ticks

    def _point_by_key(self) -> None:
        self._point(self._current)
        place = self._row_place(self._current)
        self._tell(self._current, self.mapToGlobal(QPoint(0, place.bottom())))

    def _point(self, row: int) -> None:
        if row != self._pointed:
            before, self._pointed = self._pointed, row
            for one in (before, row):
                if one != NONE:
                    self.update(self._row_place(one))
            self.describe()
            self.row_pointed.emit(row)

    def _tell(self, index: int | None, on_screen: QPoint) -> None:
        if index is None:
            QToolTip.hideText()
            return
        row = self.rows[index]
        first = f"<b>{escape(_title(row))}</b>&nbsp;&nbsp;{escape(self.texts[index])}"
        rest = f"<br>{escape(row.text)}" if row.text else ""
        QToolTip.showText(on_screen, f"<p>{first}{rest}</p>", self, QRect())

    def _said(self, index: int) -> str:
        row = self.rows[index]
        return f"{_title(row)} {self.texts[index]}. {row.text}".strip()


def _title(row: Row) -> str:
    return row.tip or f"{row.code} {row.name}".strip()
