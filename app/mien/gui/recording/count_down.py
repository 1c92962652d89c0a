"""The large figure over the picture before a recording begins."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from mien.gui.words import tr

SIDE = 168


class CountDown(QLabel):
    """Hidden unless seconds are counted; lets clicks through."""

    def __init__(self, parent: QWidget) -> None:
        """A hidden figure."""
        super().__init__(parent)
        self.setObjectName("countdown")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setAccessibleName(tr("Count-down to the recording"))
        self.setFixedSize(SIDE, SIDE)
        self.hide()

    def show_seconds(self, seconds: int) -> None:
        """So many are left; 0 hides it."""
        self.setText(str(seconds))
        self.setVisible(seconds > 0)
        self.raise_()
