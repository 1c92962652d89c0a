"""The bar above: page, source or session, overlays, view."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QToolButton, QWidget

from mien.gui import icons
from mien.gui.actions import Actions
from mien.gui.review.session_button import SessionButton
from mien.gui.saliency_menu import SaliencyMenu
from mien.gui.sizing import fix
from mien.gui.source_picker import SourcePicker
from mien.gui.theme import Theme
from mien.gui.words import tr
from mien.overlays import MAPS, OVERLAYS

HEIGHT = 52
STILL = 22  # of it, around the buttons
PAGES = ("live", "review")


@dataclass(frozen=True)
class Menus:
    """The menus under the bar's buttons: of the maps, of recording, of exports."""

    maps: SaliencyMenu
    record: QMenu
    export: QMenu


class Toolbar(QFrame):
    """Buttons for the actions that are used most; the rest is in the menu at its end."""

    def __init__(
        self,
        picker: SourcePicker,
        session: SessionButton,
        actions: Actions,
        menus: Menus,
        theme: Theme,
    ) -> None:
        """The bar, its overlay buttons with words."""
        super().__init__()
        self.setObjectName("bar")
        self.setAccessibleName(tr("Toolbar"))
        fix(self, height=HEIGHT, still=STILL)
        self._overlays = [self._button(actions[o.setting], words=True) for o in OVERLAYS]
        self._arrow, self._keep, self.export = QToolButton(), QToolButton(), QToolButton()
        self._more = QToolButton()
        self._set_menu(self._arrow, menus.maps, tr("Which map, and how it looks"), "chevron", theme)
        self._set_menu(
            self._keep, menus.record, tr("What is recorded, and where"), "chevron", theme
        )
        self._set_menu(self.export, menus.export, tr("Export the session"), "export", theme)
        self.more_menu = self._menu(actions)
        self._set_menu(self._more, self.more_menu, tr("More"), "more", theme)
        self.export.setText(tr("Export"))
        self._dress(self.export, words=True)
        record = self._button(actions["record"], words=False)
        record.setObjectName("record")
        view = [self._button(actions[name], words=False) for name in ("mirror", "freeze")]
        self._live: list[QWidget] = [picker, record, self._keep, *view]
        self._review: list[QWidget] = [session, self.export]
        line = QHBoxLayout(self)
        line.setContentsMargins(12, 0, 12, 0)
        line.setSpacing(4)
        for name in PAGES:
            line.addWidget(self._button(actions[name], words=False))
        line.addSpacing(6)
        for widget in (picker, session, record, self._keep, self.export):
            line.addWidget(widget)
        line.addStretch(1)
        for overlay, button in zip(OVERLAYS, self._overlays, strict=True):
            line.addWidget(button)
            if overlay.setting == MAPS[-1]:
                line.addWidget(self._arrow)
        line.addStretch(1)
        ends = [self._button(actions[name], words=False) for name in ("panel", "send")]
        for widget in (*view, *ends, self._more):
            line.addWidget(widget)
        # Seen only while something leaves: a sign rather than a tool.
        self._sign = ends[1]
        self._sign.setVisible(actions["send"].isChecked())
        actions["send"].toggled.connect(self._show_sign)
        self.show_page(review=False)

    def show_page(self, review: bool) -> None:
        """The buttons of a page."""
        for widget in self._live:
            widget.setVisible(not review)
        for widget in self._review:
            widget.setVisible(review)
        self._fit()

    def set_theme(self, theme: Theme) -> None:
        """Draw the icons that are not an action's in other colours; the text may be larger."""
        self._arrow.setIcon(icons.icon("chevron", theme))
        self._keep.setIcon(icons.icon("chevron", theme))
        self.export.setIcon(icons.icon("export", theme))
        self._more.setIcon(icons.icon("more", theme))
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Drop the words where they do not fit."""
        super().resizeEvent(event)
        self._fit()

    def _show_sign(self, on: bool) -> None:
        self._sign.setVisible(on)
        self._fit()

    def _fit(self) -> None:
        for words in (True, False):
            for button in self._overlays:
                self._dress(button, words)
            if self.minimumSizeHint().width() <= self.width():
                return

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
        for title, names in (
            (tr("Open"), ("open_file", "open_folder", "open_url", "demo")),
            (tr("Map"), ("fainter", "stronger", "colours")),
        ):
            part = menu.addMenu(title)
            part.setAccessibleName(title)
            part.setToolTipsVisible(True)
            part.addActions([actions[name] for name in names])
        menu.addAction(actions["retry"])
        menu.addSeparator()
        for group in (
            ("next_face", "name_face", "pin_face", "grey_others"),
            ("close_up", "history", "full_screen"),
            ("theme", "system_theme"),
            ("send", "settings", "diagnostics", "log_folder"),
            ("guide", "knowing", "about", "quit"),
        ):
            for name in group:
                menu.addAction(actions[name])
            menu.addSeparator()
        return menu
