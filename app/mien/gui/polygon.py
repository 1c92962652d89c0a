"""Many points for Qt at once."""

from __future__ import annotations

from typing import Any

import numpy as np
import shiboken6
from numpy.typing import NDArray
from PySide6.QtGui import QPolygonF


def polygon(points: NDArray[np.float64]) -> QPolygonF:
    """Points, n x 2, as Qt's.

    Written by numpy into Qt's own memory, two doubles a point: to make each of them in Python takes
    four times as long, and they are hundreds a face and frame.
    """
    made = QPolygonF()
    made.resize(len(points))
    if len(points):
        # Typed by its maker as if it took a number alone.
        memory: Any = shiboken6.VoidPtr(made.data(), points.size * 8, True)  # type: ignore[call-arg,arg-type]
        np.frombuffer(memory, np.float64)[:] = points.ravel()
    return made
