"""What the window makes of sources, faces and notices."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot
from tests.app.gui.conftest import MakeWindow
from tests.app.gui.fakes import BRIO, FakeEngine, one_camera
from tests.app.gui.hands import chosen, is_empty, play, press, shown
from tests.app.scenes import CARD, make_analysis, make_face, make_frame, make_reading, read_face

from mien.gui import dialogs
from mien.gui.about import About, about_html
from mien.gui.actions import DEEDS
from mien.gui.diagnostics.dialog import Diagnostics
from mien.gui.theme import DARK
from mien.gui.window import MainWindow


def test_a_dropped_file_is_opened(window: MainWindow, engine: FakeEngine, tmp_path: Path) -> None:
    clip = tmp_path / "dropped clip.mp4"
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(clip))])
    window.dropEvent(
        QDropEvent(
            QPointF(10, 10),
            Qt.DropAction.CopyAction,
            data,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
    )
    assert engine.opened[-1] == (str(clip), "auto")
    assert chosen(window).last_source == str(clip)
    assert "dropped clip.mp4" in window.picker.accessibleName()


@pytest.mark.parametrize(
    ("action", "asker", "answer"),
    [
        ("open_file", "ask_file", "/films/one.mp4"),
        ("open_folder", "ask_folder", "/faces"),
        ("open_url", "ask_url", "rtsp://host/stream"),
    ],
)
def test_what_is_asked_for_is_opened(
    make_window: MakeWindow,
    engine: FakeEngine,
    monkeypatch: pytest.MonkeyPatch,
    action: str,
    asker: str,
    answer: str,
) -> None:
    answers = ["", answer]
    monkeypatch.setattr(dialogs, asker, lambda _: answers.pop(0))
    window = make_window()
    engine.opened.clear()
    window.deeds[action].trigger()
    assert engine.opened == []  # nothing was chosen
    window.deeds[action].trigger()
    assert engine.opened == [(answer, "auto")]
    assert chosen(window).last_source == answer


def test_a_password_in_an_address_is_neither_shown_nor_kept(window: MainWindow) -> None:
    window.desk.open("rtsp://me:secret@host/stream")
    assert "secret" not in window.picker.text() + window.picker.accessibleName()
    assert chosen(window).last_source == "clip.mp4"


def test_another_source_starts_from_an_empty_picture(
    window: MainWindow, engine: FakeEngine
) -> None:
    play(window, engine)
    assert not is_empty(window)
    old = make_analysis(read_face())
    window.desk.open("demo")
    assert is_empty(window)
    engine.analyses.put(old)  # the source before gave one more
    window.live.tick()
    assert is_empty(window)
    play(window, engine)
    assert not is_empty(window)


def test_an_analysis_goes_before_a_bare_frame(window: MainWindow, engine: FakeEngine) -> None:
    engine.frames.put(make_frame())
    window.live.tick()
    assert not is_empty(window)
    assert shown(window) is None
    play(window, engine)
    first = shown(window)
    assert first is not None
    engine.frames.put(make_frame())
    window.live.tick()
    assert shown(window) is first


def test_the_main_face_is_the_largest_until_another_is_chosen(
    window: MainWindow, engine: FakeEngine
) -> None:
    faces = (
        read_face(make_face(1, 40, 60, 120), make_reading(smile=0.2)),
        read_face(make_face(2, 300, 60, 200), make_reading(smile=0.8)),
    )
    engine.analyses.put(make_analysis(*faces))
    window.live.tick()
    window.panel.tick(2.0)
    assert window.panel.smile.text == "4.0"
    press(window, Qt.Key.Key_N)
    window.panel.tick(2.0)
    assert window.panel.smile.text == "1.0"


def test_the_status_line_says_what_really_runs(window: MainWindow, engine: FakeEngine) -> None:
    play(window, engine)
    window.picture.grab()
    window.live._figures_s = 0.0
    window.live.show_status()
    line = window.status_line
    assert line.provider.text() == "CPU"
    assert line.provider.toolTip() == "CUDA is not used: there is no GPU."
    assert line.rate.text() == "30.0/s"
    assert line.skipped.text() == "3"
    assert line.latency.text().endswith(" ms")
    for part in ("clip.mp4", "640\N{MULTIPLICATION SIGN}360", "30/s"):
        assert part in line.source.text()
    line.provider.click()
    page = window.findChild(Diagnostics)
    assert isinstance(page, Diagnostics)
    assert "CUDA is not used: there is no GPU." in page.text()
    engine.turn(provider="CUDAExecutionProvider", provider_note="")
    window.live._figures_s = 0.0
    window.live.show_status()
    assert line.provider.text() == "GPU \N{MIDDLE DOT} CUDA"


def test_paint_figures_are_there_for_a_bench(window: MainWindow, engine: FakeEngine) -> None:
    for _ in range(3):
        play(window, engine)
        window.picture.grab()
    assert len(window.paint_latency_ms()) == 3
    assert len(window.paint_ms()) >= 3


def test_the_first_start_is_read_once(make_window: MakeWindow, engine: FakeEngine) -> None:
    window = make_window(notice_seen=False)
    notice = window.stage.first_start
    assert notice is not None
    play(window, engine)
    window.live.show_status()
    assert notice.isVisible()
    assert "AI Act" in notice.accessibleName()
    notice.button.click()
    assert notice.isHidden()
    assert chosen(window).notice_seen
    assert make_window(notice_seen=True).stage.first_start is None


def test_escape_closes_the_notice_too(make_window: MakeWindow) -> None:
    window = make_window(notice_seen=False)
    assert window.stage.first_start is not None
    assert window.focusWidget() is window.stage.first_start.button
    press(window, Qt.Key.Key_Escape, window.stage.first_start.button)
    assert chosen(window).notice_seen


def test_return_presses_the_notices_button_and_nothing_is_calibrated_behind_it(
    make_window: MakeWindow, engine: FakeEngine
) -> None:
    window = make_window(notice_seen=False)
    notice = window.stage.first_start
    assert notice is not None
    play(window, engine)
    window.picture.setFocus()
    window.deeds["calibrate"].trigger()
    assert not window.calibration.busy
    assert window.focusWidget() is notice.button
    press(window, Qt.Key.Key_Return, notice.button)
    assert notice.isHidden()
    assert chosen(window).notice_seen
    window.deeds["calibrate"].trigger()
    assert window.calibration.busy


def test_about_tells_the_cards_data(window: MainWindow) -> None:
    window.deeds["about"].trigger()
    dialog = window.findChild(About)
    assert dialog is not None
    text = dialog.text.toPlainText()
    for part in (*CARD.limits, *CARD.training_data, CARD.licence, CARD.paper, "0.250", "feels"):
        assert part in text
    dialog.close()


def test_about_shows_the_whole_card_on_demand(window: MainWindow) -> None:
    window.deeds["about"].trigger()
    dialog = window.findChild(About)
    assert dialog is not None
    dialog.whole.click()
    assert CARD.name in dialog.text.toPlainText()
    assert not dialog.whole.isEnabled()
    dialog.close()


def test_about_without_a_network_says_so() -> None:
    assert "No network is loaded" in about_html(None, DARK)


def test_a_notice_can_be_closed(window: MainWindow) -> None:
    window.tell("The settings file was broken.")
    assert window.notice.text == "The settings file was broken."
    next(b for b in window.notice.findChildren(QToolButton)).click()
    assert window.notice.text == ""


def test_closing_asks_the_engine_to_stop(window: MainWindow, engine: FakeEngine) -> None:
    window.close()
    assert engine.stopped == 1


def test_the_window_works_before_a_network_is_known(
    make_window: MakeWindow, engine: FakeEngine
) -> None:
    engine.card = None
    window = make_window()
    play(window, engine)
    window.panel.tick(2.0)
    engine.card = CARD
    play(window, engine)
    window.panel.tick(2.0)
    assert window.panel.expression.rows


def test_cameras_are_in_the_menu_by_their_names(
    make_window: MakeWindow, engine: FakeEngine, qtbot: QtBot
) -> None:
    window = make_window(list_cameras=one_camera)
    qtbot.waitUntil(lambda: not window.lister.looking)
    window.picker.menu().aboutToShow.emit()
    (entry,) = [a for a in window.picker.menu().actions() if a.text() == BRIO.name]
    entry.trigger()
    assert engine.opened[-1] == ("camera:" + BRIO.identity, "auto")
    assert chosen(window).last_source == "camera:" + BRIO.identity
    assert window.picker.accessibleName() == "Source: Logitech BRIO"


def test_icons_are_there_for_all_actions() -> None:
    from mien.gui import icons

    for deed in DEEDS.values():
        if deed.icon:
            assert not icons.icon(deed.icon, DARK).isNull()
