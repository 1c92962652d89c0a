"""Set up everything that the tests need and run them; other arguments are handed to pytest.

--all also runs ruff and mypy, first, so that the last lines are those of the tests.
"""

from __future__ import annotations

import subprocess
import sys

from environment import ROOT, SetupError, prepare, say

CHECKS = (
    ("ruff", "check", "."),
    ("ruff", "format", "--check", "."),
    ("mypy",),
)


def main(arguments: list[str]) -> int:
    """0 where everything passed; 1 where something did not; 130 after Ctrl-C."""
    commands = CHECKS if "--all" in arguments else ()
    tests = ("pytest", *(argument for argument in arguments if argument != "--all"))
    try:
        python = prepare(("test", "train"))
        failed = [
            " ".join(command)
            for command in (*commands, tests)
            if subprocess.call([python, "-m", *command], cwd=ROOT)
        ]
    except SetupError as error:
        say(str(error))
        return 1
    except KeyboardInterrupt:
        return 130
    if failed:
        say(f"Failed: {', '.join(failed)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
