"""The review page, by hand, on real sessions."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QImage, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from tests.app.gui.conftest import MakeWindow
from tests.app.gui.fakes import FakeEngine
from tests.app.record.sessions import make_session

from mien.exports.formats import Format, format_of
from mien.gui import dialogs
from mien.gui.pages import is_review, open_session
from mien.gui.review.exporting import STOPPED
from mien.gui.review.page import ReviewPage
from mien.gui.review.stored import BURNT_IN, EMPTY, GAP, NO_VIDEO
from mien.gui.review.timeline_paint import GUTTER, HEAD, RULER
from mien.gui.window import MainWindow
from mien.record.manifest import Keep
from mien.record.markers import read_markers
from mien.record.session import Session

WAIT_MS = 20_000
Open = Callable[..., ReviewPage]


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A session's folder, to be copied."""
    return make_session(tmp_path_factory.mktemp("original")).folder


@pytest.fixture
def folder(original: Path, tmp_path: Path) -> Path:
    """A session that the test may change."""
    return Path(shutil.copytree(original, tmp_path / "sessions" / "session"))


@pytest.fixture
def open_page(window: MainWindow, folder: Path, qtbot: QtBot) -> Open:
    """Opens a session on the review page, and waits for its first picture."""

    def opened(which: Path = folder) -> ReviewPage:
        open_session(window, which)
        page = window.review
        qtbot.waitUntil(lambda: page.viewer.session is not None, timeout=WAIT_MS)
        qtbot.waitUntil(lambda: page.viewer.picture.analysis is not None, timeout=WAIT_MS)
        return page

    return opened


def session_of(page: ReviewPage) -> Session:
    assert page.viewer.session is not None
    return page.viewer.session


def is_open(page: ReviewPage) -> bool:
    return page.viewer.session is not None


def key(page: ReviewPage, which: Qt.Key, with_: Qt.KeyboardModifier | None = None) -> None:
    QTest.keyClick(page.timeline, which, with_ or Qt.KeyboardModifier.NoModifier)


def shown_frame(page: ReviewPage) -> int:
    analysis = page.viewer.picture.analysis
    assert analysis is not None
    return analysis.frame.index


