"""The picture for the virtual camera, with the overlays that are switched on now."""

from __future__ import annotations

from mien.gui.choices import Choices
from mien.gui.engine_like import EngineLike
from mien.gui.recording.desk import overlays_of
from mien.network.card import Card
from mien.record.annotator import Annotator
from mien.record.manifest import Overlays
from mien.types import Analysis, Image


class Drawing:
    """Called by the virtual camera's thread; what it reads of the window never changes in place."""

    def __init__(self, engine: EngineLike, choices: Choices) -> None:
        """Draw as the settings say at each picture."""
        self._engine, self._choices = engine, choices
        self._made: tuple[Card, Overlays, Annotator] | None = None

    def __call__(self, analysis: Analysis) -> Image:
        """A new picture, height x width x 3, uint8, RGB."""
        card, overlays = self._engine.card, overlays_of(self._choices.settings)
        if card is None:
            return analysis.frame.image
        if self._made is None or self._made[:2] != (card, overlays):
            self._made = (card, overlays, Annotator(card, overlays))
        return self._made[2](analysis)
