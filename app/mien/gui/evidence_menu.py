"""Whose evidence is shown: the likeliest expression's, or that of one value of the network."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from mien.gui.words import tr
from mien.network.card import SMILE, Card
from mien.overlays.values import value_title
from mien.settings import LIKELIEST, Settings
from mien.words import mark

LOADING = mark("The evidence map comes with the network, which is still loading")
NONE_GIVEN = mark(
    "This network gives no evidence map: it does not tell which places spoke for a value"
)

CLICK = mark("Choose a value here, or click it in the side panel")


class EvidenceMenu(QMenu):
    """One entry a value of the network's card; emits the value that was chosen."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        """A menu that knows no network yet."""
        super().__init__(tr("Evidence for"), parent)
        self.setAccessibleName(tr("Evidence for"))
        self.values: dict[str, QAction] = {}
        self._group = QActionGroup(self)
        self._wanted = LIKELIEST
        self.set_card(None)

    def set_card(self, card: Card | None) -> None:
        """Offer the values of a network; none of one that gives no evidence."""
        for action in self._group.actions():
            self._group.removeAction(action)
        self.clear()
        self.values = {}
        missing = why_not(card)
        self.menuAction().setEnabled(not missing)
        self.menuAction().setToolTip(tr(missing or CLICK))
        self._add(LIKELIEST, tr("The likeliest expression"))
        if card is not None and not missing:
            self.values[LIKELIEST].setEnabled(bool(card.expressions))
            for names in (card.expressions, card.action_units, (SMILE,) if card.smile else ()):
                self.addSeparator()
                for name in names:
                    self._add(name, tr(value_title(name, card)))
        self._check()

    def show_settings(self, settings: Settings) -> None:
        """Show a choice that was made elsewhere."""
        self._wanted = settings.evidence_of
        self._check()

    def _add(self, value: str, words: str) -> None:
        action = self.addAction(words)
        action.setCheckable(True)
        action.triggered.connect(lambda: self.chosen.emit(value))
        self._group.addAction(action)
        self.values[value] = action

    def _check(self) -> None:
        # A value that this network does not know stands for the likeliest expression.
        self.values.get(self._wanted, self.values[LIKELIEST]).setChecked(True)


def why_not(card: Card | None) -> str:
    """Why there is no evidence to show, '' where there is some."""
    if card is None:
        return LOADING
    return NONE_GIVEN if card.evidence_size is None else ""