def drop(window: MainWindow, path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    window.dropEvent(
        QDropEvent(
            QPointF(300, 300),
            Qt.DropAction.CopyAction,
            data,
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
        )
    )


def x_of(page: ReviewPage, time_s: float) -> int:
    return round(GUTTER + page.timeline.scale.x_of(time_s))


def click(page: ReviewPage, x: int, y: int) -> None:
    QTest.mouseClick(page.timeline.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(x, y))


def test_the_pages_change_by_key_and_the_keys_go_with_them(
    window: MainWindow, engine: FakeEngine
) -> None:
    assert not is_review(window)
    QTest.keyClick(window.picture, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    assert is_review(window)
    assert window.review.isVisible()
    assert not window.picker.isVisible()
    assert not window.deeds["freeze"].isEnabled()
    assert engine.stopped == 0
    QTest.keyClick(window.review.start, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    assert not is_review(window)
    assert window.deeds["freeze"].isEnabled()


def test_recent_sessions_are_offered_and_opened_by_a_click(
    window: MainWindow, folder: Path, qtbot: QtBot
) -> None:
    window.deeds["review"].trigger()
    shelf = window.review.start.list
    qtbot.waitUntil(lambda: shelf.count() == 1, timeout=WAIT_MS)
    assert shelf.item(0).text().startswith("session\n")
    QTest.mouseClick(
        shelf.viewport(),
        Qt.MouseButton.LeftButton,
        pos=shelf.visualItemRect(shelf.item(0)).center(),
    )
    qtbot.waitUntil(lambda: window.review.viewer.session is not None, timeout=WAIT_MS)
    assert session_of(window.review).folder == folder
    assert window.review.button.text() == "session"


def test_a_session_that_is_dropped_is_reviewed_and_a_file_is_played(
    window: MainWindow, engine: FakeEngine, folder: Path, qtbot: QtBot
) -> None:
    drop(window, folder)
    assert is_review(window)
    qtbot.waitUntil(lambda: window.review.viewer.session is not None, timeout=WAIT_MS)
    drop(window, folder / "clean.mkv")
    assert not is_review(window)
    assert engine.opened[-1][0] == str(folder / "clean.mkv")


@pytest.mark.parametrize("name", ["session.json", "rows.csv"])
def test_a_damaged_session_ends_in_a_sentence(
    window: MainWindow, folder: Path, qtbot: QtBot, name: str
) -> None:
    (folder / name).write_text("nonsense", encoding="utf-8")
    open_session(window, folder)
    qtbot.waitUntil(lambda: "damaged" in window.notice.text, timeout=WAIT_MS)
    assert window.review.viewer.session is None
    qtbot.waitUntil(lambda: "Opening" not in window.review.start.says.text(), timeout=WAIT_MS)


def test_a_frame_is_shown_with_what_was_stored_of_it(open_page: Open, qtbot: QtBot) -> None:
    page = open_page()
    session = session_of(page)
    for _ in range(3):
        key(page, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: shown_frame(page) == 3, timeout=WAIT_MS)
    analysis = page.viewer.picture.analysis
    assert analysis is not None
    (read,) = analysis.faces
    (stored,) = session.analysis(3)
    assert read.face.box == stored.face.box
    assert read.reading is not None
    assert stored.reading is not None
    assert (read.reading.saliency == stored.reading.saliency).all()
    red = analysis.frame.image[90].astype(int)
    assert abs(int((red[:, 0] - red[:, 1] > 60).sum()) - 5) <= 2  # the bar of the third frame
    assert "frame 3 of" in page.transport.frame.text()
    page.side.readings.tick(1.0)
    assert page.side.readings.expression.texts[1] == "70\N{NO-BREAK SPACE}%"
    key(page, Qt.Key.Key_Left)
    qtbot.waitUntil(lambda: shown_frame(page) == 2, timeout=WAIT_MS)


def test_overlays_are_switched_after_the_fact(
    window: MainWindow, open_page: Open, qtbot: QtBot
) -> None:
    page = open_page()
    window.choices.change(saliency=False, landmarks=False, box=False, expression=False, smile=False)
    plain = grabbed(page)
    for name in ("saliency", "landmarks", "box", "expression", "smile", "action_units"):
        window.deeds[name].trigger()
        assert grabbed(page) != plain, name
        window.deeds[name].trigger()
        assert grabbed(page) == plain, name


def grabbed(page: ReviewPage) -> QImage:
    return page.viewer.picture.grab().toImage()


def test_space_plays_to_the_end_and_pauses(open_page: Open, qtbot: QtBot) -> None:
    page = open_page()
    player = page.viewer.player
    assert player is not None
    key(page, Qt.Key.Key_Space)
    assert player.playing
    qtbot.waitUntil(lambda: shown_frame(page) > 2, timeout=WAIT_MS)
    assert page.deeds["play"].text() == "Pause"
    key(page, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: page.deeds["play"].text() == "Play", timeout=WAIT_MS)
    for _ in range(2):
        key(page, Qt.Key.Key_Period)
    assert player.speed == 4.0
    key(page, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: not player.playing, timeout=WAIT_MS)
    assert player.row == len(session_of(page).frames) - 1


def test_a_gap_is_said_and_its_picture_is_not_taken_for_one(open_page: Open, qtbot: QtBot) -> None:
    page = open_page()
    gap = float(session_of(page).frames.time_s[session_of(page).frames.gap][0])
    page.viewer.seek(gap + 0.3)
    qtbot.waitUntil(lambda: page.stage.info.text == GAP, timeout=WAIT_MS)
    page.viewer.seek(0.0)
    qtbot.waitUntil(lambda: page.stage.info.text == "", timeout=WAIT_MS)


def test_numbers_only_are_shown_on_an_empty_picture(
    open_page: Open, tmp_path: Path, qtbot: QtBot
) -> None:
    folder = make_session(tmp_path, "numbers", 6, Keep(clean=False)).folder
    page = open_page(folder)
    assert page.stage.info.text == NO_VIDEO
    analysis = page.viewer.picture.analysis
    assert analysis is not None
    assert len(analysis.faces) == 1
    assert len(np.unique(analysis.frame.image.reshape(-1, 3), axis=0)) == 1


def test_an_annotated_video_is_not_drawn_over(
    window: MainWindow, open_page: Open, tmp_path: Path, qtbot: QtBot
) -> None:
    folder = make_session(tmp_path, "drawn", 6, Keep(clean=False, annotated=True)).folder
    page = open_page(folder)
    qtbot.waitUntil(lambda: page.stage.info.text == BURNT_IN, timeout=WAIT_MS)
    plain = grabbed(page)
    window.deeds["box"].trigger()
    assert grabbed(page) == plain


def test_without_its_landmarks_a_session_shows_the_rest(
    window: MainWindow, open_page: Open, folder: Path
) -> None:
    (folder / "faces.bin").unlink()
    page = open_page()
    window.choices.change(saliency=False, landmarks=False, box=False, expression=False, smile=False)
    plain = grabbed(page)
    for name, drawn in (("landmarks", False), ("saliency", False), ("box", True)):
        window.deeds[name].trigger()
        assert (grabbed(page) != plain) is drawn
        window.deeds[name].trigger()


def test_a_video_that_was_taken_away_leaves_the_values(
    window: MainWindow, open_page: Open, folder: Path, qtbot: QtBot
) -> None:
    (folder / "clean.mkv").write_bytes(b"no video at all")
    open_session(window, folder)
    page = window.review
    qtbot.waitUntil(lambda: "no longer be read" in page.stage.info.text, timeout=WAIT_MS)
    page.side.readings.tick(1.0)
    assert page.side.readings.expression.texts[1] == "70\N{NO-BREAK SPACE}%"


def test_a_click_on_the_timeline_goes_there(open_page: Open, qtbot: QtBot) -> None:
    page = open_page()
    player = page.viewer.player
    assert player is not None
    click(page, x_of(page, 0.5), 10)
    assert player.place_s == pytest.approx(0.5, abs=0.01)
    click(page, x_of(page, 0.2), HEAD + 30)
    assert player.place_s == pytest.approx(0.2, abs=0.01)
    qtbot.waitUntil(lambda: shown_frame(page) == player.row, timeout=WAIT_MS)


def test_the_timeline_zooms_by_wheel_and_key_and_shows_all_again(open_page: Open) -> None:
    page = open_page()
    whole = page.timeline.scale
    at = QPointF(x_of(page, 1.0), 10)
    wheel = QWheelEvent(
        at,
        page.timeline.viewport().mapToGlobal(at),
        QPoint(),
        QPoint(0, 480),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.ControlModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(page.timeline.viewport(), wheel)
    closer = page.timeline.scale
    assert closer.span_s < whole.span_s / 2
    assert closer.x_of(1.0) == pytest.approx(at.x() - GUTTER, abs=2)
    key(page, Qt.Key.Key_Equal, Qt.KeyboardModifier.ControlModifier)
    assert page.timeline.scale.span_s < closer.span_s
    page.timeline.horizontalScrollBar().setValue(10_000)
    assert page.timeline.scale.start_s > 0
    key(page, Qt.Key.Key_0, Qt.KeyboardModifier.ControlModifier)
    assert page.timeline.scale == whole


def test_all_lanes_are_shown_on_demand(open_page: Open) -> None:
    page = open_page()
    few = len(page.timeline.rows)
    key(page, Qt.Key.Key_G)
    assert len(page.timeline.rows) > few + 10
    assert page.timeline.verticalScrollBar().maximum() > 0
    picture = page.timeline.grab().toImage()
    key(page, Qt.Key.Key_G)
    assert page.timeline.grab().toImage() != picture


def test_the_value_under_the_pointer_is_told(open_page: Open) -> None:
    page = open_page()
    smile = next(row for row in page.timeline.rows if row.kind == "smile")
    at = QPoint(x_of(page, 0.21), HEAD + smile.top + 5)
    before = page.timeline.grab().toImage()
    QTest.mouseMove(page.timeline.viewport(), at)
    QApplication.processEvents()
    words = page.timeline.words_at(QPointF(at))
    assert words[0].startswith("Smile ")
    assert "frame 6" in words[1]
    assert page.timeline.grab().toImage() != before


def test_marker_keys_set_markers_that_are_saved_at_once(open_page: Open, folder: Path) -> None:
    page = open_page()
    page.viewer.seek(0.4)
    for which in (Qt.Key.Key_7, Qt.Key.Key_0, Qt.Key.Key_I, Qt.Key.Key_O):
        key(page, which)
    added = [m for m in read_markers(folder) if m.time_s == pytest.approx(0.4)]
    assert [(m.kind, m.label) for m in added] == [
        ("mark", "7"),
        ("neutral", ""),
        ("stimulus_on", ""),
        ("stimulus_off", ""),
    ]
    assert {m.frame for m in added} == {page.viewer.row}
    for _ in range(4):
        key(page, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert len(read_markers(folder)) == 5
    key(page, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert len(read_markers(folder)) == 6


def test_a_note_is_written_in_the_form_and_digits_stay_in_it(
    window: MainWindow, open_page: Open, folder: Path, qtbot: QtBot
) -> None:
    page = open_page()
    window.activateWindow()
    key(page, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    panel = page.side.markers
    qtbot.waitUntil(panel.note.hasFocus, timeout=WAIT_MS)
    QTest.keyClicks(panel.note, "leans 2 times")
    qtbot.waitUntil(lambda: any(m.note == "leans 2 times" for m in read_markers(folder)))
    assert len(read_markers(folder)) == 6


def test_markers_are_jumped_to_edited_moved_and_deleted(
    window: MainWindow, open_page: Open, folder: Path
) -> None:
    page = open_page()
    player, panel = page.viewer.player, page.side.markers
    assert player is not None
    first, second, *_ = read_markers(folder)
    key(page, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    assert player.place_s == pytest.approx(first.time_s)
    key(page, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    assert player.place_s == pytest.approx(second.time_s)
    assert panel.label.text() == "film 1"
    panel.label.clear()
    QTest.keyClicks(panel.label, "film 22")
    QTest.keyClick(panel.label, Qt.Key.Key_Return)
    assert read_markers(folder)[1].label == "film 22"
    page.viewer.seek(0.7)
    panel.move_asked.emit()
    assert any(m.id == second.id and m.time_s == 0.7 for m in read_markers(folder))
    page.viewer.seek(0.15)
    key(page, Qt.Key.Key_Left, Qt.KeyboardModifier.ControlModifier)
    assert page.marking.chosen == first.id
    key(page, Qt.Key.Key_Delete)
    assert first.id not in {m.id for m in read_markers(folder)}


def test_a_click_on_a_flag_and_on_a_line_of_the_list_chooses_the_marker(open_page: Open) -> None:
    page = open_page()
    book = page.marking.book
    assert book is not None
    click(page, x_of(page, book.markers[2].time_s) + 3, RULER + 10)
    assert page.marking.chosen == book.markers[2].id
    page.deeds["markers"].trigger()
    page.side.markers.list.setCurrentRow(4)
    assert page.marking.chosen == book.markers[4].id


def test_markers_that_cannot_be_saved_are_told(
    window: MainWindow, open_page: Open, folder: Path
) -> None:
    page = open_page()
    folder.rename(folder.with_name("moved"))
    key(page, Qt.Key.Key_3)
    assert "cannot be saved" in window.notice.text


def test_the_summary_has_the_figures_and_is_saved_as_a_picture(
    window: MainWindow,
    open_page: Open,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    page = open_page()
    page.deeds["summary"].trigger()
    assert page.side.summary.isVisible()
    assert "Face 1" in page.side.summary.accessibleDescription()
    assert "Happiness 100" in page.side.summary.accessibleDescription()
    target = tmp_path / "figures.png"
    monkeypatch.setattr(dialogs, "ask_save", lambda *_: target)
    page.deeds["save_summary"].trigger()
    image = QImage(str(target))
    assert image.width() >= 2 * page.side.summary.width()
    assert str(target) in window.notice.text


def test_a_session_is_exported_with_its_markers_as_they_are_now(
    window: MainWindow,
    open_page: Open,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    qtbot: QtBot,
) -> None:
    page = open_page()
    key(page, Qt.Key.Key_9)
    vtt = format_of("vtt")
    assert vtt is not None
    target = tmp_path / "out.vtt"
    monkeypatch.setattr(dialogs, "ask_save", lambda *_: target)
    entry = next(a for a in page.export_menu.actions() if a.text().startswith(vtt.title))
    entry.trigger()
    qtbot.waitUntil(lambda: str(target) in window.notice.text, timeout=WAIT_MS)
    assert target.read_text(encoding="utf-8").startswith("WEBVTT")
    assert "9" in target.read_text(encoding="utf-8")


def test_deleting_asks_once_and_deletes_all_of_it(
    window: MainWindow,
    open_page: Open,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    qtbot: QtBot,
) -> None:
    page = open_page()
    asked: list[str] = []

    def answer(yes: bool) -> Callable[..., bool]:
        def confirm(parent: object, question: str, text: str, agree: str) -> bool:
            asked.append(text)
            return yes

        return confirm

    monkeypatch.setattr(dialogs, "confirm", answer(yes=False))
    page.deeds["delete_session"].trigger()
    assert folder.is_dir()
    assert is_open(page)
    monkeypatch.setattr(dialogs, "confirm", answer(yes=True))
    page.deeds["delete_session"].trigger()
    qtbot.waitUntil(lambda: "was deleted" in window.notice.text, timeout=WAIT_MS)
    assert len(asked) == 2
    assert str(folder) in asked[1]
    assert not folder.exists()
    assert not is_open(page)
    qtbot.waitUntil(lambda: page.start.list.count() == 0, timeout=WAIT_MS)


def test_the_page_is_painted_in_both_themes(window: MainWindow, open_page: Open) -> None:
    page = open_page()
    dark = page.grab().toImage()
    QTest.keyClick(page.timeline, Qt.Key.Key_T)
    light = page.grab().toImage()
    assert light != dark
    at = QPoint(page.timeline.mapTo(page, QPoint(6, page.timeline.height() - 20)))
    assert light.pixelColor(at).lightness() > 150 > dark.pixelColor(at).lightness()


def test_full_screen_leaves_picture_and_bar(window: MainWindow, open_page: Open) -> None:
    page = open_page()
    QTest.keyClick(page.timeline, Qt.Key.Key_F11)
    assert page.transport.isVisible()
    for other in (page.side, page.timeline, page.line):
        assert not other.isVisible()
    QTest.keyClick(page, Qt.Key.Key_Escape)
    assert page.side.isVisible()
    assert page.timeline.isVisible()


def test_the_page_stands_still_while_nobody_looks(window: MainWindow, open_page: Open) -> None:
    page = open_page()
    key(page, Qt.Key.Key_Space)
    player = page.viewer.player
    assert player is not None
    window.deeds["live"].trigger()
    assert not player.playing
    assert page.viewer.session is not None


def test_a_session_is_there_at_once_in_a_new_window(make_window: MakeWindow, folder: Path) -> None:
    window = make_window(source=None)
    window.review.open(folder)
    window.deeds["review"].trigger()
    assert window.review.start.isVisible()
    assert "Opening session" in window.review.start.says.text()


def test_a_long_export_tells_how_far_it_is_and_can_be_stopped(
    window: MainWindow, open_page: Open, tmp_path: Path, qtbot: QtBot
) -> None:
    page = open_page()
    begun, go_on = threading.Event(), threading.Event()
    target = tmp_path / "film.mp4"

    def slow(session: Session, path: Path, progress: Callable[[float], None]) -> None:
        progress(0.42)
        begun.set()
        go_on.wait(20)
        progress(0.43)
        path.touch()

    film = SimpleNamespace(title="Film", write=slow)
    page.exporting.write(session_of(page), (), cast("Format", film), target)
    qtbot.waitUntil(lambda: "42\N{NO-BREAK SPACE}%" in window.notice.text, timeout=WAIT_MS)
    assert begun.is_set()
    assert window.notice.button.text() == "Stop"
    window.notice.button.click()
    go_on.set()
    qtbot.waitUntil(lambda: window.notice.text == STOPPED, timeout=WAIT_MS)
    assert not target.exists()


def test_a_session_without_a_frame_says_so(window: MainWindow, folder: Path, qtbot: QtBot) -> None:
    rows = folder / "rows.csv"
    rows.write_text(rows.read_text(encoding="utf-8").partition("\n")[0] + "\n", encoding="utf-8")
    open_session(window, folder)
    page = window.review
    qtbot.waitUntil(lambda: page.stage.info.text == EMPTY, timeout=WAIT_MS)
    for which in (Qt.Key.Key_Space, Qt.Key.Key_Right, Qt.Key.Key_End, Qt.Key.Key_5):
        key(page, which)
    assert page.viewer.row == -1
    assert page.side.summary.faces == ()
