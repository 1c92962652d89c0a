"""The names over the faces: how large they are, where they stand, how they are drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from mien.gui.face_card import (
    GLASS,
    colour,
    elided,
    usual_advance,
    usual_font,
    usual_metrics,
)
from mien.gui.placing import Edges, Size, box_edges, edges, hidden, rectangle
from mien.gui.theme import sized
from mien.gui.words import tr
from mien.overlays.shapes import Tag
from mien.types import Box

PIXELS = 12
PAD = 7.0
GAP = 6.0  # between a face's box and its tag
EDGE = 4.0  # from the picture's edge
MOST_WIDE = 180
PIN = 12.0
AWAY = 2.0  # how far a tag keeps from others

SLOTS = ("above", "above right", "below", "below right", "inside")


@dataclass(frozen=True, slots=True)
class Placed:
    """A tag with its words as they are shown and its rectangle."""

    tag: Tag
    text: str
    place: QRectF


class TagPlacer:
    """Keeps tags apart from each other and off other faces, and where they were."""

    def __init__(self) -> None:
        self._slots: dict[int, str] = {}

    def place(
        self, tags: Sequence[tuple[Tag, Box]], faces: Sequence[Box], area: QRectF
    ) -> list[Placed]:
        """A place for each tag with its box, the main face's first; all in the widget."""
        placed: list[Placed] = []
        slots: dict[int, str] = {}
        room = edges(area)
        boxes = [box_edges(face) for face in faces]
        taken: list[Edges] = []
        for tag, box in sorted(tags, key=lambda pair: not pair[0].main):
            text, width, height = _measured(tag)
            own = box_edges(box)
            blocked = [*(face for face in boxes if not _holds(face, own)), *taken]
            size = width, height
            slot = self._slot(tag.face_id, box, size, blocked, room)
            slots[tag.face_id] = slot
            left, top, right, bottom = place = _at(slot, box, size, room)
            placed.append(Placed(tag, text, rectangle(place)))
            taken.append((left - AWAY, top, right + AWAY, bottom))
        self._slots = slots
        return placed

    def _slot(self, face_id: int, box: Box, size: Size, blocked: list[Edges], room: Edges) -> str:
        last = self._slots.get(face_id, "inside")
        # Where it was and hides nothing no other place is better: usually that is so.
        if last != "inside" and not hidden(_at(last, box, size, room), blocked):
            return last
        costs = {slot: hidden(_at(slot, box, size, room), blocked) for slot in SLOTS}
        best = min(SLOTS, key=costs.__getitem__)
        return last if last != "inside" and costs[last] <= costs[best] else best


def draw_tag(painter: QPainter, placed: Placed, place: QRectF) -> None:
    """A name in its colour on dark glass, somewhere."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(GLASS)
    painter.drawRoundedRect(place, 6, 6)
    ink = colour(placed.tag.colour, opaque=True)
    words = place.adjusted(PAD, 0, -PAD, 0)
    if placed.tag.pinned:
        _draw_pin(painter, QPointF(words.left() + PIN / 2 - 2, place.center().y()), ink)
        words.setLeft(words.left() + PIN)
    painter.setFont(usual_font(PIXELS, strong=True))
    painter.setPen(ink)
    painter.drawText(words, Qt.AlignmentFlag.AlignCenter, placed.text)


def _measured(tag: Tag) -> tuple[str, float, float]:
    text = elided(tr(tag.text), sized(MOST_WIDE), PIXELS, strong=True)
    metrics = usual_metrics(PIXELS, strong=True)
    width = usual_advance(text, PIXELS, strong=True) + 2 * PAD + (PIN if tag.pinned else 0.0)
    return text, width, metrics.height() + 4.0


def _holds(face: Edges, own: Edges) -> bool:
    """Whether all of a box is inside another, as inside itself."""
    return face[0] <= own[0] and face[1] <= own[1] and face[2] >= own[2] and face[3] >= own[3]


def _at(slot: str, box: Box, size: Size, room: Edges) -> Edges:
    """A tag's edges in a slot of the box, pushed back into the room."""
    width, height = size
    x = box.x + box.width - width if slot.endswith("right") else box.x
    if slot.startswith("above"):
        y = box.y - GAP - height
    elif slot.startswith("below"):
        y = box.y + box.height + GAP
    else:
        y = box.y + EDGE
    left, top, right, bottom = room
    x = min(max(x, left + EDGE), right - width - EDGE)
    y = min(max(y, top + EDGE), bottom - height - EDGE)
    return x, y, x + width, y + height


def _draw_pin(painter: QPainter, middle: QPointF, ink: QColor) -> None:
    """A pin seen from the side: head, collar, needle."""
    path = QPainterPath()
    path.addRoundedRect(QRectF(-2.2, -5.2, 4.4, 4.6), 1.2, 1.2)
    path.addRect(QRectF(-3.8, -1.2, 7.6, 1.8))
    painter.save()
    painter.translate(middle)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.fillPath(path, ink)
    painter.setPen(QPen(ink, 1.2))
    painter.drawLine(QPointF(0, 0.6), QPointF(0, 5.0))
    painter.restore()
