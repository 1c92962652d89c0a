"""Which map lies on a face: chosen by key, in the menu and in the panel."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolButton
from tests.app.gui.conftest import MakeWindow
from tests.app.gui.fakes import FakeEngine
from tests.app.gui.hands import chosen, play, press
from tests.app.scenes import ACTION_UNITS, CARD, EXPRESSIONS

from mien.gui.bar_table import BarTable
from mien.gui.evidence_menu import LOADING, NONE_GIVEN
from mien.gui.window import MainWindow
from mien.settings import LIKELIEST

WITHOUT = CARD.model_copy(update={"evidence_size": None})


def click_row(table: BarTable, row: int) -> None:
    height = table.height() / len(table.rows)
    QTest.mouseClick(table, Qt.MouseButton.LeftButton, pos=QPoint(20, round((row + 0.5) * height)))


def test_one_map_takes_the_place_of_the_other(window: MainWindow, engine: FakeEngine) -> None:
    play(window, engine)
    saliency = window.picture.grab().toImage()
    press(window, Qt.Key.Key_V)
    assert (chosen(window).saliency, chosen(window).evidence) == (False, True)
    assert not window.deeds["saliency"].isChecked()
    assert window.picture.grab().toImage() != saliency
    press(window, Qt.Key.Key_S)
    assert (chosen(window).saliency, chosen(window).evidence) == (True, False)
    assert not window.deeds["evidence"].isChecked()
    assert window.picture.grab().toImage() == saliency


def test_the_menu_offers_every_value_of_the_network(window: MainWindow, engine: FakeEngine) -> None:
    play(window, engine)
    menu = window.saliency_menu.evidence
    assert tuple(menu.values) == (LIKELIEST, *CARD.values)
    assert menu.values[LIKELIEST].isChecked()
    assert menu.values["AU12"].text() == "AU12 Lip corner puller"
    assert menu.values["happiness"].text() == "Happiness"


def test_a_value_chosen_in_the_menu_is_shown_and_kept(
    window: MainWindow, engine: FakeEngine
) -> None:
    play(window, engine)
    pictures = []
    for value in ("AU12", "sadness", "smile"):
        window.saliency_menu.evidence.values[value].trigger()
        assert chosen(window).evidence_of == value
        assert chosen(window).evidence
        assert window.saliency_menu.evidence.values[value].isChecked()
        pictures.append(window.picture.grab().toImage())
    assert pictures[0] != pictures[1] != pictures[2]
    window.saliency_menu.saliency.trigger()
    assert chosen(window).saliency
    assert not chosen(window).evidence
    assert chosen(window).evidence_of == "smile"  # it waits for the next time
    window.saliency_menu.saliency.trigger()
    assert window.saliency_menu.saliency.isChecked()
    window.saliency_menu.evidence.values["smile"].trigger()
    assert chosen(window).evidence


def test_a_bar_that_is_clicked_shows_its_evidence(window: MainWindow, engine: FakeEngine) -> None:
    play(window, engine)
    click_row(window.panel.expression, 2)
    assert chosen(window).evidence
    assert chosen(window).evidence_of == EXPRESSIONS[2]
    click_row(window.panel.action_units, 3)
    assert chosen(window).evidence_of == ACTION_UNITS[3]


def test_without_evidence_its_choice_is_off_and_says_why(
    window: MainWindow, engine: FakeEngine
) -> None:
    engine.card = WITHOUT
    play(window, engine)
    deed, menu = window.deeds["evidence"], window.saliency_menu.evidence.menuAction()
    assert not deed.isEnabled()
    assert not menu.isEnabled()
    assert deed.toolTip() == f"{NONE_GIVEN} (V)"
    assert menu.toolTip() == NONE_GIVEN
    button = next(b for b in window.findChildren(QToolButton) if b.defaultAction() is deed)
    assert NONE_GIVEN in button.accessibleDescription()
    press(window, Qt.Key.Key_V)
    click_row(window.panel.expression, 2)
    assert chosen(window).saliency
    assert not chosen(window).evidence


def test_evidence_comes_and_goes_with_the_network(
    make_window: MakeWindow, engine: FakeEngine
) -> None:
    engine.card = None
    window = make_window(saliency=False, evidence=True, evidence_of="AU06")
    assert not window.deeds["evidence"].isEnabled()
    assert LOADING in window.deeds["evidence"].toolTip()
    engine.card = CARD
    play(window, engine)
    assert window.deeds["evidence"].isEnabled()
    assert window.saliency_menu.evidence.values["AU06"].isChecked()
    engine.card = WITHOUT
    play(window, engine)
    assert not window.deeds["evidence"].isEnabled()
    assert window.saliency_menu.evidence.values[LIKELIEST].isChecked()
    assert chosen(window).evidence_of == "AU06"  # for a network that has it


@pytest.mark.parametrize("wanted", ["AU99", "no such value"])
def test_a_value_that_the_network_does_not_know_stands_for_the_likeliest(
    make_window: MakeWindow, engine: FakeEngine, wanted: str
) -> None:
    window = make_window(saliency=False, evidence=True, evidence_of=wanted)
    play(window, engine)
    assert window.saliency_menu.evidence.values[LIKELIEST].isChecked()
    shown = window.picture.grab().toImage()
    window.choices.change(evidence_of=LIKELIEST)
    assert window.picture.grab().toImage() == shown
