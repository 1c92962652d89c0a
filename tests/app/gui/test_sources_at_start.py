"""What is opened at the start, and that listing cameras never holds the window up."""

from __future__ import annotations

import threading

import pytest
from pytestqt.qtbot import QtBot
from tests.app.gui.conftest import MakeWindow
from tests.app.gui.fakes import BRIO, FakeEngine, HangingDriver, no_cameras, one_camera
from tests.app.scenes import make_analysis, read_face

from mien.gui import camera_list
from mien.gui.camera_list import CameraLister


def test_what_was_asked_for_goes_first(make_window: MakeWindow, engine: FakeEngine) -> None:
    window = make_window(source=None, last_source="old.mp4", list_cameras=one_camera)
    window.start("new.mp4")
    assert engine.opened == [("new.mp4", "auto")]


def test_then_the_last_source(make_window: MakeWindow, engine: FakeEngine) -> None:
    window = make_window(source=None, last_source="old.mp4", list_cameras=one_camera)
    window.start(None)
    assert engine.opened == [("old.mp4", "auto")]


def test_then_the_first_camera(make_window: MakeWindow, engine: FakeEngine, qtbot: QtBot) -> None:
    window = make_window(source=None, list_cameras=one_camera)
    window.start(None)
    assert window.stage.card.face is not None  # looking
    qtbot.waitUntil(lambda: bool(engine.opened))
    assert engine.opened == [("camera:" + BRIO.identity, "auto")]
    assert window.choices.settings.last_source is None  # nobody chose it


def test_else_the_demo_with_a_word_on_why(
    make_window: MakeWindow, engine: FakeEngine, qtbot: QtBot
) -> None:
    window = make_window(source=None, list_cameras=no_cameras)
    window.start(None)
    qtbot.waitUntil(lambda: bool(engine.opened))
    assert engine.opened == [("demo", "auto")]
    engine.analyses.put(make_analysis(read_face()))
    window.live.tick()
    window.live.show_status()
    assert window.stage.info.text == "No camera found, showing the demo"
    window.live._opened_s -= 60
    window.live.show_status()
    assert window.stage.info.text == ""
    assert window.choices.settings.last_source is None


def test_the_word_on_why_goes_with_the_next_choice(
    make_window: MakeWindow, engine: FakeEngine, qtbot: QtBot
) -> None:
    window = make_window(source=None, list_cameras=no_cameras)
    window.start(None)
    qtbot.waitUntil(lambda: bool(engine.opened))
    window.desk.open("clip.mp4")
    assert window.desk.info == ""


def test_a_listing_that_hangs_does_not_hold_the_window_up(
    make_window: MakeWindow,
    engine: FakeEngine,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(camera_list, "GRACE_S", 0.1)
    driver = HangingDriver()
    window = make_window(source=None, list_cameras=driver)
    window.lister._timeout_s = 0.2
    try:
        window.start(None)  # returns, although the driver does not
        assert window.lister.looking
        qtbot.waitUntil(lambda: bool(engine.opened))
        assert driver.entered.is_set()
        assert engine.opened == [("demo", "auto")]
        assert "did not answer" in window.desk.info
        window.lister.look()  # again: no second thread piles up behind the first
        assert driver.calls == 1
        driver.let_go.set()
        qtbot.waitUntil(lambda: bool(window.lister.cameras))
        assert not window.lister.timed_out
    finally:
        driver.let_go.set()


def test_a_late_answer_is_taken_and_no_answer_takes_nothing_away(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(camera_list, "GRACE_S", 0.0)
    driver = HangingDriver()
    lister = CameraLister(driver, timeout_s=0.2)
    lister.look()
    qtbot.waitUntil(lambda: lister.timed_out)
    driver.let_go.set()
    qtbot.waitUntil(lambda: lister.cameras == (BRIO,))
    assert not lister.timed_out
    driver.let_go.clear()
    lister.look()
    qtbot.waitUntil(lambda: lister.timed_out)
    assert lister.cameras == (BRIO,)
    driver.let_go.set()
    qtbot.waitUntil(lambda: not lister.timed_out)
    qtbot.waitUntil(lambda: not lister._poll.isActive())


def test_the_listing_runs_in_a_thread_of_its_own(qtbot: QtBot) -> None:
    threads: list[str] = []

    def listing(timeout_s: float) -> object:
        del timeout_s
        threads.append(threading.current_thread().name)
        return no_cameras(1.0)

    lister = CameraLister(listing)  # type: ignore[arg-type]
    lister.look()
    qtbot.waitUntil(lambda: not lister.looking)
    assert threads == ["camera-list"]


def test_a_listing_that_fails_is_an_empty_list(
    qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(timeout_s: float) -> object:
        raise RuntimeError("a driver's trouble")

    lister = CameraLister(broken)  # type: ignore[arg-type]
    lister.look()
    qtbot.waitUntil(lambda: not lister.looking)
    assert lister.cameras == ()
    assert "a task of the window failed" in caplog.text
