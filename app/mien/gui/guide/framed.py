"""A picture of the guide, in the width that there is, with round corners and a fine edge."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen

from mien.gui.theme import Theme

CORNER = 8.0


def framed(data: bytes, width: int, ratio: float, theme: Theme) -> QImage:
    """A WebP file no wider than so many points, on a screen with so many pixels a point."""
    image = QImage.fromData(data)
    pixels = round(min(image.width(), width) * ratio)
    if 0 < pixels != image.width():
        image = image.scaledToWidth(pixels, Qt.TransformationMode.SmoothTransformation)
    made = QImage(image.size(), QImage.Format.Format_ARGB32_Premultiplied)
    made.fill(Qt.GlobalColor.transparent)
    outline = QPainterPath()
    edge = QRectF(made.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
    outline.addRoundedRect(edge, CORNER * ratio, CORNER * ratio)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setClipPath(outline)
    painter.drawImage(0, 0, image)
    painter.setClipping(False)
    painter.setPen(QPen(QColor(theme.border), ratio))
    painter.drawPath(outline)
    painter.end()
    made.setDevicePixelRatio(ratio)
    return made
