"""Which face the side panel shows: the one that was chosen, else the largest."""

from __future__ import annotations

from mien.types import Analysis, ReadFace

CHANGE = 1.3  # how many times larger another face must be to become the main one by itself


class Selection:
    """Remembers the chosen face, and keeps the main one from hopping between equals."""

    def __init__(self) -> None:
        self._chosen: int | None = None
        self._main: int | None = None

    def choose(self, face_id: int | None) -> None:
        """Show this face while it is there; None for the largest."""
        self._chosen = face_id

    @property
    def chosen(self) -> int | None:
        """The face that was chosen, None where it is the largest."""
        return self._chosen

    def main(self, analysis: Analysis) -> ReadFace | None:
        """The face to show, None where there is none."""
        by_id = {read.face.face_id: read for read in analysis.faces}
        if self._chosen in by_id:
            self._main = self._chosen
        elif by_id:
            self._main = self._largest(by_id)
        else:
            return None
        return by_id[self._main] if self._main is not None else None

    def next(self, analysis: Analysis) -> None:
        """Choose the face after the main one, by number, round and round."""
        ids = sorted(read.face.face_id for read in analysis.faces)
        if ids:
            later = [face_id for face_id in ids if self._main is None or face_id > self._main]
            self._chosen = later[0] if later else ids[0]

    def _largest(self, by_id: dict[int, ReadFace]) -> int:
        sizes = {key: read.face.box.width * read.face.box.height for key, read in by_id.items()}
        largest = max(sizes, key=lambda key: sizes[key])
        if self._main in sizes and sizes[largest] < CHANGE * sizes[self._main]:
            return self._main
        return largest


def face_at(analysis: Analysis, x: float, y: float) -> int | None:
    """The number of the smallest face whose box holds a point of the frame."""
    hits = [
        (read.face.box.width * read.face.box.height, read.face.face_id)
        for read in analysis.faces
        if 0 <= x - read.face.box.x <= read.face.box.width
        and 0 <= y - read.face.box.y <= read.face.box.height
    ]
    return min(hits)[1] if hits else None
