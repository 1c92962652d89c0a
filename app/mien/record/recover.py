"""A recording that was cut short made whole: what was written whole is kept, the rest cut off."""

from __future__ import annotations

import contextlib
import csv
import io
import logging
import math
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from mien.errors import MienError
from mien.record.columns import RowFormat
from mien.record.details import whole_bytes
from mien.record.layout import (
    BEFORE,
    DETAILS,
    MARKERS,
    PARTIAL,
    RESERVE,
    ROWS,
    VIDEOS,
    Which,
    free_folder,
    inside,
    whole_of,
)
from mien.record.lines import Collected, collect_line
from mien.record.manifest import Counts, Manifest, read_manifest, write_manifest
from mien.record.markers import read_markers, write_markers
from mien.record.remux import copied
from mien.record.session import Session
from mien.record.tables import FrameTable, read_tables
from mien.words import mark, told

log = logging.getLogger(__name__)
ENDED = mark("The recording was cut short and recovered.")


@dataclass(frozen=True, slots=True)
class Recovered:
    """A recovered session and what could not be kept of it, a sentence each."""

    session: Session
    notes: tuple[str, ...]


def recover(partial: Path) -> Recovered:
    """Close a recording that was cut short and give its folder the name it should have had.

    Raises MienError where it is still being recorded, where it has no session.json or no row, or
    where the folder cannot be written.
    """
    partial = Path(partial)
    if not partial.is_dir():
        raise MienError(told("There is no recording {folder}: check the path.", folder=partial))
    manifest = read_manifest(partial)
    if manifest.state != "recording" and _opens(partial):
        return _renamed(partial, ())
    if manifest.writer is not None and manifest.writer.alive:
        raise MienError(
            told("{name} is being recorded just now: stop the recording first.", name=partial.name)
        )
    try:
        notes = _mend(partial, manifest)
        return _renamed(partial, tuple(notes))
    except OSError as error:
        raise MienError(
            told(
                "{folder} cannot be written ({reason}): copy it to a disk with room "
                "where you may write, and recover the copy.",
                folder=partial,
                reason=error.strerror,
            )
        ) from error


def _mend(partial: Path, manifest: Manifest) -> list[str]:
    """Cut every file to what is whole, and count anew. Raises OSError and MienError."""
    notes: list[str] = []
    for name in (RESERVE, f".{MARKERS}"):
        (partial / name).unlink(missing_ok=True)
    _cut(partial, ROWS, lambda path: whole_rows(path, manifest.rows))
    _cut(partial, DETAILS, lambda path: whole_bytes(path)[0])
    if inside(partial, MARKERS) is not None:
        write_markers(partial, read_markers(partial, cut_short=True))
    frames, _ = read_tables(partial, manifest.rows)
    videos = _mended_videos(partial, notes)
    recovered = manifest.changed(
        state="recovered",
        ended=ENDED,
        counts=counts_of(frames, videos),
        length_s=max(0.0, float(frames.time_s[-1])) if len(frames) else 0.0,
        video_frames=videos,
        writer=None,
    )
    write_manifest(partial, recovered)
    return notes


def _opens(folder: Path) -> bool:
    try:
        Session.open(folder)
    except MienError:
        return False
    return True


def _cut(partial: Path, name: str, whole: Callable[[Path], int]) -> None:
    path = inside(partial, name)
    if path is not None:
        length = whole(path)
        if length < path.stat().st_size:
            os.truncate(path, length)


def whole_rows(path: Path, rows: RowFormat) -> int:
    """How far a rows.csv is whole, in bytes: lines that can be read, frames with all their faces.

    0 where not even its header is.
    """
    wanted, collected = rows.names, Collected.of(rows)
    end = begin = have = 0
    with contextlib.suppress(MienError), path.open("rb") as file:
        for number, line in enumerate(file, 1):
            begin += len(line)
            row = _cells(line, len(wanted))
            if row is None or (number == 1 and tuple(row) != wanted):
                break
            if number > 1:
                collect_line(row, number, path.parent, collected)
                have += 1
            if number == 1 or have >= collected.frames[-1][5]:
                end, have = begin, 0
    return end


def _cells(line: bytes, wanted: int) -> list[str] | None:
    """The cells of a whole line, None for one that is not."""
    if not line.endswith(b"\n"):
        return None
    try:
        rows = list(csv.reader(io.StringIO(line.decode("utf-8")), strict=True))
    except (UnicodeDecodeError, csv.Error):
        return None
    return rows[0] if rows and len(rows[0]) == wanted else None


def _mended_videos(partial: Path, notes: list[str]) -> dict[Which, int]:
    """Videos with their index; pictures in each. One that holds nothing is taken away."""
    counts: dict[Which, int] = {}
    for which, name in VIDEOS.items():
        before = inside(partial, BEFORE + name)
        if before is not None:  # killed while it was taken over: it is whole, the other is not
            before.replace(partial / name)
        path = inside(partial, name)
        if path is None:
            continue
        mended = partial / f".{name}"
        count = copied(path, mended)
        if count:
            mended.replace(path)
            counts[which] = count
        else:
            mended.unlink(missing_ok=True)
            path.unlink()
            notes.append(told("No picture of {name} had reached the disk.", name=name))
    return counts


def counts_of(frames: FrameTable, videos: dict[Which, int]) -> Counts:
    """What the rows say; lost: rows whose picture is in no video although it should be."""
    analysed, skipped = int((~frames.gap).sum()), int(frames.skipped.sum())
    most = max(videos.values(), default=math.inf)
    return Counts(
        captured=analysed + skipped,
        analysed=analysed,
        skipped=skipped,
        lost=int((frames.video_index >= most).sum()),
        gaps=int(frames.gap.sum()),
    )


def _renamed(partial: Path, notes: tuple[str, ...]) -> Recovered:
    folder = partial
    if partial.name.endswith(PARTIAL):
        folder = whole_of(partial)
        if folder.exists():
            folder = free_folder(partial.parent, folder.name)
        try:
            partial.rename(folder)
        except OSError as error:
            raise MienError(
                told(
                    "{folder} cannot be renamed ({reason}): its files are whole, rename it "
                    "by hand.",
                    folder=partial,
                    reason=error.strerror,
                )
            ) from error
    return Recovered(Session.open(folder), notes)
