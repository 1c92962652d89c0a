from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Self

import numpy as np
import pytest

from mien.engine.analyser import Analyser
from mien.engine.engine import Engine
from mien.engine.reader import Reader
from mien.engine.status import Phase
from mien.errors import MienError, SourceError
from mien.sources.base import SourceInfo
from mien.sources.late import LateFrame
from mien.sources.request import CameraWish
from mien.types import Frame, Image, frozen

pytestmark = pytest.mark.usefixtures("face_model")


class Scripted:
    """A live source that gives `count` frames, then does what `then` says."""

    def __init__(
        self,
        picture: Image,
        count: int,
        then: Callable[[], Frame | None],
        live: bool = True,
        pause_s: float = 0.01,
    ) -> None:
        self._picture, self._left, self._then, self._pause_s = picture, count, then, pause_s
        self._index = 0
        self.closed = threading.Event()
        self.info = SourceInfo("camera", "script", 1280, 720, 30.0, None, live)

    def read(self) -> Frame | None:
        if self.closed.is_set():
            raise SourceError("closed")
        if self._index >= self._left:
            return self._then()
        time.sleep(self._pause_s)
        frame = Frame(
            frozen(self._picture), self._index, self._index / 30, time.monotonic_ns(), "script"
        )
        self._index += 1
        return frame

    def close(self) -> None:
        self.closed.set()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def lost() -> Frame | None:
    raise SourceError("The camera was unplugged; plug it in again.")


def until(true: Callable[[], bool], seconds: float = 10.0) -> bool:
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        if true():
            return True
        time.sleep(0.01)
    return False


MakeEngine = Callable[..., Engine]


@pytest.fixture
def make_engine(tiny_shipped: Path) -> Iterator[MakeEngine]:
    engines: list[Engine] = []

    def make(opener: Callable[[str], object], **options: object) -> Engine:
        loader = options.pop("loader", Analyser.load)
        engine = Engine(opener=opener, loader=loader, **options)  # type: ignore[arg-type]
        engines.append(engine)
        return engine

    yield make
    for engine in engines:
        engine.close(5.0)


def test_frames_become_analyses_with_a_face(make_engine: MakeEngine, frame_720p: Image) -> None:
    engine = make_engine(lambda _: Scripted(frame_720p, 10_000, lost))
    assert engine.status().phase is Phase.IDLE
    assert engine.card is None
    engine.open("any")
    assert engine.status().phase is Phase.STARTING
    assert until(lambda: engine.analyses.peek()[0] is not None)
    analysis = engine.analyses.peek()[0]
    assert analysis is not None
    assert len(analysis.faces) == 1
    assert analysis.faces[0].reading is not None
    assert list(analysis.stages_ms) == ["faces", "align", "network", "measures"]
    assert until(lambda: engine.status().analysed > 5)
    status = engine.status()
    assert status.phase is Phase.RUNNING
    assert status.provider.endswith("ExecutionProvider")
    assert status.latency_ms > 0
    assert engine.card is not None


def test_every_frame_is_either_analysed_or_counted_as_skipped(
    make_engine: MakeEngine, frame_720p: Image
) -> None:
    engine = make_engine(
        lambda _: Scripted(frame_720p, 60, lambda: None, live=False, pause_s=0.004)
    )
    engine.open("any")
    assert until(lambda: engine.status().phase is Phase.ENDED)

    def last_done() -> bool:
        analysis = engine.analyses.peek()[0]
        return analysis is not None and analysis.frame.index == 59

    assert until(last_done)
    status = engine.status()
    assert status.captured == 60
    assert status.analysed + status.skipped == 60
    assert status.skipped > 0


class LateScripted(Scripted):
    """Its pictures are made when somebody looks at them; every seventh came damaged."""

    def __init__(self, picture: Image, count: int) -> None:
        super().__init__(picture, count, lambda: None, live=False, pause_s=0.004)
        self.made: list[int] = []

    def read(self) -> Frame | None:
        frame = super().read()
        if frame is None:
            return None

        def develop() -> Image | None:
            self.made.append(frame.index)
            return None if frame.index % 7 == 0 else frame.image

        return LateFrame(develop, frame.index, frame.time_s, frame.captured_ns, frame.origin)


def test_of_late_frames_only_those_that_are_looked_at_have_pictures(
    make_engine: MakeEngine, frame_720p: Image
) -> None:
    source = LateScripted(frame_720p, 60)
    engine = make_engine(lambda _: source)
    engine.open("any")
    assert until(lambda: engine.status().phase is Phase.ENDED)

    def all_told() -> bool:
        status = engine.status()
        return status.analysed + status.skipped == 60

    assert until(all_told)
    assert len(source.made) == len(set(source.made)) < 60
    # Some were made ahead for nothing, as a newer one came before they were looked at.
    assert 0 < engine.status().analysed <= sum(index % 7 != 0 for index in source.made)


