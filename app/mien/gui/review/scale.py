"""Which stretch of time is seen, and how it falls on columns of pixels."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mien.record.tables import Numbers, Whole

SHORTEST_S = 0.2  # how far in one can zoom
STEPS_S = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600)


@dataclass(frozen=True, slots=True)
class Scale:
    """From start_s on, span_s seconds over `width` points."""

    start_s: float
    span_s: float
    width: float

    def x_of(self, time_s: float) -> float:
        """Where a time is, points from the left."""
        return (time_s - self.start_s) / self.span_s * self.width

    def time_of(self, x: float) -> float:
        """The time at a place."""
        return self.start_s + x / self.width * self.span_s

    def zoomed(self, factor: float, at_s: float) -> Scale:
        """Larger by a factor, with one time kept in its place."""
        span = max(self.span_s / factor, SHORTEST_S)
        share = (at_s - self.start_s) / self.span_s
        return Scale(at_s - share * span, span, self.width)

    def within(self, start_s: float, end_s: float) -> Scale:
        """Moved and shortened so that nothing outside of a session is seen."""
        span = min(self.span_s, max(end_s - start_s, SHORTEST_S))
        start = min(max(self.start_s, start_s), max(end_s - span, start_s))
        return Scale(start, span, self.width)

    def ticks(self, room: float) -> tuple[float, tuple[float, ...]]:
        """The step between labels at least `room` points apart, seconds, and their times."""
        wanted = self.span_s * room / self.width
        step = next((step for step in STEPS_S if step >= wanted), 2 * STEPS_S[-1])
        first = math.ceil(self.start_s / step - 1e-9)
        count = math.floor((self.start_s + self.span_s) / step + 1e-9) - first + 1
        return step, tuple((first + i) * step for i in range(max(count, 0)))


def rows_of_columns(
    times: Numbers, end_s: float, scale: Scale, columns: int
) -> tuple[Whole, Whole]:
    """The rows shown in each column of pixels: from the first to before the second.

    A row lasts until the next one begins. Columns outside of the session have none.
    """
    edges = scale.start_s + np.arange(columns + 1) * (scale.span_s / columns)
    first = np.maximum(np.searchsorted(times, edges[:-1], side="right") - 1, 0)
    after = np.maximum(np.searchsorted(times, edges[1:], side="left"), first + 1)
    outside = (edges[:-1] >= end_s) | (edges[1:] <= (times[0] if len(times) else math.inf))
    after[outside] = first[outside]
    return first.astype(np.int64), np.minimum(after, len(times)).astype(np.int64)


def peaks(values: Numbers, first: Whole, after: Whole) -> Numbers:
    """The largest of each column's rows, columns x K from N x K; NaN where there is none.

    The largest, so that a short event is seen however far one zooms out.
    """
    filled = np.full((len(values) + 1, values.shape[1]), -np.inf)
    np.fmax(values, -np.inf, out=filled[:-1])  # NaN gives way
    found = np.maximum.reduceat(filled, _pairs(first, after), axis=0)[::2]
    found[after <= first] = -np.inf
    return np.where(np.isfinite(found), found, np.nan)


def means(values: Numbers, first: Whole, after: Whole) -> Numbers:
    """The mean of each column's known rows, columns x K from N x K; NaN where there is none."""
    nothing = np.zeros((1, values.shape[1]))
    known = ~np.isnan(values)
    pairs = _pairs(first, after)
    totals = np.add.reduceat(np.concatenate([np.where(known, values, 0.0), nothing]), pairs, axis=0)
    counts = np.add.reduceat(np.concatenate([known.astype(float), nothing]), pairs, axis=0)
    totals, counts = totals[::2], counts[::2]
    counts[after <= first] = 0
    return np.where(counts > 0, totals / np.maximum(counts, 1), np.nan)


def _pairs(first: Whole, after: Whole) -> NDArray[np.int64]:
    return np.stack([first, after], axis=1).ravel()


def clock(time_s: float, step_s: float = 0.001) -> str:
    """A time as '1:02:03.450', with as many digits as a step needs."""
    digits = max(0, math.ceil(-math.log10(step_s) - 1e-9)) if step_s < 1 else 0
    sign = "\N{MINUS SIGN}" if time_s < 0 else ""
    units = round(abs(time_s) * 10**digits)
    whole, rest = divmod(units, 10**digits)
    hours, minutes, seconds = whole // 3600, whole // 60 % 60, whole % 60
    head = f"{hours}:{minutes:02}" if hours else f"{minutes}"
    return f"{sign}{head}:{seconds:02}" + (f".{rest:0{digits}}" if digits else "")
