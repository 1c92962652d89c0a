"""Head rotation as OpenFace and Py-Feat give it."""

from __future__ import annotations

import numpy as np

from mien.record.tables import Numbers


def radians(pitch: Numbers, yaw: Numbers, roll: Numbers) -> Numbers:
    """Our degrees, N each, as the angles about x, y and z of R = Rx Ry Rz in radians, N x 3.

    x to the right of the picture, y down, z away from the camera. Ours are taken apart in another
    order (R = Ry Rx Rz), so that the same rotation has slightly other angles there.
    """
    a, b, c = np.radians(-pitch), np.radians(-yaw), np.radians(roll)
    sin_a, sin_b, sin_c = np.sin(a), np.sin(b), np.sin(c)
    cos_a, cos_b, cos_c = np.cos(a), np.cos(b), np.cos(c)
    about_x = np.arctan2(sin_a, cos_b * cos_a)
    about_y = np.arcsin(np.clip(sin_b * cos_a, -1.0, 1.0))
    about_z = np.arctan2(
        cos_b * sin_c - sin_b * sin_a * cos_c, cos_b * cos_c + sin_b * sin_a * sin_c
    )
    return np.stack([about_x, about_y, about_z], axis=1)
