"""Parts of the window, its menus and its dialogs as pictures."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QDialog, QMenu, QWidget

from mien.gui.window import MainWindow
from mien.types import Box
from screenshot import comes, live_for

AIR = 12  # around a part of the window, pixels
PAUSE_S = 1.2  # until a change is painted and its values are there


def around_face(window: MainWindow, width: int, height: int) -> QPixmap:
    """A cut of the picture with the main face in its middle, once there is one."""
    comes(lambda: main_box(window) is not None)
    box = main_box(window) or Box(0, 0, width, height)
    left, top = box.x + (box.width - width) / 2, box.y + (box.height - height) / 2
    corner = window.picture.mapTo(window, QPoint(round(left), round(top)))
    return cut(window, QRect(corner.x(), corner.y(), width, height))


def main_box(window: MainWindow) -> Box | None:
    """Where the main face is shown now."""
    analysis, view, main = window.picture.analysis, window.picture.view(), window.live.main_id
    faces = [read.face for read in analysis.faces if read.face.face_id == main] if analysis else []
    return view.box(faces[0].box) if faces and view is not None else None


def below_heading(window: MainWindow, first: QWidget, last: QWidget) -> QPixmap:
    """A part of the side panel with the title above it."""
    top, bottom = around(window, first), around(window, last)
    return cut(window, top.united(bottom).adjusted(0, -AIR, 0, 0))


def around(window: MainWindow, widget: QWidget, air: int = AIR) -> QRect:
    """Where a part of the window lies, with some of what is around it."""
    place = QRect(widget.mapTo(window, QPoint()), widget.size())
    return place.adjusted(-air, -air, air, air) & window.rect()


def upper(place: QRect, height: int) -> QRect:
    """The upper part of a place."""
    return QRect(place.topLeft(), QSize(place.width(), min(height, place.height())))


def cut(window: MainWindow, place: QRect) -> QPixmap:
    """A part of the window as it is seen, on the ground that it lies on."""
    return window.grab(place)


def menu(shown: QMenu) -> QPixmap:
    """A menu, open."""
    shown.popup(QPoint())
    live_for(PAUSE_S)
    picture = shown.grab()
    shown.hide()
    return picture


def dialog(window: MainWindow, deed: str) -> QPixmap:
    """A dialog that an action opens."""
    window.deeds[deed].trigger()
    live_for(PAUSE_S)
    shown = [one for one in window.findChildren(QDialog) if one.isVisible()][-1]
    picture = shown.grab()
    shown.close()
    return picture


def narrow(picture: QPixmap, widest: int) -> QPixmap:
    """A picture that is no wider than so many pixels."""
    if picture.width() <= widest:
        return picture
    return picture.scaledToWidth(widest, Qt.TransformationMode.SmoothTransformation)
