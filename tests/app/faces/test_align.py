from __future__ import annotations

import cv2
import numpy as np
import pytest

from mien.faces.align import TEMPLATE, anchor_points, crop_outline, crop_transform, cut, similarity
from mien.faces.landmarker import Landmarker, Mesh
from mien.types import Floats, Image


@pytest.fixture(scope="module")
def mesh(astronaut: Image, face_model: object) -> Mesh:
    from pathlib import Path

    assert isinstance(face_model, Path)
    with Landmarker(face_model) as landmarker:
        (found,) = landmarker.find(astronaut)
    return found


def through(points: Floats, transform: Floats) -> Floats:
    return points @ transform[:, :2].T + transform[:, 2]


def test_similarity_finds_the_turn_scale_and_shift() -> None:
    angle, scale = 0.4, 2.5
    turn = scale * np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    points = np.array([[0, 0], [10, 3], [-4, 7]], dtype=np.float32)
    found = similarity(points, (points @ turn.T + [5, -6]).astype(np.float32))
    np.testing.assert_allclose(found, np.column_stack([turn, [5, -6]]), atol=1e-4)


def test_points_on_one_spot_are_refused() -> None:
    with pytest.raises(ValueError, match="one spot"):
        similarity(np.ones((5, 2), np.float32), TEMPLATE)


def test_the_anchors_of_a_real_face_land_near_the_template(mesh: Mesh) -> None:
    side = 112
    placed = through(anchor_points(mesh.landmarks), crop_transform(mesh.landmarks, side)) / side
    assert np.abs(placed - TEMPLATE).max() < 0.06
    assert abs(placed[0, 1] - placed[1, 1]) < 0.02  # the eyes are level


def test_a_turned_picture_gives_the_same_crop(mesh: Mesh, astronaut: Image) -> None:
    turn = cv2.getRotationMatrix2D((225, 120), 25, 1.0).astype(np.float32)
    turned = np.asarray(cv2.warpAffine(astronaut, turn, (512, 512)), dtype=np.uint8)
    landmarks = mesh.landmarks.copy()
    landmarks[:, :2] = through(landmarks[:, :2], turn)
    straight = cut(astronaut, crop_transform(mesh.landmarks, 64), 64)
    again = cut(turned, crop_transform(landmarks, 64), 64)
    middle = np.s_[8:56, 8:56]
    assert np.abs(straight[middle].astype(int) - again[middle]).mean() < 6


def test_a_large_face_is_averaged_down_to_the_same_crop(mesh: Mesh, astronaut: Image) -> None:
    times = 6
    large = np.asarray(cv2.resize(astronaut, None, fx=times, fy=times), dtype=np.uint8)
    landmarks = mesh.landmarks * times + (times - 1) / 2
    small = cut(astronaut, crop_transform(mesh.landmarks, 48), 48)
    reduced = cut(large, crop_transform(landmarks, 48), 48)
    assert np.abs(small.astype(int) - reduced).mean() < 5


def test_a_face_at_the_edge_still_gives_a_whole_crop(astronaut: Image) -> None:
    away = np.array([[1, 0, 400], [0, 1, 400]], dtype=np.float32)
    assert cut(astronaut, away, 112).shape == (112, 112, 3)
    tiny = np.zeros((1, 1, 3), np.uint8)
    assert cut(tiny, np.array([[0.1, 0, 0], [0, 0.1, 0]], np.float32), 16).shape == (16, 16, 3)


def test_the_outline_goes_back_to_the_crop(mesh: Mesh) -> None:
    to_crop = crop_transform(mesh.landmarks, 112)
    corners = through(crop_outline(to_crop, 112), to_crop)
    np.testing.assert_allclose(corners, [[0, 0], [112, 0], [112, 112], [0, 112]], atol=1e-2)
