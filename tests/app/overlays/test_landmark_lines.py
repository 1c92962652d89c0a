"""The lines follow MediaPipe's own connections."""

from __future__ import annotations

import numpy as np
import pytest
from mediapipe.tasks.python.vision import FaceLandmarksConnections
from tests.app.scenes import make_analysis, make_face, read_face

from mien.overlays import landmarks
from mien.overlays.landmarks import CLOSED, IRISES, OPEN
from mien.overlays.shapes import Polyline
from mien.overlays.style import Style

PARTS = (
    "CONTOURS",
    "NOSE",
    "LEFT_IRIS",
    "RIGHT_IRIS",
)
EDGES = {
    frozenset((edge.start, edge.end))
    for part in PARTS
    for edge in getattr(FaceLandmarksConnections, f"FACE_LANDMARKS_{part}")
}


def pairs(indices: tuple[int, ...], closed: bool) -> set[frozenset[int]]:
    ends = indices[1:] + indices[:1] if closed else indices[1:]
    return {frozenset(pair) for pair in zip(indices, ends, strict=False)}


@pytest.mark.parametrize("name", CLOSED)
def test_a_closed_line_runs_along_the_mesh(name: str) -> None:
    assert pairs(CLOSED[name], closed=True) <= EDGES


@pytest.mark.parametrize("name", [name for name in OPEN if name != "nose base"])
def test_an_open_line_runs_along_the_mesh(name: str) -> None:
    assert pairs(OPEN[name], closed=False) <= EDGES


@pytest.mark.parametrize("name", IRISES)
def test_an_iris_is_its_centre_and_its_ring(name: str) -> None:
    centre, *ring = IRISES[name]
    assert pairs(tuple(ring), closed=True) <= EDGES
    assert centre == min(ring) - 1


def test_lines_pass_through_the_landmarks() -> None:
    face = make_face()
    shapes = landmarks.shapes(make_analysis(read_face(face)), None, Style())
    oval = shapes[list(CLOSED).index("face oval")]
    assert isinstance(oval, Polyline)
    np.testing.assert_array_equal(oval.points, face.landmarks[list(CLOSED["face oval"]), :2])
    assert oval.closed


def test_an_iris_ring_has_the_mean_radius() -> None:
    face = make_face(1, 100, 60, 200)
    ring = landmarks.shapes(make_analysis(read_face(face)), None, Style())[-1]
    assert isinstance(ring, Polyline)
    radius = np.hypot(*(ring.points - ring.points.mean(axis=0)).T)
    np.testing.assert_allclose(radius, 0.06 * 100, atol=1e-3)
