"""Small pictures that look the same for several frames, painted once and then laid down."""

from __future__ import annotations

from collections.abc import Callable, Hashable

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QPainter, QPixmap

KEPT = 64  # cards, their grounds, tags and legends of eight faces, the newest and those before
FINE = 1000  # parts of a point: smaller differences in size come of adding fractions


class Stamps:
    """Keeps what was painted of late, by all that it depends on."""

    def __init__(self) -> None:
        self._kept: dict[Hashable, QPixmap] = {}  # oldest first

    def lay(
        self,
        painter: QPainter,
        place: QRectF,
        key: Hashable,
        paint: Callable[[QPainter, QRectF], None],
    ) -> None:
        """Lay a picture down, on whole pixels so that its words stay sharp.

        key: what it shows besides its size. paint: is given a painter and the rectangle to fill.
        """
        density = painter.device().devicePixelRatioF()
        whole = (key, round(place.width() * FINE), round(place.height() * FINE), density)
        pixmap = self._kept.get(whole)  # once: to compare such keys takes longer than to lay it
        if pixmap is None:
            pixmap = self._kept[whole] = _painted(place.size(), density, paint)
            if len(self._kept) > KEPT:
                del self._kept[next(iter(self._kept))]
        corner = QPointF(round(place.x() * density), round(place.y() * density)) / density
        painter.drawPixmap(corner, pixmap)


def _painted(size: QSizeF, density: float, paint: Callable[[QPainter, QRectF], None]) -> QPixmap:
    pixmap = QPixmap((size * density).toSize().expandedTo(QSizeF(1, 1).toSize()))
    pixmap.setDevicePixelRatio(density)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    try:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint(painter, QRectF(QPointF(0, 0), size))
    finally:
        painter.end()
    return pixmap
