"""Which face is the main one."""

from __future__ import annotations

from mien.types import Analysis


class MainFace:
    """The face that was chosen, and none while it is away.

    Where none was chosen it stays with a face while it is there, then goes to the largest: a
    receiver of one face's values sees another person only where the one before has gone.
    """

    def __init__(self) -> None:
        self._main: int | None = None

    def __call__(self, analysis: Analysis) -> int | None:
        """The number of the main face, None where there is no face."""
        areas = {
            seen.face.face_id: seen.face.box.width * seen.face.box.height for seen in analysis.faces
        }
        if analysis.pinned is not None:
            self._main = analysis.pinned
            return self._main if self._main in areas else None
        if not areas:
            return None
        if self._main not in areas:
            self._main = max(areas, key=lambda face_id: areas[face_id])
        return self._main
