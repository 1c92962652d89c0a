"""Paints shapes into a widget, and knows nothing of faces.

Cards, tags and legends say the same for an eighth of a second: they are painted once and kept.
"""

from __future__ import annotations

from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QImage, QPainter, QPen, QPolygonF, QTransform

from mien.gui.face_card import (
    card_size,
    colour,
    draw_ground,
    draw_legend,
    draw_values,
    font_key,
    legend_place,
    plain_rows,
    usual_metrics,
    words,
)
from mien.gui.placing import Placer
from mien.gui.polygon import Polygons, polygon
from mien.gui.stamps import Stamps
from mien.gui.tags import GAP, PIXELS, Placed, TagPlacer, draw_tag
from mien.gui.view import View
from mien.overlays.shapes import Area, Bar, Bars, Colour, Heatmap, Legend, Polyline, Shape, Tag
from mien.overlays.style import Style
from mien.types import Box, Floats, Image

Contents = tuple[tuple[Bar, ...], ...]  # of a card, by its blocks

BLENDED = QImage.Format.Format_ARGB32_Premultiplied  # what Qt blends without turning it over


class ShapePainter:
    """Paints lists of shapes; remembers where the card and the tag of a face stood."""

    def __init__(self) -> None:
        self._cards = Placer()
        self._tags = TagPlacer()
        self._stamps = Stamps()
        self._polygons = Polygons()
        self._sizes = lru_cache(maxsize=64)(_sizes)

    def paint(
        self, painter: QPainter, shapes: list[Shape], view: View, faces: list[Box], style: Style
    ) -> None:
        """Draw all shapes in their order, words last; `faces` are kept clear of words."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setClipRect(view.target)
        tags, blocks = self._draw_wordless(shapes, painter, view)
        boxes = [view.box(face) for face in faces]
        named = self._tags.place(
            [(tag, view.box(tag.box)) for tag in tags], boxes, QRectF(view.target)
        )
        # Cards keep off the tags too.
        taken = [Box(n.place.x(), n.place.y(), n.place.width(), n.place.height()) for n in named]
        self._draw_cards(painter, blocks, view, [*boxes, *taken], style)
        for tag in named:
            self._draw_tag(painter, tag)

    def _draw_wordless(
        self, shapes: list[Shape], painter: QPainter, view: View
    ) -> tuple[list[Tag], list[Bars]]:
        """Draw all but the tags and cards, which need to know of each other, and give those."""
        to_widget, drawn = view.transform(), 0
        lines: list[Polyline] = []  # that follow each other, to be drawn at once
        tags: list[Tag] = []
        blocks: list[Bars] = []
        for shape in shapes:
            match shape:
                case Polyline():
                    lines.append(shape)
                case Tag():
                    tags.append(shape)
                case Bars():
                    blocks.append(shape)
                case _:
                    self._draw_lines(lines, painter, to_widget, drawn)
                    drawn, lines = drawn + len(lines), []
                    self._draw(shape, painter, view, to_widget)
        self._draw_lines(lines, painter, to_widget, drawn)
        return tags, blocks

    def _draw(
        self, shape: Heatmap | Area | Legend, painter: QPainter, view: View, to_widget: QTransform
    ) -> None:
        match shape:
            case Heatmap():
                _draw_heatmap(shape, painter, to_widget)
            case Area():
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(colour(shape.colour))
                painter.drawPolygon(polygon(placed(shape.points, to_widget)))
            case Legend():
                said = words(shape)
                place = legend_place(said, view.target)
                key = (said, shape.colours.tobytes(), font_key(12, strong=False))
                self._stamps.lay(painter, place, key, lambda p, r: draw_legend(p, shape, r))

    def _draw_tag(self, painter: QPainter, tag: Placed) -> None:
        look = (tag.tag.colour, tag.tag.pinned, font_key(PIXELS, strong=True))
        self._stamps.lay(painter, tag.place, (tag.text, look), lambda p, r: draw_tag(p, tag, r))

    def _draw_cards(
        self,
        painter: QPainter,
        blocks: list[Bars],
        view: View,
        kept_clear: list[Box],
        style: Style,
    ) -> None:
        by_face: dict[int, list[Bars]] = {}
        for block in sorted(blocks, key=lambda block: block.face_id != style.main_id):
            by_face.setdefault(block.face_id, []).append(block)
        faced, look = tag_room(), font_key(13, strong=True)
        cards = []
        for face_id, own in by_face.items():
            sizes = self._sizes(_contents(own), face_id == style.main_id, look)
            box = view.box(own[0].beside)
            raised = Box(box.x, box.y - faced, box.width, box.height + faced)
            cards.append((face_id, raised, sizes))
        places = self._cards.place(cards, kept_clear, QRectF(view.target))
        for face_id, (place, left_out) in places.items():
            own = by_face[face_id][: len(by_face[face_id]) - left_out]
            if own:
                fill = style.own_colour(face_id) or style.accent
                self._draw_card(painter, place, own, fill)

    def _draw_card(
        self, painter: QPainter, place: QRectF, blocks: list[Bars], fill: Colour
    ) -> None:
        bars = [bar for block in blocks for bar in block.bars]
        look = font_key(13, strong=True)

        def draw(inner: QPainter, room: QRectF) -> None:
            rows = plain_rows(bars, room.width())
            self._stamps.lay(inner, room, (rows, look), lambda p, r: draw_ground(p, r, rows))
            draw_values(inner, room, bars, colour(fill))

        self._stamps.lay(painter, place, (tuple(bars), fill, look), draw)

    def _draw_lines(
        self, lines: list[Polyline], painter: QPainter, to_widget: QTransform, first: int
    ) -> None:
        """Draw lines as the polygons from a number on."""
        if not lines:
            return
        painter.setBrush(Qt.BrushStyle.NoBrush)
        points = placed(np.concatenate([line.points for line in lines]), to_widget)
        polygons = self._polygons.filled(first, points, [len(line.points) for line in lines])
        ink: tuple[Colour, float] | None = None
        for line, own in zip(lines, polygons, strict=True):
            if ink != (line.colour, line.width):
                ink = line.colour, line.width
                painter.setPen(_pen(*ink))
            if line.closed:
                painter.drawPolygon(own)
            else:
                painter.drawPolyline(own)


def _contents(blocks: list[Bars]) -> Contents:
    return tuple(block.bars for block in blocks)


def _sizes(contents: Contents, main: bool, look: str) -> list[QSizeF]:
    """Where there is little room the last blocks are left out, and all of another person's.

    look: of the words, whose sizes another look has to be asked for anew.
    """
    del look
    sizes = [card_size(contents[:count]) for count in range(len(contents), 0, -1)]
    return sizes if main else [*sizes, QSizeF(0, 0)]


@lru_cache(maxsize=16)
def _pen(ink: Colour, width: float) -> QPen:
    caps, joins = Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
    return QPen(colour(ink), width, Qt.PenStyle.SolidLine, caps, joins)


def _draw_heatmap(shape: Heatmap, painter: QPainter, to_widget: QTransform) -> None:
    left, top, right, bottom = _tinted_part(shape.pixels)
    part = np.ascontiguousarray(shape.pixels[top:bottom, left:right])
    if not part.size:
        return
    height, width = part.shape[:2]
    image = QImage(part.data, width, height, 4 * width, QImage.Format.Format_RGBA8888)
    painter.save()
    painter.setTransform(affine(shape.to_frame) * to_widget, combine=True)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)  # its border is clear anyway
    # Small now, large when drawn: what Qt would do to each pixel of the screen is done here.
    painter.drawImage(QPointF(left, top), image.convertToFormat(BLENDED))
    painter.restore()


def _tinted_part(pixels: Image) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of all of a map that is not clear, with a clear pixel around it.

    Qt takes its time for clear pixels too, and most of a map is.
    """
    x, y, width, height = cv2.boundingRect(cv2.extractChannel(pixels, 3))
    clear = 1 if width else 0
    return max(x - clear, 0), max(y - clear, 0), x + width + clear, y + height + clear


