"""The lanes of the timeline as pixels: each value a column, from the stored numbers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

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


@dataclass(frozen=True)
class FaceColumns:
    """One face's values a column of pixels, each kind worked out when it is first drawn."""

    face: FaceValues
    columns: Columns

    @cached_property
    def _seen(self) -> tuple[slice, Whole, Whole]:
        """The face's values that are in view, and each column's places among them."""
        first = np.searchsorted(self.face.rows, self.columns.first).astype(np.int64)
        after = np.searchsorted(self.face.rows, self.columns.after).astype(np.int64)
        low = int(first[0])  # both rise from left to right
        return slice(low, int(after.max())), first - low, after - low

    @property
    def present(self) -> Flags:
        """Where the face was seen."""
        _, first, after = self._seen
        return after > first

    @cached_property
    def mean_expression(self) -> Numbers:
        """Columns x E."""
        part, first, after = self._seen
        return means(self.face.expression[part], first, after)

    @cached_property
    def expression(self) -> Numbers:
        """The peaks, columns x E."""
        part, first, after = self._seen
        return peaks(self.face.expression[part], first, after)

    @cached_property
    def action_units(self) -> Numbers:
        """The peaks, columns x A."""
        part, first, after = self._seen
        return peaks(self.face.action_units[part], first, after)

    @cached_property
    def smile(self) -> Numbers:
        """The peaks, one a column."""
        part, first, after = self._seen
        return peaks(self.face.smile[part, None], first, after)[:, 0]


def strip(row: Row, face: FaceColumns, colours: Colours, height: int) -> Image:
    """One lane, height x columns x 3, RGB: its ground where the face was not read."""
    if row.kind == "band":
        pixels = _flat(_band(face.mean_expression, colours), height)
    elif row.kind == "smile":
        pixels = _area(face.smile, colours, height)
    elif row.kind == "expression":
        shade = _shades(face.expression[:, row.column], colours.expressions[row.column], colours)
        pixels = _flat(shade, height)
    elif row.kind == "unit":
        shade = _shades(face.action_units[:, row.column], colours.accent, colours)
        pixels = _flat(shade, height)
    else:
        pixels = _present(face.present, colours, height)
    return pixels


def hatched(pixels: Image, gap: Flags, colours: Colours) -> None:
    """Stripes over the columns without a picture, drawn into the pixels."""
    height, width = pixels.shape[:2]
    x, y = np.meshgrid(np.arange(width), np.arange(height))
    stripes = ((x + y) % HATCH < HATCHED) & gap
    pixels[:, gap] = colours.surface.astype(np.uint8)
    pixels[stripes] = (colours.surface * 0.55 + colours.faint * 0.45).astype(np.uint8)


def strongest(face: FaceColumns) -> Whole:
    """Which expression each column of a band shows, -1 for none."""
    mean = face.mean_expression
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


def _present(seen: Flags, colours: Colours, height: int) -> Image:
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
