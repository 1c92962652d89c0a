"""What every command's module offers, and how it talks to the person at the terminal."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Any, Protocol


class Commands(Protocol):
    """Where a command adds its own parser: what argparse's `add_subparsers` gives."""

    def add_parser(self, name: str, **options: Any) -> ArgumentParser:
        """A parser of this name; the options are those of ArgumentParser."""


class Command(Protocol):
    """A module in this folder that is one command."""

    def add_parser(self, commands: Commands) -> None:
        """Declare the command's arguments; imports nothing heavy."""

    def run(self, args: Namespace) -> int:
        """Do it; the exit status. Raises MienError for what the user can mend."""


def add_device(parser: ArgumentParser) -> None:
    """The argument that chooses what the network runs on."""
    parser.add_argument(
        "--device", default="auto", help="what the network runs on: auto, cpu, cuda, coreml"
    )


def tell_device(wanted: str, note: str) -> None:
    """Say why the device that was asked for is not used; nothing where none was.

    note: what the network says of its execution provider.
    """
    if wanted != "auto" and note:
        tell(note)


def add_network(parser: ArgumentParser) -> None:
    """The argument that chooses a network of the user's own."""
    parser.add_argument(
        "--network",
        metavar="FILE.onnx",
        help="a network of your own, with its card; 'mien network FILE.onnx' checks it",
    )


def own_network(args: Namespace) -> Path | None:
    """The file that `--network` names, None where it was not given."""
    return Path(args.network).expanduser() if args.network else None


def say(text: str) -> None:
    """One line of result, on stdout."""
    sys.stdout.write(f"{text}\n")


def tell(text: str) -> None:
    """One line about the work, on stderr, so that a piped result stays clean."""
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()
