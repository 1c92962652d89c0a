"""The picture of an analysis with its overlays, as it goes into the annotated video."""

from __future__ import annotations

from dataclasses import replace

from mien.faces.label import NO_LABELS, Labels
from mien.network.card import Card
from mien.overlays import OVERLAYS
from mien.overlays.shapes import Bar, Bars, Colour, Heatmap, Legend, Polyline, Shape, Tag
from mien.overlays.style import Style
from mien.record.canvas import Area, Canvas, fits_beside
from mien.record.manifest import Overlays
from mien.types import Analysis, Box, Image

WIDE, NARROW, LONG_NAME = 216, 168, 14
ROW, PAD = 30, 12


class Annotator:
    """Draws overlays; remembers only on which side of a face its values stood."""

    def __init__(self, card: Card, overlays: Overlays, labels: Labels = NO_LABELS) -> None:
        """Draw these overlays; labels: what faces are called."""
        self._card = card
        self._drawn = [one for one in OVERLAYS if one.setting in overlays.names]
        self._style = Style(
            opacity=overlays.opacity,
            colour_map=overlays.colour_map,
            evidence_of=overlays.evidence_of,
            labels=labels,
        )
        self._sides: dict[int, str] = {}

    def set_labels(self, labels: Labels) -> None:
        """Draw other names and colours of faces from the next picture on."""
        self._style = replace(self._style, labels=labels)

    def __call__(self, analysis: Analysis) -> Image:
        """A new picture, height x width x 3, uint8, RGB."""
        canvas = Canvas(analysis.frame.image.copy())
        shapes = [
            shape
            for overlay in self._drawn
            for shape in overlay.shapes(analysis, self._card, self._style)
        ]
        for shape in shapes:
            if isinstance(shape, Heatmap):
                canvas.heatmap(shape)
        canvas.lines([shape for shape in shapes if isinstance(shape, Polyline)])
        for shape in shapes:
            _draw_words(canvas, shape)
        self._draw_values(canvas, [shape for shape in shapes if isinstance(shape, Bars)])
        return canvas.image

    def _draw_values(self, canvas: Canvas, blocks: list[Bars]) -> None:
        by_face: dict[int, list[Bars]] = {}
        for block in blocks:
            by_face.setdefault(block.face_id, []).append(block)
        self._sides = {id_: side for id_, side in self._sides.items() if id_ in by_face}
        for face_id, own in by_face.items():
            bars = [bar for block in own for bar in block.bars]
            area = self._place(canvas, face_id, own[0].beside, bars)
            fill = self._style.own_colour(face_id) or self._style.accent
            _draw_card(canvas, area, bars, fill)

    def _place(self, canvas: Canvas, face_id: int, box: Box, bars: list[Bar]) -> Area:
        width = canvas.size(WIDE if any(len(b.name) > LONG_NAME for b in bars) else NARROW)
        height = canvas.size(len(bars) * ROW + 2 * PAD - 6)
        side = self._sides.get(face_id, "right")
        if not fits_beside(canvas, box, width, side):
            side = {"right": "left", "left": "right"}[side]
        self._sides[face_id] = side
        gap = canvas.size(14)
        x = box.x + box.width + gap if side == "right" else box.x - gap - width
        return canvas.pushed_in(x, box.y, width, height)


def _draw_words(canvas: Canvas, shape: Shape) -> None:
    """A tag or a legend; all other shapes are drawn before or after them."""
    if isinstance(shape, Tag):
        canvas.tag(shape)
    elif isinstance(shape, Legend):
        canvas.legend(shape)


def _draw_card(canvas: Canvas, area: Area, bars: list[Bar], fill: Colour) -> None:
    canvas.glass(area)
    x, y, width, _ = area
    pad = canvas.size(PAD)
    for number, bar in enumerate(bars):
        top = y + pad - canvas.size(3) + canvas.size(ROW) * number
        canvas.bar(bar, x + pad, top, width - 2 * pad, fill)
