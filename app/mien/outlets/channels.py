"""The values of a face in a fixed order, with their names, kinds and units."""

from __future__ import annotations

import math
from dataclasses import dataclass

from mien.network.card import SMILE, Card
from mien.types import Floats, ReadFace

NAN = math.nan


@dataclass(frozen=True, slots=True)
class Channel:
    """One value of a face.

    group: '' where the name says all. kind, unit: in the words of Lab Streaming Layer's metadata.
    """

    group: str
    name: str
    kind: str
    unit: str


def channels(card: Card) -> tuple[Channel, ...]:
    """Expressions and Action Units in the card's order, smile, head pose, the face's number.

    Without the smile where the network reads none.
    """
    return (
        *(Channel("expression", name, "Expression", "probability") for name in card.expressions),
        *(Channel("au", name, "ActionUnit", "probability") for name in card.action_units),
        *((Channel("", SMILE, "Intensity", "normalized"),) if card.smile else ()),
        *(Channel("pose", name, "HeadPose", "degrees") for name in ("pitch", "yaw", "roll")),
        Channel("", "face_id", "Identity", "number"),
    )


def values(seen: ReadFace | None, card: Card) -> list[float]:
    """A face's values in the order of `channels`; NaN for each that is not known."""
    expression, units, smile = readings(seen, card)
    read = [*expression, *units, *([smile] if card.smile else [])]
    if seen is None:
        return [*read, NAN, NAN, NAN, NAN]
    pose = seen.face.pose
    return [*read, pose.pitch, pose.yaw, pose.roll, float(seen.face.face_id)]


def readings(seen: ReadFace | None, card: Card) -> tuple[list[float], list[float], float]:
    """What the network says of a face: expressions, Action Units, smile; NaN where nothing."""
    reading = None if seen is None else seen.reading
    if reading is None:
        return [NAN] * len(card.expressions), [NAN] * len(card.action_units), NAN
    return (
        _fitting(reading.expression, len(card.expressions)),
        _fitting(reading.action_units, len(card.action_units)),
        reading.smile,
    )


def _fitting(numbers: Floats, count: int) -> list[float]:
    # A reading of a network that was loaded before has other values: nothing is said of it.
    found: list[float] = numbers.tolist()
    return found if len(found) == count else [NAN] * count
