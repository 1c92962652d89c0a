"""What is painted, pixel by pixel."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from tests.app.scenes import (
    CARD,
    GRAY,
    make_analysis,
    make_face,
    make_frame,
    make_reading,
    read_face,
)

from mien.gui.picture import MARGIN, Picture
from mien.gui.theme import DARK
from mien.overlays import OVERLAYS
from mien.settings import Settings
from mien.types import Analysis, Frame, ReadFace, frozen

NOTHING = Settings(opacity=1.0).changed(**{o.setting: False for o in OVERLAYS})
Pixels = NDArray[np.uint8]
MakePicture = Callable[[Settings], Picture]


@pytest.fixture
def make_picture(app: QApplication, qtbot: QtBot) -> MakePicture:
    """Pictures in which a frame of 640 x 360 is shown pixel by pixel."""

    def make(settings: Settings) -> Picture:
        picture = Picture(settings, DARK)
        qtbot.addWidget(picture)
        picture.resize(640 + 2 * MARGIN, 360 + 2 * MARGIN)
        return picture

    return make


def only(*settings: str) -> Settings:
    return NOTHING.changed(**dict.fromkeys(settings, True))


def painted(picture: Picture) -> Pixels:
    """What the frame's pixels look like on the screen, height x width x 3."""
    image = picture.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1)
    pixels = rows[:, : image.width() * 3].reshape(image.height(), image.width(), 3)
    return pixels[MARGIN:-MARGIN, MARGIN:-MARGIN].copy()


def changed(picture: Picture) -> NDArray[np.bool_]:
    """Where the screen differs from the bare gray frame, its rounded corners left out."""
    differs = (painted(picture) != GRAY).any(axis=2)
    for rows in (slice(0, 10), slice(-10, None)):
        for columns in (slice(0, 10), slice(-10, None)):
            differs[rows, columns] = False
    return np.asarray(differs)


def test_a_frame_is_painted_as_it_is(make_picture: MakePicture) -> None:
    image = np.random.default_rng(0).integers(0, 255, (360, 640, 3), np.uint8)
    picture = make_picture(NOTHING)
    picture.show_frame(replace(make_frame(), image=frozen(image)))
    np.testing.assert_array_equal(painted(picture)[10:-10, 10:-10], image[10:-10, 10:-10])


def test_the_ground_is_around_the_frame_and_in_its_corners(make_picture: MakePicture) -> None:
    picture = make_picture(NOTHING)
    picture.show_frame(make_frame())
    image = picture.grab().toImage()
    assert image.pixelColor(2, 2) == QColor(DARK.ground)
    assert image.pixelColor(MARGIN, MARGIN) == QColor(DARK.ground)
    assert image.pixelColor(MARGIN + 40, MARGIN) == QColor(GRAY, GRAY, GRAY)


def test_a_frame_of_another_shape_keeps_its_shape(make_picture: MakePicture) -> None:
    picture = make_picture(NOTHING)
    picture.show_frame(make_frame(360, 360))
    view = picture.view()
    assert view is not None
    assert view.target.width() == view.target.height() == 360


def test_with_all_overlays_off_only_the_frame_is_painted(make_picture: MakePicture) -> None:
    picture = make_picture(NOTHING)
    picture.show_analysis(make_analysis(read_face()), CARD, 1)
    assert not changed(picture).any()


@pytest.mark.parametrize("setting", [overlay.setting for overlay in OVERLAYS])
def test_each_switch_changes_what_is_painted(make_picture: MakePicture, setting: str) -> None:
    picture = make_picture(NOTHING)
    picture.show_analysis(make_analysis(read_face()), CARD, 1)
    picture.set_look(only(setting), DARK)
    assert changed(picture).any()
    picture.set_look(NOTHING, DARK)
    assert not changed(picture).any()


def test_the_box_is_painted_around_the_face(make_picture: MakePicture) -> None:
    picture = make_picture(only("box"))
    face = make_face(1, 200, 100, 160)
    picture.show_analysis(make_analysis(read_face(face)), CARD, 1)
    differs = changed(picture)
    assert differs[100 + 20, 198:203].any()  # the left edge's upper arm
    assert differs[98:103, 200 + 20].any()  # the upper edge's left arm
    assert not differs[110:250, 210:350].any()  # nothing inside


def test_the_heat_is_warmest_on_the_saliencys_peak(make_picture: MakePicture) -> None:
    picture = make_picture(only("saliency"))
    face = make_face(1, 240, 100, 160)
    picture.show_analysis(make_analysis(read_face(face, make_reading(peak=(9, 4)))), CARD, 1)
    shown = painted(picture)[:300].astype(int)  # above the legend
    warmth = np.abs(shown - GRAY).sum(axis=2)
    row, column = np.unravel_index(int(warmth.argmax()), warmth.shape)
    cell = 160 / 14
    assert abs(row - (100 + 9.5 * cell)) < cell
    assert abs(column - (240 + 4.5 * cell)) < cell


