"""Draws the card of values beside a face, and the legend of a map."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import count

import numpy as np
from PySide6.QtCore import QPointF, QRect, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QImage,
    QPainter,
)

from mien.gui.theme import font, sized
from mien.gui.words import tr
from mien.overlays.shapes import Bar, Colour, Legend

Plain = tuple[str, bool, int]  # of a row: its name as it is written, whether it is faded, its steps

WIDTHS = (156.0, 208.0, 248.0)  # a card takes the first in which its names fit
HUNDRED = "100\N{NO-BREAK SPACE}%"  # the widest value, so that a card keeps its width
PAD = 12.0
LINE = 18.0
BAR = 4.0
STEP_GAP = 3.0
LEGEND = 26.0

GLASS = QColor(12, 14, 18, 242)
INK = QColor(238, 241, 245)
SOFT = QColor(238, 241, 245, 165)
FADED = QColor(238, 241, 245, 110)
TRACK = QColor(255, 255, 255, 44)
RAMP = QSize(96, 6)

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


def card_size(blocks: Sequence[Sequence[Bar]]) -> QSizeF:
    """How large the card of some blocks of bars is."""
    names = [tr(bar.name) for block in blocks for bar in block]
    value = _advance(HUNDRED, sized(13), strong=True) + 8 + 2 * PAD
    needed = max((_advance(name, sized(13), strong=False) for name in names), default=0) + value
    width = next((one for one in map(sized, WIDTHS) if one >= needed), sized(WIDTHS[-1]))
    return QSizeF(width, len(names) * _row() + 2 * PAD - 8.0)


def plain_rows(bars: Sequence[Bar], width: float) -> tuple[Plain, ...]:
    """What stays in a card of some width while its values change."""
    room = width - 2 * PAD - 8
    return tuple(
        (
            elided(tr(bar.name), round(room - usual_advance(bar.text, 13, strong=True))),
            bar.faded,
            bar.steps,
        )
        for bar in bars
    )


def draw_ground(painter: QPainter, place: QRectF, rows: Sequence[Plain]) -> None:
    """Dark glass with the names of the rows, one below the other, and their empty bars."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(GLASS)
    painter.drawRoundedRect(place, 10, 10)
    painter.setFont(usual_font(13, strong=False))
    for (name, faded, steps), row in zip(rows, _lines(place), strict=False):
        painter.setPen(FADED if faded else INK)
        painter.drawText(row, LEFT, name)
        painter.setPen(Qt.PenStyle.NoPen)
        draw_track(painter, _track(row), steps, TRACK)


def draw_values(painter: QPainter, place: QRectF, bars: Sequence[Bar], fill: QColor) -> None:
    """The values of the rows, as figures and in their bars, on the ground of a card."""
    painter.setFont(usual_font(13, strong=True))
    for bar, row in zip(bars, _lines(place), strict=False):
        painter.setPen(FADED if bar.faded else INK)
        painter.drawText(row, RIGHT, bar.text)
        painter.setPen(Qt.PenStyle.NoPen)
        draw_fill(painter, _track(row), bar.value, bar.steps, FADED if bar.faded else fill)


def _lines(place: QRectF) -> Iterator[QRectF]:
    """Where the words of a card's rows stand, downwards without an end."""
    x, width, height, step = place.x() + PAD, place.width() - 2 * PAD, sized(LINE), _row()
    return (QRectF(x, y, width, height) for y in count(place.y() + PAD, step))


def _track(row: QRectF) -> QRectF:
    return QRectF(row.x(), row.bottom() + 1, row.width(), BAR)


def draw_bar(
    painter: QPainter, track: QRectF, value: float, steps: int, fill: QColor, empty: QColor
) -> None:
    """A bar filled to a value 0..1, in `steps` parts where that is not 0; NaN leaves it empty."""
    draw_track(painter, track, steps, empty)
    draw_fill(painter, track, value, steps, fill)


def draw_track(painter: QPainter, track: QRectF, steps: int, empty: QColor) -> None:
    """An empty bar, in `steps` parts where that is not 0."""
    painter.setBrush(empty)
    radius = track.height() / 2
    for part in _parts(track, steps):
        painter.drawRoundedRect(part, radius, radius)


def draw_fill(painter: QPainter, track: QRectF, value: float, steps: int, fill: QColor) -> None:
    """What fills a bar to a value 0..1; nothing for NaN."""
    share = 0.0 if math.isnan(value) else min(max(value, 0.0), 1.0)
    painter.setBrush(fill)
    for number, part in enumerate(_parts(track, steps)):
        filled = min(max(share * max(steps, 1) - number, 0.0), 1.0) * part.width()
        if filled > 0.5:
            # A small value must not look like a larger one.
            rounding = min(part.height() / 2, filled / 2)
            part.setWidth(filled)
            painter.drawRoundedRect(part, rounding, rounding)


