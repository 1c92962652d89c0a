"""Displacement fields: where each pixel of a region is taken from, relative to itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from mien.sources.puppet.region import Grid, Points, Region
from mien.types import Image

FACE = Region(460, 222, 828, 582)
HEAD = Region(300, 0, 980, 680)
NECK = (636.0, 600.0)  # the head turns about this point
NOSE = (636.0, 372.0)  # it comes nearest to the viewer
SKULL = (642.0, 300.0, 235.0, 265.0)  # middle and half axes of what moves as one piece
CELL = 4  # fields are smooth: they are worked out for cells of so many pixels
RIDGE = 0.05  # keeps points that lie near each other from fighting


@dataclass(frozen=True, slots=True)
class Bend:
    """How far the points of each group move at full strength, pixels, and how wide that spreads."""

    spread: float
    moves: Mapping[str, Sequence[tuple[float, float]]]


# Groups of points that hold still unless a bend moves them.
STILL = ("nose", "temples", "forehead", "jaw", "upper_eyes", "lashes", "under_eyes", "hairline")
BENDS: Mapping[str, Bend] = {
    "relax": Bend(
        22.0,
        {
            "mouth_corners": [(13, 14), (-13, 13)],
            "outer_upper_lip": [(6, 5), (0, 2), (-6, 5)],
            "outer_lower_lip": [(6, 1), (0, -3), (-6, 1)],
            "cheeks": [(2, 6), (4, 7), (-4, 7), (-2, 6)],
            "under_eyes": [(0, 2)] * 6,
        },
    ),
    "jaw": Bend(
        32.0,
        {
            "jaw": [(0, 2), (0, 6), (0, 11), (0, 6), (0, 2)],
            "mouth_corners": [(4, 3), (-4, 3)],
        },
    ),
    "brow_raise": Bend(
        16.0,
        {
            "right_brow": [(0, -7), (0, -10), (0, -11), (0, -11), (0, -11)],
            "left_brow": [(0, -11), (0, -11), (0, -11), (0, -10), (0, -7)],
            "upper_eyes": [(0, -2)] * 6,
            "lashes": [(0, -3)] * 6,
        },
    ),
    "brow_lower": Bend(
        18.0,
        {
            "right_brow": [(0, 8), (1, 11), (2, 13), (4, 15), (6, 15)],
            "left_brow": [(-6, 15), (-4, 15), (-2, 13), (-1, 11), (0, 8)],
            "upper_eyes": [(0, 4)] * 6,
            "lashes": [(0, 5)] * 6,
            "under_eyes": [(0, -3)] * 6,
            "nose": [(0, 6), (0, 0), (0, 0), (0, 0)],
        },
    ),
    "pucker": Bend(
        18.0,
        {
            "mouth_corners": [(12, 0), (-12, 0)],
            "outer_upper_lip": [(6, -1), (0, -2), (-6, -1)],
            "outer_lower_lip": [(6, 2), (0, 3), (-6, 2)],
        },
    ),
}


def skin_fields(points: Mapping[str, Points]) -> dict[str, Grid]:
    """Each bend at full strength, over FACE: height x width x 2."""
    return {name: _skin_field(points, bend) for name, bend in BENDS.items()}


def pose_fields() -> tuple[Grid, ...]:
    """Head motion for one unit of x, y, roll, zoom, yaw and pitch, over the cells of HEAD."""
    rows, columns = _cells(HEAD)
    x, y = columns - NECK[0], rows - NECK[1]
    out = np.hypot((columns - SKULL[0]) / SKULL[2], (rows - SKULL[1]) / SKULL[3])
    moved = fade((out - 1) / 0.4)
    depth = np.clip(1 - ((columns - NOSE[0]) / 190) ** 2 - ((rows - NOSE[1]) / 230) ** 2, 0, 1)
    depth = depth**1.5
    nothing = np.zeros(x.shape, np.float64)
    pairs = (
        (moved, nothing),
        (nothing, moved),
        (-y * moved, x * moved),
        (x * moved, y * moved),
        (depth, nothing),
        (nothing, depth),
    )
    # A pixel that shows a moved point is taken from where that point was, hence the minus.
    return tuple(-np.stack(pair, axis=-1).astype(np.float32) for pair in pairs)


def warp(picture: Image, region: Region, field: Grid) -> None:
    """Bend a region of the picture; the field may be coarser than the region."""
    width, height = region.size
    if field.shape[:2] != (height, width):
        field = np.asarray(cv2.resize(field, region.size), np.float32)
    columns, rows = np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32)
    field[..., 0] += columns
    field[..., 1] += rows[:, None]
    # OpenCV's declaration forgets that a map of two channels needs no second map.
    picture[region.place] = cv2.remap(  # type: ignore[call-overload]
        picture[region.place], field, None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT_101
    )


def fade(distance: Points) -> Points:
    """1 at distance 0 and nearer, 0 from 1 on, smooth between."""
    inner = 1 - np.clip(distance, 0, 1)
    return np.asarray(inner * inner * (3 - 2 * inner))


def _skin_field(points: Mapping[str, Points], bend: Bend) -> Grid:
    """A sum of Gaussians that meets the points' moves (radial basis functions).

    It fades to nothing far from all points, and along the region's edge.
    """
    moves = {name: np.zeros((len(points[name]), 2)) for name in STILL}
    moves |= {name: np.array(values, np.float64) for name, values in bend.moves.items()}
    shift = np.concatenate(list(moves.values()))
    places = np.concatenate([points[name] for name in moves]) + shift
    between = _bells(places, places, bend.spread) + RIDGE * np.eye(len(places))
    weights = np.linalg.solve(between, -shift)
    rows, columns = _cells(FACE)
    pixels = np.stack([columns.ravel(), rows.ravel()], axis=-1)
    coarse = (_bells(pixels, places, bend.spread) @ weights).astype(np.float32)
    field = cv2.resize(coarse.reshape(*rows.shape, 2), FACE.size, interpolation=cv2.INTER_CUBIC)
    return np.asarray(field * _margin(FACE)[..., None], np.float32)


def _bells(first: Points, second: Points, spread: float) -> Points:
    """Gaussians of the distances, one row for each of the first points."""
    squared = ((first[:, None] - second[None]) ** 2).sum(-1)
    return np.asarray(np.exp(-squared / (2 * spread**2)))


def _cells(region: Region) -> tuple[Points, Points]:
    """Row and column of the middle of each cell of a region."""
    rows, columns = np.mgrid[region.top : region.bottom : CELL, region.left : region.right : CELL]
    middle = (CELL - 1) / 2
    return rows + middle, columns + middle


def _margin(region: Region) -> Points:
    """1 inside, falling to 0 over the last 30 pixels, so that no seam shows."""
    columns, rows = (np.minimum(np.arange(n), np.arange(n)[::-1]) for n in region.size)
    return np.clip(np.minimum(rows[:, None], columns[None]) / 30.0, 0, 1)
