"""A line of a title and a few figures, whose places never move."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from mien.gui.sizing import wear, wear_caps
from mien.gui.words import tr
from mien.overlays.values import DASH


@dataclass(frozen=True, slots=True)
class Part:
    """One figure: its name, what it says, and the longest text that it will have."""

    name: str
    tip: str
    room: str


class Figures(QWidget):
    """The figures of one kind; a dash for each that is not known."""

    def __init__(self, title: str, parts: Sequence[Part]) -> None:
        """Dashes; title and parts in English, to be translated here."""
        super().__init__()
        self.setAccessibleName(tr(title))
        self._texts = [DASH] * len(parts)
        self._values: list[QLabel] = []
        head = QLabel(tr(title))
        head.setProperty("role", "section")
        wear_caps(head)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(0)
        line.addWidget(head)
        line.addStretch(1)
        for part in parts:
            label, value = QLabel(tr(part.name)), QLabel(DASH)
            label.setProperty("role", "hint")
            wear(value, 14, tabular=True, room=part.room)
            value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            value.setAccessibleName(tr(part.name))
            for widget in (label, value):
                widget.setToolTip(tr(part.tip))
            line.addSpacing(12)
            line.addWidget(label)
            line.addSpacing(6)
            line.addWidget(value)
            self._values.append(value)

    @property
    def texts(self) -> tuple[str, ...]:
        """The figures as they are written now."""
        return tuple(label.text() for label in self._values)

    def set_texts(self, *texts: str) -> None:
        """The figures to write at the next refresh, in order."""
        self._texts = list(texts)

    def refresh_texts(self) -> None:
        """Write them anew."""
        for label, text in zip(self._values, self._texts, strict=True):
            if text != label.text():
                label.setText(text)

    def set_faded(self, faded: bool) -> None:
        """Grey, as of a face that is seen too poorly."""
        for label in self._values:
            label.setEnabled(not faded)
