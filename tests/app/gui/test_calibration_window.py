"""Calibrating by key and menu: count, outcome, profiles."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from tests.app.gui.fakes import FakeEngine
from tests.app.measures.faces import shapes
from tests.app.scenes import CARD, CROP, make_face, make_frame, make_reading

from mien.engine.status import Phase
from mien.gui import dialogs
from mien.gui.window import MainWindow
from mien.measures.calibration import SMILED
from mien.measures.observer import LOST, Known
from mien.measures.profiles import load_profile, profile_names, profiles_folder
from mien.types import Analysis, Face, Pose, Quality, frozen

INPUT = object()
CROP_OF_NOISE = frozen(np.random.default_rng(1).integers(60, 190, (CROP, CROP, 3), np.uint8))
FACE = replace(make_face(), pose=Pose(1, 2, 0), blendshapes=shapes())


@pytest.fixture(autouse=True)
def well_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """The crops here are noise."""
    monkeypatch.setattr("mien.measures.observer.quality", lambda *_: Quality(1.0))


@pytest.fixture(autouse=True)
def no_profiles() -> None:
    for path in profiles_folder().glob("*"):
        path.unlink()


class Scene:
    """Frames of one face at 30 a second, through the engine's observer into the window."""

    def __init__(self, window: MainWindow, engine: FakeEngine) -> None:
        self.window, self.engine = window, engine
        self.now = 0.0

    def play(self, seconds: float, smile: float = 0.1, face: Face = FACE) -> None:
        for _ in range(round(seconds * 30)):
            self.now += 1 / 30
            frame = replace(make_frame(), time_s=self.now)
            known = Known(INPUT, frozenset({face.face_id}))
            readings = [make_reading("neutral", smile, au12=0.3)]
            seen = self.engine.observer.see(frame, [face], readings, [CROP_OF_NOISE], known, CARD)
            self.engine.analyses.put(Analysis(frame, seen, 0))
        self.window.live.tick()
        self.window.calibration.look()


@pytest.fixture
def scene(window: MainWindow, engine: FakeEngine) -> Scene:
    made = Scene(window, engine)
    made.play(0.1)
    return made


def calibrate(scene: Scene) -> None:
    scene.window.deeds["calibrate"].trigger()
    scene.play(4.2)


def blue(count: QWidget) -> int:
    """How many of its pixels the ring has."""
    image = count.grab().toImage()
    places = [(x, y) for x in range(0, image.width(), 2) for y in range(0, image.height(), 2)]
    inks = (image.pixelColor(x, y) for x, y in places)
    return sum(ink.blue() - ink.red() > 80 for ink in inks)


def shown_smile(window: MainWindow) -> float:
    analysis = window.picture.analysis
    assert analysis is not None
    reading = analysis.faces[0].reading
    assert reading is not None
    return reading.smile


def test_a_key_counts_three_seconds_and_values_become_relative(
    scene: Scene, window: MainWindow, qtbot: QtBot
) -> None:
    QTest.keyClick(window, Qt.Key.Key_K)
    assert window.calibration.busy
    assert "keep your face at rest" in window.notice.text
    counted, rings = [], []
    for _ in range(43):
        if window.calibration_count.isVisible():
            counted.append(window.calibration_count.text())
            rings.append(blue(window.calibration_count))
        scene.play(0.1)
    assert list(dict.fromkeys(counted)) == ["3", "2", "1"]
    assert len(set(rings)) > 10  # the ring runs out evenly, and the lead does not shorten it
    assert rings == sorted(rings, reverse=True)
    assert rings.count(rings[0]) >= 8
    assert not window.calibration_count.isVisible()
    assert "Face 1 is calibrated" in window.notice.text
    scene.play(2.0, smile=0.55)
    assert shown_smile(window) == pytest.approx(0.5, abs=0.02)
    window.panel.tick(1.0)
    assert window.panel.relative.text() == "relative to neutral"


def test_what_is_no_rest_is_refused_and_may_be_tried_again(
    scene: Scene, window: MainWindow
) -> None:
    window.deeds["calibrate"].trigger()
    scene.play(4.2, smile=0.9)
    assert window.notice.text == f"Not calibrated. {SMILED}"
    assert not window.calibration.busy
    window.notice.button.click()
    assert window.calibration.busy


