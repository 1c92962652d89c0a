"""ELAN's .eaf (format 3.0): tiers for markers, stimuli, and the expressions of each face.

- Markers: every marker; ELAN knows stretches only, so each lasts half a second, or until the next
  one. Those of the same millisecond share an annotation, those before the first frame stand at 0.
- Stimulus: from 'stimulus on' to its 'off'.
- Face N expression: where one expression has a probability of at least 0.5.

The session's video is linked by its path from the .eaf, where one was kept.
"""

from __future__ import annotations

import os
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from mien.exports.marks import stimuli, words_of
from mien.exports.place import placed
from mien.exports.texts import one_line
from mien.record.markers import Marker
from mien.record.segments import segments
from mien.record.session import Session

MARKER_MS = 500
SCHEMA = "http://www.mpi.nl/tools/elan/EAFv3.0.xsd"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
TYPE = "default-lt"


class Stretch(NamedTuple):
    """An annotation; milliseconds."""

    start: int
    end: int
    text: str


def write(session: Session, path: Path) -> None:
    """Write the .eaf. Raises MienError."""
    root = _document(session)
    _add_media(
        session,
        path,
        ET.SubElement(root, "HEADER", {"MEDIA_FILE": "", "TIME_UNITS": "milliseconds"}),
    )
    tiers = tiers_of(session)
    slots = ET.SubElement(root, "TIME_ORDER")
    count = 0
    for name, stretches in tiers.items():
        tier = ET.SubElement(root, "TIER", {"TIER_ID": name, "LINGUISTIC_TYPE_REF": TYPE})
        for stretch in stretches:
            count += 1
            _add(slots, tier, count, stretch)
    ET.SubElement(
        root,
        "LINGUISTIC_TYPE",
        {"LINGUISTIC_TYPE_ID": TYPE, "TIME_ALIGNABLE": "true", "GRAPHIC_REFERENCES": "false"},
    )
    with placed(session, path) as place:
        ET.ElementTree(root).write(place, encoding="utf-8", xml_declaration=True)


def tiers_of(session: Session) -> dict[str, list[Stretch]]:
    """The annotations of each tier, in the order of time and never two at once."""
    tiers = {
        "Markers": _markers(session.markers),
        "Stimulus": _apart(
            Stretch(_ms(one.on.time_s), _ms(one.off.time_s), one_line(one.on.label) or "stimulus")
            for one in stimuli(session.markers)
        ),
    }
    for segment in segments(session):
        stretch = Stretch(_ms(segment.start_s), _ms(segment.end_s), one_line(segment.label))
        tiers.setdefault(f"Face {segment.face_id} expression", []).append(stretch)
    return {name: _apart(stretches) for name, stretches in tiers.items()}


def _ms(time_s: float) -> int:
    return max(0, round(time_s * 1000))


def _markers(markers: Sequence[Marker]) -> list[Stretch]:
    together: dict[int, list[str]] = {}
    for marker in markers:
        together.setdefault(_ms(marker.time_s), []).append(words_of(marker))
    starts = [*together, max(together, default=0) + MARKER_MS]
    return [
        Stretch(start, min(start + MARKER_MS, after), "\n".join(words))
        for (start, words), after in zip(together.items(), starts[1:], strict=True)
    ]


def _apart(stretches: Iterable[Stretch]) -> list[Stretch]:
    """The same, each cut where the next begins; what is left without a length goes."""
    ordered = sorted(stretches)
    ends = [one.start for one in ordered[1:]]
    cut = [
        one._replace(end=min(one.end, end))
        for one, end in zip(ordered, [*ends, ordered[-1].end if ordered else 0], strict=False)
    ]
    return [one for one in cut if one.end > one.start]


def _document(session: Session) -> ET.Element:
    started = session.manifest.anchor.utc.isoformat(timespec="seconds")
    return ET.Element(
        "ANNOTATION_DOCUMENT",
        {
            "AUTHOR": "Mien",
            "DATE": started,
            "FORMAT": "3.0",
            "VERSION": "3.0",
            "xmlns:xsi": XSI,
            "xsi:noNamespaceSchemaLocation": SCHEMA,
        },
    )


def _add_media(session: Session, path: Path, header: ET.Element) -> None:
    video = session.video_path("clean") or session.video_path("annotated")
    if video is None:
        return
    media = {"MEDIA_URL": video.resolve().as_uri(), "MIME_TYPE": "video/x-matroska"}
    try:
        relative = Path(os.path.relpath(video.resolve(), path.parent.resolve())).as_posix()
        media["RELATIVE_MEDIA_URL"] = f"./{relative}"
    except ValueError:  # on another drive
        pass
    ET.SubElement(header, "MEDIA_DESCRIPTOR", media)


def _add(slots: ET.Element, tier: ET.Element, number: int, stretch: Stretch) -> None:
    refs = (f"ts{2 * number - 1}", f"ts{2 * number}")
    for ref, time in zip(refs, (stretch.start, stretch.end), strict=True):
        ET.SubElement(slots, "TIME_SLOT", {"TIME_SLOT_ID": ref, "TIME_VALUE": str(time)})
    annotation = ET.SubElement(
        ET.SubElement(tier, "ANNOTATION"),
        "ALIGNABLE_ANNOTATION",
        {"ANNOTATION_ID": f"a{number}", "TIME_SLOT_REF1": refs[0], "TIME_SLOT_REF2": refs[1]},
    )
    ET.SubElement(annotation, "ANNOTATION_VALUE").text = stretch.text
