"""The evidence overlay: which places of a face speak for a value, and which against it.

Both signs are shown, since a face can be read as happy although its brows speak against it.
Yellow against blue differs in hue and in lightness for every kind of colour blindness, and
neither is a colour of skin.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from mien.network.card import Card
from mien.overlays.heat import STEPS, Tints, enlarged, on_face, tinted, tints_of
from mien.overlays.shapes import Legend, Shape
from mien.overlays.style import Style
from mien.overlays.values import expressions, strongest, value_title
from mien.types import Analysis, Floats, Image, Reading
from mien.words import mark, to_tell, told

AGAINST, NEITHER, FOR = (36, 92, 255), (128, 128, 132), (255, 221, 0)
FADE = (0.10, 0.75)  # of the strongest place; below the first a place is clear
# A logit is its evidence's mean over the places: a map that stays below this says next to
# nothing and is left faint instead of being stretched.
LEAST_SCALE = 1.0


def shapes(analysis: Analysis, card: Card | None, style: Style) -> list[Shape]:
    """A signed map for each face with evidence, and one legend."""
    if card is None:
        return []
    drawn: list[Shape] = []
    shown: set[str] = set()
    for read in analysis.faces:
        value = value_shown(read.reading, card, style.evidence_of)
        if read.reading is None or value is None:
            continue
        cells = read.reading.evidence[card.values.index(value)]
        if np.isfinite(cells).all():
            drawn.append(on_face(evidence_pixels(cells, style), read.face, card))
            shown.add(value)
    if drawn:
        drawn.append(Legend(colours(), mark("against"), mark("for"), _title(shown, card)))
    return drawn


def value_shown(reading: Reading | None, card: Card, wanted: str) -> str | None:
    """The value whose evidence is shown; None where the reading has none of this card.

    wanted: a name of `card.values`; any other one stands for the likeliest expression.
    """
    if reading is None or len(reading.evidence) != len(card.values):
        return None
    if wanted in card.values:
        return wanted
    likeliest = strongest(expressions(reading, card), 1)
    return likeliest[0][0] if likeliest else None


def evidence_pixels(cells: Floats, style: Style) -> Image:
    """Signed evidence, rows x columns, as RGBA, a square: clear where nothing is said."""
    scale = evidence_scale(cells)
    # Enlarged apart, as a cubic curve swings below 0 beside a peak: no sign is made up.
    smooth = _share(cells / scale) - _share(-cells / scale)
    return tinted(_tints(style.opacity), (smooth + 1) / 2)


def evidence_scale(cells: Floats) -> float:
    """The evidence that has a map's strongest colour, a share of a logit."""
    return max(float(np.abs(cells).max()), LEAST_SCALE)


def _share(cells: Floats) -> Floats:
    """The positive part, enlarged, 0..1."""
    return np.asarray(enlarged(cells.clip(0.0)).clip(0.0, 1.0), dtype=np.float32)


@lru_cache(maxsize=1)
def colours() -> Image:
    """256 RGB colours, from what speaks against a value over neither to what speaks for it."""
    places = np.linspace(-1.0, 1.0, 256)
    channels = zip(AGAINST, NEITHER, FOR, strict=True)
    table = [np.interp(places, (-1.0, 0.0, 1.0), channel) for channel in channels]
    return np.stack(table, axis=1).round().astype(np.uint8)


@lru_cache(maxsize=1)
def _tints(opacity: float) -> Tints:
    return tints_of(colours(), np.abs(np.linspace(-1.0, 1.0, STEPS)), FADE, opacity)


def _title(shown: set[str], card: Card) -> str:
    if len(shown) == 1:
        name = value_title(next(iter(shown)), card)
        return told("Evidence for {value}", value=to_tell(name))
    return mark("Evidence for each likeliest expression")
