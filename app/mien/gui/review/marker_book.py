"""The markers of a session while they are edited: saved at once, every step can be undone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from mien.gui.words import tr
from mien.record.markers import Marker, MarkerKind, make_marker, next_id, write_markers
from mien.words import mark

Markers = tuple[Marker, ...]
MOST_STEPS = 200

NAMES: dict[MarkerKind, str] = {
    "mark": mark("Marker"),
    "note": mark("Note"),
    "neutral": mark("Neutral"),
    "stimulus_on": mark("Stimulus on"),
    "stimulus_off": mark("Stimulus off"),
}


class MarkerBook:
    """Holds the markers by time; what cannot be saved is not done, and a MienError says why."""

    def __init__(self, folder: Path, markers: Iterable[Marker]) -> None:
        """The markers as they stand in the folder."""
        self._folder = folder
        self.markers: Markers = tuple(markers)
        self._undo: list[Markers] = []
        self._redo: list[Markers] = []
        self._next = next_id(self.markers)

    @property
    def can_undo(self) -> bool:
        """There is a step to take back."""
        return bool(self._undo)

    @property
    def can_redo(self) -> bool:
        """There is a step that was taken back."""
        return bool(self._redo)

    def get(self, marker_id: int | None) -> Marker | None:
        """A marker by its id."""
        return next((marker for marker in self.markers if marker.id == marker_id), None)

    def add(
        self, time_s: float, frame: int, kind: MarkerKind, label: str = "", note: str = ""
    ) -> Marker:
        """One more. Raises MienError."""
        marker = make_marker(time_s, frame, kind, label, note, self._next)
        self._change((*self.markers, marker))
        self._next += 1  # an id is never given twice, also when its marker was taken back
        return marker

    def change(self, marker: Marker) -> None:
        """Put this one in the place of the one with its id. Raises MienError."""
        fit = make_marker(
            marker.time_s, marker.frame, marker.kind, marker.label, marker.note, marker.id
        )
        if fit not in self.markers:
            self._change(tuple(fit if one.id == fit.id else one for one in self.markers))

    def move(self, marker_id: int, time_s: float, frame: int) -> None:
        """Take one to another time. Raises MienError."""
        marker = self.get(marker_id)
        if marker is not None:
            self.change(replace(marker, time_s=time_s, frame=frame))

    def delete(self, marker_id: int) -> None:
        """Take one away. Raises MienError."""
        rest = tuple(marker for marker in self.markers if marker.id != marker_id)
        if rest != self.markers:
            self._change(rest)

    def undo(self) -> None:
        """Take the last step back. Raises MienError."""
        if self._undo:
            self._save(self._undo[-1])
            self._redo.append(self.markers)
            self.markers = self._undo.pop()

    def redo(self) -> None:
        """Do again what was taken back. Raises MienError."""
        if self._redo:
            self._save(self._redo[-1])
            self._undo.append(self.markers)
            self.markers = self._redo.pop()

    def _change(self, markers: Markers) -> None:
        markers = tuple(sorted(markers, key=lambda marker: (marker.time_s, marker.id)))
        self._save(markers)
        self._undo = [*self._undo, self.markers][-MOST_STEPS:]
        self._redo.clear()
        self.markers = markers

    def _save(self, markers: Markers) -> None:
        write_markers(self._folder, markers)


def words(marker: Marker) -> str:
    """A marker in a few words: its label, else the beginning of its note, else its kind."""
    first = marker.note.partition("\n")[0]
    return marker.label or first or tr(NAMES[marker.kind])
