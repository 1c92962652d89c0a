"""What connects close-up, history and meanings with the live page, and meanings with a session."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mien.gui.insight.lines import toggled
from mien.gui.panel import Panel
from mien.gui.picture import Picture
from mien.gui.words import tr_n
from mien.settings import MOST_PLOTTED, Settings
from mien.types import Analysis

if TYPE_CHECKING:
    from mien.gui.window import MainWindow


def connect_insight(window: MainWindow) -> None:
    """Connect the actions and the two views; both are fed after the picture was painted."""
    for name in ("close_up", "history"):
        window.deeds[name].toggled.connect(
            lambda on, name=name: window.choices.change(**{name: on})
        )
    window.live.shown.connect(lambda analysis: _show(window, analysis))
    window.live.bare.connect(window.close_up.clear)
    window.live.forgotten.connect(window.plot.forget)
    window.live.forgotten.connect(window.close_up.clear)
    window.panel.value_ticked.connect(lambda name: _tick(window, name))
    window.panel.card_changed.connect(window.plot.set_card)
    _explain(window.panel, window.picture)
    _explain(window.review.side.readings, window.review.stage.picture)


def apply_insight(window: MainWindow, settings: Settings) -> None:
    """Show what is switched on, and how it is to look."""
    full = window.isFullScreen()
    for name, part in (("close_up", window.close_up), ("history", window.plot)):
        window.deeds[name].setChecked(getattr(settings, name))
        part.setVisible(getattr(settings, name) and not full)
    window.make_room()
    window.close_up.set_look(settings)
    _choose(window)
    _show_again(window)


def _choose(window: MainWindow) -> None:
    settings = window.choices.settings
    window.plot.choose(settings.plotted)
    colours = window.plot.colours.colours(window.theme) if settings.history else None
    window.panel.set_ticks(colours)


def _show(window: MainWindow, analysis: Analysis) -> None:
    live, card = window.live, window.engine.card
    labels = live.people.labels
    window.plot.take(analysis, card, live.main_id, labels)
    main = next((r for r in analysis.faces if r.face.face_id == live.main_id), None)
    window.close_up.show_face(analysis.frame.image, main, card, labels)


def _show_again(window: MainWindow) -> None:
    analysis = window.picture.analysis
    if analysis is not None:
        _show(window, analysis)


def _tick(window: MainWindow, name: str) -> None:
    card = window.engine.card
    plotted = toggled(window.choices.settings.plotted, name, card.values if card else ())
    if plotted is None:
        window.tell(
            tr_n(
                "Not more than {n} line can be told apart: take a tick away first.",
                "Not more than {n} lines can be told apart: take a tick away first.",
                MOST_PLOTTED,
            )
        )
        _choose(window)
    else:
        window.choices.change(plotted=plotted)


def _explain(panel: Panel, picture: Picture) -> None:
    """Light the region of what is pointed at."""
    panel.value_pointed.connect(picture.set_region)
