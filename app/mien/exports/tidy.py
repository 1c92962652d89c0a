"""Tidy CSV: one row a face a frame, one with empty cells for a frame without a face or a gap.

session, frame, time_s (seconds of the session), utc (of the capture, empty where the source was no
live one), captured_ns (monotonic), skipped (frames passed over before this one), gap (1: no picture
from here to the next row), faces, video_index (its place in the videos), source_frame,
source_time_s; face_id, score, x, y, width, height (pixels), pitch, yaw, roll (degrees); expression
(the most probable), a probability for each expression and Action Unit, smile, of those that the
session's network reads; MediaPipe's blendshapes. All of those 0..1, and raw. Then what is measured
of a face: quality_reason (a code where it is not good), quality (0..1; below 1/3 a value should not
be used), asymmetry_mouth_x ... asymmetry_brow_y (left against right, in distances between the
eyes), gaze_x, gaze_y (-1..1, coarse), blinks (since the face came), blink_rate (a minute),
duchenne_hint (0..1). Last a column NAME_calibrated for each raw value, relative to the person's own
neutral face, empty where there was no calibration: its rise, as a share of the room (neutral.py).
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from mien.exports.columns import Column, Rows, write_csv
from mien.exports.place import name_of
from mien.faces.blendshapes import BLENDSHAPES
from mien.measures.quality import CODES
from mien.record.columns import FACE_COLUMNS, calibrated
from mien.record.measured import MEASURES, REASON
from mien.record.rows import DEGREES, PIXELS, SECONDS, SHARE
from mien.record.segments import labels
from mien.record.session import Session

UTC = "utc"


def write(session: Session, path: Path) -> None:
    """Write the CSV. Raises MienError."""
    columns = [_as_text(c) if c.name == UTC else c for c in tidy_columns(session)]
    write_csv(session, path, columns)


def tidy_columns(session: Session) -> list[Column]:
    """All columns of the table; `utc` as datetime64 in nanoseconds."""
    rows = Rows.of(session, gaps=True)
    return [
        rows.same("session", name_of(session)),
        *_frame_columns(rows),
        *_face_columns(rows),
        *_read_columns(rows),
        *rows.of_faces(BLENDSHAPES, session.faces.blendshapes, SHARE),
        rows.words(REASON, session.faces.reason, CODES),
        *rows.of_faces(MEASURES, session.faces.measures, SHARE),
        *rows.of_faces(calibrated(session.card), session.faces.calibrated, SHARE),
    ]


def _frame_columns(rows: Rows) -> list[Column]:
    frames = rows.session.frames
    return [
        rows.of_frame("frame", frames.frame),
        rows.times("time_s", frames.time_s, SECONDS),
        _utc(rows),
        rows.of_frame("captured_ns", frames.captured_ns, missing=-1),
        rows.of_frame("skipped", frames.skipped),
        rows.of_frame("gap", frames.gap.astype(np.int64)),
        rows.of_frame("faces", frames.faces),
        rows.of_frame("video_index", frames.video_index, missing=-1),
        rows.of_frame("source_frame", frames.source_frame, missing=-1),
        rows.times("source_time_s", frames.source_time_s, SECONDS),
    ]


def _utc(rows: Rows) -> Column:
    """When each frame was captured, by the session's one anchor between the two clocks."""
    manifest = rows.session.manifest
    captured = rows.session.frames.captured_ns[rows.frame]
    known = np.full(len(captured), manifest.clock == "capture")
    offset = manifest.anchor.utc_ns - manifest.anchor.monotonic_ns
    # Numbers of a folder made by hand may be too large: they wrap around, as arrays of them do.
    wrapped = np.array((offset + 2**63) % 2**64 - 2**63, np.int64)
    return Column(UTC, (captured + wrapped).astype("datetime64[ns]"), known)


def _as_text(column: Column) -> Column:
    words = np.datetime_as_string(column.values, unit="us", timezone="UTC").astype(object)
    return Column(column.name, words, column.known)


def _face_columns(rows: Rows) -> list[Column]:
    faces = rows.session.faces
    decimals = (SHARE, *[PIXELS] * 4, *[DEGREES] * 3)
    return [
        rows.face_id(),
        *(
            rows.of_face(name, getattr(faces, name), most)
            for name, most in zip(FACE_COLUMNS[1:], decimals, strict=True)
        ),
    ]


def _read_columns(rows: Rows) -> list[Column]:
    session = rows.session
    columns = [
        *rows.of_faces(session.expressions, session.faces.expression, SHARE),
        *rows.of_faces(session.action_units, session.faces.action_units, SHARE),
    ]
    if session.expressions:
        columns.insert(0, rows.words("expression", labels(session), session.expressions))
    if session.card.smile:
        columns.append(rows.of_face("smile", session.faces.smile, SHARE))
    return columns
