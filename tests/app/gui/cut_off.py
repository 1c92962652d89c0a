"""Finds texts that do not fit into their widgets."""

from __future__ import annotations

import re

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLabel, QToolButton, QWidget

from mien.gui.short_label import ShortLabel

SLACK = 1  # pixels; text is measured in fractions of them


def cut_off(root: QWidget) -> list[str]:
    """What cannot be read wholly of the labels and buttons that are shown, with its widths."""
    return [said for widget in root.findChildren(QWidget) if (said := _cut(widget))]


def _cut(widget: QWidget) -> str:
    if isinstance(widget, ShortLabel):
        return ""  # ends in an ellipsis and says the rest in its tooltip
    if not widget.isVisible() or widget.visibleRegion().isEmpty():
        return ""  # hidden, or scrolled away
    if isinstance(widget, QLabel):
        text, needed = _label(widget)
    elif isinstance(widget, QAbstractButton):
        text, needed = _button(widget)
    else:
        return ""
    if not text:
        return ""
    seen = widget.visibleRegion().boundingRect().width()
    if seen < widget.width() - SLACK:
        return f"'{text}' is seen for {seen} of {widget.width()}"
    if needed > widget.width() + SLACK:
        return f"'{text}' needs {needed} of {widget.width()}"
    if isinstance(widget, QLabel) and widget.wordWrap():
        high = widget.heightForWidth(widget.width())
        if high > widget.height() + SLACK:
            return f"'{text}' needs a height of {high} of {widget.height()}"
    return ""


def _label(label: QLabel) -> tuple[str, int]:
    """A wrapped text needs the width of its longest word; Han and kana break everywhere."""
    if not label.wordWrap():
        return label.text(), label.sizeHint().width()
    rich = label.textFormat() is Qt.TextFormat.RichText
    words = [] if rich else re.findall(r"[^\s\u3000-\u9fff\uff00-\uffef]+", label.text())
    longest = max((label.fontMetrics().horizontalAdvance(word) for word in words), default=0)
    return label.text(), min(longest, label.sizeHint().width())


def _button(button: QAbstractButton) -> tuple[str, int]:
    style = Qt.ToolButtonStyle.ToolButtonIconOnly
    if isinstance(button, QToolButton) and button.toolButtonStyle() == style:
        return "", 0
    if button.objectName() == "source":
        return "", 0  # shortens names of its own accord
    return button.text(), button.sizeHint().width()
