from __future__ import annotations

import json
import math
from argparse import Namespace
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from mien.bench.feed import feed
from mien.bench.floor import SIDE, floor_ms, reference_file
from mien.bench.live import LiveFigures, Stage, growth, spread
from mien.bench.network import bench_network, largest_difference
from mien.bench.timing import median_ms
from mien.cli import bench
from mien.network.session import Network, start_session
from mien.sources import open_source

FIGURES = LiveFigures(
    machine="a machine, 2 cores",
    provider="CPUExecutionProvider",
    seconds=20.0,
    captured_per_s=30.0,
    analysed_per_s=29.5,
    skipped=3,
    faces=1.0,
    latency_ms_p50=20.1,
    latency_ms_p95=31.2,
    cpu_percent=99.0,
    rss_mb=512.3,
    rss_growth_mb=-1.2,
    stages_ms={"faces": Stage(9.0, 12.0), "paint": Stage(1.5, 2.5)},
)


def test_the_feed_gives_pictures_of_720p_on_time() -> None:
    with feed() as url, open_source(url) as source:
        frames = [source.read() for _ in range(12)]
    images = [f.image for f in frames if f is not None]
    assert len(images) == 12
    assert images[0].shape == (720, 1280, 3)
    assert np.abs(images[0].astype(int) - images[-1]).max() > 10  # it moves
    times = [f.captured_ns for f in frames if f is not None]
    assert times == sorted(times)


def test_spread_and_growth_of_known_series() -> None:
    assert spread([float(i) for i in range(101)]) == Stage(50.0, 95.0)
    assert math.isnan(spread([]).p50)
    assert growth([100.0] * 10 + [150.0] * 10 + [120.0] * 10) == 20.0


def test_median_leaves_the_warm_up_out() -> None:
    calls: list[int] = []
    assert median_ms(lambda: calls.append(1), rounds=5) >= 0
    assert len(calls) == 15


def test_the_network_bench_times_a_network(tiny_network: Path) -> None:
    figures = bench_network("cpu", 1, tiny_network)
    assert figures.batch_1_ms > 0
    assert figures.batch_8_over_1 == pytest.approx(figures.batch_8_ms / figures.batch_1_ms)
    assert figures.reference_rate > 1e8
    assert figures.multiply_adds is None
    assert math.isnan(figures.floor_ms)
    lines = "\n".join(bench.network_lines(figures))
    assert "eight faces" in lines
    assert "floor: not known" in lines
    assert "CUDA: not measured" in lines


def test_a_counted_network_stands_beside_its_floor(tiny_network: Path) -> None:
    figures = replace(
        bench_network("cpu", 1, tiny_network),
        batch_1_ms=6.0,
        multiply_adds=200_000_000,
        floor_ms=floor_ms(200_000_000, 5e10),
        batch_1_over_floor=1.5,
    )
    assert figures.floor_ms == 4.0
    lines = "\n".join(bench.network_lines(figures))
    assert "4.00 ms for 200 million multiply-adds; one face takes 1.5 times that" in lines
    other = bench.network_lines(replace(figures, provider="CUDA", difference_from_cpu=2e-6))
    assert "outputs differ from the CPU's by 2.0e-06 at most" in "\n".join(other)


def test_the_reference_is_one_product_of_two_matrices() -> None:
    session = start_session(reference_file().read_bytes(), "reference", ("CPUExecutionProvider",))
    rng = np.random.default_rng(0)
    a, b = (rng.normal(size=(SIDE, SIDE)).astype(np.float32) for _ in range(2))
    (product,) = session.run(None, {"a": a, "b": b})
    np.testing.assert_allclose(product, a @ b, atol=1e-2)


def test_the_largest_difference_is_over_every_output(tiny_network: Path) -> None:
    network = Network.load(tiny_network, "cpu")
    crops = np.random.default_rng(0).integers(0, 256, (2, 32, 32, 3), np.uint8)
    readings = network.read(crops)
    assert largest_difference(readings, readings) == 0
    moved = [readings[0], replace(readings[1], smile=readings[1].smile + 0.25)]
    assert largest_difference(readings, moved) == pytest.approx(0.25)


def test_figures_are_printed_for_people_and_for_programs(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("mien.bench.live.bench_live", lambda *_: FIGURES)
    arguments = {"what": "live", "seconds": 1.0, "source": None, "device": "auto"}
    assert bench.run(Namespace(**arguments, json=False)) == 0
    lines = capsys.readouterr().out
    assert "analysed 29.5/s" in lines
    assert "a machine, 2 cores" in lines
    assert bench.run(Namespace(**arguments, json=True)) == 0
    values = json.loads(capsys.readouterr().out)
    for key in ("analysed_per_s", "captured_per_s", "latency_ms_p50", "latency_ms_p95"):
        assert values[key] == getattr(FIGURES, key)
    assert values["cpu_percent"] == 99.0
    assert values["rss_mb"] == 512.3
    assert values["stages_ms"]["paint"] == {"p50": 1.5, "p95": 2.5}
