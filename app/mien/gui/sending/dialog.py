"""The dialog in which live values are switched on and off for other programs."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from mien.declared import declared
from mien.gui.buttons import word_button
from mien.gui.fitting import fit_screen
from mien.gui.scrolling import scrolled
from mien.gui.sending.card import WayCard
from mien.gui.sending.slot import SlotState
from mien.gui.theme import Theme
from mien.gui.words import tr
from mien.settings import Settings
from mien.words import mark

SIZE = (720, 680)
SAYS = mark(
    "Numbers of the faces, while they are analysed. Nothing leaves this computer unless you choose "
    "an address elsewhere. Tell the people who are shown."
)
# The settings of each way, its switch first.
WAYS: dict[str, tuple[str, ...]] = {
    "lsl": ("send_lsl", "lsl_reach"),
    "markers": ("take_markers", "marker_stream"),
    "osc": ("send_osc", "osc_host", "osc_port"),
    "websocket": ("send_websocket", "websocket_host", "websocket_port"),
    "camera": ("virtual_camera",),
}


class SendDialog(QDialog):
    """A card a way; emits each choice at once."""

    chosen = Signal(str, object)
    again = Signal(str)

    def __init__(
        self,
        parent: QWidget,
        settings: Settings,
        states: Mapping[str, SlotState],
        theme: Theme,
    ) -> None:
        """The dialog with the present choices."""
        super().__init__(parent)
        self.setWindowTitle(tr("Live values to other programs"))
        known = {setting.name: setting for setting in declared(Settings)}
        self.cards = {
            way: WayCard(way, [known[name] for name in names], theme) for way, names in WAYS.items()
        }
        for way, card in self.cards.items():
            card.chosen.connect(self.chosen)
            card.again.connect(lambda way=way: self.again.emit(way))
        self._build()
        self.show_settings(settings)
        self.show_states(states)
        fit_screen(self, *SIZE)

    def show_settings(self, settings: Settings) -> None:
        """Show choices that were made here or elsewhere."""
        for card in self.cards.values():
            card.show_settings(settings)

    def show_states(self, states: Mapping[str, SlotState]) -> None:
        """Show how each way goes."""
        for way, card in self.cards.items():
            card.show_state(states[way])

    def set_theme(self, theme: Theme) -> None:
        """Draw the icons in other colours, and make room for the present size of text."""
        for card in self.cards.values():
            card.set_theme(theme)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """In another language everything is another text: the dialog is closed."""
        if event.type() == QEvent.Type.LanguageChange and self.isVisible():
            self.close()
        super().changeEvent(event)

    def _build(self) -> None:
        says = QLabel(tr(SAYS))
        says.setProperty("role", "body")
        says.setWordWrap(True)
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 12, 0)
        column.setSpacing(12)
        for card in self.cards.values():
            column.addWidget(card)
        column.addStretch(1)
        scroll = scrolled(body, tr("Ways to other programs, scrollable"))
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        close = word_button(
            tr("Close"), tr("What is switched on goes on"), self.close, primary=True
        )
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(close)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(24, 20, 12, 20)
        outer.setSpacing(16)
        outer.addWidget(says)
        outer.addWidget(scroll, 1)
        outer.addLayout(foot)
        for button in self.findChildren(QPushButton):
            button.setAutoDefault(False)  # Return in a field presses none of them
