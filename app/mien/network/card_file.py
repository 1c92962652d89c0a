"""Where a network's card lies: beside its file as JSON or TOML, else inside its file.

The one beside the file goes first: whoever wrote it there wanted it to be used.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from mien.errors import MienError
from mien.network.card import CARD_KEY, Card
from mien.network.card_check import checked
from mien.words import mark, told

SUFFIXES = (".toml", ".json")
MOST_BYTES = 1_000_000
INSIDE = "inside the file"


@dataclass(frozen=True, slots=True)
class FoundCard:
    """A card and where it was found, '' for nowhere; problems: all that is wrong with it."""

    card: Card | None
    where: str
    problems: tuple[str, ...] = ()


def find_card(network: Path, embedded: str | None) -> FoundCard:
    """The card of a network's file; embedded: the text that its metadata carries."""
    for suffix in SUFFIXES:
        beside = network.with_suffix(suffix)
        if beside.is_file():
            return _parsed(*_read(beside), beside.suffix, beside.name)
    if embedded is not None:
        return _parsed(embedded, "", ".json", INSIDE)
    name = network.with_suffix(SUFFIXES[0]).name
    return FoundCard(
        None,
        "",
        (
            f"it carries no Mien card, and none lies beside it: 'mien network {network.name} "
            f"--draft' prints one to begin with, to be saved beside it as {name}",
        ),
    )


def read_card(metadata: Mapping[str, str]) -> Card:
    """The card in an ONNX file's metadata; MienError where there is none or it is not complete."""
    text = metadata.get(CARD_KEY)
    if text is None:
        raise MienError(mark("This ONNX file is another network: it carries no Mien card."))
    found = _parsed(text, "", ".json", INSIDE)
    if found.card is None or found.problems:
        raise MienError(
            told(
                "The card in this ONNX file is not complete: {problems}.",
                problems="; ".join(found.problems),
            )
        )
    return found.card


def _read(path: Path) -> tuple[str, str]:
    """The text, and why it could not be read."""
    try:
        if path.stat().st_size > MOST_BYTES:
            return "", f"{path.name} is larger than a card may be ({MOST_BYTES // 1000} kB)"
        return path.read_text(encoding="utf-8"), ""
    except OSError as error:
        return "", f"{path.name} cannot be read ({error.strerror})"
    except UnicodeDecodeError:
        return "", f"{path.name} is not text in UTF-8"


def _parsed(text: str, problem: str, suffix: str, where: str) -> FoundCard:
    if problem:
        return FoundCard(None, where, (problem,))
    if len(text) > MOST_BYTES:
        return FoundCard(None, where, (f"the card is larger than {MOST_BYTES // 1000} kB",))
    try:
        values = tomllib.loads(text) if suffix == ".toml" else json.loads(text)
    except (ValueError, RecursionError) as error:
        kind = suffix[1:].upper()
        return FoundCard(None, where, (f"the card {where} is no {kind} ({error})",))
    card, problems = checked(values)
    return FoundCard(card, where, tuple(problems))
