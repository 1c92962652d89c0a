"""Where the eyes look."""

from __future__ import annotations

import math
from pathlib import Path

import cv2
import numpy as np
import pytest
from tests.app.measures.faces import face_in, shapes

from mien.measures.gaze import gaze
from mien.overlays.landmarks import CLOSED
from mien.types import Floats, Image


def test_each_eye_counts_half_and_the_persons_left_is_positive() -> None:
    assert gaze(shapes(eyeLookOutLeft=0.8, eyeLookInRight=0.6)) == pytest.approx((0.7, 0.0))
    assert gaze(shapes(eyeLookInLeft=0.8, eyeLookOutRight=0.6)) == pytest.approx((-0.7, 0.0))
    assert gaze(shapes(eyeLookUpLeft=0.4, eyeLookUpRight=0.2)) == pytest.approx((0.0, 0.3))
    assert gaze(shapes(eyeLookDownLeft=0.4)) == pytest.approx((0.0, -0.2))


def test_shut_eyes_and_no_blendshapes_say_nothing() -> None:
    assert all(map(math.isnan, gaze(shapes(eyeBlinkLeft=0.7, eyeBlinkRight=0.6))))
    assert all(map(math.isnan, gaze(np.empty(0, np.float32))))


def looking(picture: Image, landmarks: Floats, steps: float) -> Image:
    """The picture with both irises moved by so many of their radii, inside the lids."""
    shown = picture.astype(np.float32)
    size = picture.shape[1], picture.shape[0]
    for iris, eye in ((468, "right eye"), (473, "left eye")):
        x, y = landmarks[iris, :2]
        radius = 1.25 * float(np.linalg.norm(landmarks[iris + 1, :2] - landmarks[iris, :2]))
        lids = np.zeros(picture.shape[:2], np.float32)
        cv2.fillPoly(lids, [landmarks[list(CLOSED[eye]), :2].astype(np.int32)], (1.0,))
        disc = np.zeros(picture.shape[:2], np.float32)
        cv2.circle(disc, (int(x), int(y)), int(radius), (1.0,), -1)
        move = np.array([[1, 0, steps * radius], [0, 1, 0]], np.float32)
        there = cv2.warpAffine(disc, move, size) * lids
        moved = cv2.warpAffine(picture, move, size).astype(np.float32)
        here = (disc * lids)[..., None]
        shown = shown * (1 - here) + np.array([215, 200, 190], np.float32) * here
        shown = shown * (1 - there[..., None]) + moved * there[..., None]
    return shown.astype(np.uint8)


def test_a_real_face_whose_irises_are_moved_in_the_picture(
    astronaut: Image, face_model: Path
) -> None:
    large = cv2.resize(astronaut[20:300, 100:380], None, fx=2.5, fy=2.5)
    picture = np.asarray(large, np.uint8)
    landmarks = face_in(face_model, picture).landmarks
    straight, _ = gaze(face_in(face_model, picture).blendshapes)
    # The right of the picture is the person's own left.
    left, _ = gaze(face_in(face_model, looking(picture, landmarks, 1.0)).blendshapes)
    right, _ = gaze(face_in(face_model, looking(picture, landmarks, -1.0)).blendshapes)
    assert abs(straight) < 0.3
    assert left > straight + 0.4
    assert right < straight - 0.4
