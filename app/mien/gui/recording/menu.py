"""What is kept of a recording, and where: under the arrow of the record button."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from mien.gui.recording.desk import folder_of
from mien.settings import Kept, Settings

KEEP: dict[Kept, str] = {
    "clean": "Clean video",
    "annotated": "Annotated video",
    "both": "Clean and annotated video",
    "numbers": "Numbers only, no picture",
}
COUNTS = (0, 3, 5, 10)


class RecordMenu(QMenu):
    """Emits the settings that were chosen."""

    chosen = Signal(dict)
    folder_asked = Signal()

    def __init__(self, settings: Settings, parent: QWidget) -> None:
        """The menu with the present choice."""
        super().__init__(parent)
        self.setAccessibleName("What is recorded, and where")
        self.setToolTipsVisible(True)
        self.keep = {kept: self._choice(words) for kept, words in KEEP.items()}
        self._group("Keep", self.keep, "record_keep")
        self.blurred = self._choice("Faces blurred")
        self.blurred.setToolTip("Faces are made unrecognisable in every picture that is kept")
        self.blurred.triggered.connect(lambda on: self.chosen.emit({"record_blurred": on}))
        self.addAction(self.blurred)
        words = {n: f"{n} seconds" if n else "At once" for n in COUNTS}
        self.count = {number: self._choice(text) for number, text in words.items()}
        self._group("Begin", self.count, "record_countdown")
        self.addSection("Where")
        self.where = QAction(self)
        self.where.triggered.connect(self.folder_asked)
        self.addAction(self.where)
        self.show_settings(settings)

    def show_settings(self, settings: Settings) -> None:
        """Show a choice that was made elsewhere."""
        self.keep[settings.record_keep].setChecked(True)
        self.blurred.setChecked(settings.record_blurred)
        self.blurred.setEnabled(settings.record_keep != "numbers")
        if settings.record_countdown in self.count:
            self.count[settings.record_countdown].setChecked(True)
        folder = folder_of(settings)
        self.where.setText(f"{folder.name}…")
        self.where.setToolTip(f"{folder}: choose another folder")

    def _choice(self, words: str) -> QAction:
        action = QAction(words, self)
        action.setCheckable(True)
        return action

    def _group(
        self, title: str, actions: dict[Kept, QAction] | dict[int, QAction], name: str
    ) -> None:
        """One of several: a heading, and an entry each."""
        self.addSection(title)
        group = QActionGroup(self)
        for value, action in actions.items():
            group.addAction(action)
            action.triggered.connect(lambda _=False, v=value: self.chosen.emit({name: v}))
            self.addAction(action)
