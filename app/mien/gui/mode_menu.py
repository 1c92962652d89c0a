"""Which size and rate a camera is asked for, and what it really gives."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from mien.gui.words import tr
from mien.sources.base import SourceInfo
from mien.sources.modes import COMPRESSED, CameraMode
from mien.sources.request import LIKES

TIMES, DOT = "\N{MULTIPLICATION SIGN}", "\N{MIDDLE DOT}"


class ModeMenu(QMenu):
    """A submenu of the sources' menu; emits the setting that was chosen."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        """An empty menu; `fill` fills it."""
        super().__init__(tr("Size and rate"), parent)
        self.setAccessibleName(tr("Size and rate of the camera"))
        self.setToolTipsVisible(True)

    def fill(self, info: SourceInfo | None, modes: Sequence[CameraMode], wish: str) -> None:
        """Show what is open really gives, what it lists, and what was chosen."""
        self.clear()
        for size in self.findChildren(QMenu):
            size.deleteLater()
        if info is not None:
            self.addAction(tr("Now {given}").format(given=given(info))).setEnabled(False)
            self.addSeparator()
        self._add(self, tr("Automatic"), "", wish, tr("1280 x 720 at 30 a second, or near it"))
        self._add(
            self, tr("As the camera likes"), LIKES, wish, tr("Nothing is asked of the camera")
        )
        self.addSeparator()
        for (width, height), rates in by_size(modes).items():
            size = self.addMenu(f"{width} {TIMES} {height}")
            size.setToolTipsVisible(True)
            for mode in rates:
                words = tr("{rate} a second").format(rate=f"{mode.rate:g}")
                entry = self._add(size, words, text_of(mode), wish, format_words(mode))
                if entry.isChecked():
                    size.menuAction().setCheckable(True)
                    size.menuAction().setChecked(True)

    def _add(self, menu: QMenu, words: str, text: str, wish: str, tip: str) -> QAction:
        entry = menu.addAction(words)
        entry.setToolTip(tip)
        entry.setCheckable(True)
        entry.setChecked(text == wish)
        entry.triggered.connect(lambda: self.chosen.emit(text))
        return entry


def by_size(modes: Sequence[CameraMode]) -> dict[tuple[int, int], list[CameraMode]]:
    """The modes of each size, in their order."""
    found: dict[tuple[int, int], list[CameraMode]] = {}
    for mode in modes:
        found.setdefault((mode.width, mode.height), []).append(mode)
    return found


def text_of(mode: CameraMode) -> str:
    """A mode as the setting has it."""
    return f"{mode.width}x{mode.height}@{round(mode.rate, 3):g} {mode.pixel_format}"


def format_words(mode: CameraMode) -> str:
    """The pixel format, and whether it loses something."""
    words = tr("compressed") if mode.pixel_format in COMPRESSED else tr("not compressed")
    return f"{mode.pixel_format}, {words}"


def given(info: SourceInfo) -> str:
    """What a source really gives: '1280 x 720, 30/s, MJPG'."""
    parts = [f"{info.width} {TIMES} {info.height}"]
    if not math.isnan(info.rate):
        parts.append(f"{info.rate:.3g}/s")
    parts.append(info.detail.get("pixel format", ""))
    return f"  {DOT}  ".join(filter(None, parts))
