"""A hint at a Duchenne smile: a cheek raiser (AU06) together with a lip corner puller (AU12)."""

from __future__ import annotations

import math

from mien.network.card import Card
from mien.types import Reading

CHEEKS, CORNERS = "AU06", "AU12"


def duchenne(reading: Reading | None, card: Card) -> float:
    """The smaller of both probabilities, 0..1; NaN where the network does not read both.

    After Ekman, Davidson and Friesen, J. Pers. Soc. Psychol. 58(2), 1990. It is a hint and no
    verdict: strong smiles raise the cheeks by themselves, and people can do it at will (Girard and
    others, Affective Science 2, 2021).
    """
    units = card.action_units
    if reading is None or len(reading.action_units) != len(units):
        return math.nan
    if CHEEKS not in units or CORNERS not in units:
        return math.nan
    cheeks, corners = (reading.action_units[units.index(code)] for code in (CHEEKS, CORNERS))
    return float(min(cheeks, corners)) if cheeks == cheeks and corners == corners else math.nan
