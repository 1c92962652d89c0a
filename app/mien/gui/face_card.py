"""Draws the card of values beside a face, and the legend of a map."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache

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
from mien.overlays.shapes import Bar, Bars, Colour, Legend

WIDTHS = (156.0, 208.0, 248.0)  # a card takes the first in which its names fit
HUNDRED = "100\N{NO-BREAK SPACE}%"  # the widest value, so that a card keeps its width
PAD = 12.0
LINE = 18.0
BAR = 4.0
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


def draw_card(painter: QPainter, place: QRectF, blocks: list[Bars], fill: QColor) -> None:
    """The rows of all blocks, one below the other, on dark glass."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(GLASS)
    painter.drawRoundedRect(place, 10, 10)
    y = place.y() + PAD
    for block in blocks:
        for bar in block.bars:
            row = QRectF(place.x() + PAD, y, place.width() - 2 * PAD, sized(LINE))
            _draw_row(painter, row, bar, fill)
            y += _row()


def _draw_row(painter: QPainter, row: QRectF, bar: Bar, fill: QColor) -> None:
    painter.setFont(usual_font(13, strong=True))
    painter.setPen(FADED if bar.faded else INK)
    value_width = usual_advance(bar.text, 13, strong=True)
    painter.drawText(row, RIGHT, bar.text)
    painter.setFont(usual_font(13, strong=False))
    painter.drawText(row, LEFT, elided(tr(bar.name), round(row.width() - value_width - 8)))
    track = QRectF(row.x(), row.bottom() + 1, row.width(), BAR)
    painter.setPen(Qt.PenStyle.NoPen)
    draw_bar(painter, track, bar.value, bar.steps, FADED if bar.faded else fill, TRACK)


def draw_bar(
    painter: QPainter, track: QRectF, value: float, steps: int, fill: QColor, empty: QColor
) -> None:
    """A bar filled to a value 0..1, in `steps` parts where that is not 0; NaN leaves it empty."""
    share = 0.0 if math.isnan(value) else min(max(value, 0.0), 1.0)
    parts = max(steps, 1)
    gap = 3.0
    width = (track.width() - gap * (parts - 1)) / parts
    radius = track.height() / 2
    for part in range(parts):
        place = QRectF(track.x() + part * (width + gap), track.y(), width, track.height())
        painter.setBrush(empty)
        painter.drawRoundedRect(place, radius, radius)
        filled = min(max(share * parts - part, 0.0), 1.0) * width
        if filled > 0.5:
            painter.setBrush(fill)
            rounding = min(radius, filled / 2)  # a small value must not look like a larger one
            painter.drawRoundedRect(
                QRectF(place.x(), place.y(), filled, place.height()), rounding, rounding
            )


def legend_place(legend: Legend, area: QRect) -> QRectF:
    """Where a legend stands: in the picture's lower left corner."""
    width = sum(_word_widths(legend)) + RAMP.width() + 4 * 10 + 4
    height = sized(LEGEND)
    return QRectF(area.left() + 14, area.bottom() - 14 - height, width, height)


def draw_legend(painter: QPainter, legend: Legend, place: QRectF) -> None:
    """The map's colours with low and high."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(GLASS)
    painter.drawRoundedRect(place, 8, 8)
    painter.setFont(usual_font(12, strong=False))
    x = place.x() + 10
    for index, (word, wide) in enumerate(zip(words(legend), _word_widths(legend), strict=True)):
        painter.setPen(INK if index == 0 else SOFT)
        painter.drawText(QRectF(x, place.y(), wide + 4, place.height()), LEFT, word)
        x += wide + 10
        if index == 1:
            painter.drawImage(QPointF(x - 2, place.center().y() - 3), ramp_image(legend))
            x += RAMP.width() + 6


def words(legend: Legend) -> tuple[str, ...]:
    """What a legend says, in the user's language."""
    return tr(legend.title), tr(legend.low), tr(legend.high)


def _word_widths(legend: Legend) -> list[int]:
    return [usual_advance(word, 12, strong=False) for word in words(legend)]


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
