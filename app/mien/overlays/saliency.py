"""The saliency overlay: where people would look, over the face that the network reads."""

from __future__ import annotations

from functools import lru_cache

import cv2
import numpy as np

from mien.network.card import Card
from mien.overlays.heat import STEPS, Tints, enlarged, on_face, tinted, tints_of
from mien.overlays.shapes import Legend, Shape
from mien.overlays.style import Style
from mien.settings import ColourMap
from mien.types import Analysis, Floats, Image
from mien.words import mark

FADE = (0.12, 0.70)  # saliency below the first is clear, above the second has the full opacity

# All three rise evenly in lightness and can be told apart by colour-blind people.
COLOUR_MAPS: dict[ColourMap, int] = {
    "inferno": cv2.COLORMAP_INFERNO,
    "viridis": cv2.COLORMAP_VIRIDIS,
    "cividis": cv2.COLORMAP_CIVIDIS,
}


def shapes(analysis: Analysis, card: Card | None, style: Style) -> list[Shape]:
    """A heat map for each face that was read, and one legend."""
    if card is None:
        return []
    maps: list[Shape] = [
        on_face(heat_pixels(read.reading.saliency, style), read.face, card)
        for read in analysis.faces
        if read.reading is not None and np.isfinite(read.reading.saliency).all()
    ]
    if maps:
        maps.append(Legend(colours(style.colour_map), mark("low"), mark("high"), mark("Saliency")))
    return maps


def heat_pixels(saliency: Floats, style: Style) -> Image:
    """Saliency 0..1, rows x columns, as RGBA, a square: clear where low and at the border."""
    smooth = np.clip(enlarged(saliency), 0.0, 1.0)
    return tinted(_tints(style.colour_map, style.opacity), smooth)


@lru_cache(maxsize=len(COLOUR_MAPS))
def _tints(name: ColourMap, opacity: float) -> Tints:
    return tints_of(colours(name), np.linspace(0.0, 1.0, STEPS), FADE, opacity)


@lru_cache(maxsize=len(COLOUR_MAPS))
def colours(name: ColourMap) -> Image:
    """The 256 RGB colours of a map, low to high."""
    ramp = np.arange(256, dtype=np.uint8)[:, None]
    table = cv2.applyColorMap(ramp, COLOUR_MAPS[name])
    return np.ascontiguousarray(table[:, 0, ::-1])
