"""How far the left half of a face differs from the right, from its landmarks."""

from __future__ import annotations

import math

from mien.measures.upright import LEFT_BROW, LEFT_MOUTH, RIGHT_BROW, RIGHT_MOUTH, upright
from mien.types import Asymmetry, Face

MOST_TURN = 20.0  # degrees of yaw and of pitch; beyond them the hidden half is a guess

POINTS = (LEFT_MOUTH, RIGHT_MOUTH, *LEFT_BROW, *RIGHT_BROW)

UNKNOWN = Asymmetry(math.nan, math.nan, math.nan, math.nan)


def asymmetry(face: Face) -> Asymmetry:
    """Mouth corners and brows, left against right; NaN beyond MOST_TURN.

    With (xl, yl) and (xr, yr) the two places in the upright face (upright.py), y is yl - yr and x
    is |xl| - |xr|, in distances between the eyes. A brow's place is the mean of its upper edge.
    """
    if not max(abs(face.pose.yaw), abs(face.pose.pitch)) <= MOST_TURN:
        return UNKNOWN
    places = upright(face, POINTS)
    if not math.isfinite(places[0, 0]):
        return UNKNOWN
    brows = places[2:].reshape(2, -1, 2).sum(axis=1) / len(LEFT_BROW)
    (left_x, left_y), (right_x, right_y) = places[:2].tolist()
    (brow_left_x, brow_left_y), (brow_right_x, brow_right_y) = brows.tolist()
    return Asymmetry(
        mouth_x=abs(left_x) - abs(right_x),
        mouth_y=left_y - right_y,
        brow_x=abs(brow_left_x) - abs(brow_right_x),
        brow_y=brow_left_y - brow_right_y,
    )
