"""The CSV file of `analyze`: one row a face a frame, missing values as empty cells."""

from __future__ import annotations

import contextlib
import csv
import math
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TextIO

from mien.errors import MienError
from mien.network.card import Card
from mien.record.measured import MEASURES, REASON, measured
from mien.types import Analysis, Box, Pose, ReadFace

STDOUT = "-"
FRAME_COLUMNS = ("file", "frame", "timestamp")
FACE_COLUMNS = ("face_id", "score", "x", "y", "width", "height", "pitch", "yaw", "roll")
SECONDS, PIXELS, DEGREES, SHARE = 6, 2, 2, 4  # decimals


def columns(card: Card) -> tuple[str, ...]:
    """The header: seconds, pixels, degrees, then probabilities by name and the smile, all 0..1.

    Last what is measured of the face, as in a session's tidy CSV.
    """
    return (*FRAME_COLUMNS, *FACE_COLUMNS, *card.columns, REASON, *MEASURES)


def rows(analysis: Analysis, card: Card, file: str) -> Iterator[list[str]]:
    """The rows of one frame: one a face, and one with empty cells where there is no face.

    file: where the frame came from, as a path that can be followed.
    """
    frame = analysis.frame
    start = [file, str(frame.index), number(frame.time_s, SECONDS)]
    for seen in analysis.faces:
        read = _reading_cells(seen, card)
        yield [*start, *_face_cells(seen), *read, *_measure_cells(seen, card)]
    if not analysis.faces:
        yield start + [""] * (len(columns(card)) - len(start))


def number(value: float, decimals: int) -> str:
    """A number with at most so many decimals; nothing for NaN and infinity."""
    if not math.isfinite(value):
        return ""
    text = f"{value:.{decimals}f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _face_cells(seen: ReadFace) -> list[str]:
    face = seen.face
    return [
        str(face.face_id),
        number(face.score, SHARE),
        *_box_cells(face.box),
        *_pose_cells(face.pose),
    ]


def _box_cells(box: Box) -> list[str]:
    return [number(value, PIXELS) for value in (box.x, box.y, box.width, box.height)]


def _pose_cells(pose: Pose) -> list[str]:
    return [number(value, DEGREES) for value in (pose.pitch, pose.yaw, pose.roll)]


def _reading_cells(seen: ReadFace, card: Card) -> list[str]:
    reading = seen.reading
    if reading is None:
        return [""] * len(card.columns)
    expression = [float(value) for value in reading.expression]
    known = all(map(math.isfinite, expression))
    likeliest = card.expressions[expression.index(max(expression))] if expression and known else ""
    values = (*expression, *map(float, reading.action_units), *((reading.smile,) * card.smile))
    return [*([likeliest] if expression else []), *(number(value, SHARE) for value in values)]


def _measure_cells(seen: ReadFace, card: Card) -> list[str]:
    reason = seen.measures.quality.reason if seen.measures is not None else ""
    return [reason, *(number(value, SHARE) for value in measured(seen, card))]


class Table:
    """A CSV file being written; it has no header, and stays empty, until the first row."""

    def __init__(self, file: TextIO, name: str, card: Card) -> None:
        """Write to `file`, which is called `name` in errors."""
        self._writer = csv.writer(file, lineterminator="\n")
        self._name = name
        self._card = card
        self.empty = True

    def write(self, analysis: Analysis, file: str) -> None:
        """Add the rows of one frame; MienError where they cannot be written."""
        if self.empty:
            self._write([columns(self._card)])
            self.empty = False
        self._write(list(rows(analysis, self._card, file)))

    def _write(self, lines: Sequence[Sequence[str]]) -> None:
        try:
            self._writer.writerows(lines)
        except BrokenPipeError:
            raise
        except OSError as error:
            raise cannot_write(self._name, error) from error


@contextlib.contextmanager
def table_at(out: str, card: Card) -> Iterator[Table]:
    """A table that becomes the file `out` when all went well, or '-' for stdout.

    Until then, and after an error, it lies beside that place under `part_of(out)`; an empty one is
    taken away. Raises MienError where it cannot be written.
    """
    if out == STDOUT:
        yield Table(sys.stdout, "The output", card)
        sys.stdout.flush()
        return
    part = part_of(out)
    try:
        file = part.open("w", encoding="utf-8", errors="backslashreplace", newline="")
    except OSError as error:
        raise cannot_write(out, error) from error
    table = Table(file, out, card)
    try:
        yield table
    finally:
        try:
            file.close()
            if table.empty:
                part.unlink()
        except OSError as error:
            raise cannot_write(out, error) from error
    if not table.empty:
        _put_in_place(part, Path(out))


def part_of(out: str) -> Path:
    """Where the rows are until the file is whole."""
    return Path(f"{out}.part")


def _put_in_place(part: Path, path: Path) -> None:
    try:
        part.replace(path)
    except OSError as error:
        raise MienError(
            f"{path} cannot be replaced ({error.strerror}): close it where it is open; "
            f"the rows are in {part}."
        ) from error


def cannot_write(name: str, error: OSError) -> MienError:
    """The sentence for a file that cannot be written."""
    return MienError(
        f"{name} cannot be written ({error.strerror or error}): "
        "choose another place with --out, or make room there."
    )
