"""The one-euro filter on arrays: calm while nothing moves, quick when something does."""

from __future__ import annotations

import math

import numpy as np

from mien.types import Floats


class OneEuro:
    """After Casiez, Roussel and Vogel, CHI 2012: the cut-off grows with the speed.

    least_hz: cut-off at rest. per_speed: cut-off gained, in hertz, a unit of speed; the unit of
    length is the caller's, for landmarks a face's width, so that near and far faces are alike.
    apart: each row of a value has a cut-off of its own; else all share one.
    """

    def __init__(
        self,
        least_hz: float = 2.5,
        per_speed: float = 25.0,
        speed_hz: float = 2.0,
        *,
        apart: bool = False,
    ) -> None:
        self._apart = apart
        self._least_hz = least_hz
        self._per_speed = per_speed
        self._speed_hz = speed_hz
        self._value: Floats | None = None
        self._speed: Floats | None = None
        self._time_s = 0.0

    def __call__(self, value: Floats, time_s: float, unit: float) -> Floats:
        """The filtered value; `unit` is the length, in the value's measure, that counts as one."""
        step = time_s - self._time_s
        if self._value is None or self._speed is None or step <= 0:
            self._value, self._speed = value.copy(), np.zeros_like(value)
        else:
            speed = (value - self._value) / np.float32(step * max(unit, 1e-6))
            share = _share(np.float32(self._speed_hz), step)
            self._speed = self._speed + (speed - self._speed) * share
            fastest = np.sqrt((self._speed**2).sum(axis=-1, keepdims=True))
            if not self._apart:
                # One cut-off for the whole face: points that lag differently would bend it.
                fastest = fastest.mean(keepdims=True)
            share = _share(self._least_hz + self._per_speed * fastest, step)
            self._value = self._value + (value - self._value) * share
        self._time_s = time_s
        return self._value.astype(np.float32)


def _share(cut_off_hz: Floats | np.float32, step_s: float) -> Floats:
    """How much of a new value is taken after a step, for a low-pass of the cut-off."""
    rate = cut_off_hz * np.float32(2 * math.pi * step_s)
    return np.asarray(rate / (rate + 1), np.float32)
