"""An analysis of a file that was interrupted, gone on with where it stood."""

from __future__ import annotations

import contextlib
import os
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np

from mien.errors import MienError
from mien.record.details import bytes_before, whole_bytes
from mien.record.layout import (
    BEFORE,
    DETAILS,
    PARTIAL,
    ROWS,
    VIDEOS,
    inside,
    partial_of,
    whole_of,
)
from mien.record.manifest import Keep, Manifest, Network, SourceFacts, Writer, read_manifest
from mien.record.pictures import Draw
from mien.record.place import Place
from mien.record.recover import counts_of, whole_rows
from mien.record.remux import open_cut
from mien.record.tables import FaceTable, FrameTable, read_tables
from mien.record.writing import Writing
from mien.types import Box
from mien.words import told


@dataclass(frozen=True, slots=True)
class Reached:
    """How far the interrupted analysis came.

    source_frame: the last frame of the source that is kept. faces: those on it, by their numbers.
    largest_id: the largest number that was given to a face.
    """

    source_frame: int
    faces: dict[int, Box]
    largest_id: int


def same_work(manifest: Manifest, network: Network, source: SourceFacts, keep: Keep) -> bool:
    """Whether a session came, or would have come, of the same file, network and wishes."""
    kept = manifest.network
    file = (manifest.source.path, manifest.source.bytes, manifest.source.modified_ns)
    return (
        file == (source.path, source.bytes, source.modified_ns)
        and (kept.sha256, kept.card) == (network.sha256, network.card)
        and manifest.keep == keep
    )


def find_work(
    parent: Path, name: str, network: Network, source: SourceFacts, keep: Keep
) -> tuple[Path, bool] | None:
    """The folder of the same work, and whether it is whole; None where there is none.

    MienError where another process is at it just now.
    """
    folder, number = parent / name, 1
    while folder.exists() or partial_of(folder).exists():
        for place in (folder, partial_of(folder)):
            with contextlib.suppress(MienError):
                manifest = read_manifest(place)
                if not same_work(manifest, network, source, keep):
                    continue
                if manifest.state == "complete" and not manifest.ended:
                    return place, True
                if manifest.state == "recording" and place.name.endswith(PARTIAL):
                    return place, False
        number += 1
        folder = parent / f"{name}-{number}"
    return None


def resume(partial: Path, draw: Draw) -> tuple[Writing, Reached] | None:
    """Open an interrupted session to go on with it; None where it holds no whole frame.

    Raises MienError where it cannot be read or written, or where it is being written just now.
    """
    manifest = read_manifest(partial)
    if manifest.writer is not None and manifest.writer.alive:
        raise MienError(
            told(
                "{name} is being written just now: wait for it, or stop it first.",
                name=partial.name,
            )
        )
    try:
        frames, faces = _cut_to_whole(partial, manifest)
        if not len(frames):
            return None
        place = _place_of(frames, manifest)
        manifest = manifest.changed(counts=counts_of(frames, {}), writer=Writer.here())
        return Writing(partial, whole_of(partial), manifest, draw, place), _reached(frames, faces)
    except OSError as error:
        raise MienError(
            told("{folder} cannot be written ({reason}).", folder=partial, reason=error.strerror)
        ) from error


def _cut_to_whole(partial: Path, manifest: Manifest) -> tuple[FrameTable, FaceTable]:
    """Cut all files to the frames that every one of them has. Raises OSError and MienError."""
    rows = inside(partial, ROWS)
    if rows is None:
        raise MienError(
            told("{folder} has no {file}: delete it to begin anew.", folder=partial, file=ROWS)
        )
    os.truncate(rows, whole_rows(rows, manifest.rows))
    frames, _ = read_tables(partial, manifest.rows)
    most = len(frames)
    if manifest.keep.pictures:
        most = min([most, *_set_aside(partial, manifest.keep)])
    details = inside(partial, DETAILS)
    if details is not None:
        os.truncate(details, whole_bytes(details)[0])
        os.truncate(details, bytes_before(details, most))
    os.truncate(rows, _bytes_of(rows, most))
    return read_tables(partial, manifest.rows)


def _bytes_of(rows: Path, frames: int) -> int:
    """How many bytes the header and the rows of the first frames take."""
    end = 0
    with rows.open("rb") as file:
        for number, line in enumerate(file):
            if number and int(line.split(b",", 1)[0]) >= frames:
                break
            end += len(line)
    return end


def _set_aside(partial: Path, keep: Keep) -> list[int]:
    """Move the videos aside, to be taken over; how many pictures each has."""
    counts = []
    for which, name in VIDEOS.items():
        if not (keep.clean if which == "clean" else keep.annotated):
            continue
        before, path = partial / (BEFORE + name), inside(partial, name)
        if inside(partial, BEFORE + name) is None and path is not None:
            path.replace(before)
        counts.append(_pictures(before))
    return counts


def _pictures(path: Path) -> int:
    count = 0
    with contextlib.suppress(av.FFmpegError, OSError), open_cut(path) as (_, packets):
        count = sum(1 for _ in packets)
    return count


def _place_of(frames: FrameTable, manifest: Manifest) -> Place:
    """After the last frame; files have neither gaps nor markers while they are analysed."""
    time_s = float(frames.time_s[-1])
    own_s = float(frames.source_frame[-1])
    if manifest.clock == "file":
        own_s = float(frames.source_time_s[-1])
    return Place(
        frame=len(frames),
        picture=len(frames) if manifest.keep.pictures else 0,
        time_s=time_s,
        captured_ns=int(frames.captured_ns[-1]),
        shift_s=time_s - own_s if np.isfinite(own_s) else 0.0,
    )


def _reached(frames: FrameTable, faces: FaceTable) -> Reached:
    last = faces.frame == frames.frame[-1]
    boxes = np.stack([faces.x, faces.y, faces.width, faces.height], axis=1)
    return Reached(
        source_frame=int(frames.source_frame[-1]),
        faces={
            int(i): Box(*map(float, box))
            for i, box in zip(faces.face_id[last], boxes[last], strict=True)
        },
        largest_id=int(faces.face_id.max(initial=0)),
    )
