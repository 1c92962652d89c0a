"""Head pose from MediaPipe's face transform."""

from __future__ import annotations

import math

import numpy as np

from mien.types import Floats, Pose


def head_pose(transform: Floats) -> Pose:
    """Pitch, yaw and roll in degrees of a 4 x 4 transform from the upright face to the camera.

    The rotation is taken apart as R = Ry(yaw) Rx(pitch) Rz(roll), y up, z towards the camera.
    """
    size = math.cbrt(np.linalg.det(transform[:3, :3]))
    if not size:
        return Pose(math.nan, math.nan, math.nan)
    (_, _, to_side), (turned, upright, down), (_, _, ahead) = transform[:3, :3].tolist()
    pitch = math.asin(min(max(down / size, -1.0), 1.0))
    yaw = math.atan2(to_side / size, ahead / size)
    roll = -math.atan2(turned / size, upright / size)
    return Pose(math.degrees(pitch), math.degrees(yaw), math.degrees(roll))
