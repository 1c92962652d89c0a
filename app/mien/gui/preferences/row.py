"""One setting in the dialog: its title, what it does, its control, and the way back."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QToolButton

from mien.declared import PERCENT, Declared
from mien.gui import icons
from mien.gui.preferences.controls import control_for
from mien.gui.preferences.numbers import figure
from mien.gui.searching import folded
from mien.gui.theme import Theme, sized, text_scale
from mien.gui.words import tr

CONTROL = 220
LARGE = 1.25  # text above this leaves no room for a control beside it


class Row(QFrame):
    """Emits what was chosen; a reset is a choice of the default."""

    chosen = Signal(str, object)

    def __init__(self, setting: Declared, theme: Theme) -> None:
        """At its default."""
        super().__init__()
        self.setObjectName("setting")
        self.setting = setting
        title, text = QLabel(tr(setting.shown.title)), QLabel(tr(setting.shown.text))
        title.setProperty("role", "setting")
        text.setProperty("role", "muted")
        for label in (title, text):
            label.setWordWrap(True)
        text.setVisible(bool(setting.shown.text))
        self.control = control_for(setting)
        title.setBuddy(self.control.main)
        self.reset = QToolButton()
        self.reset.setProperty("square", True)
        self.reset.setIconSize(QSize(icons.SIZE, icons.SIZE))
        self.reset.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        words = tr("Reset {title} to {value}").format(
            title=tr(setting.shown.title), value=value_text(setting, setting.default)
        )
        self.reset.setAccessibleName(words)
        self.reset.setToolTip(words)
        place = self.reset.sizePolicy()
        place.setRetainSizeWhenHidden(True)
        self.reset.setSizePolicy(place)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 10, 0, 10)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(2)
        self._grid.setColumnStretch(0, 1)
        self._grid.addWidget(title, 0, 0)
        self._grid.addWidget(text, 1, 0)
        self.control.chosen.connect(lambda value: self.chosen.emit(setting.name, value))
        self.reset.clicked.connect(self._reset)
        self.set_theme(theme)
        self.show_value(setting.default)

    def show_value(self, value: Any) -> None:
        """Show what is chosen now."""
        self.control.show_value(value)
        changed = value != self.setting.default
        if not changed and self.reset.hasFocus():
            self.control.main.setFocus()
        self.reset.setVisible(changed)

    def set_theme(self, theme: Theme) -> None:
        """Draw the icon in other colours, and make room for the present size of text."""
        self._arrange()
        self.control.fit()
        self.reset.setIcon(icons.icon("undo", theme))

    def found_by(self, words: list[str]) -> bool:
        """Whether every one of some folded words is in what is said of the setting."""
        shown = self.setting.shown
        parts = [shown.title, shown.text, shown.group, *(text for _, text in self.setting.choices)]
        said = folded(" ".join([self.setting.name, *(tr(part) for part in parts)]))
        return all(word in said for word in words)

    def _arrange(self) -> None:
        """The control to the right of the words; below them where the text is large."""
        below, middle = text_scale() > LARGE, Qt.AlignmentFlag.AlignVCenter
        self.control.setMaximumWidth(sized(CONTROL))
        self.control.setMinimumWidth(0 if below else sized(CONTROL))
        if below:
            self._grid.addWidget(self.control, 2, 0)
            self._grid.addWidget(self.reset, 2, 2, middle)
        else:
            self._grid.addWidget(self.control, 0, 1, 2, 1, middle)
            self._grid.addWidget(self.reset, 0, 2, 2, 1, middle)

    def _reset(self) -> None:
        self.chosen.emit(self.setting.name, self.setting.default)


def value_text(setting: Declared, value: Any) -> str:
    """A value in words."""
    if setting.kind == "choice":
        return tr(dict(setting.choices).get(value, str(value)))
    if isinstance(value, bool):
        return tr("on") if value else tr("off")
    if isinstance(value, int | float) and (setting.shown.unit == PERCENT or not setting.choices):
        return figure(setting, value)
    return str(value) if value else tr("none")
