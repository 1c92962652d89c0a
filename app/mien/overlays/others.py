"""Everybody but the main face in grey, where that was chosen: there, but out of the way."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from mien.overlays.box import tag
from mien.overlays.landmarks import CLOSED
from mien.overlays.shapes import Area, Colour, Shape
from mien.overlays.style import Style
from mien.types import Analysis

VEIL: Colour = (128, 130, 134, 190)
INK: Colour = (176, 180, 186, 255)


def set_apart(analysis: Analysis, style: Style) -> tuple[Analysis, list[Shape]]:
    """The analysis with the faces that are to be drawn, and the grey of those that are not.

    All are drawn where nothing is to be grey, or where no face is the main one.
    """
    others = [read for read in analysis.faces if read.face.face_id != style.main_id]
    if not style.grey_others or style.main_id is None or not others:
        return analysis, []
    grey: list[Shape] = []
    for read in others:
        outline = read.face.landmarks[list(CLOSED["face oval"]), :2]
        if np.isfinite(outline).all():
            grey.append(Area(outline, VEIL))
        grey.append(tag(replace(read, measures=None), style, INK))
    main = tuple(read for read in analysis.faces if read.face.face_id == style.main_id)
    return replace(analysis, faces=main), grey
