"""Gaze, blinks and asymmetry of the main face, and the hint at its smile."""

from __future__ import annotations

import math

from PySide6.QtWidgets import QVBoxLayout, QWidget

from mien.gui.measured.figures import Figures, Part
from mien.measures.duchenne import CHEEKS, CORNERS, duchenne
from mien.network.card import Card
from mien.overlays.values import DASH, percent
from mien.types import Measures, Reading
from mien.words import mark

MINUS = "\N{MINUS SIGN}"
SHARE_ROOM = f"{MINUS}00\N{NO-BREAK SPACE}%"
GAZE = (
    Part(
        mark("Across"),
        mark("How far the eyes turn to the person's own left, -1 to 1; coarse, no degrees"),
        f"{MINUS}0.00",
    ),
    Part(
        mark("Up"),
        mark("How far the eyes turn up, -1 to 1; coarse, no degrees"),
        f"{MINUS}0.00",
    ),
)
BLINKS = (
    Part(mark("So far"), mark("Blinks since the face came into view"), "0000"),
    Part(
        mark("A minute"),
        mark("Blinks a minute over the last minute, once a quarter of it was seen"),
        "00",
    ),
)
SIDES = (
    Part(
        mark("Mouth"),
        mark(
            "How much higher the person's own left corner of the mouth is, in shares of the "
            "distance between the eyes; only while the face looks ahead"
        ),
        SHARE_ROOM,
    ),
    Part(
        mark("Brows"),
        mark(
            "How much higher the person's own left brow is, in shares of the distance between "
            "the eyes; only while the face looks ahead"
        ),
        SHARE_ROOM,
    ),
)
HINT = (
    Part(
        mark("a hint, not a verdict"),
        mark(
            "The smaller of AU06 and AU12: smiles of joy often raise the cheeks too. So do strong "
            "smiles of any kind, and people can do it at will."
        ),
        "100\N{NO-BREAK SPACE}%",
    ),
)


class DuchenneHint(Figures):
    """AU06 with AU12, where the network reads both."""

    def __init__(self) -> None:
        """A dash."""
        super().__init__(mark("Duchenne"), HINT)

    def set_reading(self, reading: Reading | None, card: Card | None) -> None:
        """The reading to write at the next refresh."""
        self.set_texts(percent(math.nan if card is None else duchenne(reading, card)))

    @staticmethod
    def known_to(card: Card) -> bool:
        """Whether a network reads what the hint is made of."""
        return CHEEKS in card.action_units and CORNERS in card.action_units


class MeasureRows(QWidget):
    """Three lines of figures."""

    def __init__(self) -> None:
        """Dashes."""
        super().__init__()
        self.gaze = Figures(mark("Gaze"), GAZE)
        self.blinks = Figures(mark("Blinks"), BLINKS)
        self.sides = Figures(mark("Left against right"), SIDES)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        for row in self._rows:
            column.addWidget(row)

    @property
    def _rows(self) -> tuple[Figures, ...]:
        return self.gaze, self.blinks, self.sides

    def set_measures(self, measures: Measures | None) -> None:
        """What to write at the next refresh, None where nothing was measured."""
        if measures is None:
            for row in self._rows:
                row.set_texts(DASH, DASH)
            return
        self.gaze.set_texts(hundredths(measures.gaze_x), hundredths(measures.gaze_y))
        count = str(measures.blinks) if measures.blinks >= 0 else DASH
        rate = measures.blink_rate
        self.blinks.set_texts(count, DASH if math.isnan(rate) else f"{rate:.0f}")
        sides = measures.asymmetry
        self.sides.set_texts(signed_percent(sides.mouth_y), signed_percent(sides.brow_y))

    def refresh_texts(self) -> None:
        """Write the figures anew."""
        for row in self._rows:
            row.refresh_texts()

    def set_faded(self, faded: bool) -> None:
        """Grey, as of a face that is seen too poorly."""
        for row in self._rows:
            row.set_faded(faded)


def hundredths(value: float) -> str:
    """A number such as '+0.25', a dash for NaN."""
    return DASH if math.isnan(value) else _signed(f"{value:+.2f}", "0.00")


def signed_percent(value: float) -> str:
    """A share such as '+3 %', a dash for NaN."""
    if math.isnan(value):
        return DASH
    return _signed(f"{value * 100:+.0f}", "0") + "\N{NO-BREAK SPACE}%"


def _signed(text: str, zero: str) -> str:
    return zero if text[1:] == zero else text.replace("-", MINUS)
