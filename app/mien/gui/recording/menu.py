"""What is kept of a recording, and where: under the arrow of the record button."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from mien.gui.recording.desk import folder_of
from mien.gui.words import tr, tr_n
from mien.settings import Kept, Settings
from mien.words import mark

KEEP: dict[Kept, str] = {
    "clean": mark("Keep clean video"),
    "annotated": mark("Keep annotated video"),
    "both": mark("Keep clean and annotated video"),
    "numbers": mark("Keep numbers only, no picture"),
}
COUNTS = (0, 3, 5, 10)


class RecordMenu(QMenu):
    """Emits the settings that were chosen."""

    chosen = Signal(dict)
    folder_asked = Signal()

    def __init__(self, settings: Settings, parent: QWidget) -> None:
        """The menu with the present choice."""
        super().__init__(parent)
        self.setAccessibleName(tr("What is recorded, and where"))
        self.setToolTipsVisible(True)
        self.keep = {kept: self._choice(tr(words)) for kept, words in KEEP.items()}
        self._group(self.keep, "record_keep")
        self.blurred = self._choice(tr("Blur faces"))
        self.blurred.setToolTip(
            tr("Every face that is found is made unrecognisable; one that is never found is not")
        )
        self.blurred.triggered.connect(lambda on: self.chosen.emit({"record_blurred": on}))
        self.addAction(self.blurred)
        words = {n: _begins(n) for n in COUNTS}
        self.count = {number: self._choice(text) for number, text in words.items()}
        self._group(self.count, "record_countdown")
        self.addSeparator()
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
        self.where.setText(tr("Recordings go to {folder}…").format(folder=folder.name))
        self.where.setToolTip(tr("{folder}: choose another folder").format(folder=folder))

    def _choice(self, words: str) -> QAction:
        action = QAction(words, self)
        action.setCheckable(True)
        return action

    def _group(self, actions: dict[Kept, QAction] | dict[int, QAction], name: str) -> None:
        """One of several; name: of the setting that they stand for."""
        self.addSeparator()
        group = QActionGroup(self)
        for value, action in actions.items():
            group.addAction(action)
            action.triggered.connect(lambda _=False, v=value: self.chosen.emit({name: v}))
            self.addAction(action)


def _begins(seconds: int) -> str:
    if not seconds:
        return tr("Begin at once")
    return tr_n("Begin after {n} second", "Begin after {n} seconds", seconds)
