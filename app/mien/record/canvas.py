"""Shapes drawn into a picture with OpenCV, so that a video is annotated where no window is."""

from __future__ import annotations

import math
from functools import lru_cache
from itertools import groupby
from pathlib import Path

import cv2
import numpy as np

from mien.overlays.shapes import Bar, Colour, Heatmap, Legend, Polyline, Tag
from mien.types import Box, Floats, Image

GLASS: Colour = (12, 14, 18, 205)
INK: Colour = (238, 241, 245, 255)
SOFT: Colour = (176, 179, 183, 255)
TRACK: Colour = (73, 75, 79, 255)
FADED: Colour = (120, 123, 128, 255)  # of a face that is seen too poorly
FRACTION = 4  # bits below the point of OpenCV's coordinates
USUAL_HEIGHT = 720
Area = tuple[int, int, int, int]  # x, y, width, height; pixels


class Canvas:
    """A picture that is drawn into; sizes are those of a picture of 720 rows and grow with it.

    image: height x width x 3, uint8, RGB, written to.
    """

    def __init__(self, image: Image) -> None:
        self.image = image
        self.height: int = image.shape[0]
        self.width: int = image.shape[1]
        self._scale: float = max(0.5, self.height / USUAL_HEIGHT)

    def size(self, usual: float) -> int:
        """A length in pixels of this picture."""
        return max(1, round(usual * self._scale))

    def lines(self, lines: list[Polyline]) -> None:
        """Lines, the clearest first; those of one transparency are laid over it at once."""
        finite = [line for line in lines if np.isfinite(line.points).all() and len(line.points)]
        finite.sort(key=lambda line: line.colour[3])
        for alpha, same in groupby(finite, key=lambda line: line.colour[3]):
            self._layer(list(same), alpha / 255)

    def _layer(self, lines: list[Polyline], alpha: float) -> None:
        area = self._around(np.concatenate([line.points for line in lines]), margin=4)
        if area is None:
            return
        x, y, width, height = area
        part = self.image[y : y + height, x : x + width]
        layer = part.copy()
        for line in lines:
            points = np.round((line.points - [x, y]) * 2**FRACTION).astype(np.int32)
            cv2.polylines(
                layer,
                [points],
                line.closed,
                line.colour[:3],
                self.size(line.width),
                cv2.LINE_AA,
                FRACTION,
            )
        part[...] = cv2.addWeighted(layer, alpha, part, 1 - alpha, 0)

    def heatmap(self, shape: Heatmap) -> None:
        """A map over its face."""
        side = shape.pixels.shape[0]
        to_frame = shape.to_frame.astype(np.float64)
        if not np.isfinite(to_frame).all():
            return
        corners = np.array([[0, 0], [side, 0], [side, side], [0, side]], np.float32)
        area = self._around(corners @ shape.to_frame[:, :2].T + shape.to_frame[:, 2], margin=1)
        if area is None:
            return
        x, y, width, height = area
        # A pixel's middle lies half a step inside the map's plane.
        to_frame[:, 2] += to_frame[:, :2] @ [0.5, 0.5] - [x, y]
        laid = cv2.warpAffine(shape.pixels, to_frame, (width, height), flags=cv2.INTER_LINEAR)
        part = self.image[y : y + height, x : x + width]
        alpha = cv2.extractChannel(laid, 3).astype(np.float32) / 255
        colours = cv2.cvtColor(laid, cv2.COLOR_RGBA2RGB)
        part[...] = cv2.blendLinear(colours, part.copy(), alpha, 1 - alpha)

    def _around(self, points: Floats, margin: int) -> Area | None:
        """The part of the picture around points, None where they lie outside it."""
        low, high = points.min(axis=0) - margin, points.max(axis=0) + margin
        limit = [self.width, self.height]
        left, top = np.clip(np.floor(low), 0, limit).astype(int).tolist()
        right, bottom = np.clip(np.ceil(high) + 1, 0, limit).astype(int).tolist()
        return (left, top, right - left, bottom - top) if right > left and bottom > top else None

    def glass(self, area: Area) -> None:
        """A dark, half clear ground for words."""
        x, y, width, height = area
        part = self.image[max(y, 0) : y + height, max(x, 0) : x + width]
        if part.size:
            alpha = GLASS[3] / 255
            ground = np.full_like(part, GLASS[:3])
            part[...] = cv2.addWeighted(ground, alpha, part, 1 - alpha, 0)

    def text(self, words: str, x: int, middle: int, size: float, colour: Colour = INK) -> None:
        """Words from x on, centred on a row."""
        pixels = self.size(size)
        at = (x, middle + round(pixels * 0.34))
        cv2.putText(self.image, words, at, colour[:3], _font(), pixels)

    def text_width(self, words: str, size: float) -> int:
        """How wide words are, pixels."""
        return _text_width(words, self.size(size))

    def tag(self, shape: Tag) -> None:
        """A name over the top left corner of a box, inside it where the picture ends above."""
        if not np.isfinite([shape.box.x, shape.box.y]).all():
            return
        width, height = self.text_width(shape.text, 13) + self.size(14), self.size(20)
        x = round(min(max(shape.box.x, 4), self.width - width - 4))
        y = round(max(shape.box.y - self.size(26), 4))
        self.glass((x, y, width, height))
        self.text(shape.text, x + self.size(7), y + height // 2, 13, shape.colour)

    def legend(self, shape: Legend) -> None:
        """The map's colours in the lower left corner."""
        gap, ramp, height = self.size(10), self.size(96), self.size(26)
        words = (shape.title, shape.low, shape.high)
        widths = [self.text_width(word, 13) for word in words]
        x, y = self.size(14), self.height - self.size(14) - height
        self.glass((x, y, sum(widths) + ramp + 5 * gap, height))
        middle = y + height // 2
        for word, width, colour in zip(words, widths, (INK, SOFT, SOFT), strict=True):
            x += gap
            if word is shape.high:
                self._ramp(shape, (x, middle - self.size(3), ramp, self.size(6)))
                x += ramp + gap
            self.text(word, x, middle, 13, colour)
            x += width

    def _ramp(self, shape: Legend, area: Area) -> None:
        x, y, width, height = area
        part = self.image[y : y + height, x : x + width]
        places = np.linspace(0, len(shape.colours) - 1, width).round().astype(int)
        if part.shape[1] == width:
            part[...] = shape.colours[places]

    def bar(self, bar: Bar, x: int, y: int, width: int, fill: Colour) -> None:
        """A value with its name and number, and its bar below them."""
        middle = y + self.size(9)
        number = self.text_width(bar.text, 14)
        self.text(bar.name, x, middle, 14, SOFT)
        self.text(bar.text, x + width - number, middle, 14, FADED if bar.faded else INK)
        parts, gap = max(bar.steps, 1), self.size(3)
        share = 0.0 if math.isnan(bar.value) else min(max(bar.value, 0.0), 1.0)
        wide = (width - gap * (parts - 1)) / parts
        top, bottom = y + self.size(19), y + self.size(23)
        for part in range(parts):
            left = x + part * (wide + gap)
            full = min(max(share * parts - part, 0.0), 1.0) * wide
            self._fill(round(left), round(left + wide), top, bottom, TRACK)
            self._fill(round(left), round(left + full), top, bottom, FADED if bar.faded else fill)

    def _fill(self, left: int, right: int, top: int, bottom: int, colour: Colour) -> None:
        self.image[max(top, 0) : max(bottom, 0), max(left, 0) : max(right, 0)] = colour[:3]

    def pushed_in(self, x: float, y: float, width: int, height: int) -> Area:
        """The area moved inside the picture as far as it fits."""
        edge = self.size(8)
        left = max(edge, min(x, self.width - edge - width))
        top = max(edge, min(y, self.height - edge - height))
        return round(left), round(top), width, height


def fits_beside(canvas: Canvas, box: Box, width: int, side: str) -> bool:
    """Whether something so wide has room on the 'right' or 'left' of a box."""
    gap = canvas.size(14)
    if side == "right":
        return box.x + box.width + 2 * gap + width <= canvas.width
    return box.x - 2 * gap - width >= 0


@lru_cache(maxsize=1)
def _font() -> cv2.FontFace:
    import mien_assets

    font = cv2.FontFace()
    path = Path(mien_assets.__file__).parent / "fonts" / "SourceSansPro-Semibold.ttf"
    font.set(str(path))  # OpenCV's own font stays where it cannot open the path
    return font


@lru_cache(maxsize=512)
def _text_width(words: str, pixels: int) -> int:
    _, _, width, _ = cv2.getTextSize((8192, 8192), words, (0, 0), _font(), pixels)
    return int(width)
