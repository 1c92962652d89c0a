"""One way to other programs in the dialog: its settings, how it goes, and what can be copied."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from mien.declared import Declared
from mien.gui import icons
from mien.gui.buttons import word_button
from mien.gui.preferences.row import Row
from mien.gui.sending.slot import Phase, SlotState
from mien.gui.sending.words import FAR, state_words
from mien.gui.theme import Theme
from mien.gui.words import tr
from mien.settings import Settings

ICON = 16


class WayCard(QFrame):
    """Emits the settings that were chosen, and that what failed is to be tried again."""

    chosen = Signal(str, object)
    again = Signal()

    def __init__(self, name: str, settings: Sequence[Declared], theme: Theme) -> None:
        """settings: its switch, then what belongs to it."""
        super().__init__()
        self.setObjectName("way")
        self._name, self._theme = name, theme
        self._state = SlotState()
        self.rows = {setting.name: Row(setting, theme) for setting in settings}
        self._sign, self._far_sign = QLabel(), QLabel()
        self.says, self.far = QLabel(), QLabel(tr(FAR))
        for label in (self.says, self.far):
            label.setProperty("role", "muted")
            label.setWordWrap(True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.retry = word_button(tr("Try again"), tr("Open it once more"), self.again.emit)
        says = tr("With the token, for a receiver")
        self.copy_address = word_button(tr("Copy address"), says, lambda: _copy(self._with_token()))
        says = tr("What a receiver has to know")
        self.copy_token = word_button(tr("Copy token"), says, lambda: _copy(self._state.token))
        self._going = _line(self._sign, self.says, self.retry, self.copy_address, self.copy_token)
        self._warning = _line(self._far_sign, self.far)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 6, 12, 10)
        column.setSpacing(0)
        for row in self.rows.values():
            row.chosen.connect(self.chosen)
            column.addWidget(row)
        column.addWidget(self._going)
        column.addWidget(self._warning)
        self.set_theme(theme)

    def show_settings(self, settings: Settings) -> None:
        """Show choices that were made here or elsewhere."""
        for name, row in self.rows.items():
            row.show_value(getattr(settings, name))

    def show_state(self, state: SlotState) -> None:
        """Show how it goes."""
        self._state = state
        words = state_words(self._name, state)
        self.says.setText(words)
        self.says.setAccessibleName(words)
        self._going.setVisible(bool(words))
        self.retry.setVisible(state.phase is Phase.FAILED)
        for button in (self.copy_address, self.copy_token):
            button.setVisible(bool(state.token))
        self._warning.setVisible(not state.here)
        self._draw()

    def set_theme(self, theme: Theme) -> None:
        """Draw the icons in other colours, and make room for the present size of text."""
        self._theme = theme
        for row in self.rows.values():
            row.set_theme(theme)
        self.show_state(self._state)

    def _draw(self) -> None:
        theme = self._theme
        if self._state.phase is Phase.FAILED:
            self._sign.setPixmap(icons.pixmap("warning", theme.warn, ICON))
        else:
            on = self._state.phase is Phase.ON
            self._sign.setPixmap(icons.dot(theme.good if on else theme.accent, ICON // 2))
        self._far_sign.setPixmap(icons.pixmap("warning", theme.warn, ICON))

    def _with_token(self) -> str:
        return f"{self._state.where}?token={self._state.token}"


def _copy(text: str) -> None:
    QGuiApplication.clipboard().setText(text)


def _line(sign: QLabel, label: QLabel, *buttons: QPushButton) -> QWidget:
    holder = QWidget()
    line = QHBoxLayout(holder)
    line.setContentsMargins(0, 4, 0, 4)
    line.setSpacing(8)
    sign.setFixedSize(QSize(ICON, ICON))
    sign.setAlignment(Qt.AlignmentFlag.AlignCenter)
    line.addWidget(sign)
    line.addWidget(label, 1)
    for button in buttons:
        line.addWidget(button)
    return holder
