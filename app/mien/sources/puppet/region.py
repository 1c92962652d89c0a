"""A rectangle of the portrait."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Grid = NDArray[np.float32]
Points = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Region:
    """Pixels of the portrait from left and top up to right and bottom."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def size(self) -> tuple[int, int]:
        """Width and height."""
        return self.right - self.left, self.bottom - self.top

    @property
    def place(self) -> tuple[slice, slice]:
        """The region as an index into a picture."""
        return np.s_[self.top : self.bottom, self.left : self.right]

    @staticmethod
    def around(points: Points, margin: float) -> Region:
        """What holds all points with so many pixels around them."""
        left, top = (int(value - margin) for value in points.min(axis=0))
        right, bottom = (int(value + margin) + 1 for value in points.max(axis=0))
        return Region(left, top, right, bottom)
