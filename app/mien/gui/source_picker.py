"""The button that says what is open, with all sources in its menu."""

from __future__ import annotations

from PySide6.QtCore import QSize

from mien.gui import icons
from mien.gui.actions import Actions
from mien.gui.arrow_button import WIDTH, ArrowButton
from mien.gui.camera_list import CameraLike, CameraLister
from mien.gui.mode_menu import ModeMenu
from mien.gui.source_desk import CAMERA, DEMO, SourceDesk, is_camera
from mien.gui.theme import Theme
from mien.gui.words import tr


class SourcePicker(ArrowButton):
    """Shows the present source's name; its menu lists cameras by their human names."""

    def __init__(
        self, desk: SourceDesk, lister: CameraLister, actions: Actions, theme: Theme
    ) -> None:
        """A button for what the desk has open."""
        super().__init__(theme)
        self.setToolTip(actions["choose"].toolTip())
        self._desk, self._lister, self._actions = desk, lister, actions
        self.modes = ModeMenu(self)
        self._wish = ""
        self._menu.setToolTipsVisible(True)
        self._menu.aboutToShow.connect(self._open)
        lister.changed.connect(self._refresh)
        desk.opened.connect(lambda *_: self._refresh())
        actions["choose"].triggered.connect(self.showMenu)
        self._refresh()

    def show_wish(self, wish: str) -> None:
        """Show the size and rate that cameras are asked for, as the setting has it."""
        self._wish = wish

    def set_theme(self, theme: Theme) -> None:
        """Draw the icon in other colours."""
        self._theme = theme
        self._refresh()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As wide as most names are."""
        return QSize(WIDTH, 32)

    def _refresh(self) -> None:
        current = self._desk.current
        name = self._desk.name(current) if current is not None else tr("Choose a source")
        self.show_name(name)
        self.setAccessibleName(tr("Source: {name}").format(name=name))
        self.setIcon(icons.icon(_icon(current), self._theme))
        if self._menu.isVisible():
            self._fill()

    def _open(self) -> None:
        self._fill()
        # A virtual camera may come to be one while its device stays as it is, which nobody tells.
        self._lister.look()

    def _fill(self) -> None:
        opened = self._desk.open_camera()
        self._menu.clear()
        for camera in self._lister.cameras:
            text = CAMERA + camera.identity
            entry = self._menu.addAction(icons.icon("camera", self._theme), camera.name)
            entry.setToolTip(camera.identity)
            entry.setCheckable(True)
            entry.setChecked(text == self._desk.current or camera is opened)
            entry.triggered.connect(lambda _=False, text=text: self._desk.open(text))
        if not self._lister.cameras:
            self._menu.addAction(_nothing(self._lister)).setEnabled(False)
        self._menu.addAction(self._actions["look"])
        self._menu.addMenu(self.modes)
        self._fill_modes(opened)
        self._menu.addSeparator()
        for name in ("open_file", "open_folder", "open_url", "demo"):
            self._menu.addAction(self._actions[name])

    def _fill_modes(self, opened: CameraLike | None) -> None:
        """Nothing is changed under a recording, which would end."""
        self.modes.fill(self._desk.given(), opened.modes if opened else (), self._wish)
        self.modes.menuAction().setEnabled(not self._desk.recording)


def _nothing(lister: CameraLister) -> str:
    if lister.looking:
        return tr("Looking for cameras…")
    return tr("The cameras did not answer") if lister.timed_out else tr("No camera found")


def _icon(source: str | None) -> str:
    if source is None or is_camera(source):
        return "camera"
    if source == DEMO:
        return "demo"
    return "link" if "://" in source else "file"
