"""What all controls of settings have in common."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from mien.declared import Declared
from mien.gui.words import tr


class Control(QWidget):
    """Shows a value and emits the one that a person chose."""

    chosen = Signal(object)

    def __init__(self, setting: Declared, *parts: QWidget) -> None:
        """Side by side; the first part is the one that takes the keyboard."""
        super().__init__()
        self.setting = setting
        self.main = parts[0]
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        for part in parts:
            line.addWidget(part)
        self.setFocusProxy(self.main)
        self.main.setAccessibleName(tr(setting.shown.title))
        self.main.setAccessibleDescription(tr(setting.shown.text))
        self.main.setToolTip(tr(setting.shown.text))
        if self.main.focusPolicy() == Qt.FocusPolicy.WheelFocus:
            self.main.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.main.installEventFilter(self)

    def show_value(self, value: Any) -> None:
        """Show a value without emitting it."""
        raise NotImplementedError

    def fit(self) -> None:
        """Make room for the present size of text."""
        self.main.updateGeometry()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """The wheel scrolls the page past a control, and changes only one that has the focus."""
        if event.type() == QEvent.Type.Wheel and not self.main.hasFocus():
            event.ignore()
            return True
        return super().eventFilter(watched, event)
