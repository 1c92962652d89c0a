"""Where the eyes look, coarsely, from MediaPipe's eyeLook blendshapes."""

from __future__ import annotations

import math

from mien.faces.blendshapes import BLENDSHAPES
from mien.measures.blinks import lids
from mien.types import Floats

SHUT = 0.3  # of the lids; from there on the lids and not the eyes decide what is seen

_AT = {name: place for place, name in enumerate(BLENDSHAPES)}


def gaze(blendshapes: Floats) -> tuple[float, float]:
    """The eyes' turn in the head, to the person's own left and up, each -1..1; NaN if unknown.

    The mean of both eyes: x of (out - in) of the left and (in - out) of the right eye, y of
    (up - down). 1 is as far as eyes turn in MediaPipe's model; it gives no degrees, knows nothing
    of the screen, and reads eyes that look down as half shut: not for whoever needs an eye tracker.
    NaN while the lids are shut.
    """
    if len(blendshapes) != len(BLENDSHAPES) or not lids(blendshapes) < SHUT:
        return math.nan, math.nan
    x = _look(blendshapes, "OutLeft") - _look(blendshapes, "InLeft")
    x += _look(blendshapes, "InRight") - _look(blendshapes, "OutRight")
    y = _look(blendshapes, "UpLeft") + _look(blendshapes, "UpRight")
    y -= _look(blendshapes, "DownLeft") + _look(blendshapes, "DownRight")
    return x / 2, y / 2


def _look(blendshapes: Floats, where: str) -> float:
    return float(blendshapes[_AT[f"eyeLook{where}"]])
