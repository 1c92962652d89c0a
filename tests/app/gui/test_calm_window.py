"""Values that are shown are calm and relative to neutral; what is switched off is not."""

from __future__ import annotations

from dataclasses import replace

from pytestqt.qtbot import QtBot
from tests.app.gui.fakes import RUNNING, FakeEngine
from tests.app.scenes import make_analysis, make_reading, read_face

from mien.declared import declared
from mien.gui.window import MainWindow
from mien.measures.calm import REST_MS, SMILE_MS
from mien.settings import Settings

RAW, CALM = make_reading(smile=0.7), make_reading(smile=0.4)


def shown_smile(window: MainWindow) -> float:
    analysis = window.picture.analysis
    assert analysis is not None
    reading = analysis.faces[0].reading
    assert reading is not None
    return reading.smile


def test_calm_values_are_shown_until_they_are_switched_off(
    window: MainWindow, engine: FakeEngine, qtbot: QtBot
) -> None:
    engine.now = RUNNING
    engine.analyses.put(make_analysis(replace(read_face(reading=RAW), calm=CALM)))
    window.live.tick()
    assert shown_smile(window) == CALM.smile
    window.choices.change(smoothing=False)
    assert shown_smile(window) == RAW.smile  # at once, in a picture that is held as well
    window.choices.change(smoothing=True)
    assert shown_smile(window) == CALM.smile
    newest = engine.analyses.peek()[0]
    assert newest is not None
    assert newest.faces[0].reading is RAW


def test_the_setting_states_the_delay_that_was_measured() -> None:
    (setting,) = [one for one in declared(Settings) if one.name == "smoothing"]
    assert f"{REST_MS} ms" in setting.shown.text
    assert f"{SMILE_MS} ms" in setting.shown.text
    assert "raw" in setting.shown.text
