"""The lines of rows.csv, checked one by one: a folder may be damaged, or made to do harm."""

from __future__ import annotations

import csv
import math
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from mien.errors import MienError
from mien.measures.quality import CODES
from mien.record.columns import FACE_COLUMNS, FRAME_COLUMNS, RowFormat
from mien.record.layout import ROWS
from mien.record.measured import MEASURES
from mien.words import told

LARGEST = 2**63 - 1
MOST_FACES = 10_000
MOST_SKIPPED = 1_000_000  # between two frames
MOST_FRAMES = 2**40
LARGEST_VALUE = 1e9  # of a pixel, a degree, a second
LONGEST_SESSION_S = 1e9
SCALARS = len(FRAME_COLUMNS)
LABEL = SCALARS + len(FACE_COLUMNS)


@dataclass(slots=True)
class Collected:
    """What is collected while the file is read: whole numbers of frames and faces, and the rest.

    read_at: where the numbers that were read begin. reason_at: the place of a quality's reason.
    reasons: places in CODES, -1 for none.
    """

    read_at: int
    reason_at: int
    frames: list[list[int]] = field(default_factory=list)
    times: array[float] = field(default_factory=lambda: array("d"))
    source_times: array[float] = field(default_factory=lambda: array("d"))
    face_frames: array[int] = field(default_factory=lambda: array("q"))
    face_times: array[float] = field(default_factory=lambda: array("d"))
    face_ids: array[int] = field(default_factory=lambda: array("q"))
    values: array[float] = field(default_factory=lambda: array("d"))
    reasons: array[int] = field(default_factory=lambda: array("b"))
    pictures: int = 0

    @classmethod
    def of(cls, rows: RowFormat) -> Self:
        """Nothing yet, of a file with these columns."""
        # The likeliest expression is passed by: the probabilities tell it as well.
        return cls(read_at=LABEL + rows.labelled, reason_at=rows.reason_at)


def damaged(folder: Path, why: str) -> MienError:
    """The sentence for a rows.csv that cannot be used."""
    return MienError(
        told(
            "{file} in {folder} is damaged ({why}): take it from a backup, or keep "
            "what is whole before the damage with 'mien recover' on a copy.",
            file=ROWS,
            folder=folder,
            why=why,
        )
    )


def checked_lines(file: Iterable[str], folder: Path, rows: RowFormat) -> Iterator[list[str]]:
    """The lines below the header, each with the right number of cells."""
    wanted = rows.names
    lines = csv.reader(file)
    try:
        if tuple(next(lines, ())) != wanted:
            raise damaged(folder, f"its columns do not fit session.json in {folder.name}")
        for number, cells in enumerate(lines, 2):
            if len(cells) != len(wanted):
                raise damaged(folder, f"line {number} has {len(cells)} cells")
            yield cells
    except csv.Error as error:
        raise damaged(folder, "a cell is far too long") from error


def collect_line(cells: list[str], number: int, folder: Path, into: Collected) -> None:
    """Check the cells of one line and add them to the rest. Raises MienError."""
    try:
        frame = _frame_cells(cells)
        _take_frame(cells, frame, into)
        if cells[SCALARS]:
            into.face_frames.append(frame[0])
            into.face_times.append(into.times[-1])
            into.face_ids.append(_whole(cells[SCALARS]))
            into.values.extend(_numbers(cells[SCALARS + 1 : LABEL]))
            into.values.extend(_numbers(cells[into.read_at : into.reason_at]))
            _take_measures(cells[into.reason_at :], into)
    except ValueError as error:
        raise damaged(folder, f"line {number}") from error


def _take_measures(cells: list[str], into: Collected) -> None:
    """The reason, a word of a list that may have grown, then numbers."""
    if cells:
        reason, *numbers = cells
        into.reasons.append(CODES.index(reason) if reason in CODES else -1)
        into.values.extend(_numbers(numbers[: len(MEASURES)]))
        into.values.extend(_numbers(numbers[len(MEASURES) :]))


def _take_frame(cells: list[str], frame: list[int], into: Collected) -> None:
    if into.frames and into.frames[-1][0] == frame[0]:
        if into.frames[-1] != frame:
            raise ValueError("two rows of a frame disagree")
        return
    time_s = _number(cells[1])
    if not abs(time_s) < LONGEST_SESSION_S:
        raise ValueError("a time that cannot be")
    if into.frames and (frame[0] <= into.frames[-1][0] or time_s < into.times[-1]):
        raise ValueError("frames out of order")
    if frame[-1] >= 0:
        if frame[-1] != into.pictures:
            raise ValueError("pictures out of order")
        into.pictures += 1
    into.frames.append(frame)
    into.times.append(time_s)
    into.source_times.append(_number(cells[4]))


def _frame_cells(cells: list[str]) -> list[int]:
    """frame, captured_ns, source_frame, skipped, gap, faces, video_index. Raises ValueError."""
    places = (0, 2, 3, 5, 6, 7, 8)
    frame, captured, source, skipped, gap, faces, video = (_whole(cells[i]) for i in places)
    if min(frame, skipped, faces) < 0 or faces > MOST_FACES or gap not in (0, 1):
        raise ValueError("a number that cannot be")
    if skipped > MOST_SKIPPED or frame > MOST_FRAMES:
        raise ValueError("a number too large")
    return [frame, captured, source, skipped, gap, faces, video]


def _whole(text: str) -> int:
    """A whole number, -1 for an empty cell. Raises ValueError."""
    if not text:
        return -1
    if len(text) > 20 or not -LARGEST <= (value := int(text)) <= LARGEST:
        raise ValueError("a number too large")
    return value


def _number(text: str) -> float:
    """A number, NaN for an empty cell. Raises ValueError."""
    value = float(text) if text else math.nan
    if abs(value) > LARGEST_VALUE:
        raise ValueError("a number too large")
    return value


def _numbers(cells: list[str]) -> list[float]:
    """Numbers, NaN for empty cells. Raises ValueError."""
    if not any(cells):  # as where nobody was calibrated
        return [math.nan] * len(cells)
    if "" in cells:
        return [_number(cell) for cell in cells]
    values = list(map(float, cells))  # twice as fast, and most rows are so
    if max(values) > LARGEST_VALUE or min(values) < -LARGEST_VALUE:
        raise ValueError("a number too large")
    return values
