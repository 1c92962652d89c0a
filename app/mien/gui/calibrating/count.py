"""The figure of a calibration's count-down, low in the picture so that the face stays in sight."""

from __future__ import annotations

import math

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLabel, QWidget

from mien.gui.theme import DARK
from mien.gui.words import tr
from mien.measures.calibration import LENGTH_S

SIDE = 88
EDGE = 24  # from the picture's lower edge
RING, INSET = 4, 5  # pixels: the ring's width, and how far inside its middle lies
ALL_ROUND = 360 * 16  # in Qt's sixteenths of a degree


class CalibrationCount(QLabel):
    """A figure in a ring that runs out; hidden unless seconds are counted, lets clicks through."""

    def __init__(self, parent: QWidget) -> None:
        """A hidden figure."""
        super().__init__(parent)
        self.setObjectName("calibrating")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setAccessibleName(tr("Seconds until the face is calibrated"))
        self.setFixedSize(SIDE, SIDE)
        self._share = 0.0
        self.hide()

    def show_seconds(self, seconds: float, picture: QRect) -> None:
        """So many are left, shown in a picture that lies there in the parent; 0 hides it."""
        left = min(seconds, LENGTH_S)  # in the lead before it, all of it is
        self.setText(str(math.ceil(left)))
        self._share = left / LENGTH_S
        self.move(picture.center().x() - SIDE // 2, picture.bottom() - SIDE - EDGE)
        self.setVisible(seconds > 0)
        self.raise_()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """The figure, then the ring; its colour is the dark theme's, as the ground is dark."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(QColor(DARK.accent), RING)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        ring = QRectF(self.rect()).adjusted(INSET, INSET, -INSET, -INSET)
        painter.drawArc(ring, ALL_ROUND // 4, round(ALL_ROUND * self._share))
