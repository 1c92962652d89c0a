"""The entry point `mien`: finds the command, runs it, turns errors into a sentence and a status."""

from __future__ import annotations

import importlib
import logging
import os
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from typing import cast

from mien import __version__
from mien.cli.command import Command, tell
from mien.errors import MienError

# Name and what it does. The module of the same name in this folder is imported only for the command
# that was asked for.
COMMANDS = (
    ("gui", "open the window (also without a command)"),
    ("analyze", "write what is seen in pictures, folders and videos to a CSV file"),
    ("record", "keep what a source shows as a session: video, rows, saliency"),
    ("recover", "make recordings whole that were cut short"),
    ("stream", "send live values to other programs: LSL, OSC, WebSocket"),
    ("export", "hand a session on as a table, annotations, a video or a report"),
    ("network", "check a network of your own before it is used"),
    ("devices", "list the cameras and what the network can run on"),
    ("bench", "measure speed and latency on this machine"),
    ("doctor", "check that everything Mien needs is there"),
)
FAILED = 1
WRONG_INPUT = 2
INTERRUPTED = 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; its exit status.

    0: done. 1: failed, the log says why. 2: something that the user can mend, said on stderr.
    130: stopped by Ctrl-C. Raises SystemExit for --help, --version and unknown arguments.
    """
    arguments = with_command(list(sys.argv[1:] if argv is None else argv))
    args = parser_for(arguments).parse_args(arguments)
    return run(module_of(args.command), args)


def with_command(arguments: list[str]) -> list[str]:
    """The same arguments, with `gui` before them where no command was named."""
    if not arguments or (
        arguments[0].startswith("-") and arguments[0] not in {"-h", "--help", "--version"}
    ):
        return ["gui", *arguments]
    return arguments


def parser_for(arguments: Sequence[str]) -> ArgumentParser:
    """A parser that knows every command's name, and all arguments of the one that was asked for."""
    parser = ArgumentParser(
        prog="mien",
        description="Reads facial expression, Action Units and smile, and shows where it looked.",
    )
    parser.add_argument("--version", action="version", version=f"mien {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name, purpose in COMMANDS:
        if name == arguments[0]:
            module_of(name).add_parser(commands)
        else:
            commands.add_parser(name, help=purpose, add_help=False)
    return parser


def module_of(name: str) -> Command:
    """The module of a command."""
    return cast("Command", importlib.import_module(f"mien.cli.{name}"))


def run(command: Command, args: Namespace) -> int:
    """Run a command with the log open; no error leaves here as a traceback."""
    from mien.logs.crash import crash_file
    from mien.logs.file import log_to_file
    from mien.logs.native import native_to_log, quiet_native
    from mien.logs.reporter import reporting

    with quiet_native(), log_to_file() as log, native_to_log(), reporting(), crash_file():
        try:
            return command.run(args)
        except MienError as error:
            tell(str(error))
            return WRONG_INPUT
        except KeyboardInterrupt:
            return INTERRUPTED
        except BrokenPipeError:
            # Whoever read our output has enough; Python's own flush at exit must not fail again.
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
            return FAILED
        except Exception:
            logging.getLogger(__name__).exception("Command %s failed", args.command)
            where = f"the details are in {log}" if log else "and no log could be written"
            tell(f"Mien failed in a way that it should not: {where}.")
            return FAILED
