"""`mien network`: whether a network of the user's own can be used, and what is wrong where not."""

from __future__ import annotations

import json
from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from mien.cli.command import Commands, add_device, say
from mien.errors import MienError

if TYPE_CHECKING:
    from mien.network.card import Card
    from mien.network.own import Check

MB = 1_000_000


def add_parser(commands: Commands) -> None:
    """Declare the arguments."""
    parser = commands.add_parser(
        "network",
        description=(
            "Check a network of your own: an ONNX file with a card, which lies inside it or beside "
            "it under the same name as .toml or .json. It is loaded and tried in a process of its "
            "own, under limits, and everything that is missing or wrong is listed."
        ),
        epilog="Ends with status 2 where the network cannot be used.",
    )
    parser.add_argument("file", nargs="?", metavar="FILE.onnx", help="the network")
    parser.add_argument("--schema", action="store_true", help="print the JSON Schema of a card")
    parser.add_argument(
        "--draft", action="store_true", help="print a card to begin with, made from the file"
    )
    parser.add_argument("--json", action="store_true", help="for programs")
    add_device(parser)


def run(args: Namespace) -> int:
    """0 where it can be used, else 2. Raises MienError."""
    if args.schema:
        from mien.network.card import Card

        say(json.dumps(Card.model_json_schema(), indent=2))
        return 0
    if args.file is None:
        raise MienError("Name the network's file, or --schema for what a card has.")
    from mien.network.own import examine

    check = examine(Path(args.file).expanduser(), args.device)
    if args.draft and check.opened is not None:
        from mien.network.draft import draft

        say(draft(check.opened.inputs, check.opened.outputs).rstrip())
        return 0
    say(json.dumps(as_json(check), indent=2) if args.json else "\n".join(lines(check)))
    return 2 if check.problems else 0


def lines(check: Check) -> Iterator[str]:
    """What was found, for people."""
    if check.opened is not None:
        opened = check.opened
        yield f"{check.path.name}: {opened.size / MB:.1f} MB, SHA-256 {opened.sha256}"
        yield from (f"  input   {port.words}" for port in opened.inputs)
        yield from (f"  output  {port.words}" for port in opened.outputs)
    if check.card is not None:
        card = check.card
        yield f"Card {check.where}: {card.name}, version {card.version}"
        yield from (f"  {line}" for line in reads(card))
    yield from (f"Note: {remark}." for remark in check.remarks)
    if check.problems:
        count = len(check.problems)
        yield f"It cannot be used; {count} thing{'s' if count > 1 else ''} to mend:"
        yield from (f"  - {problem}" for problem in check.problems)
    else:
        yield f"It can be used: {check.face_ms:.1f} ms a face here. mien --network {check.path}"


def reads(card: Card) -> Iterator[str]:
    """What a network reads, a line a kind; what it does not read is said as well."""
    for what, names in (("expressions", card.expressions), ("Action Units", card.action_units)):
        yield f"{len(names)} {what}: {', '.join(names)}" if names else f"no {what}"
    for what, there in (
        ("smile", card.smile),
        ("saliency map", card.saliency_size is not None),
        ("evidence maps", card.evidence_size is not None),
    ):
        yield what if there else f"no {what}"


def as_json(check: Check) -> dict[str, object]:
    """The same for programs."""
    opened, card = check.opened, check.card
    return {
        "usable": not check.problems,
        "file": str(check.path),
        "sha256": opened.sha256 if opened else None,
        "inputs": [port.words for port in opened.inputs] if opened else [],
        "outputs": [port.words for port in opened.outputs] if opened else [],
        "card": card.model_dump(mode="json") if card else None,
        "card_is": check.where or None,
        "face_ms": check.face_ms if check.face_ms == check.face_ms else None,
        "remarks": list(check.remarks),
        "problems": list(check.problems),
    }
