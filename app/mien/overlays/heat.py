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
STEPS = 256  # of a map's colours, low to high
EDGE = 0.14  # share of the side over which the map fades out at the crop's border


# RGBA as one number each, STEPS for every strength of the border.
Tints = NDArray[np.uint32]


def on_face(pixels: Image, face: Face, card: Card) -> Heatmap:
    """RGBA SIDE x SIDE over the square of the frame that the face's crop was cut from."""
    return Heatmap(pixels, to_frame(face.to_crop, card.crop_size))


def enlarged(cells: Floats) -> Floats:
    """A map's cells, rows x columns, as SIDE x SIDE without visible steps."""
    return np.asarray(cv2.resize(cells, (SIDE, SIDE), interpolation=cv2.INTER_CUBIC))


def tinted(tints: Tints, places: NDArray[Any]) -> Image:
    """The colours for places 0..1, SIDE x SIDE, clear at the border, as RGBA."""
    steps = (places * np.float32(255)).astype(np.uint16)
    steps += _border(SIDE)[1]
    # Every step is one of the table's: nothing need be looked at again.
    return np.asarray(tints.take(steps, mode="clip")[..., None].view(np.uint8))


def tints_of(
    colours: Image, values: NDArray[Any], fade: tuple[float, float], opacity: float
) -> Tints:
    """STEPS colours, RGB, for each strength of the border, weakest first.

    values: of the colours, clear below the first of `fade` and as full as `opacity`, 0..1, above
    the second. So a pixel of a map is looked up and not mixed.
    """
    strengths = _border(SIDE)[0]
    alpha = np.rint(smoothstep(values, *fade) * 255).astype(np.uint8)[:, None]
    table = np.repeat(np.concatenate([colours, alpha], axis=1)[None], len(strengths), axis=0)
    table[..., 3] = strengths[:, None] * table[..., 3] * opacity  # truncated: a trace is no colour
    return table.view(np.uint32).ravel()


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
def _border(side: int) -> tuple[Floats, NDArray[np.uint16]]:
    """Strengths of 0 to 1, which fall towards the border; where each begins in a map's tints.

    The first one's length is the number of strengths, the second one is side x side.
    """
    place = (np.arange(side, dtype=np.float32) + 0.5) / side
    ramp = smoothstep(np.minimum(place, 1 - place), 0.0, EDGE)
    border = np.minimum(ramp[:, None], ramp[None, :])
    strengths, which = np.unique(border, return_inverse=True)
    return strengths, (which.reshape(side, side) * STEPS).astype(np.uint16)
