"""Why a network cannot be used, or no longer."""

from __future__ import annotations

from collections.abc import Sequence

from mien.errors import MienError
from mien.words import told

MOST_SAID = 3  # problems that people read in one sentence


class NetworkError(MienError):
    """A network that cannot be used; problems: each thing that is wrong, without a full stop."""

    def __init__(self, sentence: str, problems: Sequence[str] = ()) -> None:
        """A sentence that says it all, and the problems one by one where there are several."""
        super().__init__(sentence)
        self.problems = tuple(problems)


def unusable(name: str, problems: Sequence[str]) -> NetworkError:
    """The error of a file with these problems, of which a sentence holds only a few."""
    said, more = "; ".join(problems[:MOST_SAID]), len(problems) - MOST_SAID
    if more > 0:
        sentence = told(
            "{name} cannot be used: {problems}; and {count} more. 'mien network {name}' lists all.",
            name=name,
            problems=said,
            count=more,
        )
    else:
        sentence = told("{name} cannot be used: {problems}.", name=name, problems=said)
    return NetworkError(sentence, problems)
