"""A few words on dark glass over the picture."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from mien.gui import icons
from mien.gui.sizing import fix
from mien.gui.words import tr

INK = "#eef1f5"


class Chip(QFrame):
    """Shows a short text while it has one; lets clicks through."""

    def __init__(self, parent: QWidget, icon: str, name: str) -> None:
        """A hidden chip."""
        super().__init__(parent)
        self.setObjectName("chip")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAccessibleName(name)
        self._label = QLabel()
        mark = QLabel()
        mark.setPixmap(icons.pixmap(icon, INK, 16))
        line = QHBoxLayout(self)
        line.setContentsMargins(10, 0, 14, 0)
        line.setSpacing(8)
        line.addWidget(mark)
        line.addWidget(self._label)
        fix(self, height=28)
        self.hide()

    @property
    def text(self) -> str:
        """What is said, '' while hidden."""
        return self._label.text() if not self.isHidden() else ""

    def say(self, text: str) -> None:
        """Show a text; '' hides the chip."""
        text = tr(text)
        if text == self.text:
            return
        if text:
            self._label.setText(text)
            self.adjustSize()
        self.setVisible(bool(text))
