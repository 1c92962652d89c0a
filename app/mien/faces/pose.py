"""Head pose from MediaPipe's face transform."""

from __future__ import annotations

import numpy as np

from mien.types import Floats, Pose


def head_pose(transform: Floats) -> Pose:
    """Pitch, yaw and roll in degrees of a 4 x 4 transform from the upright face to the camera.

    The rotation is taken apart as R = Ry(yaw) Rx(pitch) Rz(roll), y up, z towards the camera.
    """
    rotation = transform[:3, :3] / np.cbrt(np.linalg.det(transform[:3, :3]))
    pitch = -np.arcsin(np.clip(-rotation[1, 2], -1.0, 1.0))
    yaw = np.arctan2(rotation[0, 2], rotation[2, 2])
    roll = -np.arctan2(rotation[1, 0], rotation[1, 1])
    return Pose(float(np.degrees(pitch)), float(np.degrees(yaw)), float(np.degrees(roll)))
