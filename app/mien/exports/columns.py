"""A session's rows as typed columns, which the tables of every format are made of."""

from __future__ import annotations

import csv
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mien.exports.place import placed
from mien.exports.texts import in_cell
from mien.record.rows import number
from mien.record.session import Session
from mien.record.tables import Numbers, Whole

Known = NDArray[np.bool_]
AT_ONCE = 2000  # rows that stand in memory as text


@dataclass(frozen=True, slots=True)
class Column:
    """One column. values: whole numbers, numbers or words, N. known: where there is one, N.

    decimals: at most so many of a number.
    """

    name: str
    values: NDArray[Any]
    known: Known
    decimals: int = 0


@dataclass(frozen=True, slots=True)
class Rows:
    """Which frame and which face stand in each row: one a face a frame, one a frame without.

    frame: places in the session's frame table. face: in its face table, -1 for none.
    """

    session: Session
    frame: Whole
    face: Whole

    @classmethod
    def of(cls, session: Session, *, gaps: bool) -> Rows:
        """All rows of a session; gaps: those as well that say that no picture came."""
        faces = session.frames.faces
        times = np.maximum(faces, 1)
        frame = np.repeat(np.arange(len(faces)), times)
        has = np.repeat(faces > 0, times)
        face = np.where(has, np.cumsum(has) - 1, -1)
        kept = np.full(len(frame), True) if gaps else ~session.frames.gap[frame]
        return cls(session, frame[kept], face[kept])

    @property
    def has_face(self) -> Known:
        """Which rows have a face."""
        return self.face >= 0

    def of_frame(self, name: str, values: Whole, missing: int | None = None) -> Column:
        """Whole numbers of the frame table; `missing` stands for none."""
        spread = values[self.frame]
        known = np.full(len(spread), True) if missing is None else spread != missing
        return Column(name, spread, known)

    def times(self, name: str, values: Numbers, decimals: int) -> Column:
        """Numbers of the frame table."""
        return _real(name, values[self.frame], decimals)

    def of_face(self, name: str, values: Numbers, decimals: int) -> Column:
        """Numbers of the face table; NaN in rows without a face."""
        spread = np.full(len(self.face), np.nan)
        spread[self.has_face] = values[self.face[self.has_face]]
        return _real(name, spread, decimals)

    def of_faces(self, names: Sequence[str], values: Numbers, decimals: int) -> list[Column]:
        """The same of a table N x the names."""
        return [self.of_face(name, values[:, i], decimals) for i, name in enumerate(names)]

    def face_id(self, name: str = "face_id") -> Column:
        """The faces' numbers."""
        spread = np.zeros(len(self.face), np.int64)
        spread[self.has_face] = self.session.faces.face_id[self.face[self.has_face]]
        return Column(name, spread, self.has_face)

    def words(self, name: str, number_of: Whole, words: Sequence[str]) -> Column:
        """Words by their numbers in the face table, -1 for none."""
        spread = np.full(len(self.face), -1, np.int64)
        spread[self.has_face] = number_of[self.face[self.has_face]]
        chosen = np.array([*words, ""], dtype=object)[spread]
        return Column(name, chosen, spread >= 0)

    def same(self, name: str, word: str) -> Column:
        """The same word in every row."""
        values = np.full(len(self.face), word, dtype=object)
        return Column(name, values, np.full(len(values), True))

    def empty(self, name: str) -> Column:
        """A column that a format has and a session has not."""
        values = np.full(len(self.face), np.nan)
        return Column(name, values, np.full(len(values), False))


def _real(name: str, values: Numbers, decimals: int) -> Column:
    return Column(name, values, np.isfinite(values), decimals)


def write_csv(session: Session, path: Path, columns: Sequence[Column]) -> None:
    """Write the columns as CSV, missing values as empty cells. MienError as of `placed`."""
    with (
        placed(session, path) as place,
        place.open("w", encoding="utf-8", errors="replace", newline="") as file,
    ):
        table = csv.writer(file, lineterminator="\n")
        table.writerow(in_cell(column.name) for column in columns)
        for start in itertools.count(0, AT_ONCE):
            lines = list(zip(*(_cells(c, start, start + AT_ONCE) for c in columns), strict=True))
            table.writerows(lines)
            if len(lines) < AT_ONCE:
                return


def _cells(column: Column, start: int, stop: int) -> Iterator[str]:
    values = column.values[start:stop].tolist()
    known = column.known[start:stop].tolist()
    return (_cell(v, column.decimals) if k else "" for v, k in zip(values, known, strict=True))


def _cell(value: Any, decimals: int) -> str:
    if isinstance(value, str):
        return in_cell(value)
    if isinstance(value, float):
        return number(value, decimals)
    return str(int(value))
