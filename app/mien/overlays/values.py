"""A reading's numbers with the names from the card, and how they are written."""

from __future__ import annotations

import math

from mien.network.card import Card
from mien.overlays.facs import au_title, letter, level
from mien.types import Floats, Reading
from mien.words import mark

DASH = "\N{EN DASH}"

# The expressions that networks name, as shown; any other one is shown as the card has it.
TITLES = {
    "neutral": mark("Neutral"),
    "happiness": mark("Happiness"),
    "surprise": mark("Surprise"),
    "sadness": mark("Sadness"),
    "anger": mark("Anger"),
    "disgust": mark("Disgust"),
    "fear": mark("Fear"),
    "contempt": mark("Contempt"),
    "smile": mark("Smile"),
}

Named = tuple[str, float]


def expressions(reading: Reading | None, card: Card | None) -> list[Named]:
    """Expression names with probabilities, in the card's order; empty where there is no reading."""
    if reading is None or card is None:
        return []
    return _named(card.expressions, reading.expression)


def action_units(reading: Reading | None, card: Card | None) -> list[Named]:
    """AU codes with probabilities, in the card's order; empty where there is no reading."""
    if reading is None or card is None:
        return []
    return _named(card.action_units, reading.action_units)


def _named(names: tuple[str, ...], values: Floats) -> list[Named]:
    # A reading of the network that was loaded before may still be under way: show nothing of it.
    if len(names) != len(values):
        return []
    return [(name, float(value)) for name, value in zip(names, values, strict=True)]


def strongest(named: list[Named], count: int) -> list[Named]:
    """The largest few, largest first; NaN is left out."""
    known = [pair for pair in named if not math.isnan(pair[1])]
    return sorted(known, key=lambda pair: -pair[1])[:count]


def title(name: str) -> str:
    """A label of the card as shown: 'happiness' as 'Happiness'."""
    return TITLES.get(name, name[:1].upper() + name[1:])


def value_title(name: str, card: Card) -> str:
    """A value of the card as shown: 'Happiness', 'AU12 Lip corner puller', 'Smile'."""
    return au_title(name) if name in card.action_units else title(name)


def percent(value: float) -> str:
    """A probability as '83 %', a dash for NaN."""
    return DASH if math.isnan(value) else f"{value * 100:.0f}\N{NO-BREAK SPACE}%"


def smile_level(value: float) -> str:
    """A smile 0..1 on the scale 0..5 with one digit, a dash for NaN."""
    return DASH if math.isnan(value) else f"{level(value):.1f}"


def smile_text(value: float) -> str:
    """A smile 0..1 as '3.4 C', the level with its letter; a dash for NaN."""
    return f"{smile_level(value)} {letter(value)}".strip()
