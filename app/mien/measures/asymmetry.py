"""How far the left half of a face differs from the right, from its landmarks."""

from __future__ import annotations

import math

import numpy as np

from mien.measures.upright import LEFT_BROW, LEFT_MOUTH, RIGHT_BROW, RIGHT_MOUTH, upright
from mien.types import Asymmetry, Face, Floats

MOST_TURN = 20.0  # degrees of yaw and of pitch; beyond them the hidden half is a guess

UNKNOWN = Asymmetry(math.nan, math.nan, math.nan, math.nan)


def asymmetry(face: Face) -> Asymmetry:
    """Mouth corners and brows, left against right; NaN beyond MOST_TURN.

    With (xl, yl) and (xr, yr) the two places in the upright face (upright.py), y is yl - yr and x
    is |xl| - |xr|, in distances between the eyes. A brow's place is the mean of its upper edge.
    """
    if not max(abs(face.pose.yaw), abs(face.pose.pitch)) <= MOST_TURN:
        return UNKNOWN
    points = upright(face)
    mouth = _difference(points[LEFT_MOUTH], points[RIGHT_MOUTH])
    brow = _difference(points[list(LEFT_BROW)].mean(axis=0), points[list(RIGHT_BROW)].mean(axis=0))
    return Asymmetry(*mouth, *brow)


def _difference(left: Floats, right: Floats) -> tuple[float, float]:
    across, up = np.abs(left[0]) - np.abs(right[0]), left[1] - right[1]
    return float(across), float(up)
