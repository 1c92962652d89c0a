"""The window's own icons, tinted to the theme."""

from __future__ import annotations

from functools import cache, lru_cache
from importlib import resources

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from mien.gui.theme import Theme

INK = "#000"  # the colour that the icon files are drawn in
DENSITIES = (1, 2)  # pixels a point, for usual and fine screens
SIZE = 18


def icon(name: str, theme: Theme, ink: str = "") -> QIcon:
    """An icon in muted ink, in the accent's colour where it is switched on; else all in `ink`."""
    made = QIcon()
    for mode, state, colour in (
        (QIcon.Mode.Normal, QIcon.State.Off, theme.muted),
        (QIcon.Mode.Active, QIcon.State.Off, theme.text),
        (QIcon.Mode.Normal, QIcon.State.On, theme.accent),
        (QIcon.Mode.Active, QIcon.State.On, theme.accent),
        (QIcon.Mode.Disabled, QIcon.State.Off, theme.off),
    ):
        for density in DENSITIES:
            shade = colour if not ink or mode is QIcon.Mode.Disabled else ink
            made.addPixmap(_pixmap(name, shade, SIZE, density), mode, state)
    return made


def pixmap(name: str, colour: str, size: int) -> QPixmap:
    """An icon as a picture in one colour, `size` points wide and high."""
    return _pixmap(name, colour, size, DENSITIES[-1])


def app_icon() -> QIcon:
    """The program's icon."""
    made = QIcon()
    for size in (16, 24, 32, 48, 64, 128, 256):
        made.addPixmap(_pixmap("mien", INK, size, 1))
    return made


@lru_cache(maxsize=32)
def dot(colour: str, size: int) -> QPixmap:
    """A filled circle, `size` points wide."""
    density = DENSITIES[-1]
    made = QPixmap(size * density, size * density)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colour))
    painter.drawEllipse(made.rect())
    painter.end()
    made.setDevicePixelRatio(density)
    return made


@cache  # each is drawn in many colours, and finding a file takes longer than drawing it
def _drawing(name: str) -> str:
    file = resources.files("mien_assets") / "icons" / f"{name}.svg"
    return file.read_text(encoding="utf-8")


@lru_cache(maxsize=512)
def _pixmap(name: str, colour: str, size: int, density: int) -> QPixmap:
    svg = _drawing(name).replace(INK, colour)
    made = QPixmap(size * density, size * density)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    QSvgRenderer(QByteArray(svg.encode())).render(painter, QRectF(made.rect()))
    painter.end()
    made.setDevicePixelRatio(density)
    return made
