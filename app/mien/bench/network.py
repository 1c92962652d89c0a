"""The network alone, saliency included, one face and eight at a time."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from mien.bench.machine import machine_name
from mien.network.session import Network

ROUNDS = 120
WARM_UP = 10


@dataclass(frozen=True, slots=True)
class NetworkFigures:
    """Median milliseconds of a batch of one and of eight, preparing the crops included."""

    machine: str
    provider: str
    threads: int
    batch_1_ms: float
    batch_8_ms: float
    batch_8_over_1: float


def median_ms(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """The median time of a piece of work, warmed up."""
    for _ in range(WARM_UP):
        work()
    times = []
    for _ in range(rounds):
        began = time.perf_counter()
        work()
        times.append((time.perf_counter() - began) * 1e3)
    return float(np.median(times))


def bench_network(device: str, threads: int, path: Path | None = None) -> NetworkFigures:
    """Time the network on random crops."""
    network = Network.load(path, device, threads)
    side = network.card.crop_size
    crops = np.random.default_rng(0).integers(0, 256, (8, side, side, 3), np.uint8)
    one = median_ms(lambda: network.read(crops[:1]))
    eight = median_ms(lambda: network.read(crops))
    return NetworkFigures(machine_name(), network.provider, threads, one, eight, eight / one)
