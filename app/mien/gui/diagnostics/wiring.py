"""Opens the diagnostics page, follows the device that is chosen, and tells the engine's alerts."""

from __future__ import annotations

from collections.abc import Set
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from mien.engine.status import Status
from mien.gui.diagnostics.dialog import Diagnostics
from mien.gui.words import tr
from mien.network.providers import DEVICES, listed

if TYPE_CHECKING:
    from mien.gui.window import MainWindow

SHOW = "diagnostics"
AUTOMATIC = "auto"


def first_device(asked: str, kept: str) -> str:
    """What to begin with: what the command line asked for, else the setting where it can be."""
    if asked != AUTOMATIC or kept == AUTOMATIC:
        return asked
    return kept if DEVICES[kept] in listed() else AUTOMATIC


def connect_diagnostics(window: MainWindow) -> None:
    """Connect the action, the setting and the alerts."""
    keeper = Keeper(window)
    window.deeds[SHOW].triggered.connect(lambda: keeper.show())
    window.status_line.provider.clicked.connect(lambda: keeper.show())
    window.choices.changed.connect(keeper.follow)
    window.live.looked.connect(keeper.tell)


class Keeper(QObject):
    """The page while it is open, and the alert that was told."""

    def __init__(self, window: MainWindow) -> None:
        """No page is open; the window owns this."""
        super().__init__(window)
        self._window = window
        self._told, self._text = 0, ""
        self.page: Diagnostics | None = None

    def show(self) -> None:
        """Open the page, or bring it to the front."""
        window = self._window
        if self.page is None:
            device = window.desk.device
            self.page = Diagnostics(window, window.engine, window.picture, device, window.theme)
            self.page.device_chosen.connect(self._choose)
            self.page.finished.connect(self._forget)
        self.page.show()
        self.page.raise_()
        self.page.activateWindow()

    def follow(self, names: Set[str]) -> None:
        """Have the network run where the settings say now."""
        if self.page is not None:
            self.page.set_theme(self._window.theme)
        if "device" in names:
            self._use(self._window.choices.settings.device)

    def tell(self, status: Status) -> None:
        """Say what the engine has to say, and take it back where it no longer holds."""
        alert, notice = status.alert, self._window.notice
        if alert is not None and alert.number > self._told:
            self._told, self._text = alert.number, tr(alert.text)
            self._window.tell(alert.text)
        elif alert is None and self._text:
            if notice.text == self._text:
                notice.say("")
            self._text = ""

    def _choose(self, device: str) -> None:
        """Also the same one again: a GPU may be back."""
        choices = self._window.choices
        if device == choices.settings.device:
            self._use(device)
        else:
            choices.change(device=device)

    def _use(self, device: str) -> None:
        self._window.desk.use_device(device)
        if self.page is not None:
            self.page.show_device(device)

    def _forget(self) -> None:
        if self.page is not None:
            self.page.deleteLater()
        self.page = None
