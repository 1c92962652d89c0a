"""Left against right, on faces made alike and on a real one and its mirror image."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tests.app.measures.faces import face_in, turned_face

from mien.faces.pose import head_pose
from mien.measures.asymmetry import MOST_TURN, UNKNOWN, asymmetry
from mien.measures.upright import LEFT_BROW, LEFT_MOUTH, rotation, upright
from mien.types import Image, Pose

POSES = [Pose(0, 0, 0), Pose(12, -18, 30), Pose(-15, 10, -8)]


@pytest.mark.parametrize("pose", POSES)
def test_the_rotation_is_the_one_that_the_pose_was_taken_from(pose: Pose) -> None:
    transform = np.eye(4, dtype=np.float32)
    transform[:3, :3] = rotation(pose) * 3
    found = head_pose(transform)
    assert (found.pitch, found.yaw, found.roll) == pytest.approx(
        (pose.pitch, pose.yaw, pose.roll), abs=1e-3
    )


@pytest.mark.parametrize("pose", POSES)
def test_a_face_alike_on_both_sides_has_none_however_it_is_turned(pose: Pose) -> None:
    found = asymmetry(turned_face(pose))
    values = (found.mouth_x, found.mouth_y, found.brow_x, found.brow_y)
    assert values == pytest.approx((0, 0, 0, 0), abs=1e-4)


@pytest.mark.parametrize("pose", POSES)
def test_what_is_moved_is_found_again_in_distances_between_the_eyes(pose: Pose) -> None:
    moved = {LEFT_MOUTH: (0.08, 0.1), **dict.fromkeys(LEFT_BROW, (-0.02, 0.05))}
    found = asymmetry(turned_face(pose, moved))
    assert found.mouth_y == pytest.approx(0.1, abs=1e-3)
    assert found.mouth_x == pytest.approx(0.08, abs=1e-3)
    assert found.brow_y == pytest.approx(0.05, abs=1e-3)
    assert found.brow_x == pytest.approx(-0.02, abs=1e-3)


@pytest.mark.parametrize("pose", [Pose(0, MOST_TURN + 1, 0), Pose(-MOST_TURN - 1, 0, 0)])
def test_nothing_is_said_of_a_head_that_is_turned_far(pose: Pose) -> None:
    found = asymmetry(turned_face(pose))
    assert all(map(math.isnan, (found.mouth_x, found.mouth_y, found.brow_x, found.brow_y)))


def test_eyes_on_one_spot_are_unknown_and_no_error() -> None:
    face = turned_face(Pose(0, 0, 0))
    heap = face.landmarks * np.float32(0)
    assert np.isnan(upright(replace(face, landmarks=heap), (0, 1))).all()
    assert asymmetry(replace(face, landmarks=heap)) is UNKNOWN


def test_the_mirror_image_of_a_real_face_has_the_opposite(
    astronaut: Image, face_model: Path
) -> None:
    seen = asymmetry(face_in(face_model, astronaut))
    mirrored = asymmetry(face_in(face_model, np.ascontiguousarray(astronaut[:, ::-1])))
    assert abs(seen.mouth_y) < 0.1
    assert abs(seen.brow_y) < 0.1
    assert mirrored.mouth_y == pytest.approx(-seen.mouth_y, abs=0.03)
    assert mirrored.brow_y == pytest.approx(-seen.brow_y, abs=0.03)
    assert mirrored.mouth_x == pytest.approx(-seen.mouth_x, abs=0.06)