def test_a_mirror_turns_frame_and_overlay_about(make_picture: MakePicture) -> None:
    image = np.full((360, 640, 3), GRAY, np.uint8)
    image[:, :200] = (10, 200, 10)
    picture = make_picture(only("saliency"))
    face = make_face(1, 60, 100, 160)
    analysis = make_analysis(
        read_face(face, make_reading(peak=(5, 4))), frame=replace(make_frame(), image=frozen(image))
    )
    picture.show_analysis(analysis, CARD, 1)
    straight = painted(picture)[20:300]
    picture.set_mirror(True)
    mirrored = painted(picture)[20:300]
    np.testing.assert_allclose(mirrored.astype(int), straight[:, ::-1].astype(int), atol=6)


def test_a_mirror_never_turns_text_about(make_picture: MakePicture) -> None:
    picture = make_picture(only("box"))
    # Its middle is the frame's, so that its tag stands in one place either way.
    picture.show_analysis(make_analysis(read_face(make_face(1, 219.5, 100, 200))), CARD, 1)
    straight = painted(picture)[70:98]  # above the box, where its tag stands
    assert (straight != GRAY).any()
    picture.set_mirror(True)
    np.testing.assert_array_equal(painted(picture)[70:98], straight)


def test_values_stand_beside_the_face_and_not_on_it(make_picture: MakePicture) -> None:
    picture = make_picture(only("expression", "smile", "action_units"))
    picture.show_analysis(make_analysis(read_face(make_face(1, 100, 60, 160))), CARD, 1)
    differs = changed(picture)
    assert not differs[60:220, 100:260].any()
    assert differs[60:220, 265:].any()


def test_a_face_without_a_reading_gets_no_values(make_picture: MakePicture) -> None:
    picture = make_picture(only("saliency", "expression", "smile", "action_units"))
    picture.show_analysis(make_analysis(ReadFace(make_face(), None)), CARD, 1)
    assert not changed(picture).any()


def test_what_was_read_is_not_shown_over_a_picture_that_is_not_live(
    make_picture: MakePicture,
) -> None:
    picture = make_picture(only("box"))
    picture.show_analysis(make_analysis(read_face()), CARD, 1)
    picture.set_dim(True)
    inner = painted(picture)[10:-10, 10:-10]
    assert len(np.unique(inner.reshape(-1, 3), axis=0)) == 1
    assert inner.max() < GRAY


def test_opacity_is_seen(make_picture: MakePicture) -> None:
    differences = []
    for opacity in (0.2, 0.9):
        picture = make_picture(only("saliency").changed(opacity=opacity))
        picture.show_analysis(make_analysis(read_face()), CARD, 1)
        differences.append(np.abs(painted(picture)[:300].astype(int) - GRAY).sum())
    assert differences[1] > 2 * differences[0]


def test_each_analysis_is_timed_once(make_picture: MakePicture) -> None:
    picture = make_picture(NOTHING)
    analysis = make_analysis(read_face())
    picture.show_analysis(analysis, CARD, 1)
    picture.grab()
    picture.grab()
    assert len(picture.latency.values()) == 1
    assert picture.latency.values()[0] > 0
    assert len(picture.painting.values()) == 2
    picture.show_frame(analysis.frame)
    picture.grab()
    assert len(picture.latency.values()) == 1


def test_a_click_chooses_the_face_under_it(make_picture: MakePicture) -> None:
    picture = make_picture(NOTHING)
    picture.show_analysis(two_faces(), CARD, 1)
    chosen: list[int] = []
    picture.face_chosen.connect(chosen.append)
    picture.empty_clicked.connect(lambda: chosen.append(0))
    click(picture, 450, 120)
    picture.set_mirror(True)
    click(picture, 450, 120)
    click(picture, 320, 300)
    assert chosen == [2, 1, 0]


def test_the_view_finds_the_frames_pixel_under_a_point(make_picture: MakePicture) -> None:
    picture = make_picture(NOTHING)
    picture.resize(500, 300)
    picture.show_frame(make_frame())
    for mirror in (False, True):
        picture.set_mirror(mirror)
        view = picture.view()
        assert view is not None
        place = view.transform().map(QPointF(123.0, 45.0))
        assert view.to_frame(place) == pytest.approx((123.0, 45.0))


def test_cleared_it_is_empty(make_picture: MakePicture) -> None:
    picture = make_picture(NOTHING)
    picture.show_frame(make_frame())
    picture.clear()
    assert picture.empty
    assert picture.view() is None
    assert picture.grab().toImage().pixelColor(300, 200) == QColor(DARK.ground)


def two_faces() -> Analysis:
    frame: Frame = make_frame()
    return make_analysis(
        read_face(make_face(1, 100, 60, 120)), read_face(make_face(2, 420, 60, 120)), frame=frame
    )


def click(picture: Picture, x: int, y: int) -> None:
    place = QPoint(x + MARGIN, y + MARGIN)
    QTest.mouseClick(picture, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
