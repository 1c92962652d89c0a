"""Which of a face's readings a window shows."""

from __future__ import annotations

from dataclasses import replace

from mien.measures.quality import USABLE
from mien.types import Analysis, ReadFace, Reading

STEADY = 0.1  # how much better a poor face must become before it is shown as usable again


def as_shown(analysis: Analysis, smooth: bool) -> Analysis:
    """The analysis with its readings as they are shown: relative to neutral, where calibrated.

    smooth: calmed for the eye. Whatever is recorded or sent is not of this one.
    """
    faces = tuple(
        read
        if (reading := shown_reading(read, smooth)) is read.reading
        else replace(read, reading=reading)
        for read in analysis.faces
    )
    return replace(analysis, faces=faces)


def shown_reading(read: ReadFace, smooth: bool) -> Reading | None:
    """The reading of a face as it is shown."""
    calm = read.calm if smooth else None
    return calm or read.calibrated or read.reading


def usable(read: ReadFace | None) -> bool:
    """Whether a face is seen well enough for its values to say something; True where unmeasured."""
    return read is None or read.measures is None or read.measures.quality.score >= USABLE


class Usable:
    """The same from frame to frame, without flicker at the edge; of one face at a time."""

    def __init__(self) -> None:
        self._face_id: int | None = None
        self._was = True

    def __call__(self, read: ReadFace | None) -> bool:
        """Whether the values of the present face are shown as usable."""
        face_id = read.face.face_id if read is not None else None
        if face_id != self._face_id:
            self._face_id, self._was = face_id, True
        if read is not None and read.measures is not None:
            score = read.measures.quality.score
            self._was = score >= (USABLE if self._was else USABLE + STEADY)
        return self._was
