"""Stretches of a session: how long each frame stands, and where an expression lasts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mien.record.session import Session
from mien.record.tables import FrameTable, Numbers, Whole

THRESHOLD = 0.5  # a probability; at most one expression of a face is above it
A_PICTURE_S = 1.0  # where a session has one frame only


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch in which one expression of a face was the most probable, and probable enough.

    start_s, end_s: seconds of the session. mean: of its probability, 0..1.
    """

    face_id: int
    label: str
    start_s: float
    end_s: float
    mean: float


def durations(frames: FrameTable) -> Numbers:
    """Seconds from each row to the next, N; the last one's is that of most frames.

    A gap's row has the gap's length.
    """
    steps = np.maximum(np.diff(frames.time_s), 0.0)
    usual = steps[~frames.gap[:-1]]
    last = float(np.median(usual)) if usual.size else A_PICTURE_S
    if len(frames) and frames.gap[-1]:
        last = 0.0
    return np.append(steps, last)[: len(frames)]


def places(session: Session) -> Whole:
    """The row of the frame table of each face, one a face a frame."""
    return np.searchsorted(session.frames.frame, session.faces.frame).astype(np.int64)


def labels(session: Session) -> Whole:
    """The number of the most probable expression of each face, -1 where nothing was read."""
    expression = session.faces.expression
    if not session.expressions:
        return np.full(len(expression), -1, np.int64)
    known: NDArray[np.bool_] = np.logical_and.reduce(np.isfinite(expression), axis=1)
    best = np.where(known[:, None], expression, 0.0).argmax(axis=1)
    return np.where(known, best, -1).astype(np.int64)


def segments(session: Session, threshold: float = THRESHOLD) -> tuple[Segment, ...]:
    """Every stretch of every face, by its beginning; a gap or a lost face ends one.

    threshold: the least probability, 0..1.
    """
    if not session.expressions:
        return ()
    best = labels(session)
    rows = np.arange(len(best))
    chance = np.where(best >= 0, session.faces.expression[rows, best], np.nan)
    clear = np.where(chance >= threshold, best, -1)
    found = [
        segment
        for face_id in np.unique(session.faces.face_id).tolist()
        for segment in _of_face(session, face_id, clear, chance)
    ]
    return tuple(sorted(found, key=lambda one: (one.start_s, one.face_id)))


def _of_face(session: Session, face_id: int, clear: Whole, chance: Numbers) -> Iterator[Segment]:
    rows = np.flatnonzero(session.faces.face_id == face_id)
    place = places(session)[rows]
    begins = np.append(True, (np.diff(clear[rows]) != 0) | (np.diff(place) != 1))
    starts = np.flatnonzero(begins)
    lengths, times = durations(session.frames), session.frames.time_s
    for start, after in zip(starts, np.append(starts[1:], len(rows)), strict=True):
        label = int(clear[rows[start]])
        if label >= 0:
            last = place[after - 1]
            yield Segment(
                face_id,
                session.expressions[label],
                float(times[place[start]]),
                float(times[last] + lengths[last]),
                float(chance[rows[start:after]].mean()),
            )
