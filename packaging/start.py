"""Set Mien up, where that is not done yet, and start it; arguments are handed to `mien`."""

from __future__ import annotations

import os
import subprocess
import sys

from environment import SetupError, prepare, say


def main(arguments: list[str]) -> int:
    """Mien's exit status, 1 where it could not be set up, 130 after Ctrl-C."""
    try:
        command = [str(prepare()), "-m", "mien", *arguments]
        if os.name == "nt":
            return subprocess.call(command)
        # In this process's place, so that signals and Ctrl-C reach Mien itself.
        os.execv(command[0], command)  # noqa: S606 - there is no shell to go through
    except SetupError as error:
        say(str(error))
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
