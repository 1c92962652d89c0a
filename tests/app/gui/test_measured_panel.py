"""The side panel shows what is measured of the main face, and greys what says little."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot
from tests.app.scenes import CARD, make_analysis, make_face, make_reading, read_face

from mien.gui.measured.light import QualityLight
from mien.gui.measured.rows import hundredths, signed_percent
from mien.gui.panel import Panel
from mien.gui.theme import DARK, LIGHT, Theme
from mien.measures.quality import CODES, REASONS, WORDS
from mien.measures.quality import DARK as TOO_DARK
from mien.overlays.values import DASH
from mien.types import Asymmetry, Measures, Quality, ReadFace

MEASURES = Measures(Quality(0.9), Asymmetry(0.01, 0.032, 0.0, -0.004), -0.254, 0.08, 12, 17.6)


@pytest.fixture
def panel(app: QApplication, qtbot: QtBot) -> Panel:
    panel = Panel(DARK)
    qtbot.addWidget(panel)
    panel.resize(panel.width(), 760)
    panel.set_card(CARD)
    with qtbot.waitExposed(panel):
        panel.show()
    return panel


def show(panel: Panel, read: ReadFace | None) -> None:
    panel.show_face(make_analysis(*([read] if read else [])), read)
    panel.tick(2.0)


def measured(score: float = 0.9, reason: str = "", au12: float = 0.9) -> ReadFace:
    reading = make_reading(smile=0.68, au12=au12)
    return replace(
        read_face(reading=reading), measures=replace(MEASURES, quality=Quality(score, reason))
    )


def test_measures_are_written(panel: Panel) -> None:
    show(panel, measured())
    assert panel.light.text == "Well seen"
    assert panel.measures.gaze.texts == ("\N{MINUS SIGN}0.25", "+0.08")
    assert panel.measures.blinks.texts == ("12", "18")
    assert panel.measures.sides.texts == ("+3\N{NO-BREAK SPACE}%", "0\N{NO-BREAK SPACE}%")
    assert panel.hint.texts[0].endswith("%")


def test_what_was_not_measured_is_a_dash(panel: Panel) -> None:
    show(panel, read_face())
    rows = (panel.measures.gaze, panel.measures.blinks, panel.measures.sides)
    assert {text for row in rows for text in row.texts} == {DASH}
    assert panel.light.text == DASH
    early = replace(MEASURES, blinks=0, blink_rate=math.nan)
    show(panel, replace(read_face(), measures=early))
    assert panel.measures.blinks.texts == ("0", DASH)


def test_nothing_moves_when_a_face_goes_or_is_poorly_seen(panel: Panel) -> None:
    def places() -> dict[int, object]:
        # Words of another length take another width, in lines that stay where they are.
        parts = (part for part in panel.findChildren(QWidget) if part is not panel.relative)
        return {id(part): (part.y(), part.height()) for part in parts}

    show(panel, measured())
    before = places()
    show(panel, measured(0.1, TOO_DARK))
    assert places() == before
    show(panel, replace(measured(), calibrated=make_reading()))
    assert places() == before
    show(panel, None)
    assert places() == before


def test_values_of_a_poorly_seen_face_are_greyed_and_stay_readable(panel: Panel) -> None:
    show(panel, measured())
    clear = panel.action_units.grab().toImage()
    show(panel, measured(0.1, TOO_DARK))
    grey = panel.action_units.grab().toImage()
    texts = panel.action_units.texts
    assert clear != grey
    accent = "#5cc8ff"
    assert accent in colours(clear)
    assert accent not in colours(grey)
    assert any(text.startswith("90") for text in texts)  # and still there
    assert panel.light.text == "Too dark"
    assert "put a light in front" in panel.light.toolTip()
    assert "greyed out" in panel.light.toolTip()
    assert not panel.measures.gaze.findChildren(QWidget)[-1].isEnabled()


def colours(image: QImage) -> set[str]:
    wide, high = image.width(), image.height()
    return {image.pixelColor(x, y).name() for x in range(wide) for y in range(0, high, 2)}


def test_a_calibrated_face_says_so(panel: Panel) -> None:
    def said() -> set[str]:
        return {label.text() for label in panel.findChildren(QLabel)}

    show(panel, measured())
    assert panel.relative.text() == ""
    assert "probability of presence" in said()
    show(panel, replace(measured(), calibrated=make_reading()))
    assert panel.relative.text() == "relative to neutral"
    assert "rise above neutral" in said()  # as these are no probabilities
    assert "probability of presence" not in said()


def test_the_hint_is_hidden_where_the_network_reads_no_such_units(panel: Panel) -> None:
    assert panel.hint.isVisible()
    panel.set_card(CARD.model_copy(update={"action_units": ("AU45",)}))
    assert not panel.hint.isVisible()


def test_another_face_is_not_grey_for_the_one_before(panel: Panel) -> None:
    show(panel, measured(0.1, TOO_DARK))
    show(panel, replace(measured(0.4, TOO_DARK), face=make_face(2)))
    assert panel.measures.gaze.findChildren(QWidget)[-1].isEnabled()
    assert panel.light.text == "Too dark"
    assert "greyed out" not in panel.light.toolTip()


@pytest.mark.parametrize("theme", [DARK, LIGHT])
def test_each_reason_has_its_word_in_the_light(
    app: QApplication, qtbot: QtBot, theme: Theme
) -> None:
    light = QualityLight(theme)
    qtbot.addWidget(light)
    for code in CODES:
        light.set_quality(Quality(0.5, code))
        light.refresh_texts()
        assert light.text == WORDS[code]
        assert light.toolTip() == REASONS[code]
        assert WORDS[code] in light.accessibleDescription()


def test_numbers_have_their_signs() -> None:
    assert hundredths(0.001) == "0.00"
    assert hundredths(-0.5) == "\N{MINUS SIGN}0.50"
    assert hundredths(math.nan) == DASH
    assert signed_percent(-0.034) == "\N{MINUS SIGN}3\N{NO-BREAK SPACE}%"
    assert signed_percent(0.004) == "0\N{NO-BREAK SPACE}%"
