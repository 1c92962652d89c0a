"""Blinks, from MediaPipe's eyeBlink blendshapes: one code for live faces and for sessions."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterable

from mien.faces.blendshapes import BLENDSHAPES
from mien.types import Floats

EYES = (BLENDSHAPES.index("eyeBlinkLeft"), BLENDSHAPES.index("eyeBlinkRight"))
CLOSED = 0.5  # of both lids on average: the eyes are shut, for the share of time with eyes closed

# A blink is quick and may fall between two frames, so that its deepest one is half shut; what
# counts is the rise above how this person's lids stand of late. Hysteresis: SHUTS is well above
# what lids do by themselves while the eyes move, OPENS below half of it.
SHUTS = 0.22  # this much above the usual: the lids go down
OPENS = 0.10  # less than this above the usual: they are up again
LEAST = 0.28  # and never counted below this, which open eyes seldom reach
LONGEST_S = 0.5  # spontaneous blinks last 0.1 to 0.4 s (Stern, Walrath, Goldstein 1984)
FALL_S, RISE_S = 0.15, 4.0  # time constants of the usual: eyes open at once, and shut for long

WINDOW_S = 60.0
ENOUGH_S = 15.0  # seen before a rate is told: one blink more or less is 4 a minute then
BREAK_S = 0.5  # between two frames: nobody knows what the lids did meanwhile


def lids(blendshapes: Floats) -> float:
    """How far both lids are down on average, 0..1; NaN without blendshapes."""
    if len(blendshapes) != len(BLENDSHAPES):
        return math.nan
    return float(blendshapes[EYES[0]] + blendshapes[EYES[1]]) / 2


class Blinks:
    """Counts the blinks of one face.

    count: so far, -1 before the lids were seen. seen_s: how long they were seen.
    """

    def __init__(self) -> None:
        self.count, self.seen_s = -1, 0.0
        self._usual = math.nan
        self._shut_at_s = math.nan
        self._last_s = math.nan
        self._steps: deque[tuple[float, float, int]] = deque()  # when, seen for, blinks
        self._recent_s, self._recent = 0.0, 0

    def see(self, lids: float, time_s: float) -> None:
        """Let a frame pass; lids: 0..1, NaN where they were not seen. time_s: growing."""
        step = time_s - self._last_s
        if math.isnan(lids) or math.isnan(time_s):
            return
        self._last_s = time_s
        self.count = max(self.count, 0)
        if not 0 < step <= BREAK_S:
            self._usual, self._shut_at_s = lids, math.nan
            return
        self.seen_s += step
        self._note(time_s, step, self._ended(lids, time_s))
        rises = lids > self._usual
        self._usual += (lids - self._usual) * (1 - math.exp(-step / (RISE_S if rises else FALL_S)))

    @property
    def rate(self) -> float:
        """Blinks a minute over the last WINDOW_S that were seen; NaN before ENOUGH_S."""
        return self._recent * 60 / self._recent_s if self._recent_s >= ENOUGH_S else math.nan

    def _ended(self, lids: float, time_s: float) -> bool:
        """Whether a blink ended just now."""
        above = lids - self._usual
        if math.isnan(self._shut_at_s):
            if above >= SHUTS and lids >= LEAST:
                self._shut_at_s = time_s
            return False
        if above >= OPENS and lids >= LEAST / 2:
            return False
        lasted, self._shut_at_s = time_s - self._shut_at_s, math.nan
        return lasted <= LONGEST_S

    def _note(self, time_s: float, step: float, blink: bool) -> None:
        self.count += blink
        self._steps.append((time_s, step, int(blink)))
        self._recent_s, self._recent = self._recent_s + step, self._recent + blink
        while self._steps[0][0] < time_s - WINDOW_S:
            _, seen, blinked = self._steps.popleft()
            self._recent_s, self._recent = self._recent_s - seen, self._recent - blinked


def count_blinks(moments: Iterable[tuple[float, float]]) -> tuple[int, float]:
    """How many blinks there are in (time_s, lids), and over how many seconds the lids were seen."""
    blinks = Blinks()
    for time_s, down in moments:
        blinks.see(down, time_s)
    return max(blinks.count, 0), blinks.seen_s
