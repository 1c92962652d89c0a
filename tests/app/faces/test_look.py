from __future__ import annotations

from itertools import permutations
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image as Picture

import mien_assets
from mien.faces.assignment import cheapest
from mien.faces.look import LIKE, SAME, look_of, look_of_crop
from mien.types import Image

PORTRAIT = Path(mien_assets.__file__).parent / "demo" / "portrait.jpg"


def head(picture: Image) -> Image:
    return np.asarray(cv2.resize(picture, (32, 32), interpolation=cv2.INTER_AREA), dtype=np.uint8)


def test_other_light_is_the_same_person_and_another_person_is_not(astronaut: Image) -> None:
    one = head(astronaut[60:200, 155:295])
    other = head(np.asarray(Picture.open(PORTRAIT).convert("RGB"))[60:580, 390:910])
    darker = (one * 0.7).astype(np.uint8)
    assert look_of_crop(one).distance(look_of_crop(one)) == pytest.approx(0, abs=1e-5)
    assert look_of_crop(one).distance(look_of_crop(darker)) < SAME / 2
    assert look_of_crop(one).distance(look_of_crop(other)) > LIKE


def test_a_look_goes_over_into_another(astronaut: Image) -> None:
    one, other = look_of_crop(astronaut[60:200, 155:295]), look_of_crop(astronaut[300:440, 0:140])
    assert one.towards(other, 1.0).distance(other) == pytest.approx(0, abs=1e-5)
    half = one.towards(other, 0.5)
    assert half.distance(one) < one.distance(other)
    assert np.linalg.norm(half.layout) == pytest.approx(1, abs=1e-5)


def test_a_face_near_or_far_or_outside_has_its_look(astronaut: Image) -> None:
    landmarks = np.zeros((478, 3), np.float32)
    landmarks[:, :2] = (222, 130)
    for point, place in zip((33, 133, 159, 145), ((198, 117),) * 4, strict=True):
        landmarks[point, :2] = place
    for point, place in zip((362, 263, 386, 374), ((238, 115),) * 4, strict=True):
        landmarks[point, :2] = place
    landmarks[[1, 61, 291], :2] = ((221, 135), (207, 155), (238, 154))
    landmarks[10, :2], landmarks[234, :2] = (220, 85), (175, 130)
    large = np.asarray(cv2.resize(astronaut, None, fx=3, fy=3), dtype=np.uint8)
    small = look_of(astronaut, landmarks)
    assert small.distance(look_of(large, landmarks * 3)) < SAME / 2
    assert np.isfinite(look_of(astronaut, landmarks + np.float32(5000)).layout).all()


def test_a_blank_crop_has_a_look() -> None:
    blank = look_of_crop(np.zeros((32, 32, 3), np.uint8))
    assert np.isfinite(blank.distance(blank))


def test_the_cheapest_assignment_is_that_of_trying_all() -> None:
    rng = np.random.default_rng(0)
    for _ in range(60):
        rows = int(rng.integers(1, 5))
        costs = np.round(rng.random((rows, int(rng.integers(rows, 6)))), 1)
        taken = cheapest(costs)
        least = min(
            sum(costs[row, column] for row, column in enumerate(way))
            for way in permutations(range(costs.shape[1]), rows)
        )
        assert len(set(taken)) == rows
        assert costs[range(rows), taken].sum() == pytest.approx(least)
    with pytest.raises(ValueError, match="more rows"):
        cheapest(np.zeros((2, 1)))
