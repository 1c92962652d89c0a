"""What is said of a place of the timeline."""

from __future__ import annotations

import numpy as np

from mien.gui.review.lanes import FaceValues, Row
from mien.gui.review.scale import clock
from mien.gui.words import number, tr, tr_n
from mien.overlays.values import percent, smile_text, title
from mien.record.session import Session
from mien.record.tables import Numbers


def words_under(
    session: Session, faces: tuple[FaceValues, ...], line: Row | None, time_s: float
) -> tuple[str, ...]:
    """The value first, then the time and frame, then what is missing there."""
    frames = session.frames
    row = max(int(np.searchsorted(frames.time_s, time_s, side="right")) - 1, 0)
    frame = tr("frame {number}").format(number=number(int(frames.frame[row])))
    said = [f"{clock(time_s)}  \N{MIDDLE DOT}  {frame}"]
    if line is not None:
        said.insert(0, value_of(session, faces[line.face], line, row))
    if frames.gap[row]:
        said.append(tr("No picture came here"))
    elif frames.skipped[row]:
        count = int(frames.skipped[row])
        said.append(
            tr_n("{n} frame skipped before this one", "{n} frames skipped before this one", count)
        )
    return tuple(said)


def value_of(session: Session, face: FaceValues, line: Row, row: int) -> str:
    """The value of a lane in a row of the session, with its name."""
    at = face.at(row)
    if at < 0:
        return tr("Face {number}: not in view").format(number=face.face_id)
    values: Numbers = face.expression[at]
    said = (values, face.action_units[at], face.smile[at])
    if not any(np.isfinite(one).any() for one in said):
        return tr("Face {number}: not read").format(number=face.face_id)
    match line.kind:
        case "band":
            if np.isnan(values).all():
                return tr("Expression not known")
            best = int(np.nanargmax(values))
            return f"{tr(title(session.expressions[best]))} {percent(float(values[best]))}"
        case "expression":
            return f"{line.tip} {percent(float(values[line.column]))}"
        case "smile":
            return tr("Smile {value}").format(value=smile_text(float(face.smile[at])))
        case "unit":
            return f"{line.tip} {percent(float(face.action_units[at, line.column]))}"
        case "face":
            return tr("Face {number}: in view").format(number=face.face_id)
