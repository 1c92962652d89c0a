"""The quality light: how well the face can be read, as a dot with its word."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from mien.gui import icons
from mien.gui.theme import Theme
from mien.gui.words import tr
from mien.measures.quality import REASONS, USABLE, WORDS
from mien.overlays.values import DASH
from mien.types import Quality
from mien.words import mark

DOT = 9
WELL = mark("Well seen")
WELL_TIP = mark("The face is sharp, lit, large and turned well enough to be read.")
UNKNOWN_TIP = mark("How well the face can be read is not known.")
POOR_TIP = mark("Its values are greyed out, as they would say little.")


class QualityLight(QWidget):
    """Green, amber or red, and what is wrong; the tooltip says what to do."""

    def __init__(self, theme: Theme) -> None:
        """Nothing is known."""
        super().__init__()
        self.setAccessibleName(tr("Picture of the face"))
        self._theme = theme
        self._quality: Quality | None = None
        self._shown: tuple[str, str] | None = None
        self._dot, self._word = QLabel(), QLabel(DASH)
        self._word.setProperty("role", "muted")
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(6)
        line.addWidget(self._dot, 0, Qt.AlignmentFlag.AlignVCenter)
        line.addWidget(self._word, 1)
        self.set_theme(theme)

    @property
    def text(self) -> str:
        """The word as it is written now."""
        return self._word.text()

    def set_theme(self, theme: Theme) -> None:
        """Paint in other colours."""
        self._theme, self._shown = theme, None
        self.refresh_texts()

    def set_quality(self, quality: Quality | None) -> None:
        """The quality to write at the next refresh, None where it is not known."""
        self._quality = quality

    def refresh_texts(self) -> None:
        """Write it anew."""
        colour, word, tip = self._look()
        if (colour, word) == self._shown:
            return
        self._shown = colour, word
        self._dot.setPixmap(icons.dot(colour, DOT))
        self._word.setText(word)
        self.setToolTip(tip)
        self.setAccessibleDescription(f"{word}. {tip}")

    def _look(self) -> tuple[str, str, str]:
        quality, theme = self._quality, self._theme
        if quality is None:
            return theme.track, DASH, tr(UNKNOWN_TIP)
        if not quality.reason:
            return theme.good, tr(WELL), tr(WELL_TIP)
        word, tip = tr(WORDS[quality.reason]), tr(REASONS[quality.reason])
        if quality.score >= USABLE:
            return theme.warn, word, tip
        return theme.bad, word, f"{tip} {tr(POOR_TIP)}"
