"""The lanes of the timeline as one picture, kept until something about them changes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QWidget

from mien.gui.review.colours import Colours
from mien.gui.review.lanes import FaceValues, Row
from mien.gui.review.scale import Scale
from mien.gui.review.strips import Columns, FaceColumns, columns_of, hatched, strip, strongest
from mien.gui.review.timeline_paint import image_of, paint_words
from mien.gui.theme import Theme, text_scale
from mien.record.session import Session
from mien.types import Image


@dataclass(frozen=True)
class Lanes:
    """Which lanes there are, of whose values, and when the session is over, seconds."""

    rows: tuple[Row, ...]
    faces: tuple[FaceValues, ...]
    end_s: float


class LanePicture:
    """Draws anew only after zoom, scroll, resize or another theme."""

    def __init__(self, screen: QWidget, theme: Theme) -> None:
        """Screen: the widget whose pixels the picture is made for."""
        self.theme = theme
        self._screen = screen
        self._kept: tuple[tuple[object, ...], QImage, Columns] | None = None

    def forget(self) -> None:
        """Another session is shown."""
        self._kept = None

    def picture(
        self, session: Session, lanes: Lanes, scale: Scale, scroll: int, height: int
    ) -> tuple[QImage, Columns]:
        """What is seen of the lanes, `height` points from `scroll` on, and its columns."""
        density = self._screen.devicePixelRatioF() * text_scale()
        key = (scale, scroll, height, density, self.theme.name, lanes.rows)
        if self._kept is None or self._kept[0] != key:
            count = max(1, round(scale.width * density))
            columns = columns_of(session, lanes.end_s, scale, count)
            image = self._drawn(session, lanes, columns, (scroll, height), density)
            self._kept = (key, image, columns)
        return self._kept[1], self._kept[2]

    def _drawn(
        self,
        session: Session,
        lanes: Lanes,
        columns: Columns,
        part: tuple[int, int],
        density: float,
    ) -> QImage:
        scroll, height = part
        colours = Colours.of(self.theme, session.expressions)
        shape = (round(height * density), len(columns.first), 3)
        pixels: Image = np.broadcast_to(colours.surface.astype(np.uint8), shape).copy()
        faces = {row.face: FaceColumns(lanes.faces[row.face], columns) for row in lanes.rows}
        seen = [row for row in lanes.rows if -row.height <= row.top - scroll <= height]
        for row in seen:
            first = round((row.top - scroll) * density)
            last = round((row.top - scroll + row.height - 1) * density)
            lane = strip(row, faces[row.face], colours, last - first)
            inside = slice(max(first, 0), max(min(last, shape[0]), 0))
            pixels[inside] = lane[inside.start - first : inside.stop - first]
        hatched(pixels, columns.gap, colours)
        image = image_of(pixels, density)
        painter = QPainter(image)
        for row in seen:
            if row.kind == "band":
                width = len(columns.first) / density
                place = QRectF(0, row.top - scroll, width, row.height - 1)
                paint_words(painter, place, strongest(faces[row.face]), session.expressions)
        painter.end()
        return image
