"""Each state has a face of its own."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QLabel, QPushButton
from tests.app.gui.conftest import MakeWindow
from tests.app.gui.fakes import RUNNING, VIDEO, FakeEngine
from tests.app.scenes import make_analysis, make_frame, read_face

from mien.engine.status import Phase, Status
from mien.gui.state import BUTTON_TEXTS, PROBLEMS, hint, progress_in, state_face
from mien.gui.window import MainWindow
from mien.sources.base import SourceInfo

SENTENCE = "The camera is held by another program. Close it and try again."


def shown_texts(window: MainWindow) -> str:
    labels = window.stage.card.findChildren(QLabel)
    return "\n".join(label.text() for label in labels if label.isVisible())


def buttons(window: MainWindow) -> dict[str, QPushButton]:
    found = window.stage.card.findChildren(QPushButton)
    return {button.text(): button for button in found if button.isVisible()}


def put(window: MainWindow, engine: FakeEngine, status: Status) -> None:
    engine.now = status
    window.live.show_status()


def play(window: MainWindow, engine: FakeEngine) -> None:
    engine.analyses.put(make_analysis(read_face()))
    window.live.tick()


@pytest.mark.parametrize(
    ("status", "title", "text"),
    [
        (Status(), "Nothing is open", "Choose"),
        (Status(Phase.STARTING, step="Fetching the face model, 40 %"), "Starting", "40 %"),
        (replace(RUNNING, phase=Phase.RUNNING), "Starting", "first picture"),
        (Status(Phase.RECONNECTING, problem=SENTENCE), "reconnecting", SENTENCE),
        (replace(RUNNING, phase=Phase.ENDED), "end", "clip.mp4"),
        (Status(Phase.STOPPING), "Stopping", "closed"),
        (Status(Phase.FAILED, problem=SENTENCE, problem_kind="failed"), "did not work", SENTENCE),
        (Status(Phase.FAILED, problem=SENTENCE, problem_kind="missing"), "not there", SENTENCE),
        (Status(Phase.FAILED, problem=SENTENCE, problem_kind="busy"), "in use", SENTENCE),
        (Status(Phase.FAILED, problem=SENTENCE, problem_kind="forbidden"), "permission", SENTENCE),
        (Status(Phase.FAILED, problem=SENTENCE, problem_kind="no-camera"), "No camera", SENTENCE),
        (Status(Phase.FAILED, problem=SENTENCE, problem_kind="unheard-of"), "not work", SENTENCE),
    ],
)
def test_the_card_says_what_is_the_matter(
    window: MainWindow, engine: FakeEngine, status: Status, title: str, text: str
) -> None:
    put(window, engine, status)
    assert title in shown_texts(window)
    assert text in shown_texts(window)
    assert text in window.stage.card.accessibleName()


@pytest.mark.parametrize("kind", PROBLEMS)
def test_a_failure_offers_a_way_out(window: MainWindow, engine: FakeEngine, kind: str) -> None:
    put(window, engine, Status(Phase.FAILED, problem=SENTENCE, problem_kind=kind))
    assert set(buttons(window)) == {"Try again", "Choose a source", "Watch the demo"}
    engine.opened.clear()
    buttons(window)["Try again"].click()
    assert engine.opened == [("clip.mp4", "auto")]
    put(window, engine, Status(Phase.FAILED, problem=SENTENCE, problem_kind=kind))
    buttons(window)["Watch the demo"].click()
    assert engine.opened[-1] == ("demo", "auto")


def test_the_whole_card_can_be_read(window: MainWindow, engine: FakeEngine) -> None:
    put(window, engine, Status(Phase.FAILED, problem=" ".join([SENTENCE] * 3)))
    card = window.stage.card
    for label in card.findChildren(QLabel):
        assert label.height() >= label.heightForWidth(label.width())
        assert card.rect().contains(label.geometry())
    for button in buttons(window).values():
        assert button.height() >= button.sizeHint().height()


def test_every_picture_problem_kind_has_a_face() -> None:
    assert set(PROBLEMS) == {"failed", "missing", "busy", "forbidden", "no-camera"}
    assert {button for _, _, keys in PROBLEMS.values() for button in keys} <= set(BUTTON_TEXTS)


def test_a_live_picture_has_no_card(window: MainWindow, engine: FakeEngine) -> None:
    play(window, engine)
    window.live.show_status()
    assert window.stage.card.isHidden()
    assert window.stage.hint.text == ""


def test_loading_is_told_over_the_preview(window: MainWindow, engine: FakeEngine) -> None:
    engine.frames.put(make_frame())
    window.live.tick()
    put(window, engine, Status(Phase.STARTING, step="Loading the network"))
    assert window.stage.card.isHidden()
    assert window.stage.hint.text == "Loading the network"


def test_no_face_is_a_hint_that_waits_a_moment(window: MainWindow, engine: FakeEngine) -> None:
    play(window, engine)
    engine.analyses.put(make_analysis())
    window.live.tick()
    window.live.show_status()
    assert window.stage.hint.text == ""
    window.live._face_s -= 10
    window.live.show_status()
    assert window.stage.hint.text == "No face in view"
    assert window.stage.card.isHidden()


def test_a_lost_source_dims_the_last_picture_and_empties_the_values(
    window: MainWindow, engine: FakeEngine
) -> None:
    play(window, engine)
    window.panel.tick(2.0)
    live = window.picture.grab().toImage()
    put(window, engine, Status(Phase.RECONNECTING, problem=SENTENCE))
    window.panel.tick(2.0)
    assert window.picture.grab().toImage() != live
    assert not window.picture.empty
    assert window.panel.smile.text == "\N{EN DASH}"


def test_an_ended_file_can_be_played_again(window: MainWindow, engine: FakeEngine) -> None:
    put(window, engine, replace(RUNNING, phase=Phase.ENDED))
    engine.opened.clear()
    buttons(window)["Play again"].click()
    assert engine.opened == [("clip.mp4", "auto")]


def test_the_last_of_some_pictures_stays_to_be_looked_at() -> None:
    folder = SourceInfo("folder", "faces", 640, 360, float("nan"), 3, live=False)
    ended = Status(Phase.ENDED, source=folder)
    assert state_face(ended, looking=False, empty=False) is None
    assert hint(ended, 1) == "The last picture"
    assert state_face(replace(ended, source=VIDEO), looking=False, empty=False) is not None


def test_progress_is_read_from_the_step() -> None:
    assert progress_in("Fetching the face model, 40 %") == pytest.approx(0.4)
    assert progress_in("Loading") is None


def test_looking_for_cameras_has_a_face(make_window: MakeWindow) -> None:
    face = state_face(Status(), looking=True, empty=True)
    assert face is not None
    assert face.busy
    assert "Looking" in face.title
