"""Recording from the window: begin, count down, watch, mark, end, recover."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot
from tests.app.gui.conftest import MakeWindow
from tests.app.gui.fakes import FakeEngine
from tests.app.gui.hands import chosen, play, press
from tests.app.record.sessions import make_manifest, make_session

from mien.gui import dialogs
from mien.gui.pages import is_review
from mien.gui.recording.bar import room_text
from mien.gui.recording.desk import NOTHING_RUNS, ending, plan_of
from mien.gui.recording.recovery import abandoned
from mien.gui.window import MainWindow
from mien.record.layout import PARTIAL
from mien.record.manifest import Counts, Keep, Writer, write_manifest
from mien.record.markers import MarkerKind
from mien.record.progress import Progress, Stage
from mien.settings import Kept, Settings

WAIT_MS = 20_000


@pytest.fixture
def window(make_window: MakeWindow, engine: FakeEngine) -> MainWindow:
    """A window whose recordings begin at once, with a face."""
    made = make_window(record_countdown=0)
    play(made, engine)
    return made


def record(window: MainWindow) -> None:
    press(window, Qt.Key.Key_F9)
    look(window)


def look(window: MainWindow) -> None:
    window.record_timer.timeout.emit()


def cut_short(parent: Path, name: str) -> Path:
    """A recording that a crash left behind."""
    partial = make_session(parent, name, frames=6).folder
    partial = partial.rename(partial.with_name(name + PARTIAL))
    gone = Writer(pid=2**22 + 1, started=1.0)
    write_manifest(partial, make_manifest(name=name, state="recording", writer=gone))
    return partial


def test_a_key_begins_and_ends_a_recording(window: MainWindow, engine: FakeEngine) -> None:
    assert not window.record_bar.isVisible()
    record(window)
    assert len(engine.plans) == 1
    assert window.record_bar.isVisible()
    assert window.deeds["record"].isChecked()
    press(window, Qt.Key.Key_F9)
    look(window)
    assert engine.progress.stage is Stage.CLOSING
    assert window.record_bar.state.text() == "Writing the rest"
    engine.progress = replace(engine.progress, stage=Stage.DONE)
    look(window)
    assert not window.record_bar.isVisible()
    assert not window.deeds["record"].isChecked()
    assert "Recorded session" in window.notice.text


def test_the_bar_tells_time_frames_room_and_what_is_missing(
    window: MainWindow, engine: FakeEngine
) -> None:
    record(window)
    engine.progress = replace(
        engine.progress,
        length_s=65.27,
        counts=Counts(captured=1960, analysed=1950, skipped=10),
        free_bytes=182_400_000_000,
        markers=2,
    )
    look(window)
    bar = window.record_bar
    assert bar.time.text() == "1:05.3"
    assert "1,950 frames" in bar.counts.text()
    assert "10 skipped" in bar.counts.text()
    assert "2 markers" in bar.counts.text()
    assert bar.room.text() == "182.4 GB left"
    assert room_text(-1) == ""
    usual = bar.grab().toImage()
    engine.progress = replace(engine.progress, free_bytes=300_000_000)
    look(window)
    assert bar.room.property("low") is True
    assert bar.grab().toImage() != usual


def test_seconds_are_counted_down_and_can_be_given_up(
    make_window: MakeWindow, engine: FakeEngine
) -> None:
    window = make_window(record_countdown=3)
    play(window, engine)
    desk, now = window.record, time.monotonic()
    window.record_timer.stop()
    desk.begin(now)
    assert window.count_down.isVisible()
    assert window.count_down.text() == "3"
    desk.tick(now + 1.5)
    assert window.count_down.text() == "2"
    press(window, Qt.Key.Key_Escape)
    assert not window.count_down.isVisible()
    desk.tick(now + 9.0)
    assert engine.plans == []
    desk.begin(now)
    desk.tick(now + 3.0)
    assert len(engine.plans) == 1
    assert not window.count_down.isVisible()


def test_the_first_recording_waits_until_its_notice_is_read(
    make_window: MakeWindow, engine: FakeEngine
) -> None:
    window = make_window(record_countdown=0, record_notice_seen=False)
    play(window, engine)
    record(window)
    card = window.stage.notice
    assert card is not None
    assert card.isVisible()
    assert "recorded" in card.accessibleName()
    assert engine.plans == []
    press(window, Qt.Key.Key_Escape, card.button)
    assert engine.plans == []
    assert not chosen(window).record_notice_seen
    record(window)
    assert window.stage.notice is not None
    window.stage.notice.button.click()
    look(window)
    assert len(engine.plans) == 1
    assert chosen(window).record_notice_seen
    assert window.stage.notice is None


def test_nothing_is_recorded_where_nothing_runs(
    make_window: MakeWindow, engine: FakeEngine
) -> None:
    window = make_window(source=None, record_countdown=0)
    record(window)
    assert window.notice.text == NOTHING_RUNS
    assert not window.deeds["record"].isChecked()


def test_a_refusal_is_told(window: MainWindow, engine: FakeEngine) -> None:
    engine.refusal = "The folder cannot be written."
    record(window)
    assert window.notice.text == engine.refusal
    assert not window.deeds["record"].isChecked()
    assert not window.record_bar.isVisible()


@pytest.mark.parametrize(
    ("which", "expected"),
    [
        (Qt.Key.Key_1, ("mark", "1", "")),
        (Qt.Key.Key_9, ("mark", "9", "")),
        (Qt.Key.Key_0, ("neutral", "", "")),
        (Qt.Key.Key_I, ("stimulus_on", "", "")),
        (Qt.Key.Key_O, ("stimulus_off", "", "")),
    ],
)
def test_marker_keys_mark_the_recording_and_nothing_else(
    window: MainWindow,
    engine: FakeEngine,
    which: Qt.Key,
    expected: tuple[MarkerKind, str, str],
) -> None:
    press(window, which)
    assert engine.marks == []
    record(window)
    press(window, which)
    assert engine.marks == [expected]


def test_a_note_is_typed_while_it_records(
    window: MainWindow, engine: FakeEngine, qtbot: QtBot
) -> None:
    record(window)
    window.activateWindow()
    QTest.keyClick(window.picture, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    note = window.record_bar.note
    qtbot.waitUntil(note.hasFocus)
    QTest.keyClicks(note, "smiles 3 times")
    QTest.keyClick(note, Qt.Key.Key_Return)
    assert engine.marks == [("note", "", "smiles 3 times")]
    assert note.text() == ""
    assert not note.hasFocus()
    note.setFocus()
    QTest.keyClicks(note, "no")
    QTest.keyClick(note, Qt.Key.Key_Escape)
    assert len(engine.marks) == 1
    assert note.text() == ""


@pytest.mark.parametrize(
    ("kept", "blurred", "keep"),
    [
        ("clean", False, Keep(clean=True)),
        ("annotated", True, Keep(clean=False, annotated=True, blurred=True)),
        ("both", False, Keep(clean=True, annotated=True)),
        ("numbers", True, Keep(clean=False)),
    ],
)
def test_what_is_kept_is_what_was_chosen(kept: Kept, blurred: bool, keep: Keep) -> None:
    settings = Settings(record_keep=kept, record_blurred=blurred, saliency=True, box=False)
    plan = plan_of(settings)
    assert plan.keep == keep
    assert "saliency" in plan.overlays.names
    assert "box" not in plan.overlays.names


def test_the_menu_chooses_what_is_kept_and_where(
    window: MainWindow, engine: FakeEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    menu = window.record_menu
    menu.keep["both"].trigger()
    menu.blurred.trigger()
    menu.count[5].trigger()
    assert (chosen(window).record_keep, chosen(window).record_blurred) == ("both", True)
    assert chosen(window).record_countdown == 5
    monkeypatch.setattr(dialogs, "ask_sessions_folder", lambda *_: str(tmp_path / "study"))
    menu.where.trigger()
    menu.count[0].trigger()
    assert "study" in menu.where.text()
    record(window)
    (plan,) = engine.plans
    assert plan.keep == Keep(clean=True, annotated=True, blurred=True)
    assert plan.parent == tmp_path / "study"
    menu.keep["numbers"].trigger()
    assert not menu.blurred.isEnabled()


def test_the_end_is_told_with_what_is_missing_and_leads_to_the_review(
    window: MainWindow, engine: FakeEngine, tmp_path: Path, qtbot: QtBot
) -> None:
    folder = make_session(tmp_path, "whole", frames=6).folder
    record(window)
    problem = "The disk is full: the recording ended there."
    counts = Counts(captured=9, analysed=6, skipped=3)
    engine.progress = Progress(Stage.FAILED, folder, 1.2, counts, problem=problem)
    look(window)
    assert problem in window.notice.text
    assert "3 skipped" in window.notice.text
    button: QPushButton = window.notice.button
    assert button.isVisible()
    button.click()
    assert is_review(window)
    qtbot.waitUntil(lambda: window.review.viewer.session is not None, timeout=WAIT_MS)
    assert window.review.button.text() == "whole"


def test_a_recording_goes_on_while_another_one_is_reviewed(
    window: MainWindow, engine: FakeEngine
) -> None:
    record(window)
    window.deeds["review"].trigger()
    assert window.record_bar.isVisible()
    press(window, Qt.Key.Key_1, window.review)
    assert engine.marks == []
    window.record_bar.stop.click()
    look(window)
    assert engine.progress.stage is Stage.CLOSING


def test_an_ending_in_words() -> None:
    counts = Counts(captured=12, analysed=10, skipped=2, lost=1, gaps=1)
    said = ending(Progress(Stage.DONE, Path("a/b"), 61.0, counts))
    assert said == "Recorded b: 1:01.0, 10 frames, 2 skipped, 1 lost, 1 gap."


def test_recordings_that_were_cut_short_are_offered_and_made_whole(
    make_window: MakeWindow, engine: FakeEngine, tmp_path: Path, qtbot: QtBot
) -> None:
    partial = cut_short(tmp_path / "sessions", "lost")
    window = make_window()
    qtbot.waitUntil(lambda: "cut short" in window.notice.text, timeout=WAIT_MS)
    assert "lost" in window.notice.text
    window.notice.button.click()
    qtbot.waitUntil(lambda: "whole again" in window.notice.text, timeout=WAIT_MS)
    assert not partial.exists()
    assert (tmp_path / "sessions" / "lost" / "session.json").is_file()
    window.notice.button.click()
    qtbot.waitUntil(lambda: window.review.viewer.session is not None, timeout=WAIT_MS)


def test_a_recording_that_is_being_written_is_not_offered(tmp_path: Path) -> None:
    partial = cut_short(tmp_path, "mine")
    assert abandoned(tmp_path) == [partial]
    write_manifest(partial, make_manifest(name="mine", state="recording", writer=Writer.here()))
    assert abandoned(tmp_path) == []
    (partial / "session.json").unlink()
    assert abandoned(tmp_path) == []
