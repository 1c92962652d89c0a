"""Which of a face's readings a window shows."""

from __future__ import annotations

from dataclasses import replace

from mien.measures.quality import USABLE
from mien.types import Analysis, ReadFace, Reading

STEADY = 0.1  # how much better a poor face must become before it is shown as usable again


class Shown:
    """Makes what is shown out of what was analysed, frame by frame."""

    def __init__(self) -> None:
        self._poor: frozenset[int] = frozenset()

    def __call__(self, analysis: Analysis, smooth: bool) -> Analysis:
        """The analysis with its readings as they are shown: relative to neutral, where calibrated.

        smooth: calmed for the eye. A face that was seen too poorly stays so until it is clearly
        better, so that nothing flickers. Whatever is recorded or sent is not of this one.
        """
        faces = tuple(self._steady(read) for read in analysis.faces)
        self._poor = frozenset(read.face.face_id for read in faces if not usable(read))
        shown = tuple(_with(read, shown_reading(read, smooth)) for read in faces)
        return replace(analysis, faces=shown)

    def _steady(self, read: ReadFace) -> ReadFace:
        measures = read.measures
        if measures is None or read.face.face_id not in self._poor:
            return read
        quality = measures.quality
        if not USABLE <= quality.score < USABLE + STEADY:
            return read
        still = replace(quality, score=USABLE - STEADY)
        return replace(read, measures=replace(measures, quality=still))


def _with(read: ReadFace, reading: Reading | None) -> ReadFace:
    return read if reading is read.reading else replace(read, reading=reading)


def shown_reading(read: ReadFace, smooth: bool) -> Reading | None:
    """The reading of a face as it is shown."""
    calm = read.calm if smooth else None
    return calm or read.calibrated or read.reading


def usable(read: ReadFace | None) -> bool:
    """Whether a face is seen well enough for its values to say something; True where unmeasured."""
    return read is None or read.measures is None or read.measures.quality.score >= USABLE
