"""Who is who: by a click, on the card, and by keyboard."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot
from tests.app.gui.conftest import MakeWindow
from tests.app.gui.fakes import FakeEngine
from tests.app.gui.hands import chosen, press
from tests.app.record.sessions import make_session
from tests.app.scenes import make_analysis, make_face, make_frame, read_face

from mien.engine.status import Phase
from mien.faces.label import FaceLabel
from mien.faces.tracks import KEEP_S
from mien.gui.pages import open_session
from mien.gui.tags import TagPlacer
from mien.gui.window import MainWindow
from mien.overlays.shapes import Tag
from mien.record.progress import Stage
from mien.types import Analysis, Box

LEFT, RIGHT = make_face(1, 60, 80, 150), make_face(2, 400, 80, 120)
KEY = Qt.Key


def two(time_s: float = 0.0, *ids: int) -> Analysis:
    faces = [face for face in (LEFT, RIGHT) if face.face_id in (ids or (1, 2))]
    return make_analysis(
        *(read_face(face) for face in faces), frame=replace(make_frame(), time_s=time_s)
    )


def show(window: MainWindow, engine: FakeEngine, analysis: Analysis) -> None:
    engine.analyses.put(analysis)
    window.live.tick()


@pytest.fixture
def both(window: MainWindow, engine: FakeEngine) -> MainWindow:
    """A window that shows two faces."""
    show(window, engine, two())
    return window


def click(window: MainWindow, x: float, y: float) -> None:
    view = window.picture.view()
    assert view is not None
    place = view.transform().map(QPointF(x, y)).toPoint()
    QTest.mouseClick(window.picture, Qt.MouseButton.LeftButton, pos=place)


def last_pin(engine: FakeEngine) -> int | None:
    return engine.pinned[-1]


def labels(window: MainWindow) -> dict[int, FaceLabel]:
    return dict(window.live.people.labels)


def test_a_click_keeps_a_face_and_opens_its_card(both: MainWindow, engine: FakeEngine) -> None:
    card = both.person_card
    assert card.isHidden()
    before = both.picture.grab().toImage()
    click(both, 450, 130)
    assert (both.live.main_id, engine.pinned[-1]) == (2, 2)
    assert not card.isHidden()
    assert card.pin.isChecked()
    assert both.deeds["pin_face"].isChecked()
    assert both.stage.rect().contains(card.geometry())
    assert both.picture.hasFocus() or both.focusWidget() is not card.name  # keys still work
    card.close_card()
    assert both.picture.grab().toImage() != before  # the pin before its name


def test_a_click_beside_all_faces_closes_the_card_and_then_lets_go(
    both: MainWindow, engine: FakeEngine
) -> None:
    click(both, 450, 130)
    click(both, 320, 330)
    assert both.person_card.isHidden()
    assert last_pin(engine) == 2
    click(both, 320, 330)
    assert last_pin(engine) is None
    assert both.live.main_id == 1  # the largest


def test_a_name_and_a_colour_are_shown_at_once_and_told_to_the_recording(
    both: MainWindow, engine: FakeEngine
) -> None:
    before = both.picture.grab().toImage()
    click(both, 450, 130)
    QTest.keyClicks(both.person_card.name, "Ben")
    both.person_card.colours["purple"].click()
    assert labels(both) == {2: FaceLabel("Ben", "purple")}
    assert engine.named[-1] == (2, FaceLabel("Ben", "purple"))
    both.panel.tick(2.0)
    assert both.panel.heading == "Ben"
    press(both, KEY.Key_Escape)
    assert both.person_card.isHidden()
    image = both.picture.grab().toImage()
    assert image != before
    both.live.call_face(2, "", "")
    assert labels(both) == {}


def test_all_of_it_goes_by_keyboard(both: MainWindow, engine: FakeEngine) -> None:
    press(both, KEY.Key_N)
    assert engine.pinned == [2]
    press(both, KEY.Key_F2)
    card = both.person_card
    assert not card.isHidden()
    assert card.face_id == 2
    assert both.focusWidget() is card.name
    QTest.keyClicks(card.name, "Eve S")  # letters that are keys of the window elsewhere
    assert chosen(both).saliency
    controls = [*card.findChildren(QAbstractButton), card.name]
    assert all(one.focusPolicy() & Qt.FocusPolicy.TabFocus for one in controls)
    assert all(one.accessibleName() for one in controls)
    QTest.keyClick(card.name, KEY.Key_Return)
    assert card.isHidden()
    assert labels(both) == {2: FaceLabel("Eve S", "")}
    press(both, KEY.Key_F3)
    assert last_pin(engine) is None
    assert not both.deeds["pin_face"].isChecked()
    press(both, KEY.Key_F3)
    assert last_pin(engine) == both.live.main_id


def test_nobody_can_be_named_where_nobody_is(window: MainWindow, engine: FakeEngine) -> None:
    show(window, engine, make_analysis())
    press(window, KEY.Key_F2)
    assert window.person_card.isHidden()
    assert "no face in view" in window.notice.text


def test_card_name_and_pin_go_with_the_track(both: MainWindow, engine: FakeEngine) -> None:
    click(both, 450, 130)
    QTest.keyClicks(both.person_card.name, "Ben")
    show(both, engine, two(0.9 * KEEP_S, 1))
    assert not both.person_card.isHidden()
    assert last_pin(engine) == 2
    show(both, engine, two(1.1 * KEEP_S, 1))
    assert both.person_card.isHidden()
    assert last_pin(engine) is None
    assert labels(both) == {}
    show(both, engine, two(1.2 * KEEP_S))
    both.panel.tick(2.0)
    assert both.panel.heading == "Face 1"


@pytest.mark.parametrize("how", ["another source", "lost"])
def test_nothing_is_carried_over_where_numbers_begin_anew(
    both: MainWindow, engine: FakeEngine, how: str
) -> None:
    click(both, 450, 130)
    QTest.keyClicks(both.person_card.name, "Ben")
    if how == "lost":
        engine.turn(phase=Phase.RECONNECTING, problem="The camera is gone.")
        both.live.show_status()
    else:
        both.desk.open("other.mp4")
    assert labels(both) == {}
    assert both.person_card.isHidden()
    assert last_pin(engine) is None
    assert not both.deeds["pin_face"].isChecked()


def test_others_are_greyed_by_key(both: MainWindow) -> None:
    plain = both.picture.grab().toImage()
    press(both, KEY.Key_X)
    assert chosen(both).grey_others
    assert both.deeds["grey_others"].isChecked()
    assert both.picture.grab().toImage() != plain
    press(both, KEY.Key_X)
    assert both.picture.grab().toImage() == plain


def test_so_many_faces_as_chosen_are_looked_for(
    make_window: MakeWindow, engine: FakeEngine
) -> None:
    window = make_window(max_faces=3)
    assert engine.faces_at_most[-1] == 3
    window.choices.change(max_faces=1)
    assert engine.faces_at_most[-1] == 1


def test_a_recording_begins_with_the_names_that_were_given(
    both: MainWindow, engine: FakeEngine
) -> None:
    both.choices.change(record_countdown=0)
    both.live.call_face(1, "Anna", "sky")
    press(both, KEY.Key_F9)
    assert engine.progress.stage is Stage.RECORDING
    assert engine.plans[-1].labels == {1: FaceLabel("Anna", "sky")}


@pytest.mark.usefixtures("app")
def test_eight_small_faces_have_names_that_hardly_cover_each_other() -> None:
    boxes = [Box(20 + (n % 4) * 46, 60 + (n // 4) * 62, 40, 40) for n in range(8)]
    tags = [
        (Tag(f"Person {n}", box, (255, 255, 255, 255), n, main=n == 3), box)
        for n, box in enumerate(boxes)
    ]
    area = QRectF(0, 0, 640, 360)
    placer = TagPlacer()
    placed = placer.place(tags, boxes, area)
    assert placed[0].tag.face_id == 3  # the main face has the first choice
    for index, one in enumerate(placed):
        assert area.contains(one.place)
        for other in placed[index + 1 :]:
            shared = one.place.intersected(other.place)
            assert shared.width() * shared.height() < 0.2 * one.place.width() * one.place.height()
    again = placer.place(tags, boxes, area)
    assert [one.place for one in again] == [one.place for one in placed]


def test_a_session_shows_the_names_that_were_given(
    window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    folder = make_session(tmp_path).folder
    file = folder / "session.json"
    names = {"1": {"name": "Anna", "colour": "orange"}}
    file.write_text(json.dumps({**json.loads(file.read_text()), "face_labels": names}))
    open_session(window, folder)
    page = window.review
    qtbot.waitUntil(lambda: page.viewer.picture.analysis is not None, timeout=20_000)
    page.side.readings.tick(2.0)
    assert page.side.readings.heading == "Anna"
    assert [row.name for row in page.timeline.rows if row.kind == "face"] == ["Anna", "Face 2"]
    named = page.viewer.picture.grab().toImage()
    page.viewer.picture.set_labels({}, None)
    page.viewer.picture.set_look(chosen(window), window.theme)
    assert page.viewer.picture.grab().toImage() != named
