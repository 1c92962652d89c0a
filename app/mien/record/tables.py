"""The rows of a session, read back as columns."""

from __future__ import annotations

import csv
import math
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mien.errors import MienError
from mien.network.card import Card
from mien.record.columns import BLENDSHAPES, FACE_COLUMNS, FRAME_COLUMNS, columns
from mien.record.layout import ROWS, inside
from mien.types import frozen

Whole = NDArray[np.int64]
Numbers = NDArray[np.float64]
LARGEST = 2**63 - 1
MOST_FACES = 10_000
MOST_SKIPPED = 1_000_000  # between two frames
MOST_FRAMES = 2**40
LARGEST_VALUE = 1e9  # of a pixel, a degree, a second
LONGEST_SESSION_S = 1e9


@dataclass(frozen=True, slots=True)
class FrameTable:
    """One value a frame in each column, in the order of time.

    frame: counts from 0. time_s: of the session. captured_ns: monotonic. skipped: frames passed
    over before this one. gap: no picture from here to the next row. faces: how many. video_index:
    its place in the videos, -1 for none. source_frame, source_time_s: the source's own, -1 and NaN
    where there is none.
    """

    frame: Whole
    time_s: Numbers
    captured_ns: Whole
    source_frame: Whole
    source_time_s: Numbers
    skipped: Whole
    gap: NDArray[np.bool_]
    faces: Whole
    video_index: Whole

    def __len__(self) -> int:
        return len(self.frame)


@dataclass(frozen=True, slots=True)
class FaceTable:
    """One value a face a frame in each column; NaN where the network did not look.

    frame, time_s: of the frame. x, y, width, height: pixels. pitch, yaw, roll: degrees.
    expression: N x the expressions. action_units: N x the Action Units. smile: 0..1.
    blendshapes: N x 52.
    """

    frame: Whole
    time_s: Numbers
    face_id: Whole
    score: Numbers
    x: Numbers
    y: Numbers
    width: Numbers
    height: Numbers
    pitch: Numbers
    yaw: Numbers
    roll: Numbers
    expression: Numbers
    action_units: Numbers
    smile: Numbers
    blendshapes: Numbers

    def __len__(self) -> int:
        return len(self.frame)


@dataclass(slots=True)
class Collected:
    """What is collected while the file is read: whole numbers of frames and faces, and the rest."""

    frames: list[list[int]] = field(default_factory=list)
    times: array[float] = field(default_factory=lambda: array("d"))
    source_times: array[float] = field(default_factory=lambda: array("d"))
    face_frames: array[int] = field(default_factory=lambda: array("q"))
    face_times: array[float] = field(default_factory=lambda: array("d"))
    face_ids: array[int] = field(default_factory=lambda: array("q"))
    values: array[float] = field(default_factory=lambda: array("d"))
    pictures: int = 0


def read_tables(folder: Path, card: Card) -> tuple[FrameTable, FaceTable]:
    """Both tables of a session. MienError where rows.csv is missing or damaged."""
    path = inside(folder, ROWS)
    if path is None:
        raise MienError(f"{folder} has no {ROWS}: it is no whole session.")
    collected = Collected()
    try:
        with path.open(encoding="utf-8", newline="") as file:
            for number, cells in enumerate(_checked_lines(file, folder, card), 2):
                collect_line(cells, number, folder, collected)
    except OSError as error:
        raise MienError(f"{path} cannot be read ({error.strerror}).") from error
    except UnicodeDecodeError as error:
        raise damaged(folder, "it is not text") from error
    frames = _frame_table(collected)
    _check_counts(frames, collected, folder)
    return frames, _face_table(collected, card)


def damaged(folder: Path, why: str) -> MienError:
    """The sentence for a rows.csv that cannot be used."""
    return MienError(
        f"{ROWS} in {folder} is damaged ({why}): take it from a backup, or keep what is whole "
        "before the damage with 'mien recover' on a copy."
    )


def _checked_lines(file: Iterable[str], folder: Path, card: Card) -> Iterator[list[str]]:
    """The lines below the header, each with the right number of cells."""
    wanted = columns(card)
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


SCALARS = len(FRAME_COLUMNS)
LABEL = SCALARS + len(FACE_COLUMNS)


def collect_line(cells: list[str], number: int, folder: Path, into: Collected) -> None:
    """Check the cells of one line and add them to the rest. Raises MienError."""
    try:
        frame = _frame_cells(cells)
        _take_frame(cells, frame, into)
        if cells[SCALARS]:
            into.face_frames.append(frame[0])
            into.face_times.append(into.times[-1])
            into.face_ids.append(_whole(cells[SCALARS]))
            into.values.extend(_numbers(cells[SCALARS + 1 : LABEL] + cells[LABEL + 1 :]))
    except ValueError as error:
        raise damaged(folder, f"line {number}") from error


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
    if "" in cells:
        return [_number(cell) for cell in cells]
    values = list(map(float, cells))  # twice as fast, and most rows are so
    if max(values) > LARGEST_VALUE or min(values) < -LARGEST_VALUE:
        raise ValueError("a number too large")
    return values


def _check_counts(frames: FrameTable, collected: Collected, folder: Path) -> None:
    """Each frame has as many rows of faces as it says."""
    found = np.zeros(len(frames), np.int64)
    places = np.searchsorted(frames.frame, np.asarray(collected.face_frames, np.int64))
    np.add.at(found, places, 1)
    wrong = np.flatnonzero(found != frames.faces)
    if len(wrong):
        raise damaged(folder, f"frame {frames.frame[wrong[0]]} is not whole")


def _frame_table(collected: Collected) -> FrameTable:
    whole = np.array(collected.frames, np.int64).reshape(-1, 7).T
    return FrameTable(
        frame=frozen(whole[0]),
        time_s=frozen(_column(collected.times)),
        captured_ns=frozen(whole[1]),
        source_frame=frozen(whole[2]),
        source_time_s=frozen(_column(collected.source_times)),
        skipped=frozen(whole[3]),
        gap=frozen(whole[4] == 1),
        faces=frozen(whole[5]),
        video_index=frozen(whole[6]),
    )


def _face_table(collected: Collected, card: Card) -> FaceTable:
    expressions, units = len(card.expressions), len(card.action_units)
    width = len(FACE_COLUMNS) - 1 + expressions + units + 1 + len(BLENDSHAPES)
    values = frozen(_column(collected.values).reshape(-1, width))
    cuts = np.cumsum([len(FACE_COLUMNS) - 1, expressions, units, 1])
    face, expression, units_read, smile, blendshapes = np.split(values, cuts, axis=1)
    return FaceTable(
        frame=frozen(np.asarray(collected.face_frames, np.int64)),
        time_s=frozen(_column(collected.face_times)),
        face_id=frozen(np.asarray(collected.face_ids, np.int64)),
        **{name: frozen(column) for name, column in zip(FACE_COLUMNS[1:], face.T, strict=True)},
        expression=frozen(expression),
        action_units=frozen(units_read),
        smile=frozen(smile[:, 0]),
        blendshapes=frozen(blendshapes),
    )


def _column(values: array[Any]) -> Numbers:
    return np.asarray(values, np.float64)
