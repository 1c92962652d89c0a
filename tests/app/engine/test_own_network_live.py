"""A network of one's own in the engine: it reads, and where it fails the app goes on."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import psutil
import pytest
from tests.app.engine.test_engine import Scripted, lost, until
from tests.app.network.strangers import faceapi_like, ill_behaved

from mien.engine.engine import Engine
from mien.engine.status import Phase
from mien.record.manifest import Keep
from mien.record.plan import Plan
from mien.record.progress import Stage
from mien.record.session import Session
from mien.types import Analysis, Image

pytestmark = pytest.mark.usefixtures("face_model")

Start = Callable[..., Engine]
SHIPPED, OWN = "test", "face-api expressions"


@pytest.fixture
def start(tiny_shipped: Path, frame_720p: Image) -> Iterator[Start]:
    engines: list[Engine] = []
    image = np.ascontiguousarray(frame_720p[::2, ::2])

    def make(network: Path | None, instead: bool = True) -> Engine:
        engine = Engine(opener=lambda _: Scripted(image, 100_000, lost))
        engines.append(engine)
        engine.use_network(network, instead)
        engine.open("any")
        return engine

    yield make
    for engine in engines:
        engine.close(5.0)
    assert not processes()


def processes() -> list[psutil.Process]:
    found = psutil.Process().children()
    return [one for one in found if "spawn_main" in " ".join(one.cmdline())]


def newest(engine: Engine) -> Analysis | None:
    return engine.analyses.peek()[0]


def reads_with(engine: Engine, name: str) -> bool:
    """Whether the newest analysis is one of this network's."""

    def so() -> bool:
        card, analysis = engine.card, newest(engine)
        if card is None or card.name != name or analysis is None or not analysis.faces:
            return False
        reading = analysis.faces[0].reading
        return reading is not None and len(reading.expression) == len(card.expressions)

    return until(so, 40)


def test_it_reads_live_and_another_one_takes_its_place_when_asked(
    start: Start, tmp_path: Path
) -> None:
    engine = start(faceapi_like(tmp_path / "mine.onnx"))
    assert reads_with(engine, OWN)
    assert engine.status().network_problem == ""
    engine.use_network(None)
    assert reads_with(engine, OWN)  # until the next opening
    engine.open("any")
    assert reads_with(engine, SHIPPED)


def test_a_file_that_cannot_be_used_leaves_the_shipped_network_with_a_sentence(
    start: Start, tmp_path: Path
) -> None:
    engine = start(tmp_path / "gone.onnx")
    assert reads_with(engine, SHIPPED)
    problem = engine.status().network_problem
    assert "gone.onnx cannot be used: there is no file" in problem
    assert problem.endswith("The network that comes with Mien reads instead.")


def test_where_nothing_may_take_its_place_the_run_fails(start: Start, tmp_path: Path) -> None:
    engine = start(tmp_path / "gone.onnx", instead=False)
    assert until(lambda: engine.status().phase is Phase.FAILED, 40)
    assert "gone.onnx cannot be used" in engine.status().problem


def test_one_that_fails_on_the_first_face_hands_over_at_once(start: Start, tmp_path: Path) -> None:
    engine = start(ill_behaved(tmp_path / "shy.onnx", "shy"))
    assert reads_with(engine, SHIPPED)
    assert "was stopped: it fails when it is run" in engine.status().network_problem
    assert engine.status().phase is Phase.RUNNING


def test_one_that_fails_where_nothing_may_take_its_place_ends_the_run(
    start: Start, tmp_path: Path
) -> None:
    engine = start(ill_behaved(tmp_path / "shy.onnx", "shy"), instead=False)
    assert until(lambda: engine.status().phase is Phase.FAILED, 40)
    assert "was stopped: it fails when it is run" in engine.status().problem


def test_a_recording_goes_on_without_values_when_its_network_is_killed(
    start: Start, tmp_path: Path
) -> None:
    engine = start(faceapi_like(tmp_path / "mine.onnx"))
    assert reads_with(engine, OWN)
    engine.start_recording(Plan(Keep(clean=False), parent=tmp_path / "sessions"))
    time.sleep(0.5)
    (process,) = processes()
    process.kill()
    assert until(lambda: "missing in the recording" in engine.status().network_problem, 20)
    assert engine.card is not None
    assert engine.card.name == OWN
    before = engine.recording().counts.analysed
    assert until(lambda: engine.recording().counts.analysed > before + 5)
    engine.stop_recording()
    assert until(lambda: engine.recording().stage is Stage.DONE, 20)
    assert reads_with(engine, SHIPPED)
    assert "reads instead" in engine.status().network_problem
    folder = engine.recording().folder
    assert folder is not None
    session = Session.open(folder)
    assert session.card.name == OWN
    expression = session.faces.expression
    assert np.isfinite(expression[0]).all()
    assert np.isnan(expression[-1]).all()
    assert session.faces.blendshapes[-1].max() > 0  # the face itself is still followed
    (marker,) = session.markers
    assert (marker.kind, marker.label) == ("note", "The network stopped")
    assert "its process ended by itself" in marker.note
