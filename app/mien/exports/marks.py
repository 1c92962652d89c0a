"""Markers as annotations of formats that know stretches only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mien.exports.texts import one_line
from mien.record.markers import Marker

WORDS = {
    "mark": "mark",
    "note": "note",
    "neutral": "neutral",
    "stimulus_on": "stimulus on",
    "stimulus_off": "stimulus off",
}


@dataclass(frozen=True, slots=True)
class Stimulus:
    """From a 'stimulus on' to the 'stimulus off' that belongs to it."""

    on: Marker
    off: Marker


def words_of(marker: Marker) -> str:
    """A marker in one line: 'stimulus on film 1', 'note 1: she looks away'."""
    head = one_line(f"{WORDS[marker.kind]} {marker.label}")
    note = one_line(marker.note)
    return f"{head}: {note}" if note else head


def stimuli(markers: Sequence[Marker]) -> tuple[Stimulus, ...]:
    """Each 'stimulus on' with the next 'off' of its label, or with the next 'off' without one.

    One that is never switched off is left out.
    """
    offs = [marker for marker in markers if marker.kind == "stimulus_off"]
    found = []
    for on in markers:
        if on.kind != "stimulus_on":
            continue
        later = (o for o in offs if o.time_s >= on.time_s and o.label in (on.label, ""))
        if (off := next(later, None)) is not None:
            offs.remove(off)
            found.append(Stimulus(on, off))
    return tuple(found)
