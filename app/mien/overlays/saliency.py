"""The saliency overlay: where the network looked, over the face that it looked at."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from mien.network.card import Card
from mien.overlays.shapes import Heatmap, Legend, Shape
from mien.overlays.style import Style
from mien.settings import ColourMap
from mien.types import Analysis, Floats, Image

SIDE = 128  # pixels of the map that is laid over a face
EDGE = 0.14  # share of the side over which the map fades out at the crop's border
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
        Heatmap(
            heat_pixels(read.reading.saliency, style),
            to_frame(read.face.to_crop, card.crop_size),
        )
        for read in analysis.faces
        if read.reading is not None and np.isfinite(read.reading.saliency).all()
    ]
    if maps:
        maps.append(Legend(colours(style.colour_map), "low", "high", "Saliency"))
    return maps


def heat_pixels(saliency: Floats, style: Style) -> Image:
    """Saliency 0..1, rows x columns, as RGBA SIDE x SIDE: clear where low and at the border."""
    smooth = cv2.resize(saliency, (SIDE, SIDE), interpolation=cv2.INTER_CUBIC)
    smooth = np.clip(smooth, 0.0, 1.0)
    pixels = np.empty((SIDE, SIDE, 4), dtype=np.uint8)
    pixels[..., :3] = colours(style.colour_map)[(smooth * 255).astype(np.uint8)]
    pixels[..., 3] = _smoothstep(smooth, *FADE) * _border(SIDE) * (style.opacity * 255)
    return pixels


def to_frame(to_crop: Floats, crop_size: int) -> Floats:
    """The 2 x 3 that takes the map's plane, corners (0, 0) to (SIDE, SIDE), to frame pixels."""
    to_frame_pixels = cv2.invertAffineTransform(to_crop.astype(np.float64))
    scale = crop_size / SIDE
    # The plane's corner is the corner of the crop's first pixel, half a pixel off its middle.
    plane = np.array([[scale, 0.0, -0.5], [0.0, scale, -0.5], [0.0, 0.0, 1.0]])
    return np.asarray(to_frame_pixels @ plane, dtype=np.float32)


@lru_cache(maxsize=len(COLOUR_MAPS))
def colours(name: ColourMap) -> Image:
    """The 256 RGB colours of a map, low to high."""
    ramp = np.arange(256, dtype=np.uint8)[:, None]
    table = cv2.applyColorMap(ramp, COLOUR_MAPS[name])
    return np.ascontiguousarray(table[:, 0, ::-1])


@lru_cache(maxsize=1)
def _border(side: int) -> Floats:
    """1 inside, falling to 0 at the border, side x side."""
    place = (np.arange(side, dtype=np.float32) + 0.5) / side
    ramp = _smoothstep(np.minimum(place, 1 - place), 0.0, EDGE)
    return np.asarray(np.minimum(ramp[:, None], ramp[None, :]), dtype=np.float32)


def _smoothstep(values: NDArray[Any], low: float, high: float) -> Floats:
    share = np.clip((values - low) / (high - low), 0.0, 1.0)
    return np.asarray(share * share * (3.0 - 2.0 * share), dtype=np.float32)
