"""Where the card of values stands beside its face, and that it does not hop from side to side."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QRectF, QSizeF

from mien.types import Box

GAP = 14.0
STAY = 0.15  # share of the card's area by which another side must be better before the card moves

SIDES = ("right", "left", "below", "above")


class Placer:
    """Chooses a side for each face's card and remembers it."""

    def __init__(self) -> None:
        self._sides: dict[int, str] = {}

    def place(
        self, cards: Iterable[tuple[int, Box, QSizeF]], faces: list[Box], area: QRectF
    ) -> dict[int, QRectF]:
        """A rectangle inside `area` for each (face id, box, size); all in widget coordinates."""
        placed: dict[int, QRectF] = {}
        sides: dict[int, str] = {}
        blocked = [QRectF(face.x, face.y, face.width, face.height) for face in faces]
        for face_id, box, size in cards:
            side = self._side(face_id, box, size, blocked, area)
            sides[face_id] = side
            placed[face_id] = beside(side, box, size, area)
            blocked.append(placed[face_id])
        self._sides = sides
        return placed

    def _side(
        self, face_id: int, box: Box, size: QSizeF, blocked: list[QRectF], area: QRectF
    ) -> str:
        costs = {side: covered(beside(side, box, size, area), blocked) for side in SIDES}
        best = min(SIDES, key=lambda side: costs[side])
        last = self._sides.get(face_id)
        if last is not None:
            better = costs[last] - costs[best]
            if better <= STAY * size.width() * size.height():
                return last
        return best


def beside(side: str, box: Box, size: QSizeF, area: QRectF) -> QRectF:
    """The card's rectangle on a side of the box, pushed back into the area."""
    x, y = {
        "right": (box.x + box.width + GAP, box.y),
        "left": (box.x - GAP - size.width(), box.y),
        "below": (box.x, box.y + box.height + GAP),
        "above": (box.x, box.y - GAP - size.height()),
    }[side]
    x = max(area.left() + GAP, min(x, area.right() - GAP - size.width()))
    y = max(area.top() + GAP, min(y, area.bottom() - GAP - size.height()))
    return QRectF(x, y, size.width(), size.height())


def covered(card: QRectF, blocked: list[QRectF]) -> float:
    """How much of what must stay free a card would hide, square pixels."""
    total = 0.0
    for other in blocked:
        shared = card.intersected(other)
        total += max(0.0, shared.width()) * max(0.0, shared.height())
    return total
