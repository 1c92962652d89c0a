"""The settings dialog: made from the declaration, at work at once, and the way back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit
from pytestqt.qtbot import QtBot
from tests.app.gui.conftest import MakeWindow
from tests.app.gui.hands import chosen
from tests.app.test_settings_exchange import Others

from mien.declared import declared
from mien.gui import dialogs
from mien.gui.preferences.controls import Choice, File, Folder, Switch, Text, control_for
from mien.gui.preferences.dialog import SettingsDialog
from mien.gui.preferences.numbers import Slide, Typed
from mien.gui.preferences.wiring import show_settings
from mien.gui.window import MainWindow
from mien.settings import Settings


@pytest.fixture
def dialog(window: MainWindow, qtbot: QtBot) -> SettingsDialog:
    """The settings of a window, shown."""
    shown = show_settings(window)
    qtbot.waitExposed(shown)
    return shown


def test_it_opens_by_key_and_from_the_menu_once(window: MainWindow, qtbot: QtBot) -> None:
    QTest.keyClick(window, Qt.Key.Key_Comma, Qt.KeyboardModifier.ControlModifier)
    first = window.findChild(SettingsDialog)
    assert first is not None
    assert first.isVisible()
    window.deeds["settings"].trigger()
    assert window.findChildren(SettingsDialog) == [first]
    assert window.deeds["settings"] in window.toolbar.more_menu.actions()


def test_every_declared_setting_has_a_row_with_the_control_of_its_type(
    dialog: SettingsDialog,
) -> None:
    assert list(dialog.rows) == [setting.name for setting in declared(Settings)]
    kinds = {
        "theme": Choice,
        "saliency": Switch,
        "opacity": Slide,
        "max_faces": Slide,
        "record_folder": Folder,
        "network": File,
    }
    for name, kind in kinds.items():
        assert type(dialog.rows[name].control) is kind


def test_fields_of_others_get_a_control(app: QApplication, qtbot: QtBot) -> None:
    controls = [control_for(setting) for setting in declared(Others)]
    for control in controls:
        qtbot.addWidget(control)
    assert [type(control) for control in controls] == [Choice, Typed, Text, Typed]


def test_a_choice_is_at_work_at_once(window: MainWindow, dialog: SettingsDialog) -> None:
    box = dialog.rows["landmarks"].control.main
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Space)
    assert not chosen(window).landmarks
    assert not window.deeds["landmarks"].isChecked()
    QTest.keyClick(dialog.rows["opacity"].control.main, Qt.Key.Key_Right)
    assert chosen(window).opacity == pytest.approx(0.65)
    QTest.keyClick(dialog.rows["theme"].control.main, Qt.Key.Key_Up)
    assert chosen(window).theme == "light"
    assert window.theme.name == "light"


def test_what_is_changed_elsewhere_is_shown(window: MainWindow, dialog: SettingsDialog) -> None:
    window.deeds["box"].trigger()
    row = dialog.rows["box"]
    assert not row.control.main.isChecked()  # type: ignore[attr-defined]
    assert not row.reset.isHidden()


def test_one_map_takes_the_place_of_the_other(window: MainWindow, dialog: SettingsDialog) -> None:
    QTest.keyClick(dialog.rows["evidence"].control.main, Qt.Key.Key_Space)
    assert (chosen(window).evidence, chosen(window).saliency) == (True, False)
    assert not dialog.rows["saliency"].control.main.isChecked()  # type: ignore[attr-defined]


def test_a_field_is_set_back(window: MainWindow, dialog: SettingsDialog) -> None:
    window.choices.change(opacity=0.9, box=False)
    row = dialog.rows["opacity"]
    assert row.reset.accessibleName() == "Reset Opacity of the maps to 60\N{NO-BREAK SPACE}%"
    row.reset.click()
    assert (chosen(window).opacity, chosen(window).box) == (0.6, False)
    assert row.reset.isHidden()


@pytest.mark.parametrize("agreed", [True, False])
def test_all_is_set_back_only_after_a_yes(
    window: MainWindow, dialog: SettingsDialog, monkeypatch: pytest.MonkeyPatch, agreed: bool
) -> None:
    window.choices.change(opacity=0.9, box=False, last_source="clip.mp4")
    monkeypatch.setattr(dialogs, "confirm", lambda *_: agreed)
    dialog.reset_asked.emit()
    now = chosen(window)
    assert (now.opacity, now.box) == ((0.6, True) if agreed else (0.9, False))
    assert (now.last_source, now.notice_seen) == ("clip.mp4", True)


def test_search_finds_titles_descriptions_and_choices(dialog: SettingsDialog) -> None:
    for words, found in (
        ("OPACITY", ["opacity"]),
        ("cividis", ["colour_map"]),
        ("unrecognisable picture", ["record_blurred"]),
    ):
        dialog.search.setText(words)
        assert dialog.shown_names() == found
    dialog.search.setText("no such words")
    assert dialog.shown_names() == []
    dialog.search.clear()
    assert "theme" in dialog.shown_names()
    assert "opacity" not in dialog.shown_names()  # of another group


def test_the_wheel_scrolls_past_a_control_without_the_focus(
    window: MainWindow, dialog: SettingsDialog
) -> None:
    slider = dialog.rows["opacity"].control.main
    wheel = QWheelEvent(
        QPointF(5, 5),
        QPointF(5, 5),
        QPoint(),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(slider, wheel)
    assert chosen(window).opacity == 0.6


def test_export_and_import(
    window: MainWindow,
    dialog: SettingsDialog,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    path = tmp_path / "mine.json"
    window.choices.change(opacity=0.9, theme="light")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    dialog.export_asked.emit()
    assert json.loads(path.read_text())["settings"]["opacity"] == 0.9
    assert "mine.json" in dialog.says.text()
    window.choices.change(opacity=0.2, theme="dark")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))
    dialog.import_asked.emit()
    assert (chosen(window).opacity, window.theme.name) == (0.9, "light")


def test_garbage_is_refused_in_a_sentence_and_changes_nothing(
    window: MainWindow,
    dialog: SettingsDialog,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    path = tmp_path / "odd.json"
    path.write_text('{"mien": "1", "settings": {"theme": "light", "opacity": 12}}')
    before = chosen(window)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))
    dialog.import_asked.emit()
    assert chosen(window) == before
    assert not dialog.says.isHidden()
    assert "Nothing was changed" in dialog.says.text()


def test_an_unbounded_number_is_typed_and_a_text_is_bounded(
    app: QApplication, qtbot: QtBot
) -> None:
    _, _, text, port = (control_for(setting) for setting in declared(Others))
    for control in (text, port):
        qtbot.addWidget(control)
    told: list[object] = []
    for control in (text, port):
        control.chosen.connect(told.append)
    port.main.setFocus()
    port.main.selectAll()  # type: ignore[attr-defined]
    QTest.keyClicks(port.main, "8765")
    QTest.keyClick(port.main, Qt.Key.Key_Return)
    QTest.keyClicks(text.main, "x" * 30)
    QTest.keyClick(text.main, Qt.Key.Key_Return)
    assert told == [8765, "x" * 20]
    assert type(told[0]) is int


def test_the_figure_of_a_field_has_room_in_it(dialog: SettingsDialog) -> None:
    dialog.search.setText("OSC port")
    QApplication.processEvents()
    box = dialog.rows["osc_port"].control.main
    line = box.findChild(QLineEdit)
    assert isinstance(line, QLineEdit)
    assert line.width() > box.width() / 2
    assert line.text() == "9000"


def test_larger_text_is_at_work_at_once(make_window: MakeWindow) -> None:
    window = make_window()
    dialog = show_settings(window)
    before = dialog.rows["theme"].sizeHint().height()
    QTest.keyClick(dialog.rows["text_scale"].control.main, Qt.Key.Key_End)
    assert chosen(window).text_scale == 2.0
    assert QApplication.font().pixelSize() == 28
    QApplication.processEvents()
    assert dialog.rows["theme"].sizeHint().height() > 1.5 * before
