"""What an overlay is made of: plain shapes in pixels of the frame, for any painter.

A whole number of a coordinate is the middle of a pixel, as `Face.to_crop` and OpenCV have it.
Widths, radii and text sizes are left to the screen: they do not grow with the picture.
"""

from __future__ import annotations

from dataclasses import dataclass

from mien.types import Box, Floats, Image

Colour = tuple[int, int, int, int]  # red, green, blue, alpha; each 0..255


@dataclass(frozen=True, slots=True)
class Polyline:
    """A line through points, n x 2; width in screen pixels."""

    points: Floats
    colour: Colour
    width: float
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Area:
    """What a closed outline through points, n x 2, holds, filled."""

    points: Floats
    colour: Colour


@dataclass(frozen=True, slots=True)
class Tag:
    """A short name that stands on the top edge of a box, never mirrored.

    main: it gets its place before all others. pinned: with a pin before the name.
    """

    text: str
    box: Box
    colour: Colour
    face_id: int = 0
    main: bool = False
    pinned: bool = False


@dataclass(frozen=True, slots=True)
class Heatmap:
    """A small picture laid over the frame.

    pixels: n x n x 4, RGBA, not premultiplied. to_frame: 2 x 3, takes the map's plane, whose
    corners are (0, 0) and (n, n), to pixels of the frame.
    """

    pixels: Image
    to_frame: Floats


@dataclass(frozen=True, slots=True)
class Legend:
    """The colours of a map from low to high, n x 3 RGB, with what they say."""

    colours: Image
    low: str
    high: str
    title: str


@dataclass(frozen=True, slots=True)
class Bar:
    """One value with its name; value 0..1 or NaN, steps: 0 for a plain bar.

    faded: the face is seen too poorly for the value to say something.
    """

    name: str
    value: float
    text: str
    steps: int = 0
    faded: bool = False


@dataclass(frozen=True, slots=True)
class Bars:
    """Rows of values that stand beside a face; those of one `face_id` share one card."""

    face_id: int
    beside: Box
    bars: tuple[Bar, ...]


Shape = Polyline | Area | Tag | Heatmap | Legend | Bars
