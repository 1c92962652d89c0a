"""Puts the tables of other steps, and the words of today, into the shipped card and its page.

python -m mien_models card --tables stress.json explain.json. A table is named after its file.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from mien.errors import MienError
from mien.network.card_page import page
from mien.network.session import Network, shipped_network
from mien_models.card_texts import LICENCE, LIMITS, PAPER, TRAINING_DATA
from mien_models.evaluate import rounded
from mien_models.export import write_card

# What other steps left in the cache.
KEPT = {
    "folds": "folds.json",
    "ablations": "ablate.json",
    "trained ablations": "ablate_trained.json",
}


def kept_tables(cache: Path) -> dict[str, Any]:
    """The tables that lie in the cache, by their names in the card."""
    return {name: read(cache / file) for name, file in KEPT.items() if (cache / file).exists()}


def read(path: Path) -> Any:
    """A table; MienError where it cannot be read."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise MienError(f"{path} holds no table that can be read: run its step anew.") from error


def put_tables(path: Path, before: Mapping[str, Any], tables: Mapping[str, Any]) -> str:
    """Write the card with the tables before and these, and its page beside the file; the page."""
    card = Network.load(path, "cpu", threads=2).card.model_copy(
        update={
            "metrics": rounded({**before, **tables}),
            "paper": PAPER,
            "training_data": TRAINING_DATA,
            "licence": LICENCE,
            "limits": LIMITS,
        }
    )
    write_card(path, card)
    text = page(card)
    path.with_name("CARD.md").write_text(text, encoding="utf-8")
    return text


def main(arguments: Sequence[str] | None = None) -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cache", type=Path, default=Path(".cache/train"))
    parser.add_argument("--network", type=Path, default=shipped_network())
    parser.add_argument("--tables", type=Path, nargs="*", default=[], help="JSON of other steps")
    options = parser.parse_args(arguments)
    before = Network.load(options.network, "cpu", threads=2).card.metrics
    tables = {path.stem: read(path) for path in options.tables}
    print(put_tables(options.network, before, tables | kept_tables(options.cache)))


if __name__ == "__main__":
    main()
