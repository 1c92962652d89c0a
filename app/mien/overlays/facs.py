"""The Facial Action Coding System: names of Action Units, letters of intensity.

Ekman, Friesen and Hager, Facial Action Coding System: The Manual, 2002.
"""

from __future__ import annotations

import math

from mien.words import Told, mark, to_tell

NAMES = {
    "AU01": mark("Inner brow raiser"),
    "AU02": mark("Outer brow raiser"),
    "AU04": mark("Brow lowerer"),
    "AU05": mark("Upper lid raiser"),
    "AU06": mark("Cheek raiser"),
    "AU07": mark("Lid tightener"),
    "AU09": mark("Nose wrinkler"),
    "AU10": mark("Upper lip raiser"),
    "AU11": mark("Nasolabial deepener"),
    "AU12": mark("Lip corner puller"),
    "AU14": mark("Dimpler"),
    "AU15": mark("Lip corner depressor"),
    "AU16": mark("Lower lip depressor"),
    "AU17": mark("Chin raiser"),
    "AU18": mark("Lip pucker"),
    "AU20": mark("Lip stretcher"),
    "AU21": mark("Neck tightener"),
    "AU22": mark("Lip funneler"),
    "AU23": mark("Lip tightener"),
    "AU24": mark("Lip pressor"),
    "AU25": mark("Lips part"),
    "AU26": mark("Jaw drop"),
    "AU27": mark("Mouth stretch"),
    "AU28": mark("Lip suck"),
    "AU43": mark("Eyes closed"),
    "AU45": mark("Blink"),
}

# What can be seen of each, and the muscle that does it, in our own words after the manual.
ACTIONS = {
    "AU01": mark("Lifts the inner ends of the brows; the forehead folds in its middle. Frontalis."),
    "AU02": mark("Lifts the outer ends of the brows into an arch. Frontalis, outer part."),
    "AU04": mark("Pulls the brows down and together; folds stand between them. Corrugator."),
    "AU05": mark("Raises the upper lids, so that more white shows. Levator palpebrae."),
    "AU06": mark("Lifts the cheeks and gathers the skin around the eyes. Orbicularis oculi."),
    "AU07": mark("Tightens the lids and narrows the eyes. Orbicularis oculi, inner part."),
    "AU09": mark("Wrinkles the nose along its sides and draws the brows down. Levator labii."),
    "AU10": mark("Lifts the upper lip in its middle; the folds beside the nose deepen. Levator."),
    "AU11": mark("Deepens the upper part of the folds beside the nose. Zygomaticus minor."),
    "AU12": mark("Pulls the corners of the lips up and back, as in a smile. Zygomaticus major."),
    "AU14": mark("Presses the corners of the lips inward, so that they dimple. Buccinator."),
    "AU15": mark("Draws the corners of the lips down. Depressor anguli oris."),
    "AU16": mark("Draws the lower lip down and flattens the chin. Depressor labii inferioris."),
    "AU17": mark("Pushes the chin and the lower lip up; the chin wrinkles. Mentalis."),
    "AU18": mark("Draws the lips together to a small round. Incisivii labii."),
    "AU20": mark("Stretches the lips straight back towards the ears. Risorius."),
    "AU21": mark("Tightens the skin of the neck. Platysma. It has no landmarks to be lit."),
    "AU22": mark("Pushes the lips out like a funnel. Orbicularis oris."),
    "AU23": mark("Tightens the lips, which become narrower. Orbicularis oris."),
    "AU24": mark("Presses the lips together without pushing the chin up. Orbicularis oris."),
    "AU25": mark("Parts the lips, with the teeth together or not."),
    "AU26": mark("Lets the jaw drop as its muscles relax."),
    "AU27": mark("Pulls the jaw down, so that the mouth stands wide open. Pterygoids, digastric."),
    "AU28": mark("Sucks the lips into the mouth. Orbicularis oris."),
    "AU43": mark("Closes the eyes for half a second or longer."),
    "AU45": mark("Closes the eyes and opens them again at once."),
}

LETTERS = "ABCDE"
LETTER_NAMES = (mark("trace"), mark("slight"), mark("marked"), mark("severe"), mark("maximum"))
LEVELS = len(LETTERS)


def au_name(code: str) -> str:
    """What an Action Unit is called; '' for a code that the table does not know."""
    return NAMES.get(code, "")


def au_action(code: str) -> str:
    """What the face does in an Action Unit, a sentence or two; '' for a code that is not known."""
    return ACTIONS.get(code, "")


def au_title(code: str) -> str:
    """A code with its name: 'AU12 Lip corner puller'; the code alone where there is no name."""
    name = au_name(code)
    return Told("{code} {name}", {"code": code, "name": to_tell(name)}) if name else code


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
