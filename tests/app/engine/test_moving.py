"""The network moves to another device, or loses its own, while source and recording go on."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.app.engine.test_engine import Scripted, lost, until

from mien.engine.analyser import Analyser
from mien.engine.engine import Engine
from mien.engine.meter import Figures
from mien.engine.speed import SpeedWatch
from mien.engine.status import Phase
from mien.errors import MienError
from mien.network.providers import CPU, CUDA, GPU_LOST
from mien.network.session import Network
from mien.record.plan import Plan
from mien.record.progress import Stage
from mien.record.session import Session
from mien.types import Image, Reading

pytestmark = pytest.mark.usefixtures("face_model")


class FakeGpu(Network):
    """The real network that says that it runs on a GPU, until `dead`; then it raises."""

    dead = threading.Event()

    def read(self, crops: Image) -> list[Reading]:
        if self.provider == CUDA and FakeGpu.dead.is_set():
            raise RuntimeError("CUDA failure 719: unspecified launch failure")
        return super().read(crops)


@pytest.fixture
def ready() -> threading.Event:
    """Set: a network for the GPU may be loaded to its end."""
    event = threading.Event()
    event.set()
    return event


@pytest.fixture
def engine(tiny_network: Path, frame_720p: Image, ready: threading.Event) -> Iterator[Engine]:
    """Runs a camera; 'cuda' is the real network under another name, 'coreml' is not to be had."""
    FakeGpu.dead.clear()
    picture = np.ascontiguousarray(frame_720p[::2, ::2])

    def load(path: Path | None, device: str) -> Network:
        if device == "coreml":
            raise MienError("This computer has no such device: choose another.")
        if device == "cuda":
            ready.wait(20)
        network = FakeGpu.load(path, "cpu")
        network.provider = CUDA if device == "cuda" else CPU
        network.provider_note = ""
        return network

    loader: Callable[..., Analyser] = partial(
        Analyser.load, network=tiny_network, load_network=load
    )
    opener: Any = lambda _: Scripted(picture, 100_000, lost)  # noqa: E731
    made = Engine(opener=opener, loader=loader)
    yield made
    ready.set()
    made.close(5.0)


def running(engine: Engine, device: str) -> None:
    engine.open("any", device)
    assert until(lambda: engine.status().phase is Phase.RUNNING)
    assert until(lambda: engine.status().analysed > 3)


def closed(engine: Engine) -> Session:
    engine.stop_recording()
    assert until(lambda: engine.recording().stage is Stage.DONE)
    return Session.open(engine.recording().folder or Path())


def whole(session: Session) -> bool:
    """Whether every frame has its row with values, and every gap in the numbers is counted."""
    frames, counts = session.frames, session.manifest.counts
    steps = np.diff(frames.source_frame)
    assert counts.lost == counts.gaps == 0
    assert len(frames) == counts.analysed
    return bool((steps == frames.skipped[1:] + 1).all())


def test_it_moves_to_another_device_and_nothing_stops(
    engine: Engine, ready: threading.Event, tmp_path: Path
) -> None:
    running(engine, "cpu")
    engine.start_recording(Plan(parent=tmp_path, name="a"))
    ready.clear()
    engine.use_device("cuda")
    assert until(lambda: engine.status().moving_to == "cuda")
    before = engine.status().analysed
    assert until(lambda: engine.status().analysed > before + 5)  # goes on where it was
    assert engine.status().provider == CPU
    ready.set()
    assert until(lambda: engine.status().provider == CUDA)
    assert engine.status().moving_to == ""
    assert engine.status().alert is None
    before = engine.recording().counts.analysed
    assert until(lambda: engine.recording().counts.analysed > before + 3)
    session = closed(engine)
    assert whole(session)
    assert session.manifest.network.provider == CPU
    (move,) = session.manifest.moves
    assert move.provider == CUDA
    assert move.note == ""
    assert 0 < move.frame < len(session.frames)
    engine.open("any", "cuda")  # stays there, without being loaded anew
    assert until(lambda: engine.status().phase is Phase.RUNNING)
    assert engine.status().provider == CUDA


def test_a_device_that_is_not_to_be_had_leaves_all_as_it_is(engine: Engine) -> None:
    running(engine, "cpu")
    engine.use_device("coreml")
    assert until(lambda: engine.status().alert is not None)
    status = engine.status()
    assert status.alert is not None
    assert "no such device" in status.alert.text
    assert status.provider == CPU
    before = status.analysed
    assert until(lambda: engine.status().analysed > before + 3)


def test_a_device_that_is_chosen_while_all_still_loads_is_the_one(
    engine: Engine, ready: threading.Event
) -> None:
    ready.clear()
    engine.open("any", "cuda")
    assert until(lambda: engine.status().step == "Loading the network")
    engine.use_device("cpu")
    ready.set()
    assert until(lambda: engine.status().analysed > 0)
    assert engine.status().provider == CPU


def test_a_lost_gpu_is_replaced_by_the_cpu_without_a_gap(engine: Engine, tmp_path: Path) -> None:
    running(engine, "cuda")
    assert engine.status().provider == CUDA
    engine.start_recording(Plan(parent=tmp_path, name="a"))
    assert until(lambda: engine.recording().counts.analysed > 3)
    FakeGpu.dead.set()
    assert until(lambda: engine.status().provider == CPU)
    status = engine.status()
    assert status.phase is Phase.RUNNING
    assert status.provider_note == GPU_LOST
    assert status.alert is not None
    assert status.alert.text == GPU_LOST
    before = engine.recording().counts.analysed
    assert until(lambda: engine.recording().counts.analysed > before + 3)
    session = closed(engine)
    assert whole(session)
    assert (session.frames.faces == 1).all()
    (move,) = session.manifest.moves
    assert (move.provider, move.note) == (CPU, GPU_LOST)
    FakeGpu.dead.clear()
    engine.use_device("cuda")  # it is back
    assert until(lambda: engine.status().provider == CUDA)
    assert engine.status().provider_note == ""


FAST = Figures(0, 0, 0, 30.0, 30.0, 0.0, 20.0, {}, {}, 1)


def feel(watch: SpeedWatch, figures: Figures, seconds: float, at_s: float) -> tuple[str, float]:
    """What it says after some seconds of the same figures, and when that is."""
    said = ""
    for step in range(round(seconds * 5)):
        said = watch.look(figures, at_s + step / 5)
    return said, at_s + seconds


def test_a_fall_of_the_rate_is_told_after_five_seconds_and_taken_back() -> None:
    watch = SpeedWatch()
    said, now = feel(watch, FAST, 20, 0.0)
    assert said == ""
    slow = replace(FAST, analysed_per_s=12.0, skipped_per_s=18.0)
    said, now = feel(watch, slow, 4.8, now)
    assert said == ""
    said, now = feel(watch, slow, 60, now)
    assert "12 of 30" in said
    assert "30 are usual" in said
    said, now = feel(watch, replace(FAST, analysed_per_s=20.0), 1, now)
    assert said != ""  # better, but not well
    said, now = feel(watch, FAST, 1, now)
    assert said == ""


@pytest.mark.parametrize(
    "other",
    [
        replace(FAST, analysed_per_s=9.9, captured_per_s=10.0),  # the source is slow itself
        replace(FAST, analysed_per_s=9.0, faces=4),  # more faces take longer
        replace(FAST, analysed_per_s=float("nan"), captured_per_s=float("nan")),  # nothing comes
        replace(FAST, analysed_per_s=20.0),
    ],
)
def test_other_falls_are_nobodys_fault(other: Figures) -> None:
    watch = SpeedWatch()
    _, now = feel(watch, FAST, 20, 0.0)
    assert feel(watch, other, 20, now)[0] == ""


def test_a_slow_analysis_is_an_alert_that_goes_again(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mien.engine.speed.SLOW_S", 0.3)
    for share in ("SLOW_SHARE", "WELL_SHARE"):  # a busy machine is not what is tested
        monkeypatch.setattr(f"mien.engine.speed.{share}", 0.3)
    slow = threading.Event()
    read = FakeGpu.read

    def slowly(self: FakeGpu, crops: Image) -> list[Reading]:
        if slow.is_set():
            time.sleep(0.5)
        return read(self, crops)

    monkeypatch.setattr(FakeGpu, "read", slowly)
    running(engine, "cpu")
    assert until(lambda: engine.status().analysed_per_s > 8)
    time.sleep(0.5)  # so that this is usual
    slow.set()
    assert until(lambda: engine.status().alert is not None)
    status = engine.status()
    assert status.alert is not None
    assert "slow" in status.alert.text
    slow.clear()
    assert until(lambda: engine.status().alert is None)
