"""The Facial Action Coding System: names of Action Units, letters of intensity.

Ekman, Friesen and Hager, Facial Action Coding System: The Manual, 2002.
"""

from __future__ import annotations

import math

NAMES = {
    "AU01": "Inner brow raiser",
    "AU02": "Outer brow raiser",
    "AU04": "Brow lowerer",
    "AU05": "Upper lid raiser",
    "AU06": "Cheek raiser",
    "AU07": "Lid tightener",
    "AU09": "Nose wrinkler",
    "AU10": "Upper lip raiser",
    "AU11": "Nasolabial deepener",
    "AU12": "Lip corner puller",
    "AU14": "Dimpler",
    "AU15": "Lip corner depressor",
    "AU16": "Lower lip depressor",
    "AU17": "Chin raiser",
    "AU18": "Lip pucker",
    "AU20": "Lip stretcher",
    "AU21": "Neck tightener",
    "AU22": "Lip funneler",
    "AU23": "Lip tightener",
    "AU24": "Lip pressor",
    "AU25": "Lips part",
    "AU26": "Jaw drop",
    "AU27": "Mouth stretch",
    "AU28": "Lip suck",
    "AU43": "Eyes closed",
    "AU45": "Blink",
}

LETTERS = "ABCDE"
LETTER_NAMES = ("trace", "slight", "marked", "severe", "maximum")
LEVELS = len(LETTERS)


def au_name(code: str) -> str:
    """What an Action Unit is called; '' for a code that the table does not know."""
    return NAMES.get(code, "")


def level(intensity: float) -> float:
    """An intensity 0..1 on the scale 0..5."""
    return intensity * LEVELS


def letter(intensity: float) -> str:
    """The nearest letter A..E of an intensity 0..1; '' below half an A and for NaN."""
    if math.isnan(intensity):
        return ""
    # Half a step up, as round() would send .5 to the even neighbour.
    step = min(math.floor(level(intensity) + 0.5), LEVELS)
    return LETTERS[step - 1] if step > 0 else ""