def test_a_lost_source_is_opened_again(make_engine: MakeEngine, frame_720p: Image) -> None:
    opened: list[Scripted] = []

    def opener(_: str) -> Scripted:
        if len(opened) == 1:
            opened.append(Scripted(frame_720p, 0, lost))
            raise SourceError("No camera.", "missing")
        opened.append(Scripted(frame_720p, 5 if not opened else 10_000, lost))
        return opened[-1]

    engine = make_engine(opener)
    engine.open("any")
    assert until(lambda: engine.status().phase is Phase.RECONNECTING)
    assert "plug" in engine.status().problem or "No camera" in engine.status().problem
    before = engine.frames.peek()[1]
    assert until(lambda: engine.status().phase is Phase.RUNNING)
    assert until(lambda: engine.frames.peek()[1] > before + 3)
    assert engine.status().problem == ""
    assert len(opened) == 3


def test_the_same_camera_is_opened_again_soon_after_it_is_back(
    make_engine: MakeEngine, frame_720p: Image
) -> None:
    back, asked, opened_s = threading.Event(), list[str](), list[float]()

    def opener(text: str) -> Scripted:
        asked.append(text)
        if len(asked) > 1 and not back.is_set():
            raise SourceError("The camera is not there.", "missing")
        opened_s.append(time.monotonic())
        made = Scripted(frame_720p, 5 if len(opened_s) == 1 else 10_000, lost)
        made.info = replace(made.info, again="camera:Brio [046d:085e A1] @ usb-1")
        return made

    engine = make_engine(opener)
    engine.open("camera")
    assert until(lambda: len(asked) >= 6, 20)
    assert engine.status().phase is Phase.RECONNECTING
    assert engine.status().age_ms > 500
    back.set()
    back_s = time.monotonic()
    assert until(lambda: engine.status().phase is Phase.RUNNING)
    assert opened_s[1] - back_s < 2
    assert asked[0] == "camera"
    assert set(asked[1:]) == {"camera:Brio [046d:085e A1] @ usb-1"}
    assert until(lambda: engine.status().age_ms < 500)


def test_cameras_are_asked_for_what_was_wished_for(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, CameraWish]] = []

    def opened(text: str, *, wanted: CameraWish, late: bool) -> Scripted:
        assert late  # frames that nobody looks at need no picture
        asked.append((text, wanted))
        raise SourceError("No camera.", "no-camera")

    monkeypatch.setattr("mien.engine.engine.open_source", opened)
    engine = Engine()
    wish = CameraWish(640, 480, 15.0)
    engine.wish(wish)
    engine.open("camera")
    assert until(lambda: engine.status().phase is Phase.FAILED)
    assert asked == [("camera", wish)]
    engine.close(5.0)


def test_a_source_that_never_opened_fails_with_its_sentence(make_engine: MakeEngine) -> None:
    def opener(_: str) -> Scripted:
        raise SourceError("The camera is busy; close the other program.", "busy")

    engine = make_engine(opener)
    engine.open("any")
    assert until(lambda: engine.status().phase is Phase.FAILED)
    assert engine.status().problem_kind == "busy"
    assert "close the other program" in engine.status().problem


def test_a_read_that_never_returns_is_left_behind(
    make_engine: MakeEngine, frame_720p: Image
) -> None:
    release = threading.Event()
    opened: list[Scripted] = []

    def hang() -> Frame | None:
        release.wait(30)
        return None

    def opener(_: str) -> Scripted:
        opened.append(Scripted(frame_720p, 3 if not opened else 10_000, hang))
        return opened[-1]

    engine = make_engine(opener, stall_s=0.3)
    engine.open("any")
    assert until(lambda: len(opened) == 2 and engine.status().phase is Phase.RUNNING)
    assert opened[0].closed.is_set()
    assert engine.close(2.0)
    release.set()


def test_a_hanging_read_that_comes_back_when_stopped_is_no_end(frame_720p: Image) -> None:
    hanging = threading.Event()
    source = Scripted(frame_720p, 1, lambda: None)

    def hang() -> Frame | None:
        hanging.set()
        source.closed.wait(30)
        return None  # as every source does once it is closed

    source._then = hang
    reader = Reader("any", lambda _: source, lambda _: None)
    reader.start()
    assert hanging.wait(10)
    reader.stop()
    reader.join(10)
    assert not reader.is_alive()
    assert not reader.ended


