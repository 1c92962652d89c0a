"""The control of a setting, made from its declaration."""

from __future__ import annotations

from typing import Any

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QComboBox, QFileDialog, QLineEdit, QPushButton

from mien.declared import Declared
from mien.gui import icons
from mien.gui.preferences.control import Control
from mien.gui.preferences.numbers import Slide, Typed
from mien.gui.preferences.toggle import Toggle
from mien.gui.words import tr

MOST_WHOLE = 100  # whole numbers that a slider can show without being too fine


class ArrowBox(QComboBox):
    """A box to choose from, with the arrow that a style sheet takes away."""

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """The box, then the arrow."""
        super().paintEvent(event)
        arrow = icons.pixmap("chevron", self.palette().text().color().name(), icons.SIZE)
        top = (self.height() - icons.SIZE) // 2
        QPainter(self).drawPixmap(self.width() - icons.SIZE - 6, top, arrow)


class Switch(Control):
    """Yes or no."""

    def __init__(self, setting: Declared) -> None:
        """Unticked."""
        self._box = Toggle()
        super().__init__(setting, self._box)
        self._box.clicked.connect(lambda on: self.chosen.emit(on))

    def show_value(self, value: Any) -> None:
        """Tick it or not."""
        self._box.setChecked(bool(value))


class Choice(Control):
    """One of a few."""

    def __init__(self, setting: Declared) -> None:
        """With every value."""
        self._box = ArrowBox()
        super().__init__(setting, self._box)
        for value, words in setting.choices:
            self._box.addItem(tr(words), value)
        self._box.activated.connect(lambda index: self.chosen.emit(self._box.itemData(index)))

    def show_value(self, value: Any) -> None:
        """Choose it."""
        self._box.setCurrentIndex(self._box.findData(value))


class Text(Control):
    """A line of text."""

    def __init__(self, setting: Declared) -> None:
        """Empty."""
        self._line = QLineEdit()
        self._line.setProperty("small", True)
        super().__init__(setting, self._line)
        if setting.most is not None:
            self._line.setMaxLength(round(setting.most))
        self._line.editingFinished.connect(self._finished)

    def show_value(self, value: Any) -> None:
        """Write it."""
        self._line.setText(value or "")

    def _finished(self) -> None:
        text = self._line.text().strip()
        self.chosen.emit(None if not text and self.setting.optional else text)


class Folder(Control):
    """A folder, chosen in a dialog."""

    def __init__(self, setting: Declared) -> None:
        """The usual place."""
        self._button = QPushButton(tr("Choose…"))
        super().__init__(setting, self._button)
        self._at = ""
        self._button.clicked.connect(self._ask)

    def show_value(self, value: Any) -> None:
        """Name its last part; the whole path is the tooltip."""
        self._at = value or ""
        name = self._at.rstrip("/\\").replace("\\", "/").rpartition("/")[2]
        self._button.setText(
            tr("{folder}, change…").format(folder=name or self._at) if value else tr("Choose…")
        )
        self._button.setToolTip(self._at or tr(self.setting.shown.text))

    def _ask(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, tr(self.setting.shown.title), self._at)
        if chosen:
            self.chosen.emit(chosen)


class File(Folder):
    """A file, chosen in a dialog."""

    def _ask(self) -> None:
        offered = self.setting.shown.file
        kinds = f"{offered} ({offered});;" + tr("All files") + " (*)"
        title = tr(self.setting.shown.title)
        chosen = QFileDialog.getOpenFileName(self, title, self._at, kinds)[0]
        if chosen:
            self.chosen.emit(chosen)


def control_for(setting: Declared) -> Control:
    """The control that fits a setting's type and bounds."""
    least, most = setting.least, setting.most
    if setting.kind in ("whole", "number") and least is not None and most is not None:
        few = most - least <= MOST_WHOLE
        if few or setting.kind == "number":
            return Slide(setting, least, most)
    kinds: dict[str, type[Switch | Choice | Typed | Text | Folder]] = {
        "switch": Switch,
        "choice": Choice,
        "whole": Typed,
        "number": Typed,
        "text": Text,
        "folder": Folder,
        "file": File,
    }
    return kinds[setting.kind](setting)
