"""The expression overlay: what each face looks like most, with its probability."""

from __future__ import annotations

from mien.measures.shown import usable
from mien.network.card import Card
from mien.overlays.shapes import Bar, Bars, Shape
from mien.overlays.style import Style
from mien.overlays.values import expressions, percent, strongest, title
from mien.types import Analysis


def shapes(analysis: Analysis, card: Card | None, style: Style) -> list[Shape]:
    """The most probable expression of each face that was read."""
    del style
    drawn: list[Shape] = []
    for read in analysis.faces:
        for name, value in strongest(expressions(read.reading, card), 1):
            bar = Bar(title(name), value, percent(value), faded=not usable(read))
            drawn.append(Bars(read.face.face_id, read.face.box, (bar,)))
    return drawn
