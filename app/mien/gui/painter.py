"""Paints shapes into a widget, and knows nothing of faces."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRect, QRectF, QSizeF, Qt
from PySide6.QtGui import QImage, QPainter, QPen, QPolygonF, QTransform

from mien.gui.face_card import TAG, card_size, colour, draw_card, draw_legend
from mien.gui.placing import Placer
from mien.gui.tags import TagPlacer, draw_tags
from mien.gui.view import View
from mien.overlays.shapes import Area, Bars, Heatmap, Legend, Polyline, Shape, Tag
from mien.overlays.style import Style
from mien.types import Box, Floats


class ShapePainter:
    """Paints lists of shapes; remembers only where the card and the tag of a face stood."""

    def __init__(self) -> None:
        self._cards = Placer()
        self._tags = TagPlacer()

    def paint(
        self, painter: QPainter, shapes: list[Shape], view: View, faces: list[Box], style: Style
    ) -> None:
        """Draw all shapes in their order, words last; `faces` are kept clear of words."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setClipRect(view.target)
        for shape in shapes:
            draw(shape, painter, view)
        area, boxes = QRectF(view.target), [view.box(face) for face in faces]
        tags = [(shape, view.box(shape.box)) for shape in shapes if isinstance(shape, Tag)]
        placed = self._tags.place(tags, boxes, area)
        # Cards keep off the tags too.
        named = [Box(p.place.x(), p.place.y(), p.place.width(), p.place.height()) for p in placed]
        blocks = [shape for shape in shapes if isinstance(shape, Bars)]
        self._draw_cards(painter, blocks, view, [*boxes, *named], style)
        draw_tags(painter, placed)

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
        cards = [
            (face_id, _with_tag(view.box(own[0].beside)), _sizes(own, face_id == style.main_id))
            for face_id, own in by_face.items()
        ]
        places = self._cards.place(cards, kept_clear, QRectF(view.target))
        for face_id, (place, left_out) in places.items():
            own = by_face[face_id][: len(by_face[face_id]) - left_out]
            if own:
                draw_card(painter, place, own, colour(style.own_colour(face_id) or style.accent))


def _sizes(blocks: list[Bars], main: bool) -> list[QSizeF]:
    """Where there is little room the last blocks are left out, and all of another person's."""
    sizes = [card_size(blocks[:count]) for count in range(len(blocks), 0, -1)]
    return sizes if main else [*sizes, QSizeF(0, 0)]


def draw(shape: Shape, painter: QPainter, view: View) -> None:
    """One shape; cards and tags wait, as they need to know of each other."""
    match shape:
        case Polyline():
            _draw_line(shape, painter, view)
        case Heatmap():
            _draw_heatmap(shape, painter, view)
        case Area():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour(shape.colour))
            painter.drawPolygon(mapped(shape.points, view))
        case Legend():
            draw_legend(painter, shape, view.target)
        case Bars() | Tag():
            pass


def _draw_line(shape: Polyline, painter: QPainter, view: View) -> None:
    pen = QPen(colour(shape.colour), shape.width)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    points = mapped(shape.points, view)
    if shape.closed:
        painter.drawPolygon(points)
    else:
        painter.drawPolyline(points)


def _draw_heatmap(shape: Heatmap, painter: QPainter, view: View) -> None:
    side = shape.pixels.shape[0]
    image = QImage(
        shape.pixels.data, side, side, shape.pixels.strides[0], QImage.Format.Format_RGBA8888
    )
    painter.save()
    painter.setTransform(affine(shape.to_frame) * view.transform(), combine=True)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.drawImage(QPointF(0, 0), image)
    painter.restore()


def _with_tag(box: Box) -> Box:
    """A face's box in the widget with the room of its tag."""
    return Box(box.x, box.y - TAG, box.width, box.height + TAG)


def mapped(points: Floats, view: View) -> QPolygonF:
    """Frame points, n x 2, in the widget."""
    to_widget = view.transform()
    scale = np.array([to_widget.m11(), to_widget.m22()])
    placed = points * scale + np.array([to_widget.dx(), to_widget.dy()])
    return QPolygonF([QPointF(x, y) for x, y in placed.tolist()])


def affine(matrix: Floats) -> QTransform:
    """A 2 x 3 matrix as Qt's transform."""
    (a, b, x), (c, d, y) = matrix.tolist()
    return QTransform(a, c, b, d, x, y)


def rounded_frame(target: QRect, radius: float) -> list[QPolygonF]:
    """The four corners between a rectangle and its rounded self, to be filled with the ground."""
    angles = np.linspace(0.0, np.pi / 2, 9)
    arc = np.stack([radius - radius * np.cos(angles), radius - radius * np.sin(angles)], axis=1)
    left, top = target.x(), target.y()
    right, bottom = left + target.width(), top + target.height()
    corners = (
        (left, top, 1, 1),
        (right, top, -1, 1),
        (right, bottom, -1, -1),
        (left, bottom, 1, -1),
    )
    return [
        QPolygonF([QPointF(x, y)] + [QPointF(x + sx * ax, y + sy * ay) for ax, ay in arc.tolist()])
        for x, y, sx, sy in corners
    ]
