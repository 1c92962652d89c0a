"""The dialog that says what the numbers are, and what they are not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from html import escape
from typing import Any

from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QTabWidget,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from mien import __version__
from mien.gui import icons
from mien.gui.buttons import word_button
from mien.gui.knowing import heading, knowing_html
from mien.gui.report_dialog import show_log_folder
from mien.gui.theme import Theme, sized
from mien.gui.third_parties import ThirdParties
from mien.gui.words import tr
from mien.network.card import Card
from mien.network.card_page import page
from mien.overlays.facs import au_title
from mien.overlays.values import title
from mien.words import mark

HONESTY = mark(
    "Every value is what a trained network estimates from one picture of a face: how much it "
    "looks like an expression, how probable a muscle movement is, how strong a smile is. It is "
    "not what someone feels, and must not decide about a person."
)


class About(QDialog):
    """The card of the network in words."""

    def __init__(
        self, parent: QWidget, card: Card | None, theme: Theme, knowing: bool = False
    ) -> None:
        """The dialog, filled; knowing: with what can and cannot be known in front."""
        super().__init__(parent)
        self.setWindowTitle(tr("About Mien"))
        self.resize(min(sized(680), parent.width()), min(sized(620), parent.height()))
        logo, name, version = (
            QLabel(),
            QLabel("Mien"),
            QLabel(tr("Version {version}").format(version=__version__)),
        )
        logo.setPixmap(icons.pixmap("mien", icons.INK, 48))
        name.setProperty("role", "title")
        version.setProperty("role", "muted")
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(name)
        words.addWidget(version)
        head = QHBoxLayout()
        head.setSpacing(14)
        head.addWidget(logo)
        head.addLayout(words, 1)
        self.text = _browser(tr("About the network"), about_html(card, theme))
        self.knowing = _browser(tr("What this can and cannot know"), knowing_html(card, theme))
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setAccessibleName(tr("Pages about Mien"))
        self.tabs.addTab(self.knowing, tr("What this can and cannot know"))
        self.tabs.addTab(self.text, tr("The network"))
        self.tabs.addTab(ThirdParties(), tr("Third parties"))
        self.tabs.setCurrentWidget(self.knowing if knowing else self.text)
        close = word_button(tr("Close"), tr("Close (Esc)"), self.accept, primary=True)
        close.setDefault(True)
        foot = QHBoxLayout()
        if card is not None:
            self.whole = word_button(tr("The whole model card"), "", lambda: self._show_whole(card))
            foot.addWidget(self.whole)
        says = tr("Open the folder with the log and the reports of errors")
        foot.addWidget(word_button(tr("Show log folder"), says, show_log_folder))
        foot.addStretch(1)
        foot.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(28, 24, 28, 20)
        column.setSpacing(16)
        column.addLayout(head)
        column.addWidget(self.tabs, 1)
        column.addLayout(foot)

    def _show_whole(self, card: Card) -> None:
        self.text.setMarkdown(page(card))
        self.tabs.setCurrentWidget(self.text)
        self.whole.setEnabled(False)


def _browser(name: str, html: str) -> QTextBrowser:
    made = QTextBrowser()
    made.setOpenExternalLinks(True)
    made.document().setDocumentMargin(0)
    made.setAccessibleName(name)
    made.setHtml(html)
    return made


def about_html(card: Card | None, theme: Theme) -> str:
    """What the card says, as rich text; without a card only what holds always."""
    parts = [f"<p>{escape(tr(HONESTY))}</p>"]
    if card is None:
        waiting = tr("No network is loaded yet; its card stands here once it is.")
        parts.append(f"<p>{escape(waiting)}</p>")
        return "".join(parts)
    parts += [
        heading(tr("The network"), theme),
        _list(
            [
                tr("{network}, version {version}").format(network=card.name, version=card.version),
                *([tr("After: {paper}").format(paper=card.paper)] if card.paper else []),
            ]
        ),
        heading(tr("What it cannot do"), theme),
        _list(card.limits),
        heading(tr("Measured on test data"), theme),
        *([] if card.metrics else [_list([tr("Its card tells no figure that was measured.")])]),
        *(_table(name, figures, theme) for name, figures in short(card.metrics).items()),
        heading(tr("Trained on"), theme),
        _list(card.training_data),
        heading(tr("What it reads"), theme),
        _list(_reads(card)),
        heading(tr("Licence"), theme),
        f"<p>{escape(card.licence)}</p>",
    ]
    return "".join(parts)


def _reads(card: Card) -> Iterator[str]:
    """What the network reads, a line a kind."""
    if card.expressions:
        names = ", ".join(tr(title(name)) for name in card.expressions)
        yield tr("Looks like: {names}").format(names=names)
    if card.action_units:
        names = ", ".join(tr(au_title(code)) for code in card.action_units)
        yield tr("Action Units: {names}").format(names=names)
    if card.smile:
        yield tr("Smile: 0 to 5, with the letters A to E of FACS for 1 to 5")
    if card.saliency_size is None:
        yield tr("It gives no saliency map.")


def short(metrics: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """The single figures of each table; tables inside tables are for the whole card."""
    single = {
        name: {k: v for k, v in table.items() if not isinstance(v, Mapping | list)}
        for name, table in metrics.items()
    }
    return {name: table for name, table in single.items() if table}


def _list(lines: Iterable[str]) -> str:
    return "".join(
        f'<p style="margin-top:2px;margin-bottom:2px">{escape(line)}</p>' for line in lines
    )


def _table(name: str, figures: Mapping[str, Any], theme: Theme) -> str:
    rows = "".join(
        f'<tr><td style="padding-right:24px;color:{theme.muted}">{escape(key)}</td>'
        f'<td align="right">{escape(figure(value))}</td></tr>'
        for key, value in figures.items()
    )
    return f'<p style="margin-bottom:2px">{escape(name)}</p><table cellspacing="2">{rows}</table>'


def figure(value: object) -> str:
    """A figure of the card as text: three digits for a fraction, mappings and lists flat."""
    if isinstance(value, float):
        return f"{value:.3f}"
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {figure(inner)}" for key, inner in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(figure(inner) for inner in value)
    return str(value)
