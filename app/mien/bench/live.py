"""The live path as a user has it: the real window, every overlay on, fed like a fast camera."""

from __future__ import annotations

import contextlib
import statistics
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import psutil

from mien.bench.cpu import between, used_s
from mien.bench.feed import RATE, feed
from mien.engine.engine import Engine
from mien.errors import MienError
from mien.flow import Latest
from mien.machine import machine_name
from mien.types import Analysis

if TYPE_CHECKING:
    from mien.gui.bench import BenchWindow

WARM_UP_S = 5.0
START_S = 90.0


@dataclass(frozen=True, slots=True)
class Stage:
    """Milliseconds of a stage, over all frames measured."""

    p50: float
    p95: float


@dataclass(frozen=True, slots=True)
class LiveFigures:
    """What was measured; times in milliseconds, memory in megabytes, CPU in per cent of one core.

    cpu_ms: processor time a frame of all threads, and thread_ms of each part; divided by the cores
    it is the least time between two frames that can be reached. rss_mb is the most seen;
    rss_growth_mb the last tenth's median less the first tenth's.
    """

    machine: str
    provider: str
    seconds: float
    captured_per_s: float
    analysed_per_s: float
    skipped: int
    faces: float
    latency_ms_p50: float
    latency_ms_p95: float
    cpu_percent: float
    cpu_ms: float
    thread_ms: Mapping[str, float]
    rss_mb: float
    rss_growth_mb: float
    stages_ms: Mapping[str, Stage]


class Watcher(threading.Thread):
    """Notes the stages of each analysis."""

    def __init__(self, analyses: Latest[Analysis]) -> None:
        super().__init__(name="mien-bench", daemon=True)
        self._analyses = analyses
        self._over = threading.Event()
        self.stages: dict[str, list[float]] = {}
        self.faces: list[int] = []

    def run(self) -> None:
        """Collect until told to end."""
        count = self._analyses.peek()[1]
        while not self._over.is_set():
            got = self._analyses.newer(count, timeout=0.2)
            if got is None:
                continue
            analysis, count = got
            self.faces.append(len(analysis.faces))
            for name, value in analysis.stages_ms.items():
                self.stages.setdefault(name, []).append(value)

    def end(self) -> None:
        """Stop collecting."""
        self._over.set()
        self.join()


def spread(values: list[float]) -> Stage:
    """Median and 95th percentile; NaN where there is nothing."""
    if not values:
        return Stage(float("nan"), float("nan"))
    return Stage(float(np.percentile(values, 50)), float(np.percentile(values, 95)))


def growth(samples: list[float]) -> float:
    """Medians of the last tenth less the first tenth of a series, NaN where there is nothing."""
    if not samples:
        return float("nan")
    part = max(1, len(samples) // 10)
    return statistics.median(samples[-part:]) - statistics.median(samples[:part])


Meanwhile = Callable[[Engine], AbstractContextManager[object]]


def bench_live(
    seconds: float,
    source: str | None,
    device: str,
    meanwhile: Meanwhile = contextlib.nullcontext,
    rate: int = RATE,
    faces: int = 1,
) -> LiveFigures:
    """Run the window for a while and measure; `source` None is the paced feed at 720p.

    meanwhile: what else the engine does while it is measured. rate, faces: of the feed.
    """
    if source is not None:
        return _measure(source, seconds, device, meanwhile)
    with feed(rate, faces) as url:
        return _measure(url, seconds, device, meanwhile)


def _measure(source: str, seconds: float, device: str, meanwhile: Meanwhile) -> LiveFigures:
    from mien.gui.bench import BenchWindow

    engine = Engine()
    window = BenchWindow(engine, source, device)
    try:
        if not window.run_until(lambda: engine.analyses.peek()[0] is not None, START_S):
            raise MienError(f"The bench could not start: {engine.status().problem or source}")
        window.run_for(WARM_UP_S)
        with meanwhile(engine):
            return _measured(engine, window, seconds)
    finally:
        window.close()
        engine.close()


def _measured(engine: Engine, window: BenchWindow, seconds: float) -> LiveFigures:
    process, memory = psutil.Process(), list[float]()
    watcher = Watcher(engine.analyses)
    window.forget()
    before, began, used = engine.status(), time.monotonic(), used_s()
    process.cpu_percent()
    watcher.start()
    while (left := began + seconds - time.monotonic()) > 0:
        window.run_for(min(1.0, left))
        memory.append(process.memory_info().rss / 1e6)
    cpu, after, took = process.cpu_percent(), engine.status(), time.monotonic() - began
    parts, frames = used_s(), after.analysed - before.analysed
    watcher.end()
    latency = spread(window.latencies_ms())
    stages = {name: spread(values) for name, values in watcher.stages.items()}
    stages["paint"] = spread(window.paints_ms())
    return LiveFigures(
        machine=machine_name(),
        provider=after.provider,
        seconds=took,
        captured_per_s=(after.captured - before.captured) / took,
        analysed_per_s=(after.analysed - before.analysed) / took,
        skipped=after.skipped - before.skipped,
        faces=float(np.mean(watcher.faces)) if watcher.faces else float("nan"),
        latency_ms_p50=latency.p50,
        latency_ms_p95=latency.p95,
        cpu_percent=cpu,
        cpu_ms=cpu * 10 * took / frames if frames else float("nan"),
        thread_ms=between(used, parts, frames),
        rss_mb=max(memory),
        rss_growth_mb=growth(memory),
        stages_ms=stages,
    )
