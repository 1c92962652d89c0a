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
    """Totals since the start, and rates and medians over the last two seconds, NaN before.

    stages_p95_ms: within which 95 of 100 frames passed a stage. faces: the median, 0 before.
    """

    captured: int
    analysed: int
    skipped: int
    captured_per_s: float
    analysed_per_s: float
    skipped_per_s: float
    latency_ms: float
    stages_ms: Mapping[str, float]
    stages_p95_ms: Mapping[str, float]
    faces: int


@dataclass(frozen=True, slots=True)
class _Done:
    """What is remembered of an analysis."""

    at_s: float
    latency_ms: float
    stages_ms: Mapping[str, float]
    skipped: int
    faces: int


class Meter:
    """Collects what happens; forgets all but totals after two seconds."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._captured = self._analysed = self._skipped = 0
        self._captures: deque[float] = deque()
        self._analyses: deque[_Done] = deque()

    def captured(self) -> None:
        """A frame came."""
        with self._lock:
            self._captured += 1
            self._captures.append(time.monotonic())

    def analysed(self, analysis: Analysis) -> None:
        """A frame was analysed."""
        done = _Done(
            time.monotonic(),
            (analysis.done_ns - analysis.frame.captured_ns) / 1e6,
            analysis.stages_ms,
            analysis.skipped,
            len(analysis.faces),
        )
        with self._lock:
            self._analysed += 1
            self._skipped += analysis.skipped
            self._analyses.append(done)

    def figures(self) -> Figures:
        """A snapshot."""
        oldest = time.monotonic() - WINDOW_S
        with self._lock:
            while self._captures and self._captures[0] < oldest:
                self._captures.popleft()
            while self._analyses and self._analyses[0].at_s < oldest:
                self._analyses.popleft()
            recent, captures = list(self._analyses), list(self._captures)
            captured, analysed, skipped = self._captured, self._analysed, self._skipped
        stages = {
            name: sorted(one.stages_ms[name] for one in recent if name in one.stages_ms)
            for name in (recent[-1].stages_ms if recent else ())
        }
        return Figures(
            captured=captured,
            analysed=analysed,
            skipped=skipped,
            captured_per_s=_rate(captures),
            analysed_per_s=_rate([one.at_s for one in recent]),
            skipped_per_s=_skipped_per_s(recent),
            latency_ms=statistics.median(one.latency_ms for one in recent) if recent else NAN,
            stages_ms={name: statistics.median(times) for name, times in stages.items()},
            stages_p95_ms={name: times[-1 - len(times) // 20] for name, times in stages.items()},
            faces=round(statistics.median(one.faces for one in recent)) if recent else 0,
        )


def _skipped_per_s(recent: list[_Done]) -> float:
    """Skipped frames a second, of two analyses or more."""
    if len(recent) < 2 or recent[-1].at_s <= recent[0].at_s:
        return NAN
    return sum(one.skipped for one in recent[1:]) / (recent[-1].at_s - recent[0].at_s)


def _rate(times: list[float]) -> float:
    """Events a second, of two or more."""
    if len(times) < 2 or times[-1] <= times[0]:
        return NAN
    return (len(times) - 1) / (times[-1] - times[0])
