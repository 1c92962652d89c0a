"""A face's measures as cells of a row, and back."""

from __future__ import annotations

import math
from collections.abc import Sequence

from mien.measures.duchenne import duchenne
from mien.network.card import Card
from mien.types import Asymmetry, Measures, Quality, ReadFace

NAN = math.nan

# The order of `measured`; the reason of a poor quality is a word and stands before them.
MEASURES = (
    "quality",
    "asymmetry_mouth_x",
    "asymmetry_mouth_y",
    "asymmetry_brow_x",
    "asymmetry_brow_y",
    "gaze_x",
    "gaze_y",
    "blinks",
    "blink_rate",
    "duchenne_hint",
)
REASON = "quality_reason"


def measured(seen: ReadFace, card: Card) -> tuple[float, ...]:
    """The numbers of MEASURES; NaN for each that is not known. The hint is of the raw reading."""
    hint = duchenne(seen.reading, card)
    measures = seen.measures
    if measures is None:
        return (*[NAN] * (len(MEASURES) - 1), hint)
    sides = measures.asymmetry
    return (
        measures.quality.score,
        sides.mouth_x,
        sides.mouth_y,
        sides.brow_x,
        sides.brow_y,
        measures.gaze_x,
        measures.gaze_y,
        float(measures.blinks) if measures.blinks >= 0 else NAN,
        measures.blink_rate,
        hint,
    )


def measures_of(values: Sequence[float], reason: str) -> Measures | None:
    """What a row says, None where nobody measured."""
    quality, mouth_x, mouth_y, brow_x, brow_y, gaze_x, gaze_y, blinks, rate, _ = values
    if math.isnan(quality):
        return None
    return Measures(
        quality=Quality(quality, reason),
        asymmetry=Asymmetry(mouth_x, mouth_y, brow_x, brow_y),
        gaze_x=gaze_x,
        gaze_y=gaze_y,
        blinks=-1 if math.isnan(blinks) else int(blinks),
        blink_rate=rate,
    )
