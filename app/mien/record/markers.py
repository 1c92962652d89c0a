"""Markers: what a person says happens now; a line of JSON each."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, Literal, get_args

from pydantic import ConfigDict, Field, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass as checked

from mien.errors import MienError
from mien.record.layout import MARKERS, inside
from mien.words import told

MarkerKind = Literal["mark", "note", "neutral", "stimulus_on", "stimulus_off"]
KINDS: tuple[MarkerKind, ...] = get_args(MarkerKind)
LONGEST_LABEL, LONGEST_NOTE = 200, 2000
MOST_BYTES = 64_000_000
NO_FRAME = -1
LARGEST = 2**53


@dataclass(frozen=True, slots=True)
class Marker:
    """One marker.

    time_s: seconds of the session, negative before its first frame. frame: the session's frame
    that was shown then, -1 before the first. label: a few words, such as the key's number. id:
    counts from 1 and is never given twice in a session.
    """

    time_s: float
    frame: int
    kind: MarkerKind
    label: str = ""
    note: str = ""
    id: int = 0


def make_marker(
    time_s: float, frame: int, kind: MarkerKind, label: str = "", note: str = "", marker_id: int = 0
) -> Marker:
    """A marker with its texts made fit to be kept: one line of label, at most 2000 of note."""
    one_line = " ".join(_clean(label, LONGEST_LABEL).split())
    return Marker(time_s, frame, kind, one_line, _clean(note, LONGEST_NOTE), marker_id)


def line_of(marker: Marker) -> str:
    """A marker as a line, its end included."""
    return json.dumps(asdict(marker), ensure_ascii=False) + "\n"


def read_markers(folder: Path, *, cut_short: bool = False) -> tuple[Marker, ...]:
    """A session's markers by time; MienError where they are damaged.

    cut_short: the file may end inside a line, or be damaged after some point: keep what is whole.
    """
    path = inside(folder, MARKERS)
    if path is None:
        return ()
    try:
        if path.stat().st_size > MOST_BYTES:
            raise MienError(
                told(
                    "{file} in {folder} is too large to be one of Mien's.",
                    file=MARKERS,
                    folder=folder,
                )
            )
        lines = path.read_text(encoding="utf-8", errors="replace").split("\n")
    except OSError as error:
        raise MienError(
            told("{path} cannot be read ({reason}).", path=path, reason=error.strerror)
        ) from error
    found = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            found.append(_parsed(line))
        except (ValueError, RecursionError) as error:
            if cut_short:
                break
            raise MienError(
                told(
                    "Line {number} of {file} in {folder} is damaged: mend it or take it away.",
                    number=number,
                    file=MARKERS,
                    folder=folder,
                )
            ) from error
    return _numbered(sorted(found, key=lambda marker: marker.time_s))


def write_markers(folder: Path, markers: Iterable[Marker]) -> None:
    """Replace all markers in one step. MienError where the folder cannot be written."""
    path = folder / MARKERS
    temporary = folder / f".{MARKERS}.{os.getpid()}"
    try:
        inside(folder, MARKERS)
        temporary.write_text("".join(map(line_of, markers)), encoding="utf-8", newline="\n")
        temporary.replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise MienError(
            told(
                "The markers in {folder} cannot be saved ({reason}): check that you may "
                "write there and that there is room.",
                folder=folder,
                reason=error.strerror,
            )
        ) from error


@checked(frozen=True, config=ConfigDict(extra="ignore"))
class _Line:
    time_s: Annotated[float, Field(gt=-1e9, lt=1e9, allow_inf_nan=False)]
    frame: Annotated[int, Field(ge=NO_FRAME, lt=LARGEST)]
    kind: MarkerKind
    label: Annotated[str, Field(max_length=LONGEST_LABEL)] = ""
    note: Annotated[str, Field(max_length=LONGEST_NOTE)] = ""
    id: Annotated[int, Field(ge=0, lt=LARGEST)] = 0


_LINE = TypeAdapter(_Line)


def _parsed(line: str) -> Marker:
    """A line as a marker. Raises ValueError."""
    try:
        one = _LINE.validate_json(line)
    except ValidationError as error:
        raise ValueError("no marker") from error
    return make_marker(one.time_s, one.frame, one.kind, one.label, one.note, one.id)


def _numbered(markers: list[Marker]) -> tuple[Marker, ...]:
    """The same with an id of its own each, where a hand-made file gives one twice or none."""
    following = max((marker.id for marker in markers), default=0) + 1
    seen, numbered = set[int](), []
    for marker in markers:
        if marker.id == 0 or marker.id in seen:
            marker = Marker(*_but_id(marker), following)
            following += 1
        seen.add(marker.id)
        numbered.append(marker)
    return tuple(numbered)


def _but_id(marker: Marker) -> tuple[float, int, MarkerKind, str, str]:
    return marker.time_s, marker.frame, marker.kind, marker.label, marker.note


def _clean(text: str, longest: int) -> str:
    """The text without control characters and halves of characters, which no format may hold."""
    kept = "".join(c if c.isprintable() or c == "\n" else " " for c in text)
    return kept.encode("utf-8", "replace").decode("utf-8").strip()[:longest]


def next_id(markers: Iterable[Marker]) -> int:
    """An id that none of these has."""
    return max((marker.id for marker in markers), default=0) + 1
