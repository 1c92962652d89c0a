"""The window as a whole, used by keyboard and mouse."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSlider,
    QApplication,
    QLineEdit,
    QTextBrowser,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot
from tests.app.gui.conftest import MakeWindow
from tests.app.gui.fakes import BRIO, FakeEngine, one_camera
from tests.app.scenes import CARD, make_analysis, make_face, make_frame, make_reading, read_face

from mien.gui import dialogs
from mien.gui.about import About, about_html
from mien.gui.actions import DEEDS
from mien.gui.theme import DARK, LIGHT
from mien.gui.window import MainWindow
from mien.overlays import OVERLAYS, Overlay
from mien.settings import Settings
from mien.types import Analysis


def press(window: MainWindow, key: Qt.Key, widget: QWidget | None = None) -> None:
    QTest.keyClick(widget or window.picture, key)


def play(window: MainWindow, engine: FakeEngine) -> None:
    engine.analyses.put(make_analysis(read_face()))
    window.live.tick()


def chosen(window: MainWindow) -> Settings:
    return window.choices.settings


def shown(window: MainWindow) -> Analysis | None:
    return window.picture.analysis


def is_empty(window: MainWindow) -> bool:
    return window.picture.empty


def is_full(window: MainWindow) -> bool:
    return window.isFullScreen()


@pytest.mark.parametrize("overlay", OVERLAYS, ids=lambda o: o.setting)
def test_a_key_switches_an_overlay_and_changes_the_picture(
    window: MainWindow, engine: FakeEngine, overlay: Overlay
) -> None:
    play(window, engine)
    key, setting = Qt.Key[f"Key_{overlay.key}"], overlay.setting
    before = getattr(chosen(window), setting)
    first = window.picture.grab().toImage()
    press(window, key)
    assert getattr(chosen(window), setting) is not before
    assert window.deeds[setting].isChecked() is not before
    assert window.picture.grab().toImage() != first
    press(window, key)
    assert window.picture.grab().toImage() == first


def test_actions_have_words_and_keys_of_their_own(window: MainWindow) -> None:
    actions = window.deeds.all()
    assert all(action.text() for action in actions.values())
    keys = Counter(action.shortcut().toString() for action in actions.values())
    assert "" not in keys
    assert max(keys.values()) == 1
    for action in actions.values():
        assert action.shortcut().toString() in action.toolTip()


def test_every_action_can_be_reached_with_the_mouse(window: MainWindow) -> None:
    window.picker.menu().aboutToShow.emit()
    offered = set()
    for button in window.findChildren(QToolButton):
        offered |= {button.defaultAction()} | set(button.menu().actions() if button.menu() else [])
    keyboard_only = {"choose"}  # its button is the source picker itself
    missing = {n for n, a in window.deeds.all().items() if a not in offered} - keyboard_only
    assert not missing


def test_all_controls_have_accessible_names(window: MainWindow) -> None:
    kinds = (QAbstractButton, QAbstractSlider, QLineEdit, QTextBrowser)
    controls = [w for kind in kinds for w in window.findChildren(kind)]
    controls += [w for kind in kinds for w in window.saliency_menu.findChildren(kind)]
    nameless = [w for w in controls if not w.accessibleName() and not is_part_of_qt(w)]
    assert not nameless
    assert len(controls) > 15


def is_part_of_qt(widget: QWidget) -> bool:
    """Scroll bars and the like, which Qt makes and names itself."""
    return widget.objectName().startswith("qt_") or type(widget).__name__ == "QScrollBar"


def test_every_button_can_be_reached_with_the_tab_key(window: MainWindow) -> None:
    buttons = [b for b in window.findChildren(QAbstractButton) if b.isVisible()]
    assert all(button.focusPolicy() & Qt.FocusPolicy.TabFocus for button in buttons)


def test_the_space_bar_freezes_the_picture(window: MainWindow, engine: FakeEngine) -> None:
    play(window, engine)
    first = shown(window)
    press(window, Qt.Key.Key_Space)
    play(window, engine)
    assert shown(window) is first
    assert "Frozen" in window.stage.info.text
    press(window, Qt.Key.Key_Space)
    play(window, engine)
    assert shown(window) is not first
    assert window.stage.info.text == ""


def test_the_space_bar_presses_a_button_that_has_the_focus(
    window: MainWindow, qtbot: QtBot
) -> None:
    button = next(
        b for b in window.findChildren(QToolButton) if b.defaultAction() is window.deeds["box"]
    )
    window.activateWindow()
    button.setFocus()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is button)
    on = chosen(window).box
    press(window, Qt.Key.Key_Space, button)
    assert chosen(window).box is not on
    assert not window.live.frozen


def test_mirror_is_kept_apart_for_cameras_and_files(window: MainWindow) -> None:
    assert not window.deeds["mirror"].isChecked()  # a file
    window.desk.open("camera:" + BRIO.identity)
    assert window.deeds["mirror"].isChecked()
    press(window, Qt.Key.Key_M)
    assert not chosen(window).mirror_camera
    assert not chosen(window).mirror_file
    window.desk.open("clip.mp4")
    press(window, Qt.Key.Key_M)
    assert chosen(window).mirror_file
    assert not chosen(window).mirror_camera


def test_the_theme_changes_and_is_kept(window: MainWindow, app: QApplication) -> None:
    assert window.theme is DARK
    dark = window.grab().toImage().pixelColor(20, window.height() - 6)
    press(window, Qt.Key.Key_T)
    assert window.theme is LIGHT
    assert chosen(window).theme == "light"
    assert window.grab().toImage().pixelColor(20, window.height() - 6) != dark
    assert app.palette().window().color().name() == LIGHT.surface
    window.deeds["system_theme"].trigger()
    assert chosen(window).theme == "system"


def test_opacity_and_colours_by_key_and_by_menu(window: MainWindow, engine: FakeEngine) -> None:
    play(window, engine)
    first = window.picture.grab().toImage()
    opacity = chosen(window).opacity
    press(window, Qt.Key.Key_BracketLeft)
    assert chosen(window).opacity == pytest.approx(opacity - 0.1)
    assert window.saliency_menu.slider.value() == round(100 * (opacity - 0.1))
    window.saliency_menu.slider.setValue(90)
    assert chosen(window).opacity == pytest.approx(0.9)
    for _ in range(5):
        press(window, Qt.Key.Key_BracketRight)
    assert chosen(window).opacity == 1.0
    press(window, Qt.Key.Key_C)
    assert chosen(window).colour_map == "viridis"
    assert window.saliency_menu.maps["viridis"].isChecked()
    window.saliency_menu.maps["cividis"].click()
    assert chosen(window).colour_map == "cividis"
    assert window.picture.grab().toImage() != first


def test_full_screen_leaves_only_the_picture(window: MainWindow) -> None:
    press(window, Qt.Key.Key_F11)
    assert is_full(window)
    assert not window.toolbar.isVisible()
    assert not window.panel.isVisible()
    assert not window.status_line.isVisible()
    press(window, Qt.Key.Key_Escape)
    assert not is_full(window)
    assert window.toolbar.isVisible()
    assert window.panel.isVisible()


def test_the_panel_can_be_put_away(window: MainWindow) -> None:
    wide = window.picture.width()
    press(window, Qt.Key.Key_P)
    QApplication.processEvents()
    assert not window.panel.isVisible()
    assert window.picture.width() > wide


def test_a_narrow_window_shows_icons_instead_of_words(window: MainWindow) -> None:
    button = next(
        b for b in window.findChildren(QToolButton) if b.defaultAction() is window.deeds["box"]
    )
    assert button.toolButtonStyle() == Qt.ToolButtonStyle.ToolButtonTextBesideIcon
    window.resize(900, 700)
    QApplication.processEvents()
    assert button.toolButtonStyle() == Qt.ToolButtonStyle.ToolButtonIconOnly
    assert window.width() == 900


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


def test_about_tells_the_cards_data(window: MainWindow) -> None:
    window.deeds["about"].trigger()
    dialog = window.findChild(About)
    assert dialog is not None
    text = dialog.text.toPlainText()
    for part in (*CARD.limits, *CARD.training_data, CARD.licence, CARD.paper, "0.250", "feels"):
        assert part in text
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
