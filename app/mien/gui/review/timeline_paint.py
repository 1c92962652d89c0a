"""What is written and drawn over the lanes: ruler, markers, names, the playhead, a value."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QImage, QPainter, QPen, QPolygonF

from mien.gui.review.colours import expression_colour, marker_colour
from mien.gui.review.lanes import Row
from mien.gui.review.marker_book import words
from mien.gui.review.scale import Scale, clock
from mien.gui.review.strips import Columns
from mien.gui.theme import Theme, font
from mien.gui.words import tr
from mien.overlays.values import title
from mien.record.markers import Marker
from mien.record.tables import Whole
from mien.types import Image

GUTTER = 116
RULER = 26
FLAGS = 24
HEAD = RULER + FLAGS
LABEL_ROOM = 74.0  # between two labels of the ruler
WORD_ROOM = 18  # beside an expression's name in its stretch

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


def image_of(pixels: Image, density: float) -> QImage:
    """Pixels as Qt's image with memory of its own."""
    height, width = pixels.shape[:2]
    image = QImage(pixels.data, width, height, pixels.strides[0], QImage.Format.Format_RGB888)
    image = image.copy()
    image.setDevicePixelRatio(density)
    return image


def paint_ruler(painter: QPainter, scale: Scale, theme: Theme, columns: Columns) -> None:
    """Times and ticks; below them amber where frames were skipped, and red where none came."""
    step, times = scale.ticks(LABEL_ROOM)
    painter.setFont(font(11, tabular=True, grown=False))
    for time_s in times:
        x = GUTTER + scale.x_of(time_s)
        painter.setPen(QColor(theme.border))
        painter.drawLine(QPointF(x, RULER - 7), QPointF(x, RULER - 3))
        painter.setPen(QColor(theme.muted))
        if x + LABEL_ROOM / 2 < GUTTER + scale.width:
            painter.drawText(QRectF(x + 5, 0, LABEL_ROOM, RULER - 4), LEFT, clock(time_s, step))
    density = len(columns.first) / scale.width
    for flags, colour in ((columns.skipped > 0, theme.warn), (columns.gap, theme.bad)):
        for start, end in runs(flags):
            left, right = GUTTER + start / density, GUTTER + end / density
            painter.fillRect(QRectF(left, RULER - 3, max(right - left, 2.0), 3), QColor(colour))


