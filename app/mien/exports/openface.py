"""CSV with the names of OpenFace 2: the columns that its options -pose and -aus give.

- AUxx_r is 5 x the raw probability that the network gives, calibrated or not, and no intensity that
  it measured: it learned presence alone. AUxx_c is 1 from a probability of 0.5 on.
- OpenFace's own Action Units that the network does not know, and pose_T, are empty cells; those
  that only the network knows stand there as well.
- pose_R is in radians, R = Rx Ry Rz, x to the right of the picture, y down, z away from the camera:
  positive where the head goes down, to the person's right, and leans to the person's left.
- confidence is the finder's score. success is 1 where there is a face. frame and face_id are the
  session's. Gaps are no rows; timestamp shows them.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from mien.exports.columns import Column, Rows, write_csv
from mien.exports.pose import radians
from mien.record.rows import SECONDS, SHARE
from mien.record.session import Session

LEVELS = 5
PRESENT = 0.5
ANGLE = 6  # decimals
INTENSITIES = (
    *("AU01", "AU02", "AU04", "AU05", "AU06", "AU07", "AU09", "AU10", "AU12", "AU14", "AU15"),
    *("AU17", "AU20", "AU23", "AU25", "AU26", "AU45"),
)
PRESENCES = (*INTENSITIES[:-1], "AU28", "AU45")


def write(session: Session, path: Path) -> None:
    """Write the CSV. Raises MienError."""
    rows = Rows.of(session, gaps=False)
    faces = session.faces
    angles = radians(faces.pitch, faces.yaw, faces.roll)
    columns = [
        rows.of_frame("frame", session.frames.frame),
        rows.face_id(),
        rows.times("timestamp", session.frames.time_s, SECONDS),
        rows.of_face("confidence", faces.score, SHARE),
        rows.of_frame("success", (session.frames.faces > 0).astype(np.int64)),
        *(rows.empty(f"pose_T{axis}") for axis in "xyz"),
        *rows.of_faces(("pose_Rx", "pose_Ry", "pose_Rz"), angles, ANGLE),
        *(_intensity(rows, code) for code in _codes(session, INTENSITIES)),
        *(_presence(rows, code) for code in _codes(session, PRESENCES)),
    ]
    write_csv(session, path, columns)


def _codes(session: Session, known: tuple[str, ...]) -> list[str]:
    """OpenFace's Action Units in its order, then those that only the network knows."""
    return [*known, *(code for code in session.action_units if code not in known)]


def _intensity(rows: Rows, code: str) -> Column:
    name = f"{code}_r"
    if code not in rows.session.action_units:
        return rows.empty(name)
    place = rows.session.action_units.index(code)
    return rows.of_face(name, LEVELS * rows.session.faces.action_units[:, place], SHARE)


def _presence(rows: Rows, code: str) -> Column:
    name = f"{code}_c"
    if code not in rows.session.action_units:
        return rows.empty(name)
    values = rows.session.faces.action_units[:, rows.session.action_units.index(code)]
    present = np.where(np.isnan(values), np.nan, values >= PRESENT)
    return rows.of_face(name, present.astype(np.float64), 0)
