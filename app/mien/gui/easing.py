"""Values that glide to where they should be, and fade when they are no longer known."""

from __future__ import annotations

import numpy as np

from mien.types import Floats

# Time in which two thirds of a step are done: about what lies between two readings, as this only
# draws the way from one to the next. Flicker is not its business but that of measures/calm.py.
GLIDE_S = 0.035
FADE_S = 0.35  # from known to unknown or back


class Easing:
    """Shown values on their way to given ones; `presence` is 1 while they are known, then 0."""

    def __init__(self, count: int) -> None:
        """Start with `count` unknown values."""
        self.shown: Floats = np.zeros(count, dtype=np.float32)
        self.known: Floats = np.full(count, np.nan, dtype=np.float32)
        self._target = self.shown
        self.presence = 0.0
        self._present = False

    def aim(self, values: list[float] | None) -> None:
        """Go for these values; None or an empty list where they are not known."""
        self._present = bool(values)
        if values:
            self.known = np.array(values, dtype=np.float32)
            self._target = np.nan_to_num(self.known, nan=0.0)
            if self.presence == 0.0:
                self.shown = self._target

    def step(self, seconds: float) -> bool:
        """Move on by a time; False once all stands still."""
        goal = 1.0 if self._present else 0.0
        reach = seconds / FADE_S
        before = self.presence
        self.presence = min(max(goal, before - reach), before + reach)
        gap = self._target - self.shown
        moving = bool(np.abs(gap).max(initial=0.0) > 0.002)
        if moving:
            self.shown = self.shown + gap * np.float32(1.0 - np.exp(-seconds / GLIDE_S))
        else:
            self.shown = self._target
        return moving or self.presence != before

    @property
    def present(self) -> bool:
        """The values are known now."""
        return self._present
