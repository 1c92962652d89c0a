"""Where the card of values stands beside its face, and that it does not hop about."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QRectF, QSizeF

from mien.types import Box

GAP = 14.0
STAY = 0.15  # share of the card's area by which another side must be better before the card moves
HIDES = 0.10  # share of its area with which a card may cover faces before a smaller one is tried
MOST_HIDDEN = 0.25  # of any one face, which may be much smaller than the card

SIDES = ("right", "left", "below", "above")

# The rectangle of a card, and which of its sizes was taken.
Place = tuple[QRectF, int]


class Placer:
    """Chooses side and size of each face's card and remembers both."""

    def __init__(self) -> None:
        self._sides: dict[int, str] = {}
        self._sizes: dict[int, int] = {}

    def place(
        self,
        cards: Iterable[tuple[int, Box, Sequence[QSizeF]]],
        faces: Iterable[Box],
        area: QRectF,
    ) -> dict[int, Place]:
        """A place inside `area` for each (face id, box, sizes from large to small).

        The largest size that leaves the faces free is taken, else the smallest. All in widget
        coordinates.
        """
        placed: dict[int, Place] = {}
        sides: dict[int, str] = {}
        blocked = [QRectF(face.x, face.y, face.width, face.height) for face in faces]
        for face_id, box, sizes in cards:
            side, index = self._choose(face_id, box, sizes, blocked, area)
            place = beside(side, box, sizes[index], area)
            sides[face_id], placed[face_id] = side, (place, index)
            blocked.append(place)
        self._sides = sides
        self._sizes = {face_id: index for face_id, (_, index) in placed.items()}
        return placed

    def _choose(
        self, face_id: int, box: Box, sizes: Sequence[QSizeF], blocked: list[QRectF], area: QRectF
    ) -> tuple[str, int]:
        last = self._sizes.get(face_id, 0)
        for index, size in enumerate(sizes):
            side = self._side(face_id, box, size, blocked, area)
            card = beside(side, box, size, area)
            # To become larger again it needs more room than it had to give up.
            strict = 1.0 if index >= last else 0.5
            small = covered(card, blocked) <= strict * HIDES * size.width() * size.height()
            if small and most_hidden(card, blocked) <= strict * MOST_HIDDEN:
                return side, index
        smallest = len(sizes) - 1
        return self._side(face_id, box, sizes[smallest], blocked, area), smallest

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


def most_hidden(card: QRectF, blocked: list[QRectF]) -> float:
    """The largest share of any one of them that a card would hide, 0..1."""
    shares = [
        covered(card, [other]) / (other.width() * other.height())
        for other in blocked
        if not other.isEmpty()
    ]
    return max(shares, default=0.0)
