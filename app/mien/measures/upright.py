"""A face's landmarks with the head's turn taken out."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from mien.types import Face, Floats, Pose

# Landmarks of MediaPipe's mesh, the person's own left before their right.
LEFT_EYE, RIGHT_EYE = (263, 362), (33, 133)  # outer and inner corner
LEFT_MOUTH, RIGHT_MOUTH = 291, 61
LEFT_BROW, RIGHT_BROW = (300, 293, 334, 296, 336), (70, 63, 105, 66, 107)

TO_CAMERA = np.array([1, -1, -1], np.float32)  # from the picture's axes


def rotation(pose: Pose) -> Floats:
    """The 3 x 3 that turns an upright head as `pose` says: x to the right, y up, z to the camera.

    R = Ry(yaw) Rx(-pitch) Rz(-roll), the inverse of how faces/pose.py takes it apart.
    """
    a, b, c = math.radians(pose.yaw), math.radians(-pose.pitch), math.radians(-pose.roll)
    sa, ca, sb, cb, sc, cc = (f(x) for x in (a, b, c) for f in (math.sin, math.cos))
    return np.array(
        [
            [ca * cc + sa * sb * sc, -ca * sc + sa * sb * cc, sa * cb],
            [cb * sc, cb * cc, -sb],
            [-sa * cc + ca * sb * sc, sa * sc + ca * sb * cc, ca * cb],
        ],
        np.float32,
    )


def upright(face: Face, points: Sequence[int]) -> Floats:
    """Some landmarks as x and y, n x 2, of the head seen from its front; NaN without eyes.

    The middle between the eyes is 0, the distance between them 1; x goes to the person's own left
    along the line of the eyes, y up. The turn is that of `face.pose`; what it leaves of a roll is
    taken out by the line of the eyes. MediaPipe guesses what a turned head hides, and z is its
    estimate: far from the front this is not to be trusted.
    """
    seen = face.landmarks[[*LEFT_EYE, *RIGHT_EYE, *points]] * TO_CAMERA
    flat = (seen @ rotation(face.pose))[:, :2]  # the inverse of a rotation is its transpose
    left, right = (flat[0] + flat[1]) / 2, (flat[2] + flat[3]) / 2
    along = left - right
    distance = math.hypot(*along.tolist())
    if not distance > 0:
        return np.full((len(points), 2), np.nan, np.float32)
    cosine, sine = along / distance
    turn = np.array([[cosine, -sine], [sine, cosine]], np.float32)
    return np.asarray((flat[4:] - (left + right) / 2) @ turn / np.float32(distance), np.float32)
