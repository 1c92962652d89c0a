"""The rows: one a face a frame, as CSV, one write to the system a frame.

CSV and not Parquet in parts: it can be cut at any byte and loses one frame, everything reads it,
and a frame is on its way to the disk as soon as it was analysed. Missing values are empty cells.
"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from mien.faces.blendshapes import BLENDSHAPES
from mien.network.card import Card
from mien.record.columns import RowFormat
from mien.record.measured import measured
from mien.record.room import SafeFile
from mien.types import Analysis, Face, ReadFace, Reading

SECONDS, PIXELS, DEGREES, SHARE = 6, 2, 2, 5  # decimals


@dataclass(frozen=True, slots=True)
class FrameRow:
    """What a row says of its frame.

    frame: counts from 0 in the session. time_s: of the session. source_frame, source_time_s: the
    source's own. gap: from here to the next row there was no picture; such a row has no frame
    of the source. video_index: its place in the videos, -1 for none.
    """

    frame: int
    time_s: float
    captured_ns: int
    source_frame: int = -1
    source_time_s: float = math.nan
    skipped: int = 0
    gap: bool = False
    video_index: int = -1


class RowWriter:
    """Appends rows to a file; nothing is kept back between two calls."""

    def __init__(self, file: SafeFile, rows: RowFormat) -> None:
        """Begin or go on with a file. Raises OSError."""
        self._rows = rows
        self._width = len(rows.names)
        self._file = file
        if file.tell() == 0:
            self._write([rows.names])

    def write(self, row: FrameRow, faces: tuple[ReadFace, ...] = ()) -> None:
        """The rows of one frame. Raises OSError."""
        start = _frame_cells(row, len(faces))
        if faces:
            self._write([*start, *_face_cells(seen, self._rows)] for seen in faces)
        else:
            self._write([start + [""] * (self._width - len(start))])

    def _write(self, lines: Iterable[Iterable[str]]) -> None:
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows(lines)
        self._file.write(text.getvalue().encode("utf-8", "replace"))


def number(value: float, decimals: int) -> str:
    """A number with at most so many decimals; nothing for NaN and infinity."""
    if not math.isfinite(value):
        return ""
    text = f"{value:.{decimals}f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def _frame_cells(row: FrameRow, faces: int) -> list[str]:
    return [
        str(row.frame),
        number(row.time_s, SECONDS),
        str(row.captured_ns),
        str(row.source_frame) if row.source_frame >= 0 else "",
        number(row.source_time_s, SECONDS),
        str(row.skipped),
        str(int(row.gap)),
        str(faces),
        str(row.video_index) if row.video_index >= 0 else "",
    ]


def _face_cells(seen: ReadFace, rows: RowFormat) -> Iterator[str]:
    face = seen.face
    box, pose = face.box, face.pose
    yield str(face.face_id)
    yield number(face.score, SHARE)
    yield from (number(value, PIXELS) for value in (box.x, box.y, box.width, box.height))
    yield from (number(value, DEGREES) for value in (pose.pitch, pose.yaw, pose.roll))
    yield from _reading_cells(seen, rows.card)
    yield from _blendshape_cells(face)
    if rows.measured:
        yield from _measure_cells(seen, rows.card)
        yield from _calibrated_cells(seen.calibrated, rows.card)


def _reading_cells(seen: ReadFace, card: Card) -> Iterator[str]:
    reading = seen.reading
    if reading is None:
        yield from [""] * len(card.columns)
        return
    expression: list[float] = reading.expression.tolist()
    if expression:
        known = all(map(math.isfinite, expression))
        yield card.expressions[expression.index(max(expression))] if known else ""
    yield from _value_cells(reading, card)


def _value_cells(reading: Reading, card: Card) -> Iterator[str]:
    """The card's values in their order."""
    values = [*reading.expression.tolist(), *reading.action_units.tolist()]
    yield from (number(value, SHARE) for value in values)
    if card.smile:
        yield number(reading.smile, SHARE)


def _blendshape_cells(face: Face) -> Iterator[str]:
    values: list[float] = face.blendshapes.tolist()
    known = len(values) == len(BLENDSHAPES)
    yield from (number(v, SHARE) for v in values) if known else [""] * len(BLENDSHAPES)


def _measure_cells(seen: ReadFace, card: Card) -> Iterator[str]:
    yield seen.measures.quality.reason if seen.measures is not None else ""
    yield from (number(value, SHARE) for value in measured(seen, card))


def _calibrated_cells(reading: Reading | None, card: Card) -> Iterator[str]:
    yield from [""] * len(card.values) if reading is None else _value_cells(reading, card)


def frame_row(
    analysis: Analysis, frame: int, time_s: float, video_index: int, skipped: int
) -> FrameRow:
    """The row of an analysed frame."""
    shown = analysis.frame
    return FrameRow(
        frame=frame,
        time_s=time_s,
        captured_ns=shown.captured_ns,
        source_frame=shown.index,
        source_time_s=shown.time_s,
        skipped=skipped,
        video_index=video_index,
    )
