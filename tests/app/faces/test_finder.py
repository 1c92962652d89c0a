from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from mien.errors import MienError
from mien.faces.finder import FaceFinder
from mien.faces.landmarker import Landmarker
from mien.faces.pose import head_pose
from mien.faces.vision import FaceLandmarker
from mien.types import Image


def scene(astronaut: Image, share: float, left: int = 700, width: int = 1280) -> Image:
    """A gray picture with the face `share` of its width wide."""
    head = astronaut[40:230, 130:320]
    scale = width * share / 90
    small = cv2.resize(head, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    picture = np.full((width * 9 // 16, width, 3), 120, np.uint8)
    picture[90 : 90 + small.shape[0], left : left + small.shape[1]] = small
    return picture


@pytest.mark.parametrize("share", [0.2, 0.12, 0.08])
def test_a_still_picture_shows_large_and_small_faces(
    astronaut: Image, face_model: Path, share: float
) -> None:
    with FaceFinder(face_model, 4, still=True) as finder:
        (found,) = finder.find(scene(astronaut, share))
    assert found.box.width == pytest.approx(1280 * share, rel=0.1)
    assert found.score > 0.5


def test_video_finds_a_small_face_within_one_sweep_and_follows_it(
    astronaut: Image, face_model: Path
) -> None:
    with FaceFinder(face_model, 4, still=False) as finder:
        for i in range(20):
            found = finder.find(scene(astronaut, 0.08), i * 33)
            finder.look_ahead(scene(astronaut, 0.08), i * 33)
        assert len(found) == 1
        for i in range(20, 35):
            left = 700 - 10 * (i - 20)
            (moving,) = finder.find(scene(astronaut, 0.08, left), i * 33)
            finder.look_ahead(scene(astronaut, 0.08, left), i * 33)
            assert moving.score > 0.5
            assert moving.box.x == pytest.approx(found[0].box.x + left - 700, abs=12)


def test_who_comes_while_another_is_followed_is_seen_at_once(
    astronaut: Image, face_model: Path
) -> None:
    alone, both = scene(astronaut, 0.2, 0), scene(astronaut, 0.2, 0)
    both[:, 740:] = scene(astronaut, 0.2, 740)[:, 740:]
    counts = []
    with FaceFinder(face_model, 4, still=False) as finder:
        for number, picture in enumerate([alone] * 4 + [both] * 5 + [alone] * 2 + [both] * 2):
            counts.append(len(finder.find(picture, number * 33)))
            finder.look_ahead(picture, number * 33)
    assert counts[:4] == [1, 1, 1, 1]
    assert counts[8] == 2  # a look at the whole picture in three frames
    assert counts[9:11] == [1, 1]  # who went is not held on to
    assert counts[11:] == [2, 2]  # and is looked for in every frame


def test_two_who_become_one_are_one(astronaut: Image, face_model: Path) -> None:
    with FaceFinder(face_model, 4, still=False) as finder:
        for number, left in enumerate([*range(740, 0, -37), 0]):  # before the other, who is hidden
            picture = scene(astronaut, 0.2, 0)
            picture[:, left:] = scene(astronaut, 0.2, left)[:, left:]
            found = finder.find(picture, number * 33)
            finder.look_ahead(picture, number * 33)
            assert len(found) <= 2
        assert len(found) == 1
        assert found[0].box.width == pytest.approx(256, rel=0.1)


def test_no_face_is_no_face(face_model: Path) -> None:
    noise = np.random.default_rng(1).integers(0, 256, (720, 1280, 3), np.uint8)
    with FaceFinder(face_model, 4, still=True) as finder:
        assert finder.find(noise) == []
        assert finder.find(np.zeros((1, 1, 3), np.uint8)) == []


def test_two_faces_are_two_and_the_larger_is_first(astronaut: Image, face_model: Path) -> None:
    picture = scene(astronaut, 0.2, 100)
    small = scene(astronaut, 0.08, 900)
    picture[:, 800:] = small[:, 800:]
    with FaceFinder(face_model, 4, still=True) as finder:
        large_one, small_one = finder.find(picture)
    assert large_one.box.width > 2 * small_one.box.width


def test_a_file_that_is_no_model_is_said_so(tmp_path: Path) -> None:
    wrong = tmp_path / "face_landmarker.task"
    wrong.write_bytes(b"not a model")
    with pytest.raises(MienError, match="could not start its face model"):
        Landmarker(wrong)
    with pytest.raises(MienError, match="mien doctor"):
        FaceFinder(wrong, 1, still=True)


def test_a_missing_library_of_the_system_is_said_in_words(
    face_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(_: object) -> None:
        raise OSError("libGLESv2.so.2: cannot open shared object file")

    monkeypatch.setattr(FaceLandmarker, "create_from_options", missing)
    with pytest.raises(MienError, match=r"^MediaPipe cannot be loaded") as told:
        Landmarker(face_model)
    assert "libGLESv2" not in str(told.value)


def test_pose_follows_a_turned_and_a_mirrored_picture(astronaut: Image, face_model: Path) -> None:
    def pose_of(picture: Image) -> tuple[float, float]:
        with Landmarker(face_model) as landmarker:
            (mesh,) = landmarker.find(picture)
        pose = head_pose(mesh.transform)
        return pose.yaw, pose.roll

    head = np.ascontiguousarray(astronaut[0:300, 60:360])
    turn = cv2.getRotationMatrix2D((165, 120), -20, 1.0)  # OpenCV: negative is clockwise
    clockwise = np.asarray(cv2.warpAffine(head, turn, (300, 300)), dtype=np.uint8)
    yaw, roll = pose_of(head)
    _, turned_roll = pose_of(clockwise)
    mirrored_yaw, _ = pose_of(np.ascontiguousarray(head[:, ::-1]))
    assert turned_roll - roll == pytest.approx(20, abs=4)  # towards the person's own left
    assert mirrored_yaw == pytest.approx(-yaw, abs=4)


def test_pose_signs_from_known_rotations() -> None:
    def around(axis: str, degrees: float) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
        c, s = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
        turns = {
            "x": [[1, 0, 0], [0, c, -s], [0, s, c]],
            "y": [[c, 0, s], [0, 1, 0], [-s, 0, c]],
            "z": [[c, -s, 0], [s, c, 0], [0, 0, 1]],
        }
        transform = np.eye(4, dtype=np.float32)
        transform[:3, :3] = turns[axis]
        return transform

    # y is up and z comes towards the camera, so a positive turn about x lowers the nose.
    assert head_pose(around("x", -12)).pitch == pytest.approx(12, abs=1e-3)
    assert head_pose(around("y", 15)).yaw == pytest.approx(15, abs=1e-3)
    assert head_pose(around("z", -9)).roll == pytest.approx(9, abs=1e-3)


@pytest.mark.parametrize("faces", [1, 4])  # MediaPipe smooths a single one over time
def test_a_finder_that_forgot_is_as_good_as_new(
    astronaut: Image, face_model: Path, faces: int
) -> None:
    old, new = scene(astronaut, 0.2), scene(astronaut, 0.22, 200)
    with (
        FaceFinder(face_model, faces, still=False) as used,
        FaceFinder(face_model, faces, still=False) as fresh,
    ):
        used.forget()  # nothing was seen: nothing happens
        for number in range(5):
            used.find(old, number * 33)
            used.look_ahead(old, number * 33)
        used.forget()
        for number in range(3):
            (again,), (first,) = used.find(new, number * 33), fresh.find(new, number * 33)
            used.look_ahead(new, number * 33)
            fresh.look_ahead(new, number * 33)
            np.testing.assert_allclose(again.mesh.landmarks, first.mesh.landmarks, atol=0.05)
            assert again.score == pytest.approx(first.score)
