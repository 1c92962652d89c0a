"""Notices that the analysis has become much slower than it usually is here."""

from __future__ import annotations

import math

from mien.engine.meter import Figures
from mien.words import told

SLOW_SHARE = 0.6  # of the usual rate, below which it is slow
WELL_SHARE = 0.75  # above which it is well again
SLOW_S = 5.0  # for so long before it is told
RISE, FALL = 0.2, 0.01  # how fast the usual rate follows: a fall is not to become usual at once


class SpeedWatch:
    """Compares the rate with what was usual with as many faces, and with what the source gives."""

    def __init__(self) -> None:
        self._usual: dict[int, float] = {}
        self._slow_since: float | None = None
        self._told = ""

    def look(self, figures: Figures, now_s: float) -> str:
        """A sentence while the analysis is slow and the source is not, else ''.

        To be asked some times a second. now_s: seconds on any clock that grows.
        """
        rate, faces = figures.analysed_per_s, figures.faces
        if math.isnan(rate) or math.isnan(figures.captured_per_s):
            self._slow_since, self._told = None, ""
            return ""
        usual = self._usual.setdefault(faces, rate)
        expected = min(usual, figures.captured_per_s)
        if rate >= (WELL_SHARE if self._told else SLOW_SHARE) * expected:
            self._slow_since, self._told = None, ""
            self._usual[faces] = usual + (RISE if rate > usual else FALL) * (rate - usual)
            return ""
        if self._slow_since is None:
            self._slow_since = now_s
        if not self._told and now_s - self._slow_since >= SLOW_S:
            self._told = _sentence(rate, usual, figures.captured_per_s)
        return self._told


def _sentence(rate: float, usual: float, captured: float) -> str:
    return told(
        "The analysis has become slow: {rate:.0f} of {captured:.0f} frames a second, where "
        "{usual:.0f} are usual. Another program may keep the processor busy; F12 shows where the "
        "time goes.",
        rate=rate,
        captured=captured,
        usual=usual,
    )
