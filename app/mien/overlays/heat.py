"""What the maps of a face share: how they are enlarged, fade out and lie on the frame."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from mien.network.card import Card
from mien.overlays.shapes import Heatmap
from mien.types import Face, Floats, Image

SIDE = 128  # pixels of the map that is laid over a face
EDGE = 0.14  # share of the side over which the map fades out at the crop's border


def on_face(pixels: Image, face: Face, card: Card) -> Heatmap:
    """RGBA SIDE x SIDE over the square of the frame that the face's crop was cut from."""
    return Heatmap(pixels, to_frame(face.to_crop, card.crop_size))


def enlarged(cells: Floats) -> Floats:
    """A map's cells, rows x columns, as SIDE x SIDE without visible steps."""
    return np.asarray(cv2.resize(cells, (SIDE, SIDE), interpolation=cv2.INTER_CUBIC))


def tinted(table: Image, places: NDArray[Any], strength: Floats, opacity: float) -> Image:
    """The colours of a table, 256 RGB, at places 0..1, clear where strength is 0, as RGBA.

    strength: 0..1, SIDE x SIDE as `places`. opacity: where the strength is 1, 0..1.
    """
    pixels = np.empty((SIDE, SIDE, 4), dtype=np.uint8)
    pixels[..., :3] = table[(places * 255).astype(np.uint8)]
    pixels[..., 3] = strength * _border(SIDE) * (opacity * 255)
    return pixels


def to_frame(to_crop: Floats, crop_size: int) -> Floats:
    """The 2 x 3 that takes the map's plane, corners (0, 0) to (SIDE, SIDE), to frame pixels."""
    to_frame_pixels = cv2.invertAffineTransform(to_crop.astype(np.float64))
    scale = crop_size / SIDE
    # The plane's corner is the corner of the crop's first pixel, half a pixel off its middle.
    plane = np.array([[scale, 0.0, -0.5], [0.0, scale, -0.5], [0.0, 0.0, 1.0]])
    return np.asarray(to_frame_pixels @ plane, dtype=np.float32)


def smoothstep(values: NDArray[Any], low: float, high: float) -> Floats:
    """0 below `low`, 1 above `high`, a smooth rise between."""
    share = np.clip((values - low) / (high - low), 0.0, 1.0)
    return np.asarray(share * share * (3.0 - 2.0 * share), dtype=np.float32)


@lru_cache(maxsize=1)
def _border(side: int) -> Floats:
    """1 inside, falling to 0 at the border, side x side."""
    place = (np.arange(side, dtype=np.float32) + 0.5) / side
    ramp = smoothstep(np.minimum(place, 1 - place), 0.0, EDGE)
    return np.asarray(np.minimum(ramp[:, None], ramp[None, :]), dtype=np.float32)
