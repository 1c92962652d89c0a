"""Which values are plotted, each in a colour that it keeps while others come and go."""

from __future__ import annotations

from collections.abc import Iterable

from mien.gui.theme import Theme
from mien.settings import MOST_PLOTTED

# Apart in hue and lightness for all kinds of colour vision, and 3:1 against the theme's surface.
# After M. Okabe and K. Ito, Color Universal Design, 2008, lighter on dark and darker on light.
DARK = ("#56b4e9", "#f0a51e", "#f0e442", "#1fb58a", "#f07a45", "#d68fc0")
LIGHT = ("#0072b2", "#a86400", "#6c6900", "#00795c", "#b83c00", "#9c3f7d")


class LineColours:
    """A slot for each plotted value."""

    def __init__(self) -> None:
        self._slots: dict[str, int] = {}

    def choose(self, names: Iterable[str]) -> None:
        """Plot these, MOST_PLOTTED at most."""
        wanted = list(dict.fromkeys(names))[:MOST_PLOTTED]
        self._slots = {name: slot for name, slot in self._slots.items() if name in wanted}
        free = [slot for slot in range(MOST_PLOTTED) if slot not in self._slots.values()]
        for name in wanted:
            if name not in self._slots:
                self._slots[name] = free.pop(0)

    def colours(self, theme: Theme) -> dict[str, str]:
        """The colour of each value as '#rrggbb'."""
        table = DARK if theme.name == "dark" else LIGHT
        return {name: table[slot] for name, slot in self._slots.items()}


def toggled(plotted: tuple[str, ...], name: str, known: Iterable[str]) -> tuple[str, ...] | None:
    """The plotted values with one more, or one fewer; None where no more can be told apart.

    known: the network's values; those of another network give way.
    """
    if name in plotted:
        return tuple(one for one in plotted if one != name)
    here = set(known)
    if sum(one in here for one in plotted) >= MOST_PLOTTED:
        return None
    kept = list(plotted)
    while len(kept) >= MOST_PLOTTED:
        kept.remove(next(one for one in kept if one not in here))
    return (*kept, name)
