"""Counts and rates of a run, written by its threads, read by anyone."""

from __future__ import annotations

import statistics
import threading
import time
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass

from mien.types import Analysis

WINDOW_S = 2.0
NAN = float("nan")


@dataclass(frozen=True, slots=True)
class Figures:
    """Totals since the start and rates and medians over the last two seconds, NaN before."""

    captured: int
    analysed: int
    skipped: int
    captured_per_s: float
    analysed_per_s: float
    latency_ms: float
    stages_ms: Mapping[str, float]


class Meter:
    """Collects what happens; forgets all but totals after two seconds."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._captured = self._analysed = self._skipped = 0
        self._captures: deque[float] = deque()
        self._analyses: deque[tuple[float, float, Mapping[str, float]]] = deque()

    def captured(self) -> None:
        """A frame came."""
        with self._lock:
            self._captured += 1
            self._captures.append(time.monotonic())

    def analysed(self, analysis: Analysis) -> None:
        """A frame was analysed."""
        latency = (analysis.done_ns - analysis.frame.captured_ns) / 1e6
        with self._lock:
            self._analysed += 1
            self._skipped += analysis.skipped
            self._analyses.append((time.monotonic(), latency, analysis.stages_ms))

    def figures(self) -> Figures:
        """A snapshot."""
        oldest = time.monotonic() - WINDOW_S
        with self._lock:
            while self._captures and self._captures[0] < oldest:
                self._captures.popleft()
            while self._analyses and self._analyses[0][0] < oldest:
                self._analyses.popleft()
            recent = list(self._analyses)
            return Figures(
                captured=self._captured,
                analysed=self._analysed,
                skipped=self._skipped,
                captured_per_s=_rate(list(self._captures)),
                analysed_per_s=_rate([one[0] for one in recent]),
                latency_ms=statistics.median(one[1] for one in recent) if recent else NAN,
                stages_ms={
                    name: statistics.median(one[2][name] for one in recent if name in one[2])
                    for name in (recent[-1][2] if recent else ())
                },
            )


def _rate(times: list[float]) -> float:
    """Events a second, of two or more."""
    if len(times) < 2 or times[-1] <= times[0]:
        return NAN
    return (len(times) - 1) / (times[-1] - times[0])
