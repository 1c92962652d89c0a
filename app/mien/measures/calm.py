"""Readings calmed for the eye, by a one-euro filter a value; what is recorded is never calmed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from mien.faces.one_euro import OneEuro
from mien.types import Floats, Reading, frozen

LEAST_HZ = 1.0  # cut-off at rest
PER_SPEED = 0.6  # hertz gained by a value that goes from 0 to 1 in a second
SPEED_HZ = 2.0

# At 30 readings a second a flicker is brought down to a third. What a change waits for that:
REST_MS = 160  # one so slow that it is hardly seen: the filter's time constant, 1 / (2 pi LEAST_HZ)
SMILE_MS = 45  # the middle of a smile that comes within half a second


class Calm:
    """One face's filters."""

    def __init__(self) -> None:
        self._known: Floats | None = None
        self._begin()

    def _begin(self) -> None:
        self._expression = OneEuro(LEAST_HZ, PER_SPEED, SPEED_HZ)
        self._values = OneEuro(LEAST_HZ, PER_SPEED, SPEED_HZ, apart=True)

    def __call__(self, reading: Reading, time_s: float) -> Reading:
        """The calmed reading; its maps stay as they are. NaN stays NaN.

        All expressions share one cut-off, so that they still sum to 1; Action Units and smile have
        one each.
        """
        values = np.append(reading.action_units, np.float32(reading.smile)).astype(np.float32)
        known = np.isfinite(np.append(values, reading.expression))
        if self._known is None or not np.array_equal(known, self._known):
            self._known = known
            self._begin()
        kept = known[: len(values)]
        if kept.any():
            values[kept] = self._values(values[kept, None], time_s, 1.0)[:, 0]
        expression = reading.expression
        if len(expression) and known[len(values) :].all():
            expression = self._expression(expression[None, :], time_s, 1.0)[0]
        return replace(
            reading,
            expression=frozen(expression),
            action_units=frozen(values[:-1]),
            smile=float(values[-1]),
        )
