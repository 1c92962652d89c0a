"""Overlays: an analysis becomes shapes in pixels of its frame; nothing here knows a toolkit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from mien.network.card import Card
from mien.overlays import action_units, box, evidence, expression, landmarks, saliency, smile
from mien.overlays.shapes import Shape
from mien.overlays.style import Style
from mien.types import Analysis
from mien.words import mark

Shapes = Callable[[Analysis, Card | None, Style], list[Shape]]


@dataclass(frozen=True, slots=True)
class Overlay:
    """An overlay that can be switched on.

    setting: its name in Settings. key: its shortcut. explained: for a tooltip. written: its shapes
    are Bars, whose digits a window may hold for a moment so that they can be read.
    """

    setting: str
    name: str
    key: str
    explained: str
    shapes: Shapes
    written: bool = False


# In drawing order: the last is on top.
OVERLAYS = (
    Overlay(
        "saliency",
        mark("Saliency"),
        "S",
        mark("Saliency map: where people would look, which guides the network"),
        saliency.shapes,
    ),
    Overlay(
        "evidence",
        mark("Evidence"),
        "V",
        mark("Evidence map: which places speak for a value, and which against it"),
        evidence.shapes,
    ),
    Overlay(
        "landmarks",
        mark("Landmarks"),
        "L",
        mark("Landmarks: face oval, eyes, irises, brows, nose and lips"),
        landmarks.shapes,
    ),
    Overlay("box", mark("Box"), "B", mark("Box and number of each face"), box.shapes),
    Overlay(
        "expression",
        mark("Expression"),
        "E",
        mark("Expression: what each face looks like most"),
        expression.shapes,
        written=True,
    ),
    Overlay(
        "smile",
        mark("Smile"),
        "Y",
        mark("Smile intensity beside each face, 0 to 5"),
        smile.shapes,
        written=True,
    ),
    Overlay(
        "action_units",
        mark("Action Units"),
        "A",
        mark("Action Units: the strongest three beside the main face"),
        action_units.shapes,
        written=True,
    ),
)

MAPS = ("saliency", "evidence")  # they cover the face: one of them at a time


def switched(setting: str, on: bool) -> dict[str, bool]:
    """The settings that switch an overlay on or off; a map takes the place of another."""
    others = MAPS if on and setting in MAPS else ()
    return {**dict.fromkeys(others, False), setting: on}
