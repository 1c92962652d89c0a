"""A face's landmarks with the head's turn taken out."""

from __future__ import annotations

import numpy as np

from mien.types import Face, Floats, Pose

# Landmarks of MediaPipe's mesh, the person's own left before their right.
LEFT_EYE, RIGHT_EYE = (263, 362), (33, 133)  # outer and inner corner
LEFT_MOUTH, RIGHT_MOUTH = 291, 61
LEFT_BROW, RIGHT_BROW = (300, 293, 334, 296, 336), (70, 63, 105, 66, 107)


def rotation(pose: Pose) -> Floats:
    """The 3 x 3 that turns an upright head as `pose` says: x to the right, y up, z to the camera.

    R = Ry(yaw) Rx(-pitch) Rz(-roll), the inverse of how faces/pose.py takes it apart.
    """
    yaw, pitch, roll = np.radians([pose.yaw, -pose.pitch, -pose.roll])
    about_y = np.array(
        [[np.cos(yaw), 0, np.sin(yaw)], [0, 1, 0], [-np.sin(yaw), 0, np.cos(yaw)]], np.float32
    )
    about_x = np.array(
        [[1, 0, 0], [0, np.cos(pitch), -np.sin(pitch)], [0, np.sin(pitch), np.cos(pitch)]],
        np.float32,
    )
    about_z = np.array(
        [[np.cos(roll), -np.sin(roll), 0], [np.sin(roll), np.cos(roll), 0], [0, 0, 1]], np.float32
    )
    return np.asarray(about_y @ about_x @ about_z, np.float32)


def upright(face: Face) -> Floats:
    """The landmarks as x and y, 478 x 2, of the head seen from its front.

    The middle between the eyes is 0, the distance between them 1; x goes to the person's own left
    along the line of the eyes, y up. The turn is that of `face.pose`; what it leaves of a roll is
    taken out by the line of the eyes. MediaPipe guesses what a turned head hides, and z is its
    estimate: far from the front this is not to be trusted.
    """
    seen = face.landmarks * np.array([1, -1, -1], np.float32)
    flat = (seen @ rotation(face.pose))[:, :2]  # the inverse of a rotation is its transpose
    left, right = flat[list(LEFT_EYE)].mean(axis=0), flat[list(RIGHT_EYE)].mean(axis=0)
    along = left - right
    distance = float(np.hypot(*along))
    if not distance > 0:
        return np.full_like(flat, np.nan)
    cosine, sine = along / distance
    turn = np.array([[cosine, -sine], [sine, cosine]], np.float32)
    return np.asarray((flat - (left + right) / 2) @ turn / distance, np.float32)
