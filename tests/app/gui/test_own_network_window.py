"""The window with a network of one's own: its card decides what there is to be seen."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot
from tests.app.exports.test_export_partial import KINDS, card_with, reading_with, recorded
from tests.app.gui.conftest import MakeWindow
from tests.app.gui.fakes import FakeEngine
from tests.app.scenes import ACTION_UNITS, EXPRESSIONS, make_analysis, make_face

from mien.gui.about import about_html
from mien.gui.network_wiring import LATER, MISSING
from mien.gui.theme import DARK
from mien.gui.window import MainWindow
from mien.overlays import OVERLAYS
from mien.overlays.style import Style
from mien.record.manifest import Keep
from mien.record.progress import Progress, Stage
from mien.types import ReadFace


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    """What alone the network gives."""
    return str(request.param)


@pytest.fixture
def window(kind: str, engine: FakeEngine, make_window: MakeWindow) -> MainWindow:
    """A window whose network gives one kind of value."""
    engine.card = card_with(kind)
    made = make_window()
    made.live.tick()
    made.live.show_status()
    return made


def test_the_panel_has_the_sections_of_the_card(window: MainWindow, kind: str) -> None:
    panel = window.panel
    shown = {
        "smile": panel.smile.isVisible(),
        "expression": panel.expression.isVisible(),
        "action_units": panel.action_units.isVisible(),
    }
    assert [name for name, there in shown.items() if there] == [
        name for name in shown if name == kind
    ]


def test_overlays_of_what_it_does_not_give_cannot_be_chosen_and_say_why(
    window: MainWindow, kind: str
) -> None:
    for setting, why in MISSING.items():
        action = window.deeds[setting]
        assert action.isEnabled() == (setting == kind)
        assert (why in action.toolTip()) == (setting != kind)
    assert window.saliency_menu.saliency.isEnabled() == (kind == "saliency")
    assert window.deeds["box"].isEnabled()


def test_every_overlay_draws_what_there_is(kind: str) -> None:
    card = card_with(kind)
    analysis = make_analysis(ReadFace(make_face(), reading_with(card)))
    drawn = {one.setting for one in OVERLAYS if one.shapes(analysis, card, Style(main_id=1))}
    assert drawn == {"box", "landmarks", kind}


def test_the_dialog_about_it_says_what_it_reads(kind: str) -> None:
    text = about_html(card_with(kind), DARK)
    assert ("Looks like:" in text) == (kind == "expression")
    assert (ACTION_UNITS[0] in text) == (kind == "action_units")
    assert ("Smile: 0 to 5" in text) == (kind == "smile")
    assert ("no saliency map" in text) == (kind != "saliency")


def test_a_session_is_looked_through_by_its_own_card(
    window: MainWindow, kind: str, engine: FakeEngine, qtbot: QtBot, tmp_path: Path
) -> None:
    engine.card = card_with("smile" if kind == "expression" else "expression")
    recorded(tmp_path / "one", card_with(kind), Keep(clean=False))
    window.deeds["review"].trigger()
    window.review.open(tmp_path / "one")
    qtbot.waitUntil(lambda: window.review.viewer.session is not None, timeout=10_000)
    window.review.timeline.set_everything(True)
    lanes = {row.kind for row in window.review.timeline.rows}
    named = {"expression": {"band", "expression"}, "action_units": {"unit"}, "smile": {"smile"}}
    assert lanes == {"face"} | named.get(kind, set())
    assert window.review.side.readings.expression.isVisibleTo(window) == (kind == "expression")
    assert [s for s in MISSING if window.deeds[s].isEnabled()] == [s for s in MISSING if s == kind]
    window.review.viewer.seek(0.2)
    window.review.side.show_page("summary")
    window.review.side.summary.grab()
    window.review.timeline.grab()


class TestTheSetting:
    """`network` in the settings."""

    def test_another_network_is_read_with_at_once(
        self, engine: FakeEngine, make_window: MakeWindow
    ) -> None:
        window = make_window()
        opened = len(engine.opened)
        window.choices.change(network="/somewhere/mine.onnx")
        assert engine.networks == [Path("/somewhere/mine.onnx")]
        assert len(engine.opened) == opened + 1
        window.choices.change(opacity=0.3)
        assert len(engine.networks) == 1
        window.choices.change(network=None)
        assert engine.networks[-1] is None

    def test_a_recording_keeps_its_network_to_its_end(
        self, engine: FakeEngine, make_window: MakeWindow
    ) -> None:
        window = make_window()
        engine.progress = Progress(Stage.RECORDING)
        window.record.tick(0.0)
        window.choices.change(network="/somewhere/mine.onnx")
        assert engine.networks == []
        assert LATER in window.notice.text
        engine.progress = Progress(Stage.DONE)
        window.record.tick(1.0)
        window.record.ended.emit("", None)
        assert engine.networks == [Path("/somewhere/mine.onnx")]

    def test_why_another_network_reads_is_told_once(
        self, engine: FakeEngine, make_window: MakeWindow, qtbot: QtBot
    ) -> None:
        window = make_window()
        told: list[str] = []
        window.tell = told.append  # type: ignore[method-assign, assignment]
        engine.turn(network_problem="mine.onnx cannot be used: no card.")
        qtbot.waitUntil(lambda: told == ["mine.onnx cannot be used: no card."], timeout=3000)
        qtbot.wait(300)
        assert len(told) == 1


def test_labels_of_any_script_are_rows(engine: FakeEngine, make_window: MakeWindow) -> None:
    names = ("ruhig", "\u563f", "\u0441\u043f\u043e\u043a\u043e\u0439")
    card = card_with("expression").model_copy(update={"expressions": names})
    engine.card = card
    window = make_window()
    window.live.show_status()
    assert [row.name.lower() for row in window.panel.expression.rows] == list(names)
    assert EXPRESSIONS[0] not in names
