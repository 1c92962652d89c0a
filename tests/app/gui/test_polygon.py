from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF
from PySide6.QtGui import QPolygonF

from mien.gui.polygon import Polygons, polygon


def test_points_are_those_that_qt_would_make_one_by_one() -> None:
    points = np.random.default_rng(3).normal(200, 80, (237, 2))
    made = polygon(points[::2])  # not contiguous
    assert made == QPolygonF([QPointF(x, y) for x, y in points[::2].tolist()])
    points[:] = 0
    assert made.first() != QPointF(0, 0)  # its memory is its own


def test_no_points_are_an_empty_polygon() -> None:
    assert polygon(np.empty((0, 2))).isEmpty()


def test_polygons_that_are_used_again_have_the_new_points() -> None:
    polygons, rng = Polygons(), np.random.default_rng(4)
    for first, lengths in ((0, [7, 3]), (0, [7, 3]), (1, [3, 0, 5]), (0, [9, 3])):
        points = rng.normal(200, 80, (sum(lengths), 2))
        made = polygons.filled(first, points, lengths)
        parts = np.split(points, np.cumsum(lengths)[:-1])
        assert made == [QPolygonF([QPointF(x, y) for x, y in own.tolist()]) for own in parts]
