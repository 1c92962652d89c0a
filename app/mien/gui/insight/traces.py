"""The last half minute of every value of every face in view."""

from __future__ import annotations

from collections.abc import Container

import numpy as np
from numpy.typing import NDArray

from mien.measures.shown import usable
from mien.network.card import SMILE, Card
from mien.types import Analysis, Floats, Reading

SPAN_S = 30.0
MOST = 4096  # samples a face: half a minute at more than 120 a second
STALL_S = 1.0  # after so long without a picture nothing is known of the time between

Times = NDArray[np.float64]


class Trace:
    """One face: times in seconds, rising, and its values, n x K; NaN where it was not seen.

    seen_s: when the face was last seen, NaN for never.
    """

    def __init__(self, columns: int) -> None:
        self._times = np.empty(2 * MOST)
        self._values = np.empty((2 * MOST, columns), np.float32)
        self._end = 0
        self._start = 0
        self.seen_s = np.nan

    @property
    def times(self) -> Times:
        """When each sample was captured."""
        return self._times[self._start : self._end]

    @property
    def values(self) -> Floats:
        """The samples, one a row."""
        return self._values[self._start : self._end]

    def add(self, time_s: float, values: Floats | float) -> None:
        """A sample at a time; one that is not later than the last one takes its place."""
        if not np.isnan(values).all():
            self.seen_s = time_s
        if self._end > self._start and time_s <= self._times[self._end - 1]:
            self._values[self._end - 1] = values
            return
        if self._end == len(self._times):
            self._times[:MOST] = self._times[-MOST:]
            self._values[:MOST] = self._values[-MOST:]
            self._start, self._end = 0, MOST
        self._times[self._end], self._values[self._end] = time_s, values
        self._end += 1
        self._start = max(self._start, self._end - MOST)


class Traces:
    """A trace a face, from analyses as they come."""

    def __init__(self) -> None:
        self._card: Card | None = None
        self._traces: dict[int, Trace] = {}
        self._last_s = -np.inf

    def forget(self) -> None:
        """Numbers of faces begin anew."""
        self._traces.clear()
        self._last_s = -np.inf

    def of(self, face_id: int | None) -> Trace | None:
        """The trace of a face, None where it was not seen of late."""
        return self._traces.get(face_id) if face_id is not None else None

    def add(self, analysis: Analysis, card: Card | None) -> None:
        """Take a frame."""
        if card is not self._card:
            self._card = card
            self.forget()
        now = analysis.frame.captured_ns / 1e9
        if card is None:
            return
        if now - self._last_s > STALL_S:
            for trace in self._traces.values():
                trace.add(self._last_s + 1e-3, np.nan)
        self._last_s = now
        # What was seen too poorly is a gap: the panel greys it out for the same reason.
        present = {r.face.face_id: r.reading if usable(r) else None for r in analysis.faces}
        for face_id in present.keys() - self._traces.keys():
            self._traces[face_id] = Trace(len(card.values))
        for face_id, trace in self._traces.items():
            trace.add(now, _row(present.get(face_id), card))
        self._drop_old(now, present)

    def _drop_old(self, now: float, present: Container[int]) -> None:
        gone = [
            face_id
            for face_id, trace in self._traces.items()
            if face_id not in present and not now - trace.seen_s <= SPAN_S
        ]
        for face_id in gone:
            del self._traces[face_id]


def _row(reading: Reading | None, card: Card) -> Floats | float:
    """The values of a reading in the card's order, NaN where they are not known."""
    if reading is None:
        return np.nan
    row, units = np.empty(len(card.values), np.float32), len(reading.expression)
    end = units + len(reading.action_units)
    if end + (SMILE in card.values) != len(row):
        return np.nan
    row[:units], row[units:end], row[end:] = reading.expression, reading.action_units, reading.smile
    return row
