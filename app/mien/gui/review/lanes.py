"""The values of a session face by face, and the rows of the timeline that show them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from mien.faces.label import face_title
from mien.gui.words import tr
from mien.overlays.facs import au_title
from mien.overlays.values import title
from mien.record.session import Session
from mien.record.tables import Numbers, Whole

PRESENT = 0.5  # an Action Unit that never is as probable has no lane of its own unless asked for
RowKind = Literal["face", "band", "expression", "smile", "unit"]
HEIGHTS: dict[RowKind, int] = {"face": 24, "band": 20, "expression": 14, "smile": 30, "unit": 14}
GAP_BELOW: dict[RowKind, int] = {"band": 4, "smile": 4}


@dataclass(frozen=True)
class FaceValues:
    """What was read of one face over time.

    rows: in which rows of the session it was seen, rising. expression: N x E. action_units: N x A.
    smile: N; all 0..1, NaN where the network did not look.
    """

    face_id: int
    rows: Whole
    expression: Numbers
    action_units: Numbers
    smile: Numbers

    def at(self, row: int) -> int:
        """The place of a row of the session in these values, -1 where the face was not seen."""
        place = int(np.searchsorted(self.rows, row))
        return place if place < len(self.rows) and self.rows[place] == row else -1


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the timeline, from `top` on, `height` points.

    face: place of its face in the list. column: of an expression or Action Unit, else 0.
    """

    kind: RowKind
    name: str
    tip: str
    top: int
    height: int
    face: int
    column: int = 0


def values_by_face(session: Session) -> tuple[FaceValues, ...]:
    """Every face of a session, by its number."""
    faces, found = session.faces, []
    rows = np.searchsorted(session.frames.frame, faces.frame)
    order = np.argsort(faces.face_id, kind="stable")
    ids, starts = np.unique(faces.face_id[order], return_index=True)
    for face_id, places in zip(ids.tolist(), np.split(order, starts[1:]), strict=False):
        found.append(
            FaceValues(
                face_id,
                rows[places].astype(np.int64),
                faces.expression[places],
                faces.action_units[places],
                faces.smile[places],
            )
        )
    return tuple(found)


def lay_out(session: Session, faces: tuple[FaceValues, ...], everything: bool) -> tuple[Row, ...]:
    """The lines of all faces, top to bottom.

    everything: each expression and each Action Unit; else the most probable expression, and the
    Action Units that were present at least once.
    """
    rows: list[Row] = []
    top = 0
    for face, values in enumerate(faces):
        for kind, name, tip, column in _lines(session, values, everything):
            rows.append(Row(kind, name, tip, top, HEIGHTS[kind], face, column))
            top += HEIGHTS[kind] + GAP_BELOW.get(kind, 0)
        top += 6
    return tuple(rows)


def _lines(
    session: Session, values: FaceValues, everything: bool
) -> list[tuple[RowKind, str, str, int]]:
    lines: list[tuple[RowKind, str, str, int]] = [
        ("face", tr(face_title(values.face_id, session.manifest.labels)), "", 0)
    ]
    if session.expressions:
        lines.append(("band", tr("Expression"), tr("Most probable expression"), 0))
    if everything:
        lines += [
            ("expression", tr(title(name)), tr(title(name)), column)
            for column, name in enumerate(session.expressions)
        ]
    if session.card.smile:
        lines.append(("smile", tr("Smile"), tr("Smile intensity, 0 to 5"), 0))
    best = np.nan_to_num(values.action_units, nan=0.0).max(axis=0, initial=0.0)
    lines += [
        ("unit", code, tr(au_title(code)), column)
        for column, code in enumerate(session.action_units)
        if everything or best[column] >= PRESENT
    ]
    return lines
