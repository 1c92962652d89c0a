"""Which face is the main one, where nobody chose one."""

from __future__ import annotations

from mien.types import Analysis


class MainFace:
    """Stays with a face while it is there, then goes to the largest.

    A receiver of one face's values sees another person only where the one before has gone.
    """

    def __init__(self) -> None:
        self._main: int | None = None

    def __call__(self, analysis: Analysis) -> int | None:
        """The number of the main face, None where there is no face."""
        areas = {
            seen.face.face_id: seen.face.box.width * seen.face.box.height for seen in analysis.faces
        }
        if not areas:
            return None
        if self._main not in areas:
            self._main = max(areas, key=lambda face_id: areas[face_id])
        return self._main
