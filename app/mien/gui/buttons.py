"""Buttons: with the icon of an action, with a menu, with words."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QIcon
from PySide6.QtWidgets import QMenu, QPushButton, QToolButton

from mien.gui import icons


def action_button(action: QAction) -> QToolButton:
    """A square button with the action's icon."""
    button = QToolButton()
    button.setDefaultAction(action)
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
    button.setProperty("square", True)
    button.setIconSize(QSize(icons.SIZE, icons.SIZE))
    button.setAccessibleName(action.text())
    button.setAccessibleDescription(action.toolTip())
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button


def word_button(
    words: str, tip: str, do: Callable[[], object], primary: bool = False
) -> QPushButton:
    """A button with words, which are its accessible name too; primary: the one that stands out."""
    button = QPushButton(words)
    button.setAccessibleName(words)
    button.setToolTip(tip)
    button.setProperty("primary", primary)
    button.clicked.connect(lambda: do())
    return button


def menu_button(menu: QMenu, name: str, text: str = "", icon: QIcon | None = None) -> QToolButton:
    """A button that opens a menu, with words where `text` is given."""
    button = QToolButton()
    button.setMenu(menu)
    button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
    button.setProperty("square", not text)
    button.setText(text)
    if icon is not None:
        button.setIcon(icon)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    button.setIconSize(QSize(icons.SIZE, icons.SIZE))
    button.setToolTip(name)
    button.setAccessibleName(name)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button
