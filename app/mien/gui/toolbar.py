"""The bar above: source, overlays, view."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QToolButton

from mien.gui import icons
from mien.gui.actions import Actions
from mien.gui.saliency_menu import SaliencyMenu
from mien.gui.source_picker import SourcePicker
from mien.gui.theme import Theme
from mien.overlays import MAPS, OVERLAYS

HEIGHT = 52
WORDS_FROM = 1240  # a window narrower than this shows icons only
VIEW = ("mirror", "freeze", "panel", "theme", "full_screen")


class Toolbar(QFrame):
    """Buttons for the actions that are used most; the rest is in the menu at its end."""

    def __init__(
        self, picker: SourcePicker, actions: Actions, saliency: SaliencyMenu, theme: Theme
    ) -> None:
        """The bar, its overlay buttons with words."""
        super().__init__()
        self.setObjectName("bar")
        self.setAccessibleName("Toolbar")
        self.setFixedHeight(HEIGHT)
        self._overlays = [self._button(actions[o.setting], words=True) for o in OVERLAYS]
        self._arrow = QToolButton()
        self._more = QToolButton()
        self._set_menu(self._arrow, saliency, "Which map, and how it looks", "chevron", theme)
        self._set_menu(self._more, self._menu(actions), "More", "more", theme)
        line = QHBoxLayout(self)
        line.setContentsMargins(16, 0, 12, 0)
        line.setSpacing(4)
        line.addWidget(picker)
        line.addStretch(1)
        for overlay, button in zip(OVERLAYS, self._overlays, strict=True):
            line.addWidget(button)
            if overlay.setting == MAPS[-1]:
                line.addWidget(self._arrow)
        line.addStretch(1)
        for name in VIEW:
            line.addWidget(self._button(actions[name], words=False))
        line.addWidget(self._more)

    def set_theme(self, theme: Theme) -> None:
        """Draw the icons that are not an action's in other colours."""
        self._arrow.setIcon(icons.icon("chevron", theme))
        self._more.setIcon(icons.icon("more", theme))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Drop the words where they do not fit."""
        super().resizeEvent(event)
        words = event.size().width() >= WORDS_FROM
        for button in self._overlays:
            self._dress(button, words)

    def _button(self, action: QAction, words: bool) -> QToolButton:
        button = QToolButton()
        button.setDefaultAction(action)
        button.setIconSize(QSize(icons.SIZE, icons.SIZE))
        button.setAccessibleName(action.text())
        button.setAccessibleDescription(action.toolTip())
        action.changed.connect(lambda: button.setAccessibleDescription(action.toolTip()))
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._dress(button, words)
        return button

    @staticmethod
    def _dress(button: QToolButton, words: bool) -> None:
        if button.property("square") is (not words):
            return
        button.setProperty("square", not words)
        style = Qt.ToolButtonStyle
        button.setToolButtonStyle(
            style.ToolButtonTextBesideIcon if words else style.ToolButtonIconOnly
        )
        button.style().unpolish(button)
        button.style().polish(button)

    @staticmethod
    def _set_menu(button: QToolButton, menu: QMenu, name: str, icon: str, theme: Theme) -> None:
        button.setMenu(menu)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setProperty("square", True)
        button.setIcon(icons.icon(icon, theme))
        button.setIconSize(QSize(icons.SIZE, icons.SIZE))
        button.setToolTip(name)
        button.setAccessibleName(name)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def _menu(self, actions: Actions) -> QMenu:
        menu = QMenu(self)
        menu.setToolTipsVisible(True)
        for group in (
            ("open_file", "open_folder", "open_url", "demo", "retry"),
            ("fainter", "stronger", "colours"),
            ("next_face", "system_theme"),
            ("about", "quit"),
        ):
            for name in group:
                menu.addAction(actions[name])
            menu.addSeparator()
        return menu
