"""Set up everything that the tests need and run them; other arguments are handed to pytest.

--all also runs ruff and mypy, first, so that the last lines are those of the tests. On several
cores several processes share the tests out; -n 0 after the command keeps them in one.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from environment import ROOT, SetupError, prepare, say

CHECKS = (
    ("ruff", "check", "."),
    ("ruff", "format", "--check", "."),
    ("mypy",),
)
MOST_WORKERS = 4  # each takes up to 2 GB of memory


def main(arguments: list[str]) -> int:
    """0 where everything passed; 1 where something did not; 130 after Ctrl-C."""
    commands = CHECKS if "--all" in arguments else ()
    tests = ("pytest", *shared_out(), *(one for one in arguments if one != "--all"))
    try:
        python = prepare(("test", "train"))
        failed = [command for command in commands if not passes(python, command)]
        tested = passes(python, tests)
    except SetupError as error:
        say(str(error))
        return 1
    except KeyboardInterrupt:
        return 130
    if failed:  # above all that the tests wrote, this may have been overlooked
        say(f"Failed: {', '.join(map(' '.join, failed))}")
    return 0 if tested and not failed else 1


def shared_out() -> tuple[str, ...]:
    """What pytest is told so that a process for each core takes one file of tests after another."""
    cores = os.cpu_count() or 1
    if cores == 1:
        return ()
    # In the order that tests/conftest.py gives them.
    return ("-n", str(min(cores, MOST_WORKERS)), "--dist", "loadfile", "--no-loadscope-reorder")


def passes(python: Path, command: tuple[str, ...]) -> bool:
    """Whether a module of the environment, run in the project's folder, ends well."""
    return subprocess.call([python, "-m", *command], cwd=ROOT) == 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
