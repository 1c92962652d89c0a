"""The side panel: rows that stay, values that go."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRect
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from tests.app.scenes import (
    ACTION_UNITS,
    CARD,
    EXPRESSIONS,
    make_analysis,
    make_face,
    make_reading,
    read_face,
)

from mien.gui.panel import Panel
from mien.gui.theme import DARK
from mien.overlays.values import DASH
from mien.types import ReadFace

LONG_S = 2.0


@pytest.fixture
def panel(app: QApplication, qtbot: QtBot) -> Panel:
    """A shown panel that knows the card."""
    panel = Panel(DARK)
    qtbot.addWidget(panel)
    panel.resize(panel.width(), 700)
    panel.set_card(CARD)
    with qtbot.waitExposed(panel):
        panel.show()
    return panel


def show(panel: Panel, *faces: ReadFace) -> None:
    panel.show_face(make_analysis(*faces), faces[0] if faces else None)
    panel.tick(LONG_S)


def places(panel: Panel) -> dict[int, QRect]:
    return {id(part): part.geometry() for part in panel.findChildren(QWidget)}


def test_values_are_written_in_the_cards_order(panel: Panel) -> None:
    show(panel, read_face(reading=make_reading("surprise", smile=0.68, au12=0.9)))
    assert [row.name for row in panel.expression.rows] == [n.capitalize() for n in EXPRESSIONS]
    assert panel.expression.texts[EXPRESSIONS.index("surprise")].startswith("70")
    assert [row.code for row in panel.action_units.rows] == list(ACTION_UNITS)
    assert panel.action_units.rows[ACTION_UNITS.index("AU12")].name == "Lip corner puller"
    assert panel.action_units.texts[ACTION_UNITS.index("AU12")].startswith("90")
    assert panel.smile.text == "3.4"
    assert panel.pose.texts == ("+3°", "\N{MINUS SIGN}12°", "0°")


def test_nothing_moves_when_the_face_goes_and_values_become_dashes(panel: Panel) -> None:
    show(panel, read_face())
    with_face = places(panel)
    show(panel)
    assert places(panel) == with_face
    assert set(panel.expression.texts) == {DASH}
    assert set(panel.action_units.texts) == {DASH}
    assert panel.smile.text == DASH
    assert set(panel.pose.texts) == {DASH}


def test_nothing_moves_when_values_grow(panel: Panel) -> None:
    show(panel, read_face(reading=make_reading(smile=0.0, au12=0.0)))
    before = places(panel)
    show(
        panel, read_face(make_face(12), make_reading(smile=1.0, au12=1.0)), read_face(make_face(3))
    )
    assert places(panel) == before


def test_rows_stay_where_they_are_painted(panel: Panel) -> None:
    show(panel, read_face(reading=make_reading("happiness")))
    names_with = panel.expression.grab().toImage().copy(0, 0, 60, panel.expression.height())
    show(panel, read_face(reading=make_reading("happiness", smile=0.1, au12=0.1)))
    names_after = panel.expression.grab().toImage().copy(0, 0, 60, panel.expression.height())
    assert names_with == names_after


def test_a_face_that_was_not_read_has_a_pose_but_no_values(panel: Panel) -> None:
    show(panel, ReadFace(make_face(), None))
    assert panel.smile.text == DASH
    assert set(panel.expression.texts) == {DASH}
    assert panel.pose.texts[0] == "+3°"


def test_bars_glide_and_arrive(panel: Panel) -> None:
    show(panel, read_face(reading=make_reading("happiness")))
    first = panel.expression.grab().toImage()
    panel.show_face(make_analysis(), read_face(reading=make_reading("anger")))
    panel.tick(0.04)
    between = panel.expression.grab().toImage()
    panel.tick(LONG_S)
    panel.tick(LONG_S)
    last = panel.expression.grab().toImage()
    assert first != between != last
    panel.tick(LONG_S)
    assert panel.expression.grab().toImage() == last


def test_a_screen_reader_hears_the_values(panel: Panel) -> None:
    show(panel, read_face(reading=make_reading("happiness", smile=0.68)))
    assert "Happiness 70" in panel.expression.accessibleDescription()
    assert "AU12 Lip corner puller" in panel.action_units.accessibleDescription()
    assert panel.smile.accessibleDescription() == "3.4 of 5 C marked"


def test_another_network_brings_other_rows(panel: Panel) -> None:
    other = CARD.model_copy(update={"expressions": ("calm", "cross"), "action_units": ("AU45",)})
    show(panel, read_face())
    panel.set_card(other)
    assert [row.name for row in panel.expression.rows] == ["Calm", "Cross"]
    show(panel, read_face())  # a reading of the network before
    assert set(panel.expression.texts) == {DASH}


def test_what_stands_out_does_not_flicker(panel: Panel) -> None:
    index = ACTION_UNITS.index("AU12")

    def stands_out(au12: float) -> bool:
        show(panel, read_face(reading=make_reading(au12=au12)))
        return index in panel.action_units.standing_out

    assert not stands_out(0.48)
    assert stands_out(0.52)
    assert stands_out(0.48)
    assert not stands_out(0.40)


def test_only_the_most_probable_expression_stands_out(panel: Panel) -> None:
    show(panel, read_face(reading=make_reading("anger")))
    assert panel.expression.standing_out == {EXPRESSIONS.index("anger")}
    show(panel)
    assert panel.expression.standing_out == set()
