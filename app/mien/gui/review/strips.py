"""The lanes of the timeline as pixels: each value a column, from the stored numbers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mien.gui.review.colours import Colours
from mien.gui.review.lanes import FaceValues, Row
from mien.gui.review.scale import Scale, means, peaks, rows_of_columns
from mien.record.session import Session
from mien.record.tables import Numbers, Whole
from mien.types import Floats, Image

HATCH, HATCHED = 7, 2  # pixels from one stripe of a gap to the next, and how wide one is
LEAST_SHADE = 0.35  # of an expression's colour, so that an unsure one is still told by its hue
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Columns:
    """What falls on each column of pixels: the rows from `first` to before `after`.

    gap: no picture. skipped: how many frames were passed over.
    """

    first: Whole
    after: Whole
    gap: Flags
    skipped: Whole


def columns_of(session: Session, end_s: float, scale: Scale, count: int) -> Columns:
    """The columns of a stretch of time."""
    frames = session.frames
    first, after = rows_of_columns(frames.time_s, end_s, scale, count)
    gaps = np.concatenate([[0], np.cumsum(frames.gap)])
    skips = np.concatenate([[0], np.cumsum(frames.skipped)])
    return Columns(first, after, (gaps[after] - gaps[first]) > 0, skips[after] - skips[first])


def places_of(face: FaceValues, columns: Columns) -> tuple[Whole, Whole]:
    """The same stretches, in the places of one face's values."""
    first = np.searchsorted(face.rows, columns.first)
    return first.astype(np.int64), np.searchsorted(face.rows, columns.after).astype(np.int64)


def strip(row: Row, face: FaceValues, columns: Columns, colours: Colours, height: int) -> Image:
    """One lane, height x columns x 3, RGB: its ground where the face was not read."""
    first, after = places_of(face, columns)
    if row.kind == "band":
        pixels = _flat(_band(means(face.expression, first, after), colours), height)
    elif row.kind == "smile":
        pixels = _area(peaks(face.smile[:, None], first, after)[:, 0], colours, height)
    elif row.kind == "expression":
        values = peaks(face.expression[:, row.column, None], first, after)[:, 0]
        pixels = _flat(_shades(values, colours.expressions[row.column], colours), height)
    elif row.kind == "unit":
        values = peaks(face.action_units[:, row.column, None], first, after)[:, 0]
        pixels = _flat(_shades(values, colours.accent, colours), height)
    else:
        pixels = _seen(after > first, colours, height)
    return pixels


def hatched(pixels: Image, gap: Flags, colours: Colours) -> None:
    """Stripes over the columns without a picture, drawn into the pixels."""
    height, width = pixels.shape[:2]
    x, y = np.meshgrid(np.arange(width), np.arange(height))
    stripes = ((x + y) % HATCH < HATCHED) & gap
    pixels[:, gap] = colours.surface.astype(np.uint8)
    pixels[stripes] = (colours.surface * 0.55 + colours.faint * 0.45).astype(np.uint8)


def strongest(face: FaceValues, columns: Columns) -> Whole:
    """Which expression each column of a band shows, -1 for none."""
    mean = means(face.expression, *places_of(face, columns))
    known = ~np.isnan(mean).all(axis=1)
    best = np.full(len(mean), -1, np.int64)
    best[known] = np.nanargmax(mean[known], axis=1)
    return best


def _band(mean: Numbers, colours: Colours) -> Floats:
    """The colour of the most probable expression, the paler the less probable it is."""
    known = ~np.isnan(mean).all(axis=1)
    shade = np.repeat(colours.surface[None], len(mean), axis=0)
    best = np.nanargmax(mean[known], axis=1)
    share = LEAST_SHADE + (1 - LEAST_SHADE) * np.nanmax(mean[known], axis=1)[:, None]
    shade[known] = colours.track + (colours.expressions[best] - colours.track) * share
    return np.asarray(shade, np.float32)


def _shades(values: Numbers, colour: Floats, colours: Colours) -> Floats:
    share = np.nan_to_num(values, nan=0.0)[:, None]
    shade = colours.track + (colour - colours.track) * share
    shade[np.isnan(values)] = colours.surface
    return np.asarray(shade, np.float32)


def _seen(seen: Flags, colours: Colours, height: int) -> Image:
    """A thin line in the middle where the face was seen."""
    line = _flat(np.repeat(colours.surface[None], len(seen), axis=0), height)
    thick = max(2, height // 10)
    top = (height - thick) // 2
    shade = colours.surface + (colours.faint - colours.surface) * 0.6
    line[top : top + thick, seen] = shade.astype(np.uint8)
    return line


def _flat(shade: Floats, height: int) -> Image:
    """A line of colours, columns x 3, as a lane of some height."""
    return np.broadcast_to(shade.astype(np.uint8), (height, *shade.shape)).copy()


def _area(values: Numbers, colours: Colours, height: int) -> Image:
    """A filled curve: 0 at the bottom, 1 at the top, its edge stronger than its body."""
    top = height - np.nan_to_num(values, nan=0.0) * height
    y = np.arange(height, dtype=np.float64)[:, None]
    cover = np.clip(y + 1 - top, 0.0, 1.0)[..., None]
    edge = np.clip(1.0 - np.abs(y + 0.5 - top) / max(1.5, height / 16), 0.0, 1.0)[..., None]
    body = colours.track + (colours.accent - colours.track) * (0.45 + 0.55 * edge)
    lane = colours.track * (1 - cover) + body * cover
    lane[:, np.isnan(values)] = colours.surface
    return np.asarray(lane, np.uint8)
