"""A report: one HTML page with what was recorded, the figures of each face, and plots.

It holds everything itself and runs nothing; the same figures as the review page (summary.py).
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from mien.exports.page import facts, page, table
from mien.exports.place import name_of, placed
from mien.exports.plots import Timeline, colour_of, expression_bars, runs_of, unit_bars
from mien.exports.texts import in_html
from mien.faces.people import NOBODY
from mien.overlays.facs import au_name
from mien.overlays.values import DASH, percent, title
from mien.record.segments import Segment, durations, places, segments
from mien.record.session import Session
from mien.record.summary import FaceSummary, Summary, summarise

MOST_FACES = 12  # that have plots; the table has all of them
MOST_MARKERS = 500
OVERVIEW = (
    *("Face", "There for", "Of the time", "Mostly", "Smile, mean", "Smile, peak"),
    *("Eyes closed", "Blinks a minute", "Well seen"),
)
WARNING = (
    "A face is not a feeling: expressions are what people who looked at such a face would call it. "
    "Action Units are probabilities of presence, not intensities."
)


def write(session: Session, path: Path) -> None:
    """Write the page. Raises MienError."""
    text = page(f"{name_of(session)}: report", _body(session))
    with placed(session, path) as place:
        place.write_text(text, encoding="utf-8", errors="replace", newline="\n")


def _body(session: Session) -> Iterator[str]:
    summary = summarise(session)
    yield f"<h1>{in_html(name_of(session))}</h1>"
    yield f"<p>{in_html(WARNING)}</p>"
    yield f"<section>{facts(_facts(session, summary))}</section>"
    yield "<h2>Faces</h2>"
    yield f"<section>{_overview(session, summary)}</section>" if summary.faces else _nobody()
    found = segments(session)
    for face in summary.faces[:MOST_FACES]:
        yield from _face(session, summary, face, found)
    if len(summary.faces) > MOST_FACES:
        yield f"<p>Plots are shown of the {MOST_FACES} faces that were there longest.</p>"
    if session.markers:
        yield "<h2>Markers</h2>"
        yield f"<section>{_markers(session)}</section>"
    yield "<h2>How to read this</h2>"
    yield f"<section>{_method(session)}</section>"


def _nobody() -> str:
    return "<p>No face was found.</p>"


def _facts(session: Session, summary: Summary) -> Iterator[tuple[str, str]]:
    manifest = session.manifest
    counts, source = manifest.counts, manifest.source
    yield "Source", f"{source.name} ({source.kind}, {manifest.width} x {manifest.height} pixels)"
    yield "Recorded", manifest.anchor.utc.strftime("%Y-%m-%d %H:%M:%S UTC")
    yield "Length", f"{summary.length_s:.2f} s"
    yield (
        "Frames",
        f"{counts.analysed} analysed, {counts.skipped} skipped, {counts.lost} lost",
    )
    yield "Gaps", f"{counts.gaps}, together {summary.gap_s:.2f} s"
    yield "Any face there", percent(summary.face_share)
    yield "Network", f"{session.card.name} {session.card.version} on {manifest.network.provider}"
    yield "Mien", manifest.app_version
    if manifest.ended:
        yield "Ended", manifest.ended


def _overview(session: Session, summary: Summary) -> str:
    return table(
        OVERVIEW,
        (
            (
                str(face.face_id),
                f"{face.present_s:.2f} s",
                percent(face.present_share),
                _mostly(session, face),
                _figure(face.smile_mean),
                _figure(face.smile_peak),
                percent(face.blink_share),
                _rate(face.blink_rate),
                percent(face.usable_share),
            )
            for face in summary.faces
        ),
    )


def _named(session: Session, face: FaceSummary) -> str:
    """The number, which stands in the rows too, and the name where there is one."""
    name = session.manifest.labels.get(face.face_id, NOBODY).name
    return f"Face {face.face_id}, {name}" if name else f"Face {face.face_id}"


def _mostly(session: Session, face: FaceSummary) -> str:
    if np.isnan(face.expression_share).all():
        return DASH
    best = int(np.nanargmax(face.expression_share))
    return f"{title(session.expressions[best])}, {percent(float(face.expression_share[best]))}"


def _rate(value: float) -> str:
    return DASH if math.isnan(value) else f"{value:.0f}"


def _figure(value: float) -> str:
    return DASH if math.isnan(value) else f"{value:.2f}"


def _face(
    session: Session, summary: Summary, face: FaceSummary, found: tuple[Segment, ...]
) -> Iterator[str]:
    rows = np.flatnonzero(session.faces.face_id == face.face_id)
    frames, lengths = session.frames, durations(session.frames)
    gaps = zip(
        frames.time_s[frames.gap], frames.time_s[frames.gap] + lengths[frames.gap], strict=True
    )
    expressions, smile = bool(session.expressions), session.card.smile
    timeline = Timeline(summary.length_s, expressions, smile).svg(
        (one for one in found if one.face_id == face.face_id),
        session.expressions,
        runs_of(places(session)[rows], session.faces.time_s[rows], session.faces.smile[rows]),
        gaps,
        session.markers[:MOST_MARKERS],
    )
    shares = expression_bars(face, session.expressions) if expressions else ""
    units = unit_bars(face, session.action_units, smile) if smile or session.action_units else ""
    yield (
        f"<section><h3>{in_html(_named(session, face))}</h3>{timeline}{_keys(session)}"
        f'<div class="two">{_plot("Time share of expressions", shares)}'
        f"{_plot(_units_title(session), units)}</div></section>"
    )


def _plot(heading: str, picture: str) -> str:
    """A plot under its title; nothing where the network reads nothing of the kind."""
    return f"<div><h3>{heading}</h3>{picture}</div>" if picture else ""


def _units_title(session: Session) -> str:
    read = [*(["Action Units"] if session.action_units else []), *["smile"] * session.card.smile]
    return f"{title(' and '.join(read))}, mean and peak"


def _keys(session: Session) -> str:
    keys = "".join(
        f'<span><i class="key" style="background:{colour_of(i)}"></i>{in_html(title(name))}</span>'
        for i, name in enumerate(session.expressions)
    )
    return f'<p class="keys">{keys}</p>'


def _markers(session: Session) -> str:
    shown = session.markers[:MOST_MARKERS]
    rest = len(session.markers) - len(shown)
    more = f"<p>{rest} more are in the session.</p>" if rest else ""
    lines = ((f"{m.time_s:.3f} s", m.kind, m.label, m.note) for m in shown)
    return table(("Time", "Kind", "Label", "Note"), lines) + more


def _method(session: Session) -> str:
    units = ", ".join(f"{code} {au_name(code)}".strip() for code in session.action_units)
    expression = (
        "the most probable one; the timeline shows it from a probability of 50"
        "\N{NO-BREAK SPACE}% on"
    )
    return facts(
        (
            ("Time share", "each frame counts for as long as it stood; gaps count for nothing"),
            ("Expression", expression if session.expressions else "this network reads none"),
            ("Eyes closed", "the mean of both blink blendshapes is at least 0.5"),
            ("Blinks", "the lids go down and up again within half a second"),
            ("Well seen", "how long no blur, light, size, turn or cover made values unusable"),
            ("Action Units", units or "this network reads none"),
            ("Limits", " ".join(f"{limit.rstrip('.')}." for limit in session.card.limits)),
        )
    )  # fmt: skip
