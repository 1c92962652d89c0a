"""WebVTT subtitles for the session's video: markers, a second each, and expressions.

A cue's name says what it is: 'marker-3' or 'face-1-12', a marker's number or a face's stretch. An
expression stands as long as its probability is at least 0.5. Markers before the first frame
stand at 0.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from mien.exports.marks import words_of
from mien.exports.place import placed
from mien.exports.texts import in_cue
from mien.overlays.values import title
from mien.record.segments import segments
from mien.record.session import Session

MARKER_MS = 1000


class Cue(NamedTuple):
    """One cue; milliseconds; the text is escaped."""

    start: int
    end: int
    name: str
    text: str


def write(session: Session, path: Path) -> None:
    """Write the .vtt. Raises MienError."""
    cues = sorted([*_markers(session), *_expressions(session)])
    blocks = "".join(
        f"\n{cue.name}\n{_clock(cue.start)} --> {_clock(cue.end)}\n{cue.text}\n" for cue in cues
    )
    with placed(session, path) as place:
        place.write_text(f"WEBVTT\n{blocks}", encoding="utf-8", errors="replace", newline="\n")


def _markers(session: Session) -> Iterator[Cue]:
    for marker in session.markers:
        start = max(0, round(marker.time_s * 1000))
        yield Cue(start, start + MARKER_MS, f"marker-{marker.id}", in_cue(words_of(marker)))


def _expressions(session: Session) -> Iterator[Cue]:
    numbers: dict[int, int] = {}
    for one in segments(session):
        number = numbers[one.face_id] = numbers.get(one.face_id, 0) + 1
        start, end = round(one.start_s * 1000), round(one.end_s * 1000)
        if end > start >= 0:
            text = in_cue(f"Face {one.face_id}: {title(one.label)}")
            yield Cue(start, end, f"face-{one.face_id}-{number}", text)


def _clock(milliseconds: int) -> str:
    seconds, rest = divmod(milliseconds, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}.{rest:03}"
