"""The engine while it records: every analysed frame, the gap of a lost camera, a slow disk."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.app.engine.test_engine import Scripted, lost, until

from mien.engine.engine import Engine
from mien.engine.status import Phase
from mien.errors import MienError
from mien.faces.label import FaceLabel
from mien.record import recorder as recorder_module
from mien.record.manifest import Keep
from mien.record.plan import Plan
from mien.record.progress import Stage
from mien.record.session import Session
from mien.record.writing import Writing
from mien.types import Analysis, Frame, Image

pytestmark = pytest.mark.usefixtures("face_model")

StartEngine = Callable[..., Engine]


@pytest.fixture
def start_engine(tiny_shipped: Path) -> Iterator[StartEngine]:
    engines: list[Engine] = []

    def start(*sources: Callable[[], Scripted], **options: Any) -> Engine:
        left = list(sources)
        opener: Any = lambda _: (left.pop(0) if len(left) > 1 else left[0])()  # noqa: E731
        engine = Engine(opener=opener, **options)
        engines.append(engine)
        engine.open("any")
        assert until(lambda: engine.analyses.peek()[0] is not None)
        assert until(lambda: engine.status().phase is Phase.RUNNING)
        return engine

    yield start
    for engine in engines:
        engine.close(5.0)


def small(picture: Image) -> Image:
    return np.ascontiguousarray(picture[::2, ::2])


def test_names_and_the_main_face_go_through_the_engine(
    start_engine: StartEngine, frame_720p: Image, tmp_path: Path
) -> None:
    engine = start_engine(lambda: Scripted(small(frame_720p), 10_000, lost))
    assert not engine.name_face(1, FaceLabel("Nobody"))
    engine.pin(1)
    assert until(lambda: _newest(engine).pinned == 1)
    engine.limit_faces(1)
    anna, ben = FaceLabel("Anna", "orange"), FaceLabel("Ben")
    engine.start_recording(Plan(Keep(clean=False), parent=tmp_path, name="a", labels={1: anna}))
    assert until(lambda: engine.recording().counts.analysed >= 2)
    assert engine.name_face(2, ben)
    engine.stop_recording()
    assert ended(engine)
    assert Session.open(tmp_path / "a").manifest.labels == {1: anna, 2: ben}


def _newest(engine: Engine) -> Analysis:
    analysis, _ = engine.analyses.peek()
    assert analysis is not None
    return analysis


def ended(engine: Engine) -> bool:
    return until(lambda: engine.recording().stage in (Stage.DONE, Stage.FAILED), 20)


def test_every_analysed_frame_is_recorded_from_start_to_stop(
    start_engine: StartEngine, frame_720p: Image, tmp_path: Path
) -> None:
    engine = start_engine(lambda: Scripted(small(frame_720p), 10_000, lost))
    assert engine.recording().stage is Stage.IDLE
    assert not engine.mark("mark")
    engine.start_recording(Plan(Keep(annotated=True), parent=tmp_path, name="a"))
    assert until(lambda: engine.recording().counts.analysed >= 10)
    assert engine.mark("neutral", "n", "sits still")
    assert until(lambda: engine.recording().counts.analysed >= 20)
    assert engine.mark("mark", "earlier", at_ns=time.monotonic_ns() - 200_000_000)
    with pytest.raises(MienError, match="under way"):
        engine.start_recording(Plan(parent=tmp_path))
    engine.stop_recording()
    assert ended(engine)
    progress = engine.recording()
    assert progress.stage is Stage.DONE
    assert progress.markers == 2
    assert progress.free_bytes > 0
    assert engine.status().phase is Phase.RUNNING  # the source goes on
    session = Session.open(tmp_path / "a")
    frames, counts = session.frames, session.manifest.counts
    assert len(frames) == counts.analysed >= 20
    assert counts.lost == 0
    steps = np.diff(frames.source_frame)
    assert (steps == frames.skipped[1:] + 1).all()
    assert counts.captured == counts.analysed + counts.skipped
    assert (frames.faces == 1).all()
    assert session.manifest.source.name == "script"
    assert session.manifest.network.provider == engine.status().provider
    assert len(session.manifest.network.sha256) == 64
    assert session.manifest.video_frames == {"clean": len(frames), "annotated": len(frames)}
    assert {marker.label: marker.note for marker in session.markers}["n"] == "sits still"
    earlier = next(marker for marker in session.markers if marker.label == "earlier")
    assert earlier.time_s == pytest.approx(session.manifest.length_s - 0.2, abs=1.0)
    engine.start_recording(Plan(parent=tmp_path, name="a"))  # and again, without opening anew
    assert engine.recording().stage is Stage.RECORDING
    engine.stop_recording()
    assert ended(engine)
    assert engine.recording().folder == tmp_path / "a-2"


class Until(Scripted):
    """Gives frames until it is told, then does what `then` says."""

    def __init__(
        self, picture: Image, told: threading.Event, then: Callable[[], Frame | None], live: bool
    ) -> None:
        super().__init__(picture, 10_000, then, live)
        self._told = told

    def read(self) -> Frame | None:
        return self._then() if self._told.is_set() else super().read()


def test_a_lost_camera_is_a_gap_and_the_session_goes_on(
    start_engine: StartEngine, frame_720p: Image, tmp_path: Path
) -> None:
    unplugged, picture = threading.Event(), small(frame_720p)
    engine = start_engine(
        lambda: Until(picture, unplugged, lost, live=True),
        lambda: Scripted(picture, 10_000, lost),
    )
    engine.start_recording(Plan(Keep(clean=False), parent=tmp_path, name="a"))
    assert until(lambda: engine.recording().counts.analysed >= 3)
    unplugged.set()
    assert until(lambda: engine.status().phase is Phase.RECONNECTING)
    assert engine.recording().stage is Stage.RECORDING
    before = engine.recording().counts.analysed
    assert until(lambda: engine.recording().counts.analysed >= before + 5)
    engine.stop_recording()
    assert ended(engine)
    session = Session.open(tmp_path / "a")
    assert session.manifest.counts.gaps == session.frames.gap.sum() == 1
    (gap,) = np.flatnonzero(session.frames.gap)
    assert 3 <= gap < len(session.frames) - 1
    steps = np.diff(session.frames.time_s)
    assert (steps > 0).all()
    assert steps.argmax() == gap
    assert session.frames.source_frame[gap + 1] < session.frames.source_frame[gap - 1]


def test_the_end_of_the_source_is_the_end_of_the_recording(
    start_engine: StartEngine, frame_720p: Image, tmp_path: Path
) -> None:
    over = threading.Event()
    source = Until(small(frame_720p), over, lambda: None, live=False)
    engine = start_engine(lambda: source)
    engine.start_recording(Plan(Keep(clean=False), parent=tmp_path, name="a"))
    assert until(lambda: engine.recording().counts.analysed >= 3)
    over.set()
    assert ended(engine)
    assert engine.recording().problem == ""
    assert Session.open(tmp_path / "a").frames.source_frame[-1] == source._index - 1


def test_opening_another_source_closes_the_recording(
    start_engine: StartEngine, frame_720p: Image, tmp_path: Path
) -> None:
    engine = start_engine(lambda: Scripted(small(frame_720p), 10_000, lost))
    engine.start_recording(Plan(parent=tmp_path, name="a"))
    assert until(lambda: engine.recording().counts.analysed >= 3)
    engine.open("another")
    assert ended(engine)
    assert len(Session.open(tmp_path / "a").frames) >= 3


def test_closing_the_engine_writes_the_recording_to_its_end(
    start_engine: StartEngine, frame_720p: Image, tmp_path: Path
) -> None:
    engine = start_engine(lambda: Scripted(small(frame_720p), 10_000, lost))
    engine.start_recording(Plan(parent=tmp_path, name="a"))
    assert until(lambda: engine.recording().counts.analysed >= 3)
    assert engine.close(10.0)
    assert len(Session.open(tmp_path / "a").frames) >= 3


def test_a_slow_disk_slows_analysis_and_not_the_preview(
    start_engine: StartEngine, frame_720p: Image, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    picture = small(frame_720p)
    monkeypatch.setattr(recorder_module, "MOST_WAITING", 2 * picture.nbytes)
    disk, write = threading.Event(), Writing.write

    def held(self: Writing, item: Any) -> None:
        disk.wait(20)
        write(self, item)

    monkeypatch.setattr(Writing, "write", held)
    engine = start_engine(lambda: Scripted(picture, 10_000, lost))
    engine.start_recording(Plan(parent=tmp_path, name="a"))
    assert until(lambda: engine.recording().waiting_bytes >= 2 * picture.nbytes)
    stuck = engine.status().analysed
    seen = engine.frames.peek()[1]
    assert until(lambda: engine.frames.peek()[1] > seen + 20)
    assert engine.status().analysed <= stuck + 2
    assert engine.recording().waiting_bytes <= 2 * picture.nbytes
    disk.set()
    assert until(lambda: engine.status().analysed > stuck + 5)
    engine.stop_recording()
    assert ended(engine)
    session = Session.open(tmp_path / "a")
    assert session.manifest.counts.lost == 0
    assert (np.diff(session.frames.source_frame) == session.frames.skipped[1:] + 1).all()
    assert session.frames.skipped.max() >= 10  # what the wait cost is said


def test_a_recording_that_fails_leaves_the_engine_running(
    start_engine: StartEngine, frame_720p: Image, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = start_engine(lambda: Scripted(small(frame_720p), 10_000, lost))
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(MienError, match="choose another folder"):
        engine.start_recording(Plan(parent=tmp_path / "file"))
    monkeypatch.setattr(Writing, "write", lambda *_: 1 / 0)
    engine.start_recording(Plan(parent=tmp_path, name="a"))
    assert ended(engine)
    assert "unexpectedly" in engine.recording().problem
    seen = engine.status().analysed
    assert until(lambda: engine.status().analysed > seen + 5)
    assert engine.status().phase is Phase.RUNNING


def test_nothing_is_recorded_where_nothing_runs(tmp_path: Path) -> None:
    with pytest.raises(MienError, match="open a source"):
        Engine().start_recording(Plan(parent=tmp_path))
    assert list(tmp_path.iterdir()) == []
