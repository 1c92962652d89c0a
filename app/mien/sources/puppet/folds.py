"""Folds of the skin that an expression smooths away or brings about."""

from __future__ import annotations

import cv2
import numpy as np

from mien.sources.puppet.region import Grid, Points, Region
from mien.types import Image

FURROW = np.array([-46, -50, -50], np.float32)  # RGB, added where a furrow is deepest


class Fold:
    """What is added to a region of the portrait at full strength."""

    def __init__(self, region: Region, change: Grid) -> None:
        self._place = region.place
        self._change = change

    def add(self, picture: Image, amount: float) -> None:
        """Add a part of it, 0..1."""
        if amount:
            changed = picture[self._place] + self._change * amount
            picture[self._place] = np.clip(changed, 0, 255).astype(np.uint8)


def smoothed(portrait: Image, line: Points) -> Fold:
    """Takes the photographed fold along a line away: the skin around it, spread over it."""
    region = Region.around(line, 36)
    skin = portrait[region.place].astype(np.float32)
    drawn = _drawn(line, region, 15)
    clear = 1 - cv2.dilate(drawn, np.ones((3, 3), np.uint8)).astype(np.float32)[..., None]
    around = cv2.GaussianBlur(skin * clear, (0, 0), 7)
    weight = cv2.GaussianBlur(clear, (0, 0), 7)[..., None] + 1e-3
    amount = cv2.GaussianBlur(drawn, (0, 0), 3)[..., None]
    return Fold(region, np.asarray((around / weight - skin) * amount, np.float32))


def furrow(line: Points) -> Fold:
    """The shadow of a furrow along a line."""
    region = Region.around(line, 14)
    soft = cv2.GaussianBlur(_drawn(line, region, 2), (0, 0), 2.2)
    return Fold(region, np.asarray(soft[..., None] * FURROW, np.float32))


def _drawn(line: Points, region: Region, width: int) -> Grid:
    """1 on the line, 0 off it."""
    columns, rows = region.size
    mask = np.zeros((rows, columns), np.uint8)
    corners = (line - (region.left, region.top)).astype(np.int32)
    cv2.polylines(mask, [corners], False, 255, width, cv2.LINE_AA)
    return mask.astype(np.float32) / np.float32(255)
