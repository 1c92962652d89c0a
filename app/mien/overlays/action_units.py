"""The Action Unit overlay: the strongest few beside the main face, with their FACS names."""

from __future__ import annotations

from mien.measures.shown import usable
from mien.network.card import Card
from mien.overlays.facs import au_title
from mien.overlays.shapes import Bar, Bars, Shape
from mien.overlays.style import Style
from mien.overlays.values import action_units, percent, strongest
from mien.types import Analysis

SHOWN = 3


def shapes(analysis: Analysis, card: Card | None, style: Style) -> list[Shape]:
    """The strongest Action Units of the main face, of each where there is none; if it was read."""
    drawn: list[Shape] = []
    for read in analysis.faces:
        if style.main_id not in (None, read.face.face_id):
            continue
        top = strongest(action_units(read.reading, card), SHOWN)
        if top:
            faded = not usable(read)
            bars = tuple(
                Bar(au_title(code), value, percent(value), faded=faded) for code, value in top
            )
            drawn.append(Bars(read.face.face_id, read.face.box, bars))
    return drawn
