"""The light beside a face, on a real one whose picture is spoilt in one way after the other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from tests.app.measures.faces import face_in

from mien.faces.align import crop_transform, cut, landmark_box
from mien.measures.quality import (
    BLUR,
    BRIGHT,
    CLIPPED,
    CODES,
    COVERED,
    CUT,
    DARK,
    GOOD,
    REASONS,
    SMALL,
    TURNED,
    USABLE,
    parts,
    quality,
)
from mien.types import Face, Floats, Image, Pose, Quality, frozen

Spoil = Callable[[Image, Face], Image]


@pytest.fixture(scope="module")
def face(astronaut: Image, face_model: Path) -> Face:
    return face_in(face_model, astronaut)


def seen(picture: Image, face: Face, side: int = 112) -> Quality:
    crop = cut(picture, crop_transform(face.landmarks, side), side)
    own = replace(face, to_crop=frozen(crop_transform(face.landmarks, side)))
    return quality(own, crop, picture.shape[1], picture.shape[0])


def moved(face: Face, scale: float, shift: tuple[float, float] = (0.0, 0.0)) -> Face:
    landmarks: Floats = face.landmarks * np.float32(scale)
    landmarks[:, :2] += np.array(shift, np.float32)
    return replace(
        face,
        landmarks=frozen(landmarks),
        box=landmark_box(landmarks),
        to_crop=frozen(crop_transform(landmarks, 112)),
    )


def blurred(share: float) -> Spoil:
    return lambda picture, face: np.asarray(
        cv2.GaussianBlur(picture, (0, 0), share * face.box.width), np.uint8
    )


def darker(light: float) -> Spoil:
    def spoil(picture: Image, face: Face) -> Image:
        noise = np.random.default_rng(0).normal(0, 4, picture.shape)
        return np.clip(picture * light + noise, 0, 255).astype(np.uint8)

    return spoil


def brighter(picture: Image, face: Face) -> Image:
    return (255 - (255 - picture.astype(np.float32)) * 0.2).astype(np.uint8)


def hard_light(picture: Image, face: Face) -> Image:
    centre = round(face.box.x + face.box.width / 2)
    lit = picture.astype(np.float32)
    lit[:, :centre] *= 0.01
    lit[:, centre:] = 255
    return lit.astype(np.uint8)


def masked(picture: Image, face: Face) -> Image:
    """A medical mask over nose, mouth and chin."""
    worn, box = picture.copy(), face.box
    top, bottom = round(box.y + 0.5 * box.height), round(box.y + box.height)
    worn[top:bottom, round(box.x) : round(box.x + box.width)] = (90, 150, 200)
    return worn


def test_a_good_picture_has_no_reason(astronaut: Image, face: Face) -> None:
    good = seen(astronaut, face)
    assert good.reason == ""
    assert good.score >= GOOD


@pytest.mark.parametrize("side", [64, 224])
def test_the_size_of_the_networks_crop_changes_little(
    astronaut: Image, face: Face, side: int
) -> None:
    assert seen(astronaut, face, side).score == pytest.approx(seen(astronaut, face).score, abs=0.35)


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (blurred(0.04), BLUR),
        (darker(0.12), DARK),
        (brighter, BRIGHT),
        (hard_light, CLIPPED),
        (masked, COVERED),
    ],
)
def test_a_spoilt_picture_is_not_usable_and_says_why(
    astronaut: Image, face: Face, spoil: Spoil, reason: str
) -> None:
    bad = seen(spoil(astronaut, face), face)
    assert bad.score < USABLE
    assert bad.reason == reason


def test_a_little_less_is_still_good(astronaut: Image, face: Face) -> None:
    assert seen(blurred(0.01)(astronaut, face), face).score >= GOOD
    assert seen(darker(0.5)(astronaut, face), face).score >= GOOD


def test_noise_in_the_dark_is_not_taken_for_sharpness(astronaut: Image, face: Face) -> None:
    dull = darker(0.4)(blurred(0.04)(astronaut, face), face)
    assert seen(dull, face).reason == BLUR


def test_a_small_face(astronaut: Image, face: Face) -> None:
    scale = 16 / face.box.width
    small = cv2.resize(astronaut, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    bad = seen(np.asarray(small, np.uint8), moved(face, scale))
    assert bad.score < USABLE
    assert bad.reason == SMALL


def test_a_face_at_the_edge(astronaut: Image, face: Face) -> None:
    left = round(face.box.x + 0.4 * face.box.width)
    part = np.ascontiguousarray(astronaut[:, left:])
    bad = seen(part, moved(face, 1.0, (-left, 0.0)))
    assert bad.score == 0
    assert bad.reason == CUT


@pytest.mark.parametrize("pose", [Pose(0, 45, 0), Pose(0, -45, 0), Pose(40, 0, 0)])
def test_a_turned_head(astronaut: Image, face: Face, pose: Pose) -> None:
    bad = seen(astronaut, replace(face, pose=pose))
    assert bad.score < USABLE
    assert bad.reason == TURNED


def test_a_head_that_leans_is_no_matter(astronaut: Image, face: Face) -> None:
    assert seen(astronaut, replace(face, pose=Pose(0, 0, 60))).reason == ""


def test_a_uniform_picture_is_no_error(face: Face) -> None:
    flat = np.full((512, 512, 3), 128, np.uint8)
    assert seen(flat, face).reason == BLUR


def test_every_part_has_its_words(astronaut: Image, face: Face) -> None:
    crop = cut(astronaut, face.to_crop, 112)
    assert set(parts(face, crop, 512, 512)) == set(CODES) == set(REASONS)
    assert all(0 <= value <= 1 for value in parts(face, crop, 512, 512).values())
