"""The rows of a session, read back as columns."""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mien.errors import MienError
from mien.faces.blendshapes import BLENDSHAPES
from mien.record.columns import FACE_COLUMNS, RowFormat
from mien.record.layout import ROWS, inside
from mien.record.lines import Collected, checked_lines, collect_line, damaged
from mien.record.measured import MEASURES
from mien.types import frozen
from mien.words import told

Whole = NDArray[np.int64]
Numbers = NDArray[np.float64]


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
    blendshapes: N x 52. reason: places in measures.quality.CODES, -1 for none. measures: N x
    MEASURES. calibrated: N x the card's values, relative to the person's own neutral face. The last
    three are NaN and -1 in a session of an older Mien.
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
    reason: Whole
    measures: Numbers
    calibrated: Numbers

    def __len__(self) -> int:
        return len(self.frame)

    def read(self, row: int) -> bool:
        """Whether the network looked at this face, or said anything of it."""
        said = (self.expression[row], self.action_units[row], self.smile[row])
        return any(np.isfinite(values).any() for values in said)


def read_tables(folder: Path, rows: RowFormat) -> tuple[FrameTable, FaceTable]:
    """Both tables of a session. MienError where rows.csv is missing or damaged."""
    path = inside(folder, ROWS)
    if path is None:
        raise MienError(
            told("{folder} has no {file}: it is no whole session.", folder=folder, file=ROWS)
        )
    collected = Collected.of(rows)
    try:
        with path.open(encoding="utf-8", newline="") as file:
            for number, cells in enumerate(checked_lines(file, folder, rows), 2):
                collect_line(cells, number, folder, collected)
    except OSError as error:
        raise MienError(
            told("{path} cannot be read ({reason}).", path=path, reason=error.strerror)
        ) from error
    except UnicodeDecodeError as error:
        raise damaged(folder, "it is not text") from error
    frames = _frame_table(collected)
    _check_counts(frames, collected, folder)
    return frames, _face_table(collected, rows)


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


def _face_table(collected: Collected, rows: RowFormat) -> FaceTable:
    card, smiles = rows.card, int(rows.card.smile)
    widths = [
        len(FACE_COLUMNS) - 1,
        len(card.expressions),
        len(card.action_units),
        smiles,
        len(BLENDSHAPES),
        *((len(MEASURES), len(card.values)) if rows.measured else ()),
    ]
    values = frozen(_column(collected.values).reshape(-1, sum(widths)))
    parts = np.split(values, np.cumsum(widths[:-1]), axis=1)
    face, expression, units_read, smile, blendshapes = parts[:5]
    count = len(values)
    unknown = _unknown(count, len(MEASURES)), _unknown(count, len(card.values))
    measures, calibrated = parts[5:] or unknown
    reasons = np.asarray(collected.reasons, np.int64)
    return FaceTable(
        frame=frozen(np.asarray(collected.face_frames, np.int64)),
        time_s=frozen(_column(collected.face_times)),
        face_id=frozen(np.asarray(collected.face_ids, np.int64)),
        **{name: frozen(column) for name, column in zip(FACE_COLUMNS[1:], face.T, strict=True)},
        expression=frozen(expression),
        action_units=frozen(units_read),
        smile=frozen(smile[:, 0] if smiles else np.full(count, np.nan)),
        blendshapes=frozen(blendshapes),
        reason=frozen(reasons if rows.measured else np.full(count, -1, np.int64)),
        measures=frozen(measures),
        calibrated=frozen(calibrated),
    )


def _unknown(rows: int, columns: int) -> Numbers:
    """NaN throughout, in the room of one."""
    return np.broadcast_to(np.float64(np.nan), (rows, columns))


def _column(values: array[Any]) -> Numbers:
    return np.asarray(values, np.float64)