def _parts(track: QRectF, steps: int) -> list[QRectF]:
    """The parts of a bar, left to right; one where `steps` is 0."""
    parts = max(steps, 1)
    width = (track.width() - STEP_GAP * (parts - 1)) / parts
    x, y, height = track.x(), track.y(), track.height()
    return [QRectF(x + part * (width + STEP_GAP), y, width, height) for part in range(parts)]


def legend_place(said: Sequence[str], area: QRect) -> QRectF:
    """Where a legend with these words stands: in the picture's lower left corner."""
    width = sum(_widths(said)) + RAMP.width() + 4 * 10 + 4
    height = sized(LEGEND)
    return QRectF(area.left() + 14, area.bottom() - 14 - height, width, height)


def draw_legend(painter: QPainter, legend: Legend, place: QRectF) -> None:
    """The map's colours with low and high."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(GLASS)
    painter.drawRoundedRect(place, 8, 8)
    painter.setFont(usual_font(12, strong=False))
    x = place.x() + 10
    said = words(legend)
    for index, (word, wide) in enumerate(zip(said, _widths(said), strict=True)):
        painter.setPen(INK if index == 0 else SOFT)
        painter.drawText(QRectF(x, place.y(), wide + 4, place.height()), LEFT, word)
        x += wide + 10
        if index == 1:
            painter.drawImage(QPointF(x - 2, place.center().y() - 3), ramp_image(legend))
            x += RAMP.width() + 6


def words(legend: Legend) -> tuple[str, ...]:
    """What a legend says, in the user's language."""
    return tr(legend.title), tr(legend.low), tr(legend.high)


def _widths(said: Sequence[str]) -> list[int]:
    return [usual_advance(word, 12, strong=False) for word in said]


def ramp_image(legend: Legend) -> QImage:
    """The colours from left to right, RAMP points."""
    places = np.linspace(0, len(legend.colours) - 1, RAMP.width()).round().astype(int)
    row = legend.colours[places]
    bars = np.ascontiguousarray(np.broadcast_to(row, (RAMP.height(), *row.shape)))
    image = QImage(
        bars.data, RAMP.width(), RAMP.height(), bars.strides[0], QImage.Format.Format_RGB888
    )
    return image.copy()  # the copy has pixels of its own, `bars` goes


def colour(values: Colour, opaque: bool = False) -> QColor:
    """An overlay's colour as Qt's."""
    red, green, blue, alpha = values
    return QColor(red, green, blue, 255 if opaque else alpha)


def usual_font(pixels: int, strong: bool) -> QFont:
    """A font of words on the picture, made once for each size of text."""
    return _font(sized(pixels), strong)


def usual_metrics(pixels: int, strong: bool) -> QFontMetrics:
    """The measures of such a font."""
    return _metrics(sized(pixels), strong)


def font_key(pixels: int, strong: bool) -> str:
    """What tells such a font from another one."""
    return _key(sized(pixels), strong)


def usual_advance(text: str, pixels: int, strong: bool) -> int:
    """How wide a text is in such a font."""
    return _advance(text, sized(pixels), strong)


def elided(text: str, width: int, pixels: int = 13, strong: bool = False) -> str:
    """A text cut with an ellipsis where it is wider than so many points."""
    return _elided(text, width, sized(pixels), strong)


def _row() -> float:
    return sized(LINE) + BAR + 8.0


@lru_cache(maxsize=16)
def _font(pixels: int, strong: bool) -> QFont:
    return font(pixels, strong, tabular=True, grown=False)


@lru_cache(maxsize=16)
def _key(pixels: int, strong: bool) -> str:
    return _font(pixels, strong).key()


@lru_cache(maxsize=16)
def _metrics(pixels: int, strong: bool) -> QFontMetrics:
    return QFontMetrics(_font(pixels, strong))


def forget_fonts() -> None:
    """Make fonts and measures anew at their next use, as another typeface is in use."""
    for kept in (_font, _key, _metrics, _advance, _elided):
        kept.cache_clear()


@lru_cache(maxsize=256)
def _advance(text: str, pixels: int, strong: bool) -> int:
    return _metrics(pixels, strong).horizontalAdvance(text)


@lru_cache(maxsize=256)
def _elided(text: str, width: int, pixels: int, strong: bool) -> str:
    return _metrics(pixels, strong).elidedText(text, Qt.TextElideMode.ElideRight, width)
