"""The menu of neutral faces: keep, take, leave, delete."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from mien.gui.words import tr


class NeutralMenu(QMenu):
    """Names are looked up each time it is opened.

    kept: the main face's neutral is to be kept. taken, deleted: the profile of a name. left: the
    main face is to be shown without calibration.
    """

    kept = Signal()
    taken = Signal(str)
    deleted = Signal(str)
    left = Signal()

    def __init__(
        self,
        parent: QWidget,
        names: Callable[[], Sequence[str]],
        calibrated: Callable[[], bool],
    ) -> None:
        """Names: of the profiles. calibrated: whether the main face is."""
        super().__init__(tr("Neutral face"), parent)
        self.setAccessibleName(tr("Neutral face"))
        self.setToolTipsVisible(True)
        self._names, self._calibrated = names, calibrated
        self.keep = self._add(
            tr("Keep as a profile…"),
            tr("Write the main face's neutral values to a file of this name; no picture"),
        )
        self.keep.triggered.connect(self.kept)
        self.take = self._submenu(tr("Take a profile"), tr("Calibrate the main face by a profile"))
        self.drop = self._add(
            tr("Without calibration"), tr("Show the main face's values as the network gives them")
        )
        self.drop.triggered.connect(self.left)
        self.addSeparator()
        self.delete = self._submenu(tr("Delete a profile"), tr("Take a profile away for good"))
        self.aboutToShow.connect(self.renew)
        self.renew()

    def renew(self) -> None:
        """List the profiles that there are now, and allow what can be done."""
        names, calibrated = self._names(), self._calibrated()
        for menu, chosen in ((self.take, self.taken), (self.delete, self.deleted)):
            menu.clear()
            for name in names:
                menu.addAction(name.replace("&", "&&")).triggered.connect(
                    lambda _=False, name=name, chosen=chosen: chosen.emit(name)
                )
            menu.menuAction().setEnabled(bool(names))
        self.keep.setEnabled(calibrated)
        self.drop.setEnabled(calibrated)

    def _add(self, words: str, tip: str) -> QAction:
        action = QAction(words, self)
        action.setToolTip(tip)
        self.addAction(action)
        return action

    def _submenu(self, words: str, tip: str) -> QMenu:
        menu = QMenu(words, self)
        menu.setAccessibleName(words)
        menu.menuAction().setToolTip(tip)
        self.addMenu(menu)
        return menu
