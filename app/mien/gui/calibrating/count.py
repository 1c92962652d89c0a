"""The figure of a calibration's count-down, low in the picture so that the face stays in sight."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QLabel, QWidget

from mien.gui.words import tr

SIDE = 88
EDGE = 24  # from the picture's lower edge


class CalibrationCount(QLabel):
    """Hidden unless seconds are counted; lets clicks through."""

    def __init__(self, parent: QWidget) -> None:
        """A hidden figure."""
        super().__init__(parent)
        self.setObjectName("calibrating")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setAccessibleName(tr("Seconds until the face is calibrated"))
        self.setFixedSize(SIDE, SIDE)
        self.hide()

    def show_seconds(self, seconds: int, picture: QRect) -> None:
        """So many are left, shown in a picture that lies there in the parent; 0 hides it."""
        self.setText(str(seconds))
        self.move(picture.center().x() - SIDE // 2, picture.bottom() - SIDE - EDGE)
        self.setVisible(seconds > 0)
        self.raise_()