def runs(flags: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> list[tuple[int, int]]:
    """The stretches of true flags, each from its first to before its end."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], flags, [False]]).astype(np.int8)))
    return [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def stimuli(markers: Sequence[Marker], end_s: float) -> list[tuple[float, float]]:
    """From each 'stimulus on' to the next 'off' of the same label, or to the end."""
    spans: list[tuple[float, float]] = []
    open_at: dict[str, float] = {}
    for marker in markers:
        if marker.kind == "stimulus_on":
            open_at.setdefault(marker.label, marker.time_s)
        elif marker.kind == "stimulus_off" and marker.label in open_at:
            spans.append((open_at.pop(marker.label), marker.time_s))
    return spans + [(start, end_s) for start in open_at.values()]


def paint_stimuli(
    painter: QPainter, spans: list[tuple[float, float]], scale: Scale, theme: Theme, height: int
) -> None:
    """A band behind the flags and a breath of colour over the lanes."""
    for start, end in spans:
        left, right = GUTTER + scale.x_of(start), GUTTER + scale.x_of(end)
        band, breath = QColor(theme.good), QColor(theme.good)
        band.setAlpha(60)
        breath.setAlpha(20)
        painter.fillRect(QRectF(left, RULER + 2, right - left, FLAGS - 4), band)
        painter.fillRect(QRectF(left, HEAD, right - left, height - HEAD), breath)


def flag_places(
    markers: Sequence[Marker], scale: Scale, width: float
) -> list[tuple[Marker, QRectF]]:
    """The flag of each marker that is in view; one that the next would hide shows no words."""
    metrics = QFontMetrics(font(11, strong=True, grown=False))
    seen = [m for m in markers if -1 <= scale.x_of(m.time_s) <= scale.width]
    places = []
    for number, marker in enumerate(seen):
        x = GUTTER + scale.x_of(marker.time_s)
        later = seen[number + 1].time_s if number + 1 < len(seen) else None
        until = GUTTER + scale.x_of(later) if later is not None else width
        room = max(8.0, min(until - x - 2, 140.0))
        wanted = metrics.horizontalAdvance(words(marker)) + 14
        places.append((marker, QRectF(x, RULER + 3, min(room, wanted), FLAGS - 6)))
    return places


def paint_flags(
    painter: QPainter,
    flags: list[tuple[Marker, QRectF]],
    chosen: int | None,
    theme: Theme,
    height: int,
) -> None:
    """A line down through the lanes and a flag with the marker's words."""
    face = font(11, strong=True, grown=False)
    metrics = QFontMetrics(face)
    painter.setFont(face)
    for marker, place in flags:
        colour = QColor(marker_colour(marker.kind, theme))
        line = QColor(colour)
        line.setAlpha(230 if marker.id == chosen else 120)
        painter.setPen(QPen(line, 1.0))
        painter.drawLine(QPointF(place.x(), place.top()), QPointF(place.x(), height))
        ground = QColor(colour) if marker.id == chosen else QColor(theme.raised)
        painter.setPen(QPen(colour, 1.0))
        painter.setBrush(ground)
        painter.drawRoundedRect(place.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        painter.setPen(QColor(theme.on_accent) if marker.id == chosen else colour)
        inner = place.adjusted(6, 0, -4, 0)
        text = metrics.elidedText(
            words(marker).replace("\n", " "), Qt.TextElideMode.ElideRight, int(inner.width())
        )
        if inner.width() > 8:
            painter.drawText(inner, LEFT, text)


def paint_names(
    painter: QPainter, rows: Sequence[Row], scroll: int, area: QRect, main: int, theme: Theme
) -> None:
    """The names of the lanes in the gutter; main: the face that the panel shows."""
    painter.fillRect(0, HEAD, GUTTER - 6, area.height() - HEAD, QColor(theme.surface))
    for row in rows:
        top = HEAD + row.top - scroll
        if top + row.height < HEAD or top > area.height():
            continue
        heading = row.kind == "face"
        small = row.kind in ("expression", "unit")
        painter.setFont(font(13 if heading else 11 if small else 12, strong=heading, grown=False))
        lit = heading and row.face == main
        ink = theme.accent if lit else theme.text if heading else theme.muted
        painter.setPen(QColor(ink))
        indent = 16 if heading or not small else 26
        painter.drawText(QRectF(indent, top, GUTTER - indent - 10, row.height), LEFT, row.name)


def paint_words(
    painter: QPainter,
    place: QRectF,
    best: Whole,
    names: Sequence[str],
) -> None:
    """The expressions' names in those stretches of a band that are wide enough."""
    face = font(11, strong=True, grown=False)
    metrics = QFontMetrics(face)
    painter.setFont(face)
    density = len(best) / place.width()
    cuts = np.flatnonzero(np.diff(best)) + 1
    for start, end in zip([0, *cuts.tolist()], [*cuts.tolist(), len(best)], strict=True):
        which = int(best[start])
        left, width = place.x() + start / density, (end - start) / density
        word = tr(title(names[which])) if which >= 0 else ""
        if not word or width < metrics.horizontalAdvance(word) + WORD_ROOM:
            continue
        ground = QColor(expression_colour(names[which], which))
        painter.setPen(QColor("#10141a") if ground.lightness() > 120 else QColor("#ffffff"))
        painter.drawText(QRectF(left + 8, place.y(), width - 8, place.height()), LEFT, word)


def paint_playhead(painter: QPainter, x: float, theme: Theme, height: int) -> None:
    """A line with a handle in the ruler."""
    colour = QColor(theme.text)
    painter.setPen(QPen(colour, 1.5))
    painter.drawLine(QPointF(x, 10), QPointF(x, height))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawPolygon(
        QPolygonF(
            [
                QPointF(x - 6, 3),
                QPointF(x + 6, 3),
                QPointF(x + 6, 9),
                QPointF(x, 15),
                QPointF(x - 6, 9),
            ]
        )
    )


def paint_value(
    painter: QPainter, at: QPointF, lines: Sequence[str], area: QRect, theme: Theme
) -> None:
    """A line at the pointer and what is there, in a small box beside it."""
    line = QColor(theme.text)
    line.setAlpha(110)
    painter.setPen(QPen(line, 1.0, Qt.PenStyle.DashLine))
    painter.drawLine(QPointF(at.x(), RULER), QPointF(at.x(), area.height()))
    if not lines:
        return
    face = font(12, tabular=True, grown=False)
    strong = font(12, strong=True, tabular=True, grown=False)
    width = 20 + max(
        QFontMetrics(strong if i == 0 else face).horizontalAdvance(text)
        for i, text in enumerate(lines)
    )
    height = 18.0 * len(lines) + 10
    x = at.x() + 12 if at.x() + 12 + width < area.width() - 4 else at.x() - 12 - width
    y = min(max(at.y() - height - 8, 4.0), area.height() - height - 4)
    painter.setPen(QPen(QColor(theme.border), 1.0))
    painter.setBrush(QColor(theme.raised))
    painter.drawRoundedRect(QRectF(x, y, width, height), 6, 6)
    for number, text in enumerate(lines):
        painter.setFont(strong if number == 0 else face)
        painter.setPen(QColor(theme.text if number == 0 else theme.muted))
        painter.drawText(QRectF(x + 10, y + 5 + 18 * number, width, 18), LEFT, text)
