"""Faces with landmarks where the measures look, and faces of real pictures."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
from tests.app.scenes import make_face

from mien.faces.align import crop_transform, landmark_box
from mien.faces.blendshapes import BLENDSHAPES
from mien.faces.landmarker import Landmarker
from mien.faces.pose import head_pose
from mien.measures.upright import (
    LEFT_BROW,
    LEFT_EYE,
    LEFT_MOUTH,
    RIGHT_BROW,
    RIGHT_EYE,
    RIGHT_MOUTH,
    rotation,
)
from mien.types import Face, Floats, Image, Pose, frozen

# x to the person's own left, y up, z to the camera; the eyes' middles are 1 apart.
LEFT_HALF: dict[int, tuple[float, float, float]] = {
    LEFT_EYE[0]: (0.7, 0.0, -0.1),
    LEFT_EYE[1]: (0.3, 0.0, 0.0),
    LEFT_MOUTH: (0.4, -1.1, 0.1),
    **{p: (0.2 + 0.12 * i, 0.35, 0.05) for i, p in enumerate(LEFT_BROW)},
}
PAIRS = {
    LEFT_EYE[0]: RIGHT_EYE[0],
    LEFT_EYE[1]: RIGHT_EYE[1],
    LEFT_MOUTH: RIGHT_MOUTH,
    **dict(zip(LEFT_BROW, RIGHT_BROW, strict=True)),
}


def turned_face(pose: Pose, moved: Mapping[int, tuple[float, float]] | None = None) -> Face:
    """A face alike on both sides but for the points that are moved, in eye distances; then turned.

    An eye distance is 80 pixels.
    """
    points = np.zeros((478, 3), np.float32)
    for left, (x, y, z) in LEFT_HALF.items():
        points[left], points[PAIRS[left]] = (x, y, z), (-x, y, z)
    for point, (x, y) in (moved or {}).items():
        points[point, :2] += (x, y)
    turned = points @ rotation(pose).T * np.float32(80)
    landmarks = turned * np.array([1, -1, -1], np.float32) + np.array([300, 200, 0], np.float32)
    return replace(make_face(), pose=pose, landmarks=frozen(landmarks.astype(np.float32)))


def shapes(**values: float) -> Floats:
    """Blendshapes by name; the others are 0."""
    made = np.zeros(len(BLENDSHAPES), np.float32)
    for name, value in values.items():
        made[BLENDSHAPES.index(name)] = value
    return frozen(made)


def face_in(model: Path, picture: Image, side: int = 112) -> Face:
    """The face of a real picture, by MediaPipe."""
    with Landmarker(model) as landmarker:
        (mesh,) = landmarker.find(picture)
    return Face(
        face_id=1,
        score=math.nan,
        box=landmark_box(mesh.landmarks),
        landmarks=frozen(mesh.landmarks),
        pose=head_pose(mesh.transform),
        blendshapes=frozen(mesh.blendshapes),
        to_crop=frozen(crop_transform(mesh.landmarks, side)),
    )
