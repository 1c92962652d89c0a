"""Stands in for a person who may not use a camera, which only root can."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

NOBODY = 65534


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
