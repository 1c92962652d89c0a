"""The values of a face in a fixed order, with their names, kinds and units."""

from __future__ import annotations

import math
from dataclasses import dataclass

from mien.network.card import SMILE, Card
from mien.record.columns import calibrated
from mien.record.measured import MEASURES, measured
from mien.types import Floats, ReadFace, Reading

NAN = math.nan

# Kind and unit of each of MEASURES.
MEASURE_UNITS = {
    "quality": ("Quality", "normalized"),
    "asymmetry_mouth_x": ("Asymmetry", "eye distances"),
    "asymmetry_mouth_y": ("Asymmetry", "eye distances"),
    "asymmetry_brow_x": ("Asymmetry", "eye distances"),
    "asymmetry_brow_y": ("Asymmetry", "eye distances"),
    "gaze_x": ("Gaze", "normalized"),
    "gaze_y": ("Gaze", "normalized"),
    "blinks": ("Blinks", "count"),
    "blink_rate": ("Blinks", "per minute"),
    "duchenne_hint": ("Hint", "normalized"),
}


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

    Then what is measured of a face, and the values relative to the person's own neutral face.
    Without the smile where the network reads none.
    """
    return (
        *(Channel("expression", name, "Expression", "probability") for name in card.expressions),
        *(Channel("au", name, "ActionUnit", "probability") for name in card.action_units),
        *((Channel("", SMILE, "Intensity", "normalized"),) if card.smile else ()),
        *(Channel("pose", name, "HeadPose", "degrees") for name in ("pitch", "yaw", "roll")),
        Channel("", "face_id", "Identity", "number"),
        *(Channel("measure", name, *MEASURE_UNITS[name]) for name in MEASURES),
        *(Channel("calibrated", name, "Calibrated", "normalized") for name in calibrated(card)),
    )


def values(seen: ReadFace | None, card: Card) -> list[float]:
    """A face's values in the order of `channels`; NaN for each that is not known."""
    expression, units, smile = readings(seen, card)
    read = [*expression, *units, *([smile] if card.smile else [])]
    if seen is None:
        return [*read, *[NAN] * (4 + len(MEASURES) + len(card.values))]
    pose = seen.face.pose
    return [
        *read,
        *(pose.pitch, pose.yaw, pose.roll, float(seen.face.face_id)),
        *measured(seen, card),
        *calibrated_values(seen, card),
    ]


def calibrated_values(seen: ReadFace, card: Card) -> list[float]:
    """The card's values relative to the person's own neutral face; NaN without a calibration."""
    expression, units, smile = _of(seen.calibrated, card)
    return [*expression, *units, *([smile] if card.smile else [])]


def readings(seen: ReadFace | None, card: Card) -> tuple[list[float], list[float], float]:
    """What the network says of a face: expressions, Action Units, smile; NaN where nothing."""
    return _of(None if seen is None else seen.reading, card)


def _of(reading: Reading | None, card: Card) -> tuple[list[float], list[float], float]:
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
