"""Many points for Qt at once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import shiboken6
from numpy.typing import NDArray
from PySide6.QtGui import QPolygonF


class Polygons:
    """Polygons that are used again: to make one takes several times as long as to fill it.

    Those that were given are filled anew by the next call with their numbers: nobody may keep them.
    """

    def __init__(self) -> None:
        self._kept: dict[int, tuple[QPolygonF, NDArray[np.float64]]] = {}

    def filled(
        self, first: int, points: NDArray[np.float64], lengths: Iterable[int]
    ) -> list[QPolygonF]:
        """The polygons from a number on, each with so many of the points, n x 2."""
        given, end = [], 0
        for number, length in enumerate(lengths, first):
            known = self._kept.get(number)
            if known is None or len(known[1]) != length:
                made = QPolygonF()
                made.resize(length)
                known = self._kept[number] = made, _memory(made, length)
            start, end = end, end + length
            known[1][:] = points[start:end]
            given.append(known[0])
        return given


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
