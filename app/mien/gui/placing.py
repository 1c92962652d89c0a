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

# Left, top, right, bottom: places are tried by the dozen in each frame, and to ask Qt for each
# side of each rectangle takes ten times as long.
Edges = tuple[float, float, float, float]
Size = tuple[float, float]


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
        room = edges(area)
        blocked = [box_edges(face) for face in faces]
        for face_id, box, sizes in cards:
            own = [(size.width(), size.height()) for size in sizes]
            side, index = self._choose(face_id, box, own, blocked, room)
            place = beside(side, box, own[index], room)
            sides[face_id], placed[face_id] = side, (rectangle(place), index)
            blocked.append(place)
        self._sides = sides
        self._sizes = {face_id: index for face_id, (_, index) in placed.items()}
        return placed

    def _choose(
        self, face_id: int, box: Box, sizes: list[Size], blocked: list[Edges], room: Edges
    ) -> tuple[str, int]:
        last = self._sizes.get(face_id, 0)
        side = SIDES[0]
        for index, size in enumerate(sizes):
            side = self._side(face_id, box, size, blocked, room)
            card = beside(side, box, size, room)
            # To become larger again it needs more room than it had to give up.
            strict = 1.0 if index >= last else 0.5
            small = hidden(card, blocked) <= strict * HIDES * size[0] * size[1]
            if small and most_hidden(card, blocked) <= strict * MOST_HIDDEN:
                return side, index
        return side, len(sizes) - 1

    def _side(self, face_id: int, box: Box, size: Size, blocked: list[Edges], room: Edges) -> str:
        last = self._sides.get(face_id)
        # Where it was and hides nothing no other side is better: usually that is so.
        if last is not None and not hidden(beside(last, box, size, room), blocked):
            return last
        costs = {side: hidden(beside(side, box, size, room), blocked) for side in SIDES}
        best = min(SIDES, key=costs.__getitem__)
        if last is not None and costs[last] - costs[best] <= STAY * size[0] * size[1]:
            return last
        return best


def beside(side: str, box: Box, size: Size, room: Edges) -> Edges:
    """The card's edges on a side of the box, pushed back into the room."""
    width, height = size
    x, y = box.x, box.y
    if side == "right":
        x += box.width + GAP
    elif side == "left":
        x -= GAP + width
    elif side == "below":
        y += box.height + GAP
    else:
        y -= GAP + height
    left, top, right, bottom = room
    x = max(left + GAP, min(x, right - GAP - width))
    y = max(top + GAP, min(y, bottom - GAP - height))
    return x, y, x + width, y + height


def edges(rect: QRectF) -> Edges:
    """A rectangle of Qt's by its edges."""
    return rect.left(), rect.top(), rect.right(), rect.bottom()


def box_edges(box: Box) -> Edges:
    """A box by its edges."""
    return box.x, box.y, box.x + box.width, box.y + box.height


def rectangle(place: Edges) -> QRectF:
    """Edges as a rectangle of Qt's."""
    left, top, right, bottom = place
    return QRectF(left, top, right - left, bottom - top)


def hidden(card: Edges, blocked: Iterable[Edges]) -> float:
    """How much of what must stay free a card would hide, square pixels."""
    left, top, right, bottom = card
    total = 0.0
    for x, y, far_x, far_y in blocked:
        if x < right and far_x > left and y < bottom and far_y > top:
            wide = min(right, far_x) - max(left, x)
            high = min(bottom, far_y) - max(top, y)
            total += wide * high
    return total


def most_hidden(card: Edges, blocked: Iterable[Edges]) -> float:
    """The largest share of any one of them that a card would hide, 0..1."""
    shares = [
        hidden(card, (other,)) / ((other[2] - other[0]) * (other[3] - other[1]))
        for other in blocked
        if other[2] > other[0] and other[3] > other[1]
    ]
    return max(shares, default=0.0)
