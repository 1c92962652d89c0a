"""Something in a bundle that others made."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Part:
    """What it is, and under which terms.

    source: where its source code is, or a sentence about it. texts: licence files as they came.
    """

    name: str
    version: str
    terms: str
    source: str = ""
    note: str = ""
    texts: list[Path] = field(default_factory=list)
