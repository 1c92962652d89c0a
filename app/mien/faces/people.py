"""The names and colours that faces were given, which go when their tracks are forgotten."""

from __future__ import annotations

import math
from collections.abc import Iterable

from mien.faces.label import COLOURS, FaceLabel, Labels, clean_name
from mien.faces.tracks import KEEP_S

NOBODY = FaceLabel()


class People:
    """Labels by the number of a face; kept in memory alone, and no longer than the track is."""

    def __init__(self) -> None:
        self._labels: dict[int, FaceLabel] = {}
        self._seen_s: dict[int, float] = {}

    @property
    def labels(self) -> Labels:
        """Every label by its face; a copy."""
        return dict(self._labels)

    def label(self, face_id: int) -> FaceLabel:
        """What a face is called."""
        return self._labels.get(face_id, NOBODY)

    def knows(self, face_id: int) -> bool:
        """Whether a face is in view, or may come back under its number."""
        return face_id in self._seen_s

    def call(self, face_id: int, name: str, colour: str) -> FaceLabel:
        """Name a face in view; colour: of COLOURS, anything else for the usual one."""
        label = FaceLabel(clean_name(name), colour if colour in COLOURS else "")
        if label.empty:
            self._labels.pop(face_id, None)
        elif self.knows(face_id):
            self._labels[face_id] = label
        return label

    def see(self, face_ids: Iterable[int], time_s: float) -> None:
        """Let a frame pass; time_s: of its source, NaN where it has none."""
        now = 0.0 if math.isnan(time_s) else time_s
        self._seen_s.update(dict.fromkeys(face_ids, now))
        # Time that goes back is another input's, whose numbers begin anew.
        gone = [one for one, seen in self._seen_s.items() if not 0 <= now - seen <= KEEP_S]
        for one in gone:
            del self._seen_s[one]
            self._labels.pop(one, None)

    def forget(self) -> None:
        """Numbers begin anew, as with another source."""
        self._labels.clear()
        self._seen_s.clear()
