"""CSV with the names of Py-Feat's Fex table, one row a face a frame.

- AUxx and the seven expressions are probabilities, 0..1; expressions that Py-Feat has not (such as
  contempt) stand behind its own, those that the network has not are empty.
- Pitch, Roll and Yaw are in radians, as in Py-Feat 2, with OpenFace's signs (openface.py): those of
  Py-Feat's own detectors differ from one to the other. X, Y, Z, its translation, are empty. Its 68
  landmarks are left out.
- The blendshapes have MediaPipe's names, which Py-Feat knows. Identity is the face's number, frame
  the session's, input its name. timestamp, in seconds, is ours. Gaps are no rows.
"""

from __future__ import annotations

from pathlib import Path

from mien.exports.columns import Column, Rows, write_csv
from mien.exports.place import name_of
from mien.exports.pose import radians
from mien.faces.blendshapes import BLENDSHAPES
from mien.record.rows import PIXELS, SECONDS, SHARE
from mien.record.session import Session

ANGLE = 6  # decimals
EXPRESSIONS = ("anger", "disgust", "fear", "happiness", "sadness", "surprise", "neutral")


def write(session: Session, path: Path) -> None:
    """Write the CSV. Raises MienError."""
    rows = Rows.of(session, gaps=False)
    faces = session.faces
    about_x, about_y, about_z = radians(faces.pitch, faces.yaw, faces.roll).T
    columns = [
        rows.of_face("FaceRectX", faces.x, PIXELS),
        rows.of_face("FaceRectY", faces.y, PIXELS),
        rows.of_face("FaceRectWidth", faces.width, PIXELS),
        rows.of_face("FaceRectHeight", faces.height, PIXELS),
        rows.of_face("FaceScore", faces.score, SHARE),
        rows.of_face("Pitch", about_x, ANGLE),
        rows.of_face("Roll", about_z, ANGLE),
        rows.of_face("Yaw", about_y, ANGLE),
        *(rows.empty(axis) for axis in "XYZ"),
        *rows.of_faces(session.action_units, faces.action_units, SHARE),
        *_expressions(rows),
        *rows.of_faces(BLENDSHAPES, faces.blendshapes, SHARE),
        rows.same("input", name_of(session)),
        rows.of_frame("frame", session.frames.frame),
        rows.times("timestamp", session.frames.time_s, SECONDS),
        rows.face_id("Identity"),
    ]
    write_csv(session, path, columns)


def _expressions(rows: Rows) -> list[Column]:
    own = rows.session.expressions
    return [
        rows.of_face(name, rows.session.faces.expression[:, own.index(name)], SHARE)
        if name in own
        else rows.empty(name)
        for name in (*EXPRESSIONS, *(other for other in own if other not in EXPRESSIONS))
    ]
