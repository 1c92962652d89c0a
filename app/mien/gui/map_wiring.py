"""What the choice of the map over a face does: saliency, or the evidence for a value."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mien.gui.evidence_menu import why_not
from mien.network.card import Card
from mien.overlays import switched

if TYPE_CHECKING:
    from mien.gui.window import MainWindow


def connect_maps(window: MainWindow) -> None:
    """Connect the menu of the maps and the panel's bars; evidence waits for the network."""
    menu, choices = window.saliency_menu, window.choices
    menu.opacity_chosen.connect(lambda value: choices.change(opacity=value))
    menu.colours_chosen.connect(lambda name: choices.change(colour_map=name))
    menu.saliency_chosen.connect(lambda: choices.change(**switched("saliency", True)))
    menu.evidence.chosen.connect(lambda value: _show_evidence(window, value))
    window.panel.value_chosen.connect(lambda value: _show_evidence(window, value))
    window.panel.card_changed.connect(lambda card: _offer_evidence(window, card))
    _offer_evidence(window, None)


def _show_evidence(window: MainWindow, value: str) -> None:
    if window.deeds["evidence"].isEnabled():
        window.choices.change(evidence_of=value, **switched("evidence", True))


def _offer_evidence(window: MainWindow, card: Card | None) -> None:
    window.deeds.offer("evidence", why_not(card))
    window.saliency_menu.evidence.set_card(card)
