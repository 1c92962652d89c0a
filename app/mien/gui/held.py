"""Readings held for a moment, so that digits beside a face can be read."""

from __future__ import annotations

from dataclasses import replace

from mien.types import Analysis, Reading

HOLD_NS = 125_000_000  # eight new texts a second


class HeldReadings:
    """Keeps each face's reading for an eighth of a second; faces themselves are never held."""

    def __init__(self) -> None:
        self._readings: dict[int, Reading | None] = {}
        self._renewed_ns = 0

    def renew(self) -> None:
        """Take the next analysis as it is, as when the picture is frozen."""
        self._readings = {}
        self._renewed_ns = 0

    def held(self, analysis: Analysis) -> Analysis:
        """The analysis with the held readings; a face without one keeps having none."""
        present = {read.face.face_id: read.reading for read in analysis.faces}
        due = analysis.done_ns - self._renewed_ns >= HOLD_NS
        if due or analysis.done_ns < self._renewed_ns:
            self._readings, self._renewed_ns = present, analysis.done_ns
            return analysis
        faces = tuple(
            replace(
                read,
                reading=None
                if read.reading is None
                else self._readings.get(read.face.face_id) or read.reading,
            )
            for read in analysis.faces
        )
        return replace(analysis, faces=faces)
