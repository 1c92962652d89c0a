"""The landmarks overlay: the lines of a face, from MediaPipe's 478 points."""

from __future__ import annotations

import numpy as np

from mien.network.card import Card
from mien.overlays.shapes import Colour, Polyline, Shape
from mien.overlays.style import Style
from mien.types import Analysis, Floats

# Indices of MediaPipe's face mesh along each line, in drawing order
# (mediapipe.tasks.python.vision.FaceLandmarksConnections); right and left are the person's.
CLOSED: dict[str, tuple[int, ...]] = {
    "face oval": (
        10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377,
        152, 148, 176, 149, 150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109,
    ),
    "right eye": (33, 7, 163, 144, 145, 153, 154, 155, 133, 173, 157, 158, 159, 160, 161, 246),
    "left eye": (263, 249, 390, 373, 374, 380, 381, 382, 362, 398, 384, 385, 386, 387, 388, 466),
    "outer lips": (
        61, 146, 91, 181, 84, 17, 314, 405, 321, 375, 291, 409, 270, 269, 267, 0, 37, 39, 40, 185,
    ),
    "inner lips": (
        78, 95, 88, 178, 87, 14, 317, 402, 318, 324, 308, 415, 310, 311, 312, 13, 82, 81, 80, 191,
    ),
}  # fmt: skip
OPEN: dict[str, tuple[int, ...]] = {
    "right brow, lower": (46, 53, 52, 65, 55),
    "right brow, upper": (70, 63, 105, 66, 107),
    "left brow, lower": (276, 283, 282, 295, 285),
    "left brow, upper": (300, 293, 334, 296, 336),
    "nose bridge": (168, 6, 197, 195, 5, 4),
    "nose base": (98, 97, 2, 326, 327),
}
IRISES: dict[str, tuple[int, ...]] = {
    "right iris": (468, 469, 470, 471, 472),
    "left iris": (473, 474, 475, 476, 477),
}
FAINT = frozenset({"face oval", "nose bridge", "nose base"})
IRIS_POINTS = 20
ANGLES = np.linspace(0.0, 2 * np.pi, IRIS_POINTS, endpoint=False)
CIRCLE = np.stack([np.cos(ANGLES), np.sin(ANGLES)], axis=1)
HAIR = 1.0  # points; Qt draws wider smooth lines ten times as slowly


def shapes(analysis: Analysis, card: Card | None, style: Style) -> list[Shape]:
    """Fine lines along oval, eyes, brows, nose and lips, and a ring around each iris."""
    del card
    drawn: list[Shape] = []
    for read in analysis.faces:
        if np.isfinite(read.face.landmarks[:, :2]).all():  # NaN where a session did not keep them
            drawn += _lines(read.face.landmarks[:, :2], style)
    return drawn


def _lines(points: Floats, style: Style) -> list[Polyline]:
    lines = [
        Polyline(points[list(indices)], _colour(name, style), HAIR, name in CLOSED)
        for name, indices in (CLOSED | OPEN).items()
    ]
    rings = [
        Polyline(_ring(points[list(indices)]), style.accent, HAIR, closed=True)
        for indices in IRISES.values()
    ]
    return lines + rings


def _colour(name: str, style: Style) -> Colour:
    red, green, blue, alpha = style.line
    return (red, green, blue, alpha * 3 // 5) if name in FAINT else style.line


def _ring(iris: Floats) -> Floats:
    """A circle about the first point through the mean distance of the others, n x 2."""
    centre = iris[0]
    radius = np.hypot(*(iris[1:] - centre).T).mean()
    return np.asarray(centre + radius * CIRCLE, dtype=np.float32)
