"""A table of the card's page."""

from __future__ import annotations

from typing import Any


def table(head: list[str], rows: list[list[Any]]) -> str:
    """A Markdown table; an empty value is a dash."""

    def line(cells: list[Any]) -> str:
        return "| " + " | ".join("-" if c is None else str(c) for c in cells) + " |"

    return "\n".join([line(head), line(["---"] * len(head)), *[line(r) for r in rows]])