def test_nobody_in_view_is_a_sentence(window: MainWindow, engine: FakeEngine) -> None:
    window.deeds["calibrate"].trigger()
    assert "no face in view" in window.notice.text
    assert not window.calibration.busy


def test_the_key_again_and_escape_give_it_up(
    scene: Scene, window: MainWindow, qtbot: QtBot
) -> None:
    for key in (Qt.Key.Key_K, Qt.Key.Key_Escape):
        window.deeds["calibrate"].trigger()
        scene.play(1.0)
        QTest.keyClick(window, key)
        assert not window.calibration.busy
        assert not window.calibration_count.isVisible()
    scene.play(4.2)
    assert engine_neutral(scene) is False


def engine_neutral(scene: Scene) -> bool:
    return scene.engine.observer.neutral(1) is not None


def test_a_source_that_stops_ends_it(scene: Scene, window: MainWindow, engine: FakeEngine) -> None:
    window.deeds["calibrate"].trigger()
    scene.play(1.0)
    engine.turn(phase=Phase.ENDED)
    window.calibration.look()
    assert window.notice.text == f"Not calibrated. {LOST}"
    window.notice.button.click()
    assert "Nothing comes from the source" in window.notice.text
    assert not window.calibration.busy


def test_another_source_ends_it_quietly(scene: Scene, window: MainWindow) -> None:
    window.deeds["calibrate"].trigger()
    window.desk.open("other.mp4")
    assert not window.calibration.busy


def test_a_profile_is_kept_taken_and_deleted(
    scene: Scene, window: MainWindow, engine: FakeEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    calibrate(scene)
    monkeypatch.setattr(dialogs, "ask_profile_name", lambda *_: " ../Ana ")
    window.notice.button.click()
    assert "kept as Ana" in window.notice.text
    assert profile_names(profiles_folder()) == ["Ana"]
    assert load_profile(profiles_folder(), "Ana", CARD, engine.sha256).smile == pytest.approx(0.1)

    menu = window.neutral_menu
    menu.renew()
    menu.drop.trigger()
    scene.play(2.0, smile=0.55)
    assert shown_smile(window) == pytest.approx(0.55, abs=0.01)
    menu.renew()
    assert not menu.keep.isEnabled()
    (name,) = menu.take.actions()
    name.trigger()
    scene.play(2.0, smile=0.55)
    assert shown_smile(window) == pytest.approx(0.5, abs=0.01)

    monkeypatch.setattr(dialogs, "confirm", lambda *_: False)
    menu.delete.actions()[0].trigger()
    assert profile_names(profiles_folder()) == ["Ana"]
    monkeypatch.setattr(dialogs, "confirm", lambda *_: True)
    menu.delete.actions()[0].trigger()
    assert profile_names(profiles_folder()) == []
    menu.renew()
    assert not menu.take.menuAction().isEnabled()


def test_nothing_is_kept_unless_it_was_asked_for(
    scene: Scene, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    calibrate(scene)
    monkeypatch.setattr(dialogs, "ask_profile_name", lambda *_: "")
    window.neutral_menu.kept.emit()
    assert profile_names(profiles_folder()) == []
    monkeypatch.setattr(dialogs, "ask_profile_name", lambda *_: "...")
    window.neutral_menu.kept.emit()
    assert "cannot be called" in window.notice.text


def test_a_broken_profile_is_a_sentence(scene: Scene, window: MainWindow) -> None:
    folder: Path = profiles_folder()
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "Bob.json").write_text('{"smile": "<script>"}', encoding="utf-8")
    window.neutral_menu.renew()
    window.neutral_menu.take.actions()[0].trigger()
    assert "Bob is damaged or made by hand" in window.notice.text
    assert engine_neutral(scene) is False


def test_a_face_that_is_not_calibrated_has_nothing_to_keep(
    scene: Scene, window: MainWindow
) -> None:
    window.neutral_menu.kept.emit()
    assert "calibrate it first" in window.notice.text


def test_the_menu_stands_with_the_other_actions_for_faces(window: MainWindow) -> None:
    actions = window.toolbar.more_menu.actions()
    place = actions.index(window.neutral_menu.menuAction())
    assert actions[place - 2] is window.deeds["grey_others"]
    assert actions[place - 1] is window.deeds["calibrate"]
    assert actions[place + 1].isSeparator()
