"""Which network reads: what the settings name, and what its card leaves to be shown."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from mien.engine.status import Status
from mien.gui.words import tr
from mien.network.card import Card
from mien.words import mark

if TYPE_CHECKING:
    from mien.gui.window import MainWindow

LATER = mark("The network changes once the recording has ended.")
# By the overlay: what is said where the network gives nothing of its kind.
MISSING = {
    "saliency": mark("This network gives no saliency map"),
    "expression": mark("This network reads no expressions"),
    "smile": mark("This network reads no smile"),
    "action_units": mark("This network reads no Action Units"),
}


def connect_network(window: MainWindow) -> None:
    """Follow the settings, and tell where the user's own network is not the one that reads."""
    following = Following(window)
    window.choices.changed.connect(following.follow)
    window.record.ended.connect(lambda *_: following.follow())
    window.live.looked.connect(following.tell)
    window.panel.card_changed.connect(lambda _: offer_values(window))
    window.review.session_changed.connect(lambda: offer_values(window))


class Following:
    """What was last asked for, and last told."""

    def __init__(self, window: MainWindow) -> None:
        """What the window began with is at work already, or is overruled by the command line."""
        self._window = window
        self._asked = window.choices.settings.network
        self._told = ""

    def follow(self) -> None:
        """Read with what the settings name; a recording keeps the network that it began with."""
        window, wanted = self._window, self._window.choices.settings.network
        if wanted == self._asked:
            return
        if window.record.active:
            window.tell(tr(LATER))
            return
        self._asked = wanted
        window.engine.use_network(Path(wanted) if wanted else None)
        window.desk.retry()

    def tell(self, status: Status) -> None:
        """Say once why another network reads than the one that was asked for."""
        problem = status.network_problem
        if problem and problem != self._told:
            self._window.tell(tr(problem))
        self._told = problem


def offer_values(window: MainWindow) -> None:
    """Allow the overlays of what is read on the page that is shown; the others say why not."""
    session = window.review.viewer.session
    live = window.pages.currentIndex() == 0
    card = window.engine.card if live or session is None else session.card
    for setting in MISSING:
        window.deeds.offer(setting, missing(setting, card))
    window.saliency_menu.saliency.setEnabled(not missing("saliency", card))


def missing(setting: str, card: Card | None) -> str:
    """Why an overlay has nothing to show, '' where it has or no network is known yet."""
    if card is None:
        return ""
    there = {
        "saliency": card.saliency_size is not None,
        "expression": bool(card.expressions),
        "smile": card.smile,
        "action_units": bool(card.action_units),
    }
    return "" if there[setting] else MISSING[setting]
