"""The landmarks overlay: the lines of a face, from MediaPipe's 478 points."""

from __future__ import annotations

import math

import numpy as np

from mien.network.card import Card
from mien.overlays.shapes import Polyline, Shape
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
LINES = CLOSED | OPEN
# All lines one after the other, so that their points are taken at once, and where each one lies.
ALONG = np.concatenate([np.array(indices) for indices in LINES.values()])
ENDS = np.cumsum([len(indices) for indices in LINES.values()]).tolist()
PARTS = tuple(
    (start, end, name in FAINT, name in CLOSED)
    for name, start, end in zip(LINES, [0, *ENDS], ENDS, strict=False)
)
ROUND_EYES = np.array(list(IRISES.values()))
IRIS_POINTS = 20
ANGLES = np.linspace(0.0, 2 * np.pi, IRIS_POINTS, endpoint=False)
CIRCLE = np.stack([np.cos(ANGLES), np.sin(ANGLES)], axis=1).astype(np.float32)
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
    along, faint = points[ALONG], (*style.line[:3], style.line[3] * 3 // 5)
    lines = [
        Polyline(along[start:end], faint if is_faint else style.line, HAIR, closed)
        for start, end, is_faint, closed in PARTS
    ]
    rings = _rings(points[ROUND_EYES])
    return lines + [Polyline(ring, style.accent, HAIR, closed=True) for ring in rings]


def _rings(irises: Floats) -> Floats:
    """Circles about first points through the mean distance of the others, k x n x 2.

    irises: k x m x 2.
    """
    # Ten points: numpy would take longer to begin than Python to end.
    circles = [
        (x, y, sum(math.hypot(u - x, v - y) for u, v in others) / len(others))
        for (x, y), *others in irises.tolist()
    ]
    placed = np.array(circles, np.float32)
    return placed[:, None, :2] + placed[:, 2, None, None] * CIRCLE
