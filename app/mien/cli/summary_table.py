"""One table over several sessions: a row a face a session."""

from __future__ import annotations

import contextlib
import csv
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from mien.errors import MienError
from mien.exports.texts import in_cell
from mien.record.rows import SECONDS, SHARE, number
from mien.record.session import Session
from mien.record.summary import FaceSummary, Summary, summarise

START = ("session", "file", "frames", "length_s", "face_share")
FACE = ("face_id", "present_s", "present_share")
EYES = ("blink_share", "blink_rate", "usable_share")


def write_summaries(path: Path, sessions: Sequence[Session]) -> None:
    """Replace the file in one step; a session without a face has one row with empty cells.

    All sessions have one network's names; those of the first are taken. Raises MienError.
    """
    temporary = path.with_name(f".{path.name}.part")
    try:
        with temporary.open("w", encoding="utf-8", newline="") as file:
            lines = csv.writer(file, lineterminator="\n")
            lines.writerow(header(sessions[0]))
            for session in sessions:
                lines.writerows(rows(session))
        temporary.replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise MienError(
            f"{path} cannot be written ({error.strerror}): close it where it is open, or make room."
        ) from error


def header(session: Session) -> list[str]:
    """Seconds, shares of time 0..1, means and peaks 0..1, blinks a minute."""
    shares = [f"{name}_share" for name in session.expressions]
    units = [f"{name}_{what}" for what in ("mean", "peak") for name in session.action_units]
    smile = ("smile_mean", "smile_peak") if session.card.smile else ()
    return [*START, *FACE, *shares, *units, *smile, *EYES]


def rows(session: Session) -> Iterator[list[str]]:
    """The rows of a session, the face that was there longest first."""
    summary = summarise(session)
    start = _start(session, summary)
    for face in summary.faces:
        yield [*start, *_face(face, session.card.smile)]
    if not summary.faces:
        yield start + [""] * (len(header(session)) - len(start))


def _start(session: Session, summary: Summary) -> list[str]:
    return [
        in_cell(session.folder.name),
        in_cell(session.manifest.source.path or session.manifest.source.name),
        str(len(session.frames)),
        number(summary.length_s, SECONDS),
        number(summary.face_share, SHARE),
    ]


def _face(face: FaceSummary, smile: bool) -> list[str]:
    values: Iterable[float] = (
        *face.expression_share.tolist(),
        *face.au_mean.tolist(),
        *face.au_peak.tolist(),
        *((face.smile_mean, face.smile_peak) if smile else ()),
        face.blink_share,
        face.blink_rate,
        face.usable_share,
    )
    return [
        str(face.face_id),
        number(face.present_s, SECONDS),
        number(face.present_share, SHARE),
        *(number(value, SHARE) for value in values),
    ]
