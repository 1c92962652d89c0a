"""What a check of this machine found."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

Level = Literal["ok", "warning", "problem"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One fact. topic: a word or two. detail: what is so. advice: what to do, '' when all is well.

    'warning': something is missing that Mien works without. 'problem': something does not work.
    """

    topic: str
    level: Level
    detail: str
    advice: str = ""


Check = Callable[[], Iterable[Finding]]
