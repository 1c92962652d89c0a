"""The smile overlay: the intensity beside each face, 0 to 5 with the FACS letters."""

from __future__ import annotations

import math

from mien.measures.shown import usable
from mien.network.card import Card
from mien.overlays.facs import LEVELS
from mien.overlays.shapes import Bar, Bars, Shape
from mien.overlays.style import Style
from mien.overlays.values import smile_text
from mien.types import Analysis
from mien.words import mark


def shapes(analysis: Analysis, card: Card | None, style: Style) -> list[Shape]:
    """A meter of five steps for each face that was read."""
    del card, style
    drawn: list[Shape] = []
    for read in analysis.faces:
        if read.reading is not None and not math.isnan(read.reading.smile):
            smile = read.reading.smile
            bar = Bar(mark("Smile"), smile, smile_text(smile), LEVELS, not usable(read))
            drawn.append(Bars(read.face.face_id, read.face.box, (bar,)))
    return drawn
