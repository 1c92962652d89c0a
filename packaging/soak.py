"""Set Mien up, then run its window at full speed for long, its source unplugged again and again.

python3 packaging/soak.py --minutes 15

Prints how memory and threads grew. 0 where it passed: at most 30 MB more, no thread left behind.
"""

from __future__ import annotations

import os
import subprocess
import sys

from environment import ROOT, SetupError, prepare, say


def main(arguments: list[str]) -> int:
    """What the run ends with; 1 where Mien could not be set up; 130 after Ctrl-C."""
    shown = {"QT_QPA_PLATFORM": "offscreen", **os.environ}
    try:
        python = prepare()
        command = [str(python), "-m", "mien.bench.soak", *arguments]
        return subprocess.call(command, cwd=ROOT, env=shown)
    except SetupError as error:
        say(str(error))
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
