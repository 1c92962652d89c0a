"""The colours of the timeline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtGui import QColor

from mien.gui.theme import Theme
from mien.record.markers import MarkerKind
from mien.types import Floats

# Apart in lightness as well as in hue; neutral is gray, as nothing stands out in it.
EXPRESSIONS = {
    "neutral": "#7d8899",
    "happiness": "#f3b743",
    "surprise": "#3fc6c9",
    "sadness": "#4f86f7",
    "anger": "#ee5f5f",
    "disgust": "#74b552",
    "fear": "#a77be8",
    "contempt": "#e08a52",
}
OTHERS = ("#d670b5", "#8fb8de", "#c9c15a", "#9a8478")


@dataclass(frozen=True)
class Colours:
    """RGB 0..255 as floats.

    surface: behind all. track: a value of 0. accent: a value of 1. faint: hatching where there was
    no picture. expressions: one a label, E x 3.
    """

    surface: Floats
    track: Floats
    accent: Floats
    faint: Floats
    expressions: Floats

    @classmethod
    def of(cls, theme: Theme, expressions: Sequence[str]) -> Colours:
        """The colours of a theme for the labels of a network."""
        names = [expression_colour(name, place) for place, name in enumerate(expressions)]
        return cls(
            rgb(theme.surface),
            rgb(theme.track),
            rgb(theme.accent),
            rgb(theme.faint),
            np.array([rgb(name) for name in names], np.float32).reshape(-1, 3),
        )


def expression_colour(name: str, place: int) -> str:
    """The colour of a label; place: among the labels, for those without a colour of their own."""
    return EXPRESSIONS.get(name.lower(), OTHERS[place % len(OTHERS)])


def marker_colour(kind: MarkerKind, theme: Theme) -> str:
    """The colour of a marker's flag."""
    return {
        "mark": theme.accent,
        "note": theme.warn,
        "neutral": theme.muted,
        "stimulus_on": theme.good,
        "stimulus_off": theme.good,
    }[kind]


def rgb(text: str) -> Floats:
    """'#rrggbb' as three numbers."""
    colour = QColor(text)
    return np.array([colour.red(), colour.green(), colour.blue()], np.float32)
