"""What leaves the app: the numbers of one analysed frame, or a marker; never a picture."""

from __future__ import annotations

from dataclasses import dataclass

from mien.types import Analysis, ReadFace


@dataclass(frozen=True, slots=True)
class Sample:
    """The numbers of one analysed frame.

    number: counts the analyses since the outlets were opened, from 0, so that a jump is a loss.
    frame: the source's number of the frame. time_s: seconds from the source's first frame.
    captured_ns: monotonic clock. skipped: frames before it that were captured, not analysed.
    width, height: of the frame, pixels. main: the number of the main face, None without a face.
    """

    number: int
    frame: int
    time_s: float
    captured_ns: int
    skipped: int
    width: int
    height: int
    faces: tuple[ReadFace, ...]
    main: int | None

    @property
    def main_face(self) -> ReadFace | None:
        """The main face itself."""
        return next((seen for seen in self.faces if seen.face.face_id == self.main), None)


@dataclass(frozen=True, slots=True)
class Mark:
    """A marker. text: what happened, one line. at_ns: when, by the monotonic clock."""

    text: str
    at_ns: int


Item = Sample | Mark


def sample_of(analysis: Analysis, number: int, main: int | None) -> Sample:
    """An analysis without its picture."""
    frame = analysis.frame
    return Sample(
        number=number,
        frame=frame.index,
        time_s=frame.time_s,
        captured_ns=frame.captured_ns,
        skipped=analysis.skipped,
        width=frame.width,
        height=frame.height,
        faces=analysis.faces,
        main=main,
    )