def tag_room() -> float:
    """How high the tag over a face's box is in the widget, with what lies between them."""
    return usual_metrics(PIXELS, strong=True).height() + 4.0 + GAP


def placed(points: Floats, to_widget: QTransform) -> NDArray[np.float64]:
    """Frame points, n x 2, in the widget; the transform neither turns nor shears."""
    scale = np.array([to_widget.m11(), to_widget.m22()])
    return np.asarray(points * scale + np.array([to_widget.dx(), to_widget.dy()]), np.float64)


def affine(matrix: Floats) -> QTransform:
    """A 2 x 3 matrix as Qt's transform."""
    (a, b, x), (c, d, y) = matrix.tolist()
    return QTransform(a, c, b, d, x, y)


@lru_cache(maxsize=4)
def rounded_frame(
    left: int, top: int, width: int, height: int, radius: float
) -> tuple[QPolygonF, ...]:
    """The four corners between a rectangle and its rounded self, to be filled with the ground."""
    angles = np.linspace(0.0, np.pi / 2, 9)
    arc = np.stack([radius - radius * np.cos(angles), radius - radius * np.sin(angles)], axis=1)
    right, bottom = left + width, top + height
    corners = (
        (left, top, 1, 1),
        (right, top, -1, 1),
        (right, bottom, -1, -1),
        (left, bottom, 1, -1),
    )
    return tuple(
        QPolygonF([QPointF(x, y)] + [QPointF(x + sx * ax, y + sy * ay) for ax, ay in arc.tolist()])
        for x, y, sx, sy in corners
    )
