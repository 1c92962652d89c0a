"""The box overlay: four rounded corners around each face, and who it is."""

from __future__ import annotations

import numpy as np

from mien.faces.label import face_title
from mien.measures.quality import WORDS
from mien.measures.shown import usable
from mien.network.card import Card
from mien.overlays.shapes import Colour, Polyline, Shape, Tag
from mien.overlays.style import Style
from mien.types import Analysis, Box, Floats, ReadFace
from mien.words import to_tell, told

ARM = 0.16  # of the shorter side: how far a corner's arms reach
ROUND = 0.06  # of the shorter side: the corner's radius
STEPS = 6


def shapes(analysis: Analysis, card: Card | None, style: Style) -> list[Shape]:
    """Corners and a tag a face; the main face has the accent's colour unless it has its own."""
    del card
    drawn: list[Shape] = []
    for read in analysis.faces:
        face = read.face
        main = face.face_id == style.main_id
        colour = style.own_colour(face.face_id) or (style.accent if main else style.line)
        drawn += corners(face.box, colour, 2.0 if main else 1.5)
        drawn.append(tag(read, style, colour))
    return drawn


def tag(read: ReadFace, style: Style, colour: Colour) -> Tag:
    """The face's name where it has one, else its number; why it says little, where it does."""
    face, text = read.face, face_title(read.face.face_id, style.labels)
    if read.measures is not None and not usable(read):
        word = WORDS.get(read.measures.quality.reason, "")
        text = told("{face}: {reason}", face=text, reason=to_tell(word)) if word else text
    return Tag(
        text,
        face.box,
        colour,
        face.face_id,
        main=face.face_id == style.main_id,
        pinned=face.face_id == style.pinned_id,
    )


def corners(box: Box, colour: Colour, width: float) -> list[Polyline]:
    """The four corners of a box, clockwise from the top left."""
    side = np.float32(min(box.width, box.height))
    right, bottom = box.x + box.width, box.y + box.height
    at = [(box.x, box.y), (right, box.y), (right, bottom), (box.x, bottom)]
    lines = CORNERS * side + np.array(at, np.float32)[:, None]
    return [Polyline(line, colour, width) for line in lines]


def _corner() -> Floats:
    """A rounded top left corner of a side of 1: up the left arm, round, along the top arm."""
    angles = np.linspace(0.0, np.pi / 2, STEPS)
    arc = ROUND * (1 - np.stack([np.cos(angles), np.sin(angles)], axis=1))
    return np.concatenate([[[0.0, ARM]], arc, [[ARM, 0.0]]]).astype(np.float32)


TURNED = np.array([[1, 1], [-1, 1], [-1, -1], [1, -1]], np.float32)  # clockwise from the top left
CORNERS = _corner() * TURNED[:, None]
