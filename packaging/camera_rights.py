"""Stands in for those who are in the way: a program that reads, a person without rights."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

NOBODY = 65534
READS = """
import av, sys
with av.open(sys.argv[1], format="v4l2") as camera:
    for number, _ in enumerate(camera.demux()):
        if not number:
            print("reads", flush=True)
"""


def may_step_down() -> bool:
    """Whether this process may become nobody, and root again afterwards."""
    return sys.platform == "linux" and os.geteuid() == 0


@contextmanager
def as_nobody() -> Iterator[None]:
    """Without root's rights and groups; for the whole process, so nothing else should go on."""
    if sys.platform != "linux":
        raise NotImplementedError("Linux alone is tried")
    groups, group = os.getgroups(), os.getegid()
    os.setgroups([])
    os.setegid(NOBODY)
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)
        os.setegid(group)
        os.setgroups(groups)


@contextmanager
def another_program(path: str) -> Iterator[None]:
    """While a program that is not this one reads from a Linux device."""
    command = [sys.executable, "-c", READS, path]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as reader:
        try:
            if reader.stdout is None or not reader.stdout.readline():
                raise OSError(f"{path} cannot be read by another program")
            yield
        finally:
            reader.terminate()
