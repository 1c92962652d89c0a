"""The window's switches, by keyboard and by mouse."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QApplication,
    QComboBox,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QTextBrowser,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot
from tests.app.gui.fakes import BRIO, FakeEngine
from tests.app.gui.hands import chosen, is_full, play, press, shown

from mien.gui.theme import DARK, LIGHT
from mien.gui.window import MainWindow
from mien.overlays import OVERLAYS, Overlay


@pytest.mark.parametrize("overlay", OVERLAYS, ids=lambda o: o.setting)
def test_a_key_switches_an_overlay_and_changes_the_picture(
    window: MainWindow, engine: FakeEngine, overlay: Overlay
) -> None:
    window.choices.change(saliency=False)  # one map takes the place of another
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


NAMED = (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTextBrowser,
)


def all_actions(window: MainWindow) -> dict[str, QAction]:
    return {**window.deeds.all(), **window.marks.all(), **window.review.deeds.all()}


def test_actions_have_words_and_keys_of_their_own(window: MainWindow) -> None:
    actions = all_actions(window)
    assert all(action.text() for action in actions.values())
    keys = Counter(action.shortcut().toString() for action in actions.values())
    assert "" not in keys
    # The space bar freezes the live picture and plays a session, and never both.
    assert {key for key, count in keys.items() if count > 1} == {"Space"}
    for action in actions.values():
        assert action.shortcut().toString() in action.toolTip()


def offered_by(menu: QObject | None) -> Iterator[QAction]:
    """What a menu and the menus in it offer."""
    for action in menu.actions() if isinstance(menu, QMenu) else []:
        yield action
        yield from offered_by(action.menu())


def test_every_action_can_be_reached_with_the_mouse(window: MainWindow) -> None:
    window.picker.menu().aboutToShow.emit()
    offered = set()
    for button in window.findChildren(QToolButton):
        offered |= {button.defaultAction()} | set(offered_by(button.menu()))
    keyboard_only = {"choose", "export"}  # their buttons open menus
    actions = all_actions(window)
    missing = {n for n, a in actions.items() if a not in offered} - keyboard_only
    assert not missing


def test_all_controls_have_accessible_names(window: MainWindow) -> None:
    kinds = NAMED
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
