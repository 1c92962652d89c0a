"""The network alone, saliency included: one face, eight at a time, and beside its floor."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from mien.bench.floor import floor_ms, reference_rate
from mien.bench.timing import median_ms
from mien.machine import machine_name
from mien.network.providers import CPU
from mien.network.session import Network
from mien.types import Image, Reading

ROUNDS = 120


@dataclass(frozen=True, slots=True)
class NetworkFigures:
    """Median milliseconds of a batch of one and of eight, preparing and copying included.

    numbers: the input's kind, such as float32. multiply_adds: of one face, as the card has it.
    reference_rate: multiply-adds a second that ONNX Runtime reaches on one large product. floor_ms:
    the one over the other. difference_from_cpu: the largest on any output, where another provider
    computes. NaN and None: not measured.
    """

    machine: str
    provider: str
    provider_note: str
    numbers: str
    threads: int
    batch_1_ms: float
    batch_8_ms: float
    batch_8_over_1: float
    multiply_adds: int | None
    reference_rate: float
    floor_ms: float
    batch_1_over_floor: float
    difference_from_cpu: float


def bench_network(device: str, threads: int, path: Path | None = None) -> NetworkFigures:
    """Time the network on random crops."""
    network = Network.load(path, device, threads)
    side = network.card.crop_size
    crops = np.random.default_rng(0).integers(0, 256, (8, side, side, 3), np.uint8)
    one = median_ms(lambda: network.read(crops[:1]), ROUNDS)
    eight = median_ms(lambda: network.read(crops), ROUNDS)
    rate = reference_rate(device, threads)
    floor = floor_ms(network.card.multiply_adds, rate)
    return NetworkFigures(
        machine=machine_name(),
        provider=network.provider,
        provider_note=network.provider_note,
        numbers=network.numbers,
        threads=threads,
        batch_1_ms=one,
        batch_8_ms=eight,
        batch_8_over_1=eight / one,
        multiply_adds=network.card.multiply_adds,
        reference_rate=rate,
        floor_ms=floor,
        batch_1_over_floor=one / floor,
        difference_from_cpu=difference_from_cpu(network, crops, path),
    )


def difference_from_cpu(network: Network, crops: Image, path: Path | None) -> float:
    """The largest difference of any output from the CPU's; NaN where the CPU itself computes."""
    if network.provider == CPU:
        return float("nan")
    return largest_difference(network.read(crops), Network.load(path, "cpu").read(crops))


def largest_difference(first: list[Reading], second: list[Reading]) -> float:
    """The largest difference of any output over all readings."""
    gaps = [
        float(np.abs(np.asarray(getattr(a, name)) - np.asarray(getattr(b, name))).max(initial=0))
        for a, b in zip(first, second, strict=True)
        for name in Reading.__slots__
    ]
    return max(gaps)
