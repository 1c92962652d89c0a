"""Readings held for a moment, so that digits beside a face can be read."""

from __future__ import annotations

from dataclasses import replace

from mien.types import Analysis, Measures, ReadFace, Reading

HOLD_NS = 125_000_000  # eight new texts a second


class HeldReadings:
    """Keeps each face's reading, and what is measured of it, for an eighth of a second.

    Faces themselves are never held.
    """

    def __init__(self) -> None:
        self._readings: dict[int, tuple[Reading, Measures | None]] = {}
        self._renewed_ns = 0

    def renew(self) -> None:
        """Take the next analysis as it is, as when the picture is frozen."""
        self._readings = {}
        self._renewed_ns = 0

    def held(self, analysis: Analysis) -> Analysis:
        """The analysis with the held readings; a face without one keeps having none."""
        due = analysis.done_ns - self._renewed_ns >= HOLD_NS
        if due or analysis.done_ns < self._renewed_ns:
            self._readings = {
                read.face.face_id: (read.reading, read.measures)
                for read in analysis.faces
                if read.reading is not None
            }
            self._renewed_ns = analysis.done_ns
            return analysis
        return replace(analysis, faces=tuple(map(self._held, analysis.faces)))

    def _held(self, read: ReadFace) -> ReadFace:
        known = self._readings.get(read.face.face_id)
        if read.reading is None or known is None:
            return read
        return replace(read, reading=known[0], measures=known[1])
