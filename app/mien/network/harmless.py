"""A card's texts as words alone: they may come with a file that anybody made."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mien.network.card import Card

# What makes a link, a picture or a tag of a text in Markdown.
SIGNS = str.maketrans({"\\": "\\\\", "[": "\\[", "]": "\\]", "<": "&lt;", "`": "\\`"})


def harmless(card: Card) -> Card:
    """The same card, whose texts can stand in Markdown without becoming more than text."""
    texts = ("name", "version", "expressions", "action_units", "paper")
    fields = (*texts, "training_data", "licence", "limits", "metrics")
    return card.model_copy(update={field: _plain(getattr(card, field)) for field in fields})


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return value.translate(SIGNS)
    if isinstance(value, Mapping):
        return {_plain(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(_plain(inner) for inner in value)
    return value
