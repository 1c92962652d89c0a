"""What of the history stands still for a while: its ground, and the names at the lines' ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter

from mien.gui.insight.strip import PAD
from mien.gui.insight.traces import SPAN_S
from mien.gui.theme import Theme, caps_font, font, sized
from mien.gui.words import tr

EDGE = 16
HEAD, FOOT = 30, 20
AXIS, NAMES = 40, 150  # widths of the figures on the left and of the names on the right
MOST_NAMES = 0.4  # of the whole width
TICKS = (30, 20, 10)

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
CENTRE = Qt.AlignmentFlag.AlignCenter


@dataclass(frozen=True, slots=True)
class Name:
    """A line's name, its newest value in words, its colour, and the value, 0..1 or NaN."""

    text: str
    figure: str
    colour: str
    value: float


def lines_place(size: QSize) -> QRect:
    """Where the lines are drawn."""
    left, top = EDGE + sized(AXIS), sized(HEAD)
    names = min(sized(NAMES), round(MOST_NAMES * size.width()))
    width = size.width() - left - names - EDGE
    return QRect(left, top, max(1, width), max(1, size.height() - top - sized(FOOT)))


def names_place(size: QSize) -> QRect:
    """Where their names stand, from the upper edge to the lower."""
    lines = lines_place(size)
    return QRect(lines.right() + 1, 0, size.width() - lines.right() - 1, size.height())


def draw_ground(painter: QPainter, size: QSize, theme: Theme, heading: str, hint: str) -> None:
    """Heading, grid and time; instead of the grid a hint, where there is one."""
    painter.setPen(QColor(theme.border))
    painter.drawLine(0, 0, size.width(), 0)
    head = QRect(EDGE, 2, size.width() - 2 * EDGE, sized(HEAD) - 2)
    painter.setPen(QColor(theme.muted))
    painter.setFont(caps_font())
    painter.drawText(head, LEFT, tr("History"))
    after = painter.fontMetrics().horizontalAdvance(tr("History")) + 14
    painter.setFont(font(12, tabular=True))
    painter.drawText(head.adjusted(after, 0, 0, 0), LEFT, heading)
    if hint:
        painter.setFont(font(13))
        painter.drawText(QRect(EDGE, head.bottom(), head.width(), size.height() // 2), CENTRE, hint)
    else:
        _draw_grid(painter, lines_place(size), theme)


def _draw_grid(painter: QPainter, place: QRect, theme: Theme) -> None:
    for share, text in ((1.0, "100"), (0.5, "50"), (0.0, "0")):
        y = round(place.top() + PAD + (1 - share) * (place.height() - 1 - 2 * PAD))
        painter.setPen(QColor(theme.track))
        painter.drawLine(place.left(), y, place.right(), y)
        painter.setPen(QColor(theme.muted))
        figure = f"{text}\N{NO-BREAK SPACE}%"
        painter.drawText(QRect(0, y - 10, place.left() - 8, 20), RIGHT, figure)
    right = place.left() - EDGE
    for seconds in TICKS:
        x = round(place.left() + (1 - seconds / SPAN_S) * place.width())
        painter.setPen(QColor(theme.track))
        painter.drawLine(x, place.top(), x, place.bottom())
        words = tr("{seconds} s ago").format(seconds=seconds)
        width = painter.fontMetrics().horizontalAdvance(words)
        left = x if seconds == SPAN_S else x - width // 2
        if right + 6 <= left <= place.right() - width:  # where it fits
            painter.setPen(QColor(theme.muted))
            painter.drawText(QRect(left, place.bottom() + 2, width, sized(FOOT) - 4), LEFT, words)
            right = left + width


def draw_names(painter: QPainter, size: QSize, theme: Theme, names: Sequence[Name]) -> None:
    """Each name at the height of its line's end, pushed apart where they are close."""
    place, lines = names_place(size), lines_place(size)
    painter.setPen(QColor(theme.border))
    painter.drawLine(0, 0, place.width(), 0)
    painter.setFont(font(12, tabular=True))
    metrics = painter.fontMetrics()
    step, reach = metrics.height(), lines.height() - 2 * PAD
    wanted = [
        lines.top() + PAD + (1 - (name.value if name.value == name.value else 0.0)) * reach
        for name in names
    ]
    heights = apart(wanted, step, sized(HEAD) / 2, size.height() - 6)
    for name, y in zip(names, heights, strict=True):
        row = QRectF(8, y - step / 2, place.width() - 8 - EDGE, step)
        painter.fillRect(QRectF(row.x(), y - 1.5, 10, 3), QColor(name.colour))
        known = name.value == name.value
        painter.setPen(QColor(theme.text if known else theme.muted))
        painter.drawText(row, RIGHT, name.figure)
        room = row.width() - 22 - metrics.horizontalAdvance(name.figure)
        words = metrics.elidedText(name.text, Qt.TextElideMode.ElideRight, int(room))
        painter.drawText(row.adjusted(16, 0, 0, 0), LEFT, words)


def apart(wanted: list[float], step: float, least: float, most: float) -> list[float]:
    """Places close to the wanted ones, in their order, at least a step from each other."""
    order = sorted(range(len(wanted)), key=lambda index: wanted[index])
    places = [0.0] * len(wanted)
    floor = least + step / 2
    for index in order:
        places[index] = max(wanted[index], floor)
        floor = places[index] + step
    ceiling = most - step / 2
    for index in reversed(order):
        places[index] = min(places[index], ceiling)
        ceiling = places[index] - step
    return places
