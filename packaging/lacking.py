"""Machines that lack something: what works without it works, and the rest ends in a sentence.

Each is one more check of smoke.py. That a library is missing, such as libgles2, is tried by
clean_root.py, which has a system without it.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from screen import LEAST_COLOURS, Screen, picture_colours

if TYPE_CHECKING:
    from smoke import Smoke

OLD_GLIBC = "2.28"
SHOWN_WITHIN_S = 120.0
LEAST_TABLE = 1000  # characters of a table with rows in it
HOMES = ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME")
NOWHERE = dict.fromkeys(HOMES, "/proc/nowhere")


def screen(smoke: Smoke) -> None:
    """No screen to open a window on."""
    smoke.sentence("without a screen", smoke.bundle.run())


def camera(smoke: Smoke) -> None:
    """No camera, or none of that name."""
    asked = ("record", "--source", "camera:Nobody", "--duration", "1")
    smoke.sentence("without a camera", smoke.bundle.run(*asked))


def gpu(smoke: Smoke) -> None:
    """A GPU is asked for: refused by a copy that has no use for one, else used or done without."""
    said = smoke.bundle.run("analyze", film(smoke), "--device", "cuda", "--out", "-")
    if said.ok:
        smoke.check("a GPU is asked for", len(said.out) > LEAST_TABLE, said.err.strip())
    else:
        smoke.sentence("without a GPU", said)


def home(smoke: Smoke) -> None:
    """A home that cannot be written: numbers all the same, and a sentence where one is due."""
    said = smoke.bundle.run("analyze", film(smoke), "--out", "-", env=NOWHERE)
    fine = said.ok and len(said.out) > LEAST_TABLE
    smoke.check("home not writable, numbers", fine, said.told())
    recording = smoke.bundle.run("record", "--source", "demo", "--duration", "1", env=NOWHERE)
    smoke.sentence("home not writable, recording", recording)


def home_for_a_window(smoke: Smoke) -> None:
    """The window opens and shows its source, though nothing can be kept."""
    name = "home not writable, window"
    with Screen(smoke.bundle.root) as drawn:
        if not drawn.display:
            smoke.check(name, False, "Xvfb is not installed")
            return
        env = {**NOWHERE, "DISPLAY": drawn.display, "QT_QPA_PLATFORM": "xcb"}
        with smoke.bundle.start("--source", "demo", env=env) as running:
            ends = time.monotonic() + SHOWN_WITHIN_S
            while (colours := picture_colours(drawn.picture())) <= LEAST_COLOURS:
                if time.monotonic() > ends:
                    break
                time.sleep(0.5)
            ended = running.interrupt()
    shown = colours > LEAST_COLOURS
    smoke.check(name, shown and ended.ok, f"{colours} colours, closed with status {ended.status}")


def new_system(smoke: Smoke) -> None:
    """A system whose C library is too old."""
    tools = smoke.bundle.folder("old tools")
    for link in smoke.bundle.folder("tools").iterdir():
        (tools / link.name).symlink_to(link.readlink())
    getconf = tools / "getconf"
    getconf.unlink()
    getconf.write_text(f"#!/bin/sh\necho glibc {OLD_GLIBC}\n", encoding="utf-8")
    getconf.chmod(0o755)
    said = smoke.bundle.run("doctor", env={"PATH": smoke.bundle.seen(tools)})
    smoke.sentence("too old a system", said)


def film(smoke: Smoke) -> str:
    """The video that the smoke test recorded, as the program sees it."""
    return smoke.bundle.seen(next(Path(smoke.bundle.folder("sessions")).rglob("*.mkv")))


ALL: tuple[Callable[[Smoke], None], ...] = (camera, gpu, home)
if sys.platform == "linux":
    ALL = (*ALL, screen, home_for_a_window, new_system)
