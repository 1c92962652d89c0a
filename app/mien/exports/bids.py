"""Events as BIDS has them: a table with tabs, and beside it a JSON file that says what it means.

One row a marker, and one a gap (trial_type 'gap', a stretch without a picture). onset, duration:
seconds of the session; a marker lasts 0, a 'stimulus_on' until the 'stimulus_off' that belongs to
it, n/a where there is none. label, note, frame and marker: as in the session. What is missing is
n/a. The JSON has the table's name with .json in place of .tsv.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from mien.errors import MienError
from mien.exports.marks import stimuli
from mien.exports.place import check, name_of, placed
from mien.exports.texts import in_cell, one_line
from mien.record.rows import SECONDS, number
from mien.record.segments import durations
from mien.record.session import Session
from mien.words import told

MISSING = "n/a"
COLUMNS: dict[str, dict[str, Any]] = {
    "onset": {"Description": "Beginning, from the session's first frame.", "Units": "s"},
    "duration": {"Description": "Length; 0 for a moment, n/a where it has no end.", "Units": "s"},
    "trial_type": {
        "Description": "What kind of event it is.",
        "Levels": {
            "mark": "A marker set by hand.",
            "note": "A marker with a note.",
            "neutral": "The person is asked to look neutral.",
            "stimulus_on": "A stimulus begins.",
            "stimulus_off": "A stimulus ends.",
            "gap": "No picture came.",
        },
    },
    "label": {"Description": "A few words of whoever set the marker."},
    "note": {"Description": "A note of whoever set the marker, in one line."},
    "frame": {"Description": "The session's frame, counted from 0, that was shown then."},
    "marker": {"Description": "The marker's number in the session."},
}
Row = tuple[float, list[str]]


def write(session: Session, path: Path) -> None:
    """Write the table and its JSON beside it. Raises MienError."""
    check(session, path)
    sidecar = sidecar_of(path)
    _check_sidecar(sidecar)
    rows = sorted([*_markers(session), *_gaps(session)], key=lambda row: row[0])
    lines = [list(COLUMNS), *(cells for _, cells in rows)]
    about = {**COLUMNS, "Mien": {"Session": one_line(name_of(session)), **_about(session)}}
    # First what explains, so that there is never a table that nothing explains.
    with placed(session, sidecar) as place:
        _put(place, json.dumps(about, indent=2) + "\n")
    with placed(session, path) as place:
        _put(place, "".join("\t".join(cells) + "\n" for cells in lines))


def sidecar_of(path: Path) -> Path:
    """Where the JSON of a table goes. MienError where that is the table's own place."""
    if path.suffix.lower() == ".json":
        raise MienError(
            told("{path} is where the table's description goes: name it .tsv.", path=path)
        )
    return path.with_suffix(".json")


def _check_sidecar(sidecar: Path) -> None:
    """Raise MienError where the JSON would replace something that describes no events."""
    if not sidecar.exists():
        return
    try:
        values = json.loads(sidecar.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        values = None
    if not isinstance(values, dict) or "onset" not in values:
        raise MienError(
            told(
                "{file} is in the place of the table's description, and is none: "
                "choose another name, or move it.",
                file=sidecar,
            )
        )


def _about(session: Session) -> dict[str, str]:
    """Where second 0 lies in the world, as far as that is known."""
    manifest = session.manifest
    if manifest.clock != "capture" or manifest.start_ns is None:
        return {"Clock": manifest.clock}
    offset_ns = manifest.start_ns - manifest.anchor.monotonic_ns
    return {"Clock": manifest.clock, "StartUtcNs": str(manifest.anchor.utc_ns + offset_ns)}


def _markers(session: Session) -> Iterable[Row]:
    lengths = {one.on.id: one.off.time_s - one.on.time_s for one in stimuli(session.markers)}
    for marker in session.markers:
        never = None if marker.kind == "stimulus_on" else 0.0
        length = lengths.get(marker.id, never)
        yield (
            marker.time_s,
            [
                number(marker.time_s, SECONDS),
                MISSING if length is None else number(length, SECONDS),
                marker.kind,
                in_cell(marker.label) or MISSING,
                in_cell(marker.note) or MISSING,
                str(marker.frame) if marker.frame >= 0 else MISSING,
                str(marker.id),
            ],
        )


def _gaps(session: Session) -> Iterable[Row]:
    frames = session.frames
    lengths = durations(frames)
    for start, length in zip(frames.time_s[frames.gap], lengths[frames.gap], strict=True):
        begin, last = number(float(start), SECONDS), number(float(length), SECONDS)
        yield float(start), [begin, last, "gap", *[MISSING] * 4]


def _put(place: Path, text: str) -> None:
    place.write_text(text, encoding="utf-8", errors="replace", newline="\n")
