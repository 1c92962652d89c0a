"""Many points for Qt at once."""

from __future__ import annotations

from typing import Any

import numpy as np
import shiboken6
from numpy.typing import NDArray
from PySide6.QtGui import QPolygonF


class Polygons:
    """Polygons that are used again: to make one takes several times as long as to fill it.

    One that was given is filled anew by the next call with its number: nobody may keep it.
    """

    def __init__(self) -> None:
        self._kept: dict[int, tuple[QPolygonF, NDArray[np.float64]]] = {}

    def filled(self, number: int, points: NDArray[np.float64]) -> QPolygonF:
        """The polygon of a number, with these points, n x 2."""
        known = self._kept.get(number)
        if known is None or len(known[1]) != len(points):
            made = QPolygonF()
            made.resize(len(points))
            known = self._kept[number] = made, _memory(made, len(points))
        known[1][:] = points
        return known[0]


def polygon(points: NDArray[np.float64]) -> QPolygonF:
    """Points, n x 2, as Qt's.

    Written by numpy into Qt's own memory, two doubles a point: to make each of them in Python takes
    four times as long, and they are hundreds a face and frame.
    """
    made = QPolygonF()
    made.resize(len(points))
    _memory(made, len(points))[:] = points
    return made


def _memory(made: QPolygonF, count: int) -> NDArray[np.float64]:
    """Qt's own memory of a polygon's points, count x 2."""
    if not count:
        return np.empty((0, 2))
    # Typed by its maker as if it took a number alone.
    memory: Any = shiboken6.VoidPtr(made.data(), count * 16, True)  # type: ignore[call-arg,arg-type]
    return np.frombuffer(memory, np.float64).reshape(count, 2)
