"""The button that says what is open, with all sources in its menu."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QMenu, QToolButton

from mien.gui import icons
from mien.gui.actions import Actions
from mien.gui.camera_list import CameraLister
from mien.gui.source_desk import CAMERA, DEMO, SourceDesk, is_camera
from mien.gui.theme import Theme

WIDTH = 204


class SourcePicker(QToolButton):
    """Shows the present source's name; its menu lists cameras by their human names."""

    def __init__(
        self, desk: SourceDesk, lister: CameraLister, actions: Actions, theme: Theme
    ) -> None:
        """A button for what the desk has open."""
        super().__init__()
        self.setObjectName("source")
        self.setFixedWidth(WIDTH)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setToolTip(actions["choose"].toolTip())
        self._desk, self._lister, self._actions, self._theme = desk, lister, actions, theme
        self._menu = QMenu(self)
        self._menu.setMinimumWidth(WIDTH)
        self._menu.setToolTipsVisible(True)
        self._menu.aboutToShow.connect(self._fill)
        self.setMenu(self._menu)
        lister.changed.connect(self._refresh)
        desk.opened.connect(lambda *_: self._refresh())
        actions["choose"].triggered.connect(self.showMenu)
        self._refresh()

    def set_theme(self, theme: Theme) -> None:
        """Draw the icon in other colours."""
        self._theme = theme
        self._refresh()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As wide as most names are."""
        return QSize(WIDTH, 32)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """The button, and an arrow that says it opens."""
        super().paintEvent(event)
        painter = QPainter(self)
        arrow = icons.pixmap("chevron", self._theme.muted, 16)
        painter.drawPixmap(self.width() - 26, (self.height() - 16) // 2, arrow)
        painter.end()

    def _refresh(self) -> None:
        current = self._desk.current
        name = self._desk.name(current) if current is not None else "Choose a source"
        room = QFontMetrics(self.font()).elidedText(name, Qt.TextElideMode.ElideMiddle, WIDTH - 84)
        self.setText(room)
        self.setAccessibleName(f"Source: {name}")
        self.setIcon(icons.icon(_icon(current), self._theme))
        if self._menu.isVisible():
            self._fill()

    def _fill(self) -> None:
        self._menu.clear()
        for camera in self._lister.cameras:
            text = CAMERA + camera.identity
            entry = self._menu.addAction(icons.icon("camera", self._theme), camera.name)
            entry.setToolTip(camera.identity)
            entry.setCheckable(True)
            entry.setChecked(text == self._desk.current)
            entry.triggered.connect(lambda _=False, text=text: self._desk.open(text))
        if not self._lister.cameras:
            self._menu.addAction(_nothing(self._lister)).setEnabled(False)
        self._menu.addAction(self._actions["look"])
        self._menu.addSeparator()
        for name in ("open_file", "open_folder", "open_url", "demo"):
            self._menu.addAction(self._actions[name])


def _nothing(lister: CameraLister) -> str:
    if lister.looking:
        return "Looking for cameras…"
    return "The cameras did not answer" if lister.timed_out else "No camera found"


def _icon(source: str | None) -> str:
    if source is None or is_camera(source):
        return "camera"
    if source == DEMO:
        return "demo"
    return "link" if "://" in source else "file"
