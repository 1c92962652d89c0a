"""How long a piece of work takes."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np

WARM_UP = 10


def median_ms(work: Callable[[], object], rounds: int) -> float:
    """The median time of a piece of work, warmed up."""
    for _ in range(WARM_UP):
        work()
    times = []
    for _ in range(rounds):
        began = time.perf_counter()
        work()
        times.append((time.perf_counter() - began) * 1e3)
    return float(np.median(times))
