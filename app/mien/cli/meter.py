"""One line on the terminal that says how far the work is."""

from __future__ import annotations

import shutil
import sys
import time

PAUSE_S = 0.1


class Meter:
    """A line that is written over itself; silent where stderr is no terminal."""

    def __init__(self) -> None:
        self._shown = sys.stderr.isatty()
        self._next = 0.0
        self._drawn = False

    def step(self, text: str) -> None:
        """Show this at once."""
        if self._shown:
            width = shutil.get_terminal_size().columns - 1
            sys.stderr.write(f"\r{text[:width]:{width}}")
            sys.stderr.flush()
            self._drawn = True

    def count(self, name: str, done: int, total: int | None) -> None:
        """Show how many frames are done, of how many where that is known; not at every call."""
        now = time.monotonic()
        if not self._shown or now < self._next:
            return
        self._next = now + PAUSE_S
        share = f" of {total} ({100 * done // total} %)" if total else ""
        self.step(f"{name}: frame {done}{share}")

    def clear(self) -> None:
        """Take the line away, before something else is written."""
        if self._drawn:
            width = shutil.get_terminal_size().columns - 1
            sys.stderr.write(f"\r{'':{width}}\r")
            sys.stderr.flush()
            self._drawn = False
