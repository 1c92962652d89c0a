"""The whole life of a `mien` process."""

from __future__ import annotations

import os
import sys
import threading

from mien.cli.main import main
from mien.silence import hush_mediapipe


def live() -> None:
    """Run the command of this process and end it with its status; never returns."""
    hush_mediapipe()  # while there is one thread
    status = main()
    if left_behind():
        # The interpreter's own end would take the ground from under a thread that still works in
        # MediaPipe or in a camera's driver, and the process would abort with all its work done.
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)
    sys.exit(status)


def left_behind() -> list[str]:
    """The names of Mien's threads that still run."""
    here = threading.current_thread()
    found = [thread.name for thread in threading.enumerate() if thread is not here]
    return [name for name in found if name.startswith("mien-")]
