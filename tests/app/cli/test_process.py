"""A process ends with its status, whatever a thread of Mien still does."""

from __future__ import annotations

import subprocess
import sys

import pytest

STUCK = """
import atexit, os, threading
from mien.cli import process

def main():
    print("done")
    if {stuck}:
        threading.Thread(target=threading.Event().wait, name="mien-faces", daemon=True).start()
    return 7

atexit.register(lambda: print("the interpreter's own end", flush=True))
process.main = main
process.live()
"""


@pytest.mark.parametrize("stuck", [False, True])
def test_a_process_with_a_thread_left_behind_ends_at_once(stuck: bool) -> None:
    done = subprocess.run(
        [sys.executable, "-c", STUCK.format(stuck=stuck)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 7
    assert done.stderr == ""
    assert done.stdout.splitlines() == ["done"] + ([] if stuck else ["the interpreter's own end"])
