"""Lines over time as a picture that is only ever drawn at its newest columns.

A repaint copies the picture and draws what is new, which takes a tenth of the time that Qt needs
for lines of a thousand points each. Columns are counted from the clock's zero, and lie in a ring.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from mien.gui.insight.traces import SPAN_S, Times, Trace
from mien.types import Floats, Image

HALF = 0.8  # of a line's thickness, points
PAD = 3  # points above 1 and below 0

Rgb = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Line:
    """A value by its column in the trace, and its colour."""

    column: int
    rgb: Rgb


@dataclass(frozen=True, slots=True)
class Look:
    """Size in pixels, pixels a point, and lines; those that come first lie on top."""

    width: int
    height: int
    density: float
    lines: tuple[Line, ...]


class Strip:
    """SPAN_S seconds of a trace, the newest sample at the right edge."""

    def __init__(self) -> None:
        self._look = Look(1, 1, 1.0, ())
        self._pixels: Image = np.zeros((1, 1, 4), np.uint8)
        self._trace: Trace | None = None
        self._newest: int | None = None

    def draw(self, trace: Trace | None, look: Look) -> None:
        """Bring the picture to the newest sample; all of it where look or face changed."""
        if look != self._look or trace is not self._trace:
            self._look, self._trace, self._newest = look, trace, None
            self._pixels = np.zeros((look.height, look.width, 4), np.uint8)
        if trace is None or not len(trace.times):
            return
        newest = math.floor(trace.times[-1] * self._rate)
        first = newest - look.width + 1
        if self._newest is not None:
            first = max(first, self._newest)  # a column that was begun is drawn again
        low, high = spans(trace.times, trace.values[:, self._columns], first, newest, self._rate)
        places = np.arange(first, newest + 1) % look.width
        self._pixels[:, places] = painted(low, high, look)
        self._newest = newest

    def paint(self, painter: QPainter, place: QRectF) -> None:
        """Lay the picture over a place, oldest on the left."""
        if self._newest is None:
            return
        width, height = self._look.width, self._look.height
        image = QImage(
            self._pixels.data,
            width,
            height,
            self._pixels.strides[0],
            QImage.Format.Format_ARGB32_Premultiplied,
        )
        split = (self._newest + 1) % width
        scale = place.width() / width
        for start, count, x in ((split, width - split, 0), (0, split, width - split)):
            if count:
                to = QRectF(place.x() + x * scale, place.y(), count * scale, place.height())
                painter.drawImage(to, image, QRectF(start, 0, count, height))

    @property
    def _rate(self) -> float:
        """Columns a second."""
        return self._look.width / SPAN_S

    @property
    def _columns(self) -> list[int]:
        return [line.column for line in self._look.lines]


def spans(
    times: Times, values: Floats, first: int, last: int, rate: float
) -> tuple[Floats, Floats]:
    """The least and the largest of each line in each column, both n x L; NaN where it is not known.

    times: rising, seconds; values: one row each, L lines, joined by straight lines between known
    samples. Columns first to last, `rate` of them a second.
    """
    edges = np.arange(first, last + 2) / rate
    start = max(0, int(np.searchsorted(times, edges[0])) - 1)
    times, values = times[start:], values[start:]
    at_edges = (
        np.stack(
            [np.interp(edges, times, line, left=np.nan, right=np.nan) for line in values.T], axis=1
        )
        if values.shape[1]
        else np.empty((len(edges), 0))
    )
    low = np.fmin(at_edges[:-1], at_edges[1:]).astype(np.float32)
    high = np.fmax(at_edges[:-1], at_edges[1:]).astype(np.float32)
    columns = np.floor(times * rate).astype(np.int64) - first
    inside = (columns >= 0) & (columns <= last - first)
    np.fmin.at(low, columns[inside], values[inside])
    np.fmax.at(high, columns[inside], values[inside])
    return low, high


def painted(low: Floats, high: Floats, look: Look) -> Image:
    """Columns of pixels, height x n x 4, blue, green, red, alpha, premultiplied."""
    half, pad = HALF * look.density, PAD * look.density
    reach = look.height - 1 - 2 * pad
    rows = np.arange(look.height, dtype=np.float32)[:, None]
    drawn = np.zeros((look.height, len(low), 4), np.float32)
    for index, line in reversed(list(enumerate(look.lines))):
        top = pad + (1 - high[:, index]) * reach + 0.5 - half
        bottom = pad + (1 - low[:, index]) * reach + 0.5 + half
        covered = np.minimum(rows + 1, bottom) - np.maximum(rows, top)
        alpha = np.nan_to_num(covered, nan=0.0).clip(0.0, 1.0)[..., None]
        red, green, blue = line.rgb
        drawn += alpha * (np.array([blue, green, red, 255], np.float32) - drawn)
    return np.asarray(drawn + 0.5, dtype=np.uint8)


def end_values(trace: Trace | None, columns: Sequence[int]) -> list[float]:
    """The newest value of each column, NaN where it is not known."""
    if trace is None or not len(trace.times):
        return [math.nan] * len(columns)
    return [float(trace.values[-1, column]) for column in columns]
