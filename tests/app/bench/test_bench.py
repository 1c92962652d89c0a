from __future__ import annotations

import json
import math
import threading
import time
from argparse import Namespace
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mien.bench.cpu import between, used_s
from mien.bench.feed import FACE_X, feed, side_by_side
from mien.bench.floor import SIDE, floor_ms, reference_file
from mien.bench.live import LiveFigures, Stage, growth, spread
from mien.bench.network import bench_network, largest_difference
from mien.bench.timing import median_ms
from mien.cli import bench
from mien.errors import MienError
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
    cpu_ms=33.5,
    thread_ms={"faces": 20.5, "window": 9.0},
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
    fed: list[dict[str, int]] = []

    def measured(*_: object, **options: int) -> LiveFigures:
        fed.append(options)
        return FIGURES

    monkeypatch.setattr("mien.bench.live.bench_live", measured)
    arguments: dict[str, Any] = {"what": "live", "seconds": 1.0, "source": None, "device": "auto"}
    arguments |= {"rate": 60, "faces": 4, "before": None}
    assert bench.run(Namespace(**arguments, json=False)) == 0
    lines = capsys.readouterr().out
    assert "analysed 29.5/s" in lines
    assert "a machine, 2 cores" in lines
    assert "33.5 ms a frame: faces 20.5, window 9.0" in lines
    assert fed == [{"rate": 60, "faces": 4}]
    assert bench.run(Namespace(**arguments, json=True)) == 0
    values = json.loads(capsys.readouterr().out)
    for key in ("analysed_per_s", "captured_per_s", "latency_ms_p50", "latency_ms_p95"):
        assert values[key] == getattr(FIGURES, key)
    assert values["cpu_percent"] == 99.0
    assert values["rss_mb"] == 512.3
    assert values["stages_ms"]["paint"] == {"p50": 1.5, "p95": 2.5}


def test_figures_of_before_stand_beside_those_of_now(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr("mien.bench.live.bench_live", lambda *_, **__: FIGURES)
    before = tmp_path / "before.json"
    then = asdict(replace(FIGURES, analysed_per_s=21.5, cpu_ms=math.nan))
    before.write_text(json.dumps(then))
    arguments: dict[str, Any] = {"what": "live", "seconds": 1.0, "source": None, "device": "auto"}
    arguments |= {"rate": 30, "faces": 1, "before": before}
    assert bench.run(Namespace(**arguments, json=False)) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split() for line in lines if line.startswith("analysed_per_s")] == [
        ["analysed_per_s", "21.5", "29.5"]
    ]
    assert [line.split()[1] for line in lines if line.startswith("cpu_ms")] == ["-"]
    assert bench.run(Namespace(**arguments, json=True)) == 0
    both = json.loads(capsys.readouterr().out)
    assert both["before"]["analysed_per_s"] == 21.5
    assert both["after"]["analysed_per_s"] == 29.5
    for wrong in ("{", "[]", "{}"):
        before.write_text(wrong)
        with pytest.raises(MienError, match="is not what"):
            bench.run(Namespace(**arguments, json=False))
    with pytest.raises(MienError, match="cannot be read"):
        bench.run(Namespace(**(arguments | {"before": tmp_path / "none"}), json=False))


def test_the_feed_has_as_many_faces_as_it_is_asked_for() -> None:
    people = [np.full((720, 1280, 3), 10 * n, np.uint8) for n in range(4)]
    people[0][:, round(1280 * FACE_X)] = 255
    picture = side_by_side(people)
    assert picture.shape == (720, 1280, 3)
    assert [int(picture[0, 10 + 320 * n, 0]) for n in range(4)] == [0, 10, 20, 30]
    assert picture[0, 160, 0] == 255  # a face is in the middle of its part
    np.testing.assert_array_equal(side_by_side(people[:1]), people[0])


def test_processor_time_is_told_by_part() -> None:
    over = threading.Event()

    def work() -> None:
        while not over.is_set():
            sum(range(1000))

    before = used_s()
    thread = threading.Thread(target=work, name="mien-faces")
    thread.start()
    try:
        ends = time.monotonic() + 20
        while (spent := between(before, used_s(), 10).get("faces", 0.0)) < 5:
            assert time.monotonic() < ends
    finally:
        over.set()
        thread.join()
    assert spent >= 5
    assert between({"faces": 1.0}, {"faces": 1.5, "window": 0.25}, 100) == {
        "faces": 5.0,
        "window": 2.5,
    }
