"""The line below a session: what it is and what is missing in it."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel

from mien.gui import icons
from mien.gui.sizing import fix, wear
from mien.gui.status_bar import HEIGHT, STILL
from mien.gui.theme import Theme
from mien.gui.words import number, tr
from mien.record.manifest import Manifest
from mien.words import mark


class SessionLine(QFrame):
    """Source and network on the left; counts on the right, coloured where frames are missing."""

    def __init__(self, theme: Theme) -> None:
        """An empty line."""
        super().__init__()
        self.setObjectName("status")
        self.setAccessibleName(tr("About the session"))
        fix(self, height=HEIGHT, still=STILL)
        self._theme = theme
        self._manifest: Manifest | None = None
        self.about = QLabel()
        self._counts = {
            name: (QLabel(), QLabel())
            for name in (mark("Frames"), mark("Skipped"), mark("Lost"), mark("Gaps"))
        }
        line = QHBoxLayout(self)
        line.setContentsMargins(16, 0, 16, 0)
        line.setSpacing(0)
        line.addWidget(self.about)
        line.addStretch(1)
        for name, (dot, value) in self._counts.items():
            value.setAccessibleName(tr(name))
            value.setProperty("strong", True)
            wear(value, 13, tabular=True)
            label = QLabel(tr(name))
            line.addSpacing(20)
            line.addWidget(dot)
            line.addSpacing(6)
            line.addWidget(label)
            line.addSpacing(6)
            line.addWidget(value)

    def set_theme(self, theme: Theme) -> None:
        """Draw the dots in other colours."""
        self._theme = theme
        self.show_manifest(self._manifest)

    def show_manifest(self, manifest: Manifest | None) -> None:
        """What a session says of itself."""
        self._manifest = manifest
        self.about.setText(about(manifest) if manifest is not None else tr("No session is open"))
        counts = manifest.counts if manifest is not None else None
        values = (
            {
                "Frames": (counts.analysed, self._theme.good),
                "Skipped": (counts.skipped, self._theme.warn),
                "Lost": (counts.lost, self._theme.bad),
                "Gaps": (counts.gaps, self._theme.bad),
            }
            if counts is not None
            else {}
        )
        for name, (dot, value) in self._counts.items():
            count, colour = values.get(name, (0, self._theme.faint))
            value.setText(number(count))
            dot.setPixmap(icons.dot(colour if count else self._theme.faint, 8))


def about(manifest: Manifest) -> str:
    """The source as it really was, and what read it; a sentence where it ended early."""
    source, card = manifest.source, manifest.network.card
    parts = [tr(source.name), f"{manifest.width}\N{MULTIPLICATION SIGN}{manifest.height}"]
    if source.rate is not None:
        parts.append(f"{source.rate:.0f}/s")
    parts.append(tr("read by {network}").format(network=f"{card.name} {card.version}"))
    if manifest.ended:
        parts.append(tr(manifest.ended))
    return "  \N{MIDDLE DOT}  ".join(parts)
