"""A person's neutral face, and what is read of them relative to it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from mien.network.card import Card
from mien.types import Floats, Reading, frozen

NEUTRAL = "neutral"  # the label whose share is what the other expressions leave
LEAST_ROOM = 0.2  # a value that is nearly 1 at rest must not have its noise blown up


@dataclass(frozen=True, slots=True)
class Neutral:
    """What the network reads of a person's face at rest; in the card's order, each 0..1."""

    expression: Floats
    action_units: Floats
    smile: float

    def fits(self, reading: Reading) -> bool:
        """Whether it is of a network with as many values."""
        mine = len(self.expression), len(self.action_units)
        return mine == (len(reading.expression), len(reading.action_units))


def rise(value: Floats, neutral: Floats) -> Floats:
    """How far values rose above those at rest, as a share of the room there was to rise.

    max(0, v - n) / max(1 - n, LEAST_ROOM): 0 at rest and below, 1 where v is 1; the order of
    values stays. OpenFace likewise takes a person's resting level off and cuts at 0 (Baltrusaitis,
    Mahmoud, Robinson, FG 2015); dividing by the room keeps 0..1. A shift of log odds was left out:
    it would lift values that are near 0 at rest, and with them their noise. The result is no
    probability any more. NaN stays NaN.
    """
    room = np.maximum(1 - neutral, LEAST_ROOM)
    return np.asarray(np.maximum(value - neutral, 0) / room, np.float32)


def relative(reading: Reading, neutral: Neutral, card: Card) -> Reading:
    """A reading relative to the person's neutral face; its maps stay as they are.

    Action Units, smile and all expressions but `neutral` are their `rise`; `neutral` is what those
    leave of 1, which is never below 0 (a rise is convex, so the sum of all is largest where one
    expression has everything, and is at most 1 there). A network without that label keeps its
    expressions as they are.
    """
    return replace(
        reading,
        expression=frozen(_expressions(reading.expression, neutral.expression, card.expressions)),
        action_units=frozen(rise(reading.action_units, neutral.action_units)),
        smile=float(rise(_one(reading.smile), _one(neutral.smile))[0]),
    )


def _one(value: float) -> Floats:
    return np.array([value], np.float32)


def _expressions(value: Floats, neutral: Floats, names: tuple[str, ...]) -> Floats:
    if NEUTRAL not in names or len(names) != len(value):
        return value
    place = names.index(NEUTRAL)
    risen = rise(value, neutral)
    risen[place] = 0
    risen[place] = max(0.0, 1 - float(risen.sum()))
    return risen
