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


def tinted(ramp: Image, places: NDArray[Any], opacity: float) -> Image:
    """The colours of a ramp, 256 RGBA, at places 0..1, SIDE x SIDE, clear at the border, as RGBA.

    opacity: where the ramp's own is full, 0..1.
    """
    steps = (places * np.float32(255)).astype(np.uint8)
    pixels = np.take(ramp.view(np.uint32)[:, 0], steps)[..., None].view(np.uint8)
    alpha = cv2.multiply(pixels[..., 3], _border(SIDE), scale=opacity, dtype=cv2.CV_32F)
    pixels[..., 3] = alpha  # truncated: a trace is no colour
    return np.asarray(pixels)


def ramp_of(table: Image, strength: Floats) -> Image:
    """The colours of a table, 256 RGB, with their strengths 0..1 as alpha: 256 RGBA."""
    return np.concatenate([table, np.rint(strength * 255).astype(np.uint8)[:, None]], axis=1)


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
