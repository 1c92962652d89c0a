"""Where a frame lies in the widget: fitted, centred, mirrored or not."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect
from PySide6.QtGui import QTransform

from mien.types import Box


@dataclass(frozen=True, slots=True)
class View:
    """A frame of `width` x `height` pixels shown in `target`, widget coordinates."""

    width: int
    height: int
    target: QRect
    mirror: bool

    @property
    def scale(self) -> float:
        """Widget points a frame pixel."""
        return self.target.width() / self.width

    def transform(self) -> QTransform:
        """From frame pixels, whole numbers at their middles, to the widget."""
        across = self.target.width() / self.width
        down = self.target.height() / self.height
        made = QTransform()
        if self.mirror:
            made.translate(self.target.x() + self.target.width(), self.target.y())
            made.scale(-across, down)
        else:
            made.translate(self.target.x(), self.target.y())
            made.scale(across, down)
        made.translate(0.5, 0.5)
        return made

    def to_frame(self, point: QPointF) -> tuple[float, float]:
        """The frame's pixel under a point of the widget."""
        inverse, _ = self.transform().inverted()
        place = inverse.map(point)
        return place.x(), place.y()

    def box(self, box: Box) -> Box:
        """A box of the frame as it stands in the widget, still with its left edge left."""
        target, scale = self.target, self.scale
        width = box.width * scale
        across, down = (box.x + 0.5) * scale, (box.y + 0.5) * target.height() / self.height
        left = target.width() - across - width if self.mirror else across
        return Box(target.x() + left, target.y() + down, width, box.height * scale)


def fitted(width: int, height: int, area: QRect) -> QRect:
    """The largest rectangle of a frame's shape in the middle of an area."""
    scale = min(area.width() / width, area.height() / height)
    wide, high = max(1, round(width * scale)), max(1, round(height * scale))
    return QRect(
        area.x() + (area.width() - wide) // 2, area.y() + (area.height() - high) // 2, wide, high
    )


def around(target: QRect, area: QRect) -> list[QRect]:
    """The parts of an area that a rectangle inside it leaves free; all of it for an empty one."""
    if target.isEmpty():
        return [area]
    top, bottom = target.top(), target.top() + target.height()
    left, right = target.left(), target.left() + target.width()
    parts = (
        QRect(area.left(), area.top(), area.width(), top - area.top()),
        QRect(area.left(), bottom, area.width(), area.top() + area.height() - bottom),
        QRect(area.left(), top, left - area.left(), target.height()),
        QRect(right, top, area.left() + area.width() - right, target.height()),
    )
    return [part for part in parts if not part.isEmpty()]
