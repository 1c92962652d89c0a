"""What a session comes to: a few figures a face, for the report, the review page and tables."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mien.measures.blinks import CLOSED, ENOUGH_S, EYES, count_blinks
from mien.measures.quality import USABLE
from mien.record.measured import MEASURES
from mien.record.segments import durations, labels, places
from mien.record.session import Session
from mien.record.tables import Numbers, Whole
from mien.types import frozen

QUALITY = MEASURES.index("quality")


@dataclass(frozen=True, slots=True)
class FaceSummary:
    """One face. Shares are of time, 0..1; every figure is NaN where nothing is known.

    frames: in which it was found. present_s: for how long. present_share: of the time that was
    seen. expression_share: of the time that it was read, one an expression: how long that was the
    most probable. au_mean, au_peak: probabilities, one an Action Unit; means are over time.
    smile_mean, smile_peak: 0..1. blink_share: of the time with blendshapes, both eyes closed.
    blink_rate: blinks a minute of that time (measures/blinks.py). usable_share: of the time with a
    quality, that was good enough for its values to be used.
    """

    face_id: int
    frames: int
    present_s: float
    present_share: float
    expression_share: Numbers
    au_mean: Numbers
    au_peak: Numbers
    smile_mean: float
    smile_peak: float
    blink_share: float
    blink_rate: float
    usable_share: float


@dataclass(frozen=True, slots=True)
class Summary:
    """A session. length_s: from the first frame to the end. seen_s: without its gaps.

    face_share: of the seen time, any face there. faces: the one that was there longest first.
    """

    length_s: float
    seen_s: float
    gap_s: float
    face_share: float
    faces: tuple[FaceSummary, ...]


def summarise(session: Session) -> Summary:
    """The figures of a session; each frame counts for as long as it stood."""
    lengths, gap = durations(session.frames), session.frames.gap
    seen_s, gap_s = float(lengths[~gap].sum()), float(lengths[gap].sum())
    with_face = float(lengths[session.frames.faces > 0].sum())
    place, best = places(session), labels(session)
    faces = [
        _of_face(session, face_id, lengths[place], best, seen_s)
        for face_id in np.unique(session.faces.face_id).tolist()
    ]
    faces.sort(key=lambda face: (-face.present_s, face.face_id))
    return Summary(seen_s + gap_s, seen_s, gap_s, _ratio(with_face, seen_s), tuple(faces))


def _of_face(
    session: Session, face_id: int, weights: Numbers, best: Whole, seen_s: float
) -> FaceSummary:
    table = session.faces
    # A folder made by hand may hold a face twice in a frame: it counts once.
    rows = np.flatnonzero(table.face_id == face_id)
    rows = rows[np.unique(table.frame[rows], return_index=True)[1]]
    weight, read = weights[rows], best[rows]
    units = table.action_units[rows]
    smile = table.smile[rows, None]
    closed = table.blendshapes[rows][:, EYES].mean(axis=1)
    count, lids_s = count_blinks(zip(table.time_s[rows].tolist(), closed.tolist(), strict=True))
    quality = table.measures[rows, QUALITY]
    usable = np.where(np.isnan(quality), np.nan, (quality >= USABLE).astype(np.float64))
    blinks = np.where(np.isnan(closed), np.nan, (closed >= CLOSED).astype(np.float64))
    shown = np.where(
        read[:, None] < 0, np.nan, read[:, None] == np.arange(len(session.expressions))
    )
    return FaceSummary(
        face_id=face_id,
        frames=len(rows),
        present_s=float(weight.sum()),
        present_share=_ratio(float(weight.sum()), seen_s),
        expression_share=frozen(_means(shown, weight)),
        au_mean=frozen(_means(units, weight)),
        au_peak=frozen(_peaks(units)),
        smile_mean=float(_means(smile, weight)[0]),
        smile_peak=float(_peaks(smile)[0]),
        blink_share=float(_means(blinks[:, None], weight)[0]),
        blink_rate=_ratio(count * 60.0, lids_s) if lids_s >= ENOUGH_S else float("nan"),
        usable_share=float(_means(usable[:, None], weight)[0]),
    )


def _means(values: Numbers, weight: Numbers) -> Numbers:
    """The mean of each column over time, NaN left out; NaN where nothing is left."""
    known = np.isfinite(values)
    total = (known * weight[:, None]).sum(axis=0)
    summed = (np.where(known, values, 0.0) * weight[:, None]).sum(axis=0)
    means = np.full(total.shape, np.nan)
    np.divide(summed, total, out=means, where=total > 0)
    return means


def _peaks(values: Numbers) -> Numbers:
    """The largest of each column; NaN where there is none."""
    peaks = np.where(np.isfinite(values), values, -np.inf).max(axis=0, initial=-np.inf)
    return np.where(np.isfinite(peaks), peaks, np.nan)


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole > 0 else float("nan")