def test_a_camera_that_is_opened_anew_is_let_go_first(
    make_engine: MakeEngine, frame_720p: Image
) -> None:
    held: list[Scripted] = []

    def opener(_: str) -> Scripted:
        if any(not source.closed.is_set() for source in held):
            raise SourceError("The camera is in use by another program.", "busy")
        held.append(Scripted(frame_720p, 10_000, lost, pause_s=0.2))
        if len(held) == 2:
            time.sleep(1.5)  # as long as some cameras take; what is asked for meanwhile must wait
        return held[-1]

    engine = make_engine(opener)
    engine.open("camera")
    assert until(lambda: engine.status().source is not None)
    engine.open("camera")
    assert until(lambda: len(held) == 2)
    engine.open("camera:Brio")
    assert until(lambda: len(held) == 3)
    assert until(lambda: engine.status().phase is Phase.RUNNING)
    assert engine.close(5.0)
    assert all(source.closed.is_set() for source in held)


def test_a_failing_load_is_a_sentence_and_another_source_can_follow(
    make_engine: MakeEngine, frame_720p: Image
) -> None:
    tries: list[int] = []

    def loader(**options: object) -> Analyser:
        tries.append(1)
        if len(tries) == 1:
            raise MienError("The face model could not be fetched.")
        return Analyser.load(**options)  # type: ignore[arg-type]

    engine = make_engine(lambda _: Scripted(frame_720p, 10_000, lost), loader=loader)
    engine.open("any")
    assert until(lambda: engine.status().phase is Phase.FAILED)
    assert "could not be fetched" in engine.status().problem
    engine.open("any")
    assert until(lambda: engine.status().phase is Phase.RUNNING)


def test_an_unforeseen_error_is_a_sentence(make_engine: MakeEngine, frame_720p: Image) -> None:
    def loader(**_: object) -> Analyser:
        raise ZeroDivisionError

    engine = make_engine(lambda _: Scripted(frame_720p, 10_000, lost), loader=loader)
    engine.open("any")
    assert until(lambda: engine.status().phase is Phase.FAILED)
    assert "unexpectedly" in engine.status().problem


def test_switching_sources_shows_nothing_of_the_old_one(
    make_engine: MakeEngine, frame_720p: Image
) -> None:
    dark = np.zeros_like(frame_720p)
    engine = make_engine(
        lambda text: Scripted(frame_720p if text == "face" else dark, 10_000, lost)
    )
    engine.open("face")
    assert until(lambda: engine.analyses.peek()[0] is not None)
    engine.open("dark")
    assert engine.analyses.peek()[0] is None
    assert until(lambda: engine.analyses.peek()[0] is not None)
    analysis = engine.analyses.peek()[0]
    assert analysis is not None
    assert analysis.faces == ()
    assert engine.status().source is not None


@pytest.mark.parametrize("state", ["idle", "starting", "running", "failed", "ended", "lost"])
def test_it_closes_cleanly_from_every_state(
    make_engine: MakeEngine, frame_720p: Image, state: str
) -> None:
    def opener(text: str) -> Scripted:
        if text == "failed":
            raise SourceError("no")
        counts = {"running": 10_000, "starting": 10_000, "ended": 3, "lost": 3}
        then = lost if text == "lost" else lambda: None
        return Scripted(frame_720p, counts[text], then, live=text != "ended")

    phases = {
        "running": Phase.RUNNING,
        "failed": Phase.FAILED,
        "ended": Phase.ENDED,
        "lost": Phase.RECONNECTING,
    }
    engine = make_engine(opener)
    if state != "idle":
        engine.open(state)
    if state in phases:
        assert until(lambda: engine.status().phase is phases[state])
    # The bound is the promise itself: close returns whether all threads ended within it.
    assert engine.close(2.0 if state != "starting" else 5.0)
    assert engine.status().phase is Phase.IDLE
    assert not [t for t in threading.enumerate() if t.name in ("mien-engine", "mien-analysis")]


def test_stop_ends_the_run_and_open_starts_again(
    make_engine: MakeEngine, frame_720p: Image
) -> None:
    engine = make_engine(lambda _: Scripted(frame_720p, 10_000, lost))
    engine.open("any")
    assert until(lambda: engine.status().phase is Phase.RUNNING)
    engine.stop()
    assert until(lambda: engine.status().phase is Phase.IDLE)
    engine.open("any")
    assert until(lambda: engine.status().phase is Phase.RUNNING)


def test_a_pinned_face_is_named_while_it_is_known(
    make_engine: MakeEngine, frame_720p: Image
) -> None:
    engine = make_engine(lambda _: Scripted(frame_720p, 10_000, lost))
    engine.pin(1)  # nothing runs that has faces: no more than nothing happens
    engine.limit_faces(2)
    engine.open("any")

    def pinned() -> int | None:
        analysis = engine.analyses.peek()[0]
        return None if analysis is None else analysis.pinned

    assert until(lambda: engine.status().analysed > 0)
    assert pinned() is None
    engine.pin(1)
    assert until(lambda: pinned() == 1)
    engine.pin(7)  # there is no such face
    assert until(lambda: pinned() is None)
    engine.limit_faces(1)
    engine.pin(1)
    assert until(lambda: pinned() == 1)  # looking for fewer faces keeps the numbers
