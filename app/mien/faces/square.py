"""The square of a picture in which a face lies, and its pixels, as the mesh is read from them."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np

from mien.faces.align import landmark_box
from mien.types import Box, Floats, Image

SIDE = 256  # pixels of what the mesh is read from
AROUND = 1.5  # a square's side, in longer sides of its face's box
EYES = 33, 263  # landmarks of the outer corners, the one on the picture's left first


@dataclass(frozen=True, slots=True)
class Square:
    """A part of a picture, turned about its middle: pixels, and radians clockwise."""

    x: float
    y: float
    side: float
    angle: float

    def to_picture(self) -> Floats:
        """The 2 x 3 that takes pixels of SIDE x SIDE to those of the picture."""
        scale = self.side / SIDE
        across, down = math.cos(self.angle) * scale, math.sin(self.angle) * scale
        half = SIDE / 2
        return np.array(
            [
                [across, -down, self.x - (across - down) * half],
                [down, across, self.y - (down + across) * half],
            ],
            np.float32,
        )


def square_around(box: Box, eyes: Floats) -> Square:
    """Where a face lies, from its box and its eyes, 2 x 2, the one on the picture's left first."""
    across, down = (eyes[1] - eyes[0]).tolist()
    return Square(*box.centre, max(box.width, box.height) * AROUND, math.atan2(down, across))


def square_of(landmarks: Floats) -> Square:
    """Where a face that was seen just before still lies, from its landmarks, 478 x 3."""
    return square_around(landmark_box(landmarks), landmarks[list(EYES), :2])


def cut_square(image: Image, to_picture: Floats) -> Image:
    """The square of a picture, SIDE x SIDE x 3; the edge is continued outside it.

    OpenCV warps four channels in half the time that it takes for three.
    """
    corners = np.array(((0, 0), (SIDE, 0), (SIDE, SIDE), (0, SIDE)), np.float32)
    places = corners @ to_picture[:, :2].T + to_picture[:, 2]
    height, width = image.shape[:2]
    # One that is outside needs the pixels of the edge: there is always a part.
    left, top = np.clip(places.min(axis=0).astype(int) - 2, 0, (width - 2, height - 2)).tolist()
    right, bottom = np.clip(places.max(axis=0).astype(int) + 3, (left + 1, top + 1), None).tolist()
    part = cv2.cvtColor(image[top:bottom, left:right], cv2.COLOR_RGB2RGBA)
    moved = to_picture - np.array([[0, 0, left], [0, 0, top]])  # as doubles, nothing is rounded
    square = cv2.warpAffine(
        part,
        moved,
        (SIDE, SIDE),
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_REPLICATE,
    )
    return np.asarray(cv2.cvtColor(square, cv2.COLOR_RGBA2RGB), np.uint8)
