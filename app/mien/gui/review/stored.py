"""A row of a session as the overlays and the panel take it, and what is missing of it."""

from __future__ import annotations

import time

import numpy as np

from mien.record.layout import Which
from mien.record.session import Session
from mien.types import Analysis, Frame, Image, ReadFace, frozen
from mien.words import mark

GROUND = (20, 23, 29)  # in the place of a picture that was not kept
MOST_SIDE = 4320  # pixels of it, whatever a file made by hand says
EMPTY = mark("No frame was recorded in this session")
NO_VIDEO = mark("No picture was kept, only numbers")
BURNT_IN = mark("The overlays are part of this video")
GAP = mark("No picture came here")
NOT_KEPT = mark("The picture of this frame was not kept")


def shown_video(session: Session) -> Which | None:
    """The video to show: the clean one, on which overlays can be switched."""
    for which in ("clean", "annotated"):
        if session.manifest.video_frames.get(which) and session.video_path(which) is not None:
            return which
    return None


def analysis_of(session: Session, row: int, image: Image) -> Analysis:
    """The faces of a row on its picture."""
    frames, now = session.frames, time.monotonic_ns()
    number = int(frames.frame[row])
    frame = Frame(image, number, float(frames.time_s[row]), now, session.folder.name)
    faces = tuple(face for face in session.analysis(number) if _placed(face))
    return Analysis(frame, faces, int(frames.skipped[row]), done_ns=now)


def empty_picture(session: Session) -> Image:
    """What lies under the overlays where no picture was kept."""
    height, width = session.manifest.height, session.manifest.width
    size = min(max(height, 2), MOST_SIDE), min(max(width, 2), MOST_SIDE), 3
    return frozen(np.full(size, GROUND, np.uint8))


def missing(session: Session, row: int, which: Which | None) -> str:
    """Why there is no picture of a row, or why it cannot be drawn over; '' where all is well.

    which: of `shown_video`, which looks at the disk.
    """
    if session.frames.gap[row]:
        return GAP
    if which is None:
        return NO_VIDEO
    if session.frames.video_index[row] < 0:
        return NOT_KEPT
    return BURNT_IN if which == "annotated" else ""


def _placed(read: ReadFace) -> bool:
    """Whether a face has a place in the picture; a file made by hand may leave it out."""
    box = read.face.box
    return bool(np.isfinite([box.x, box.y, box.width, box.height]).all())
