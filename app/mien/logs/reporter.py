"""Turns each unexpected error that reaches the log, from any thread, into a report."""

from __future__ import annotations

import contextlib
import logging
import traceback
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from mien.errors import MienError
from mien.logs.report import write_report

MOST = 10  # reports of one run: the first ones tell the cause

Tell = Callable[[str, Path | None], None]


class Reporter(logging.Handler):
    """Writes a report of an error that nobody expected, once for each place it comes from."""

    def __init__(
        self, tell: Tell = lambda *_: None, names: Callable[[], Iterable[str]] = lambda: ()
    ) -> None:
        """Tell: called in the thread of the error, with its kind and the report, None if none.

        names: what a report has to hide.
        """
        super().__init__(logging.ERROR)
        self._tell, self._names = tell, names
        self._known: set[tuple[str, int]] = set()

    def emit(self, record: logging.LogRecord) -> None:
        """Report and tell the error of a record that has an unexpected one."""
        error = record.exc_info[1] if record.exc_info else None
        if error is None or isinstance(error, MienError | KeyboardInterrupt):
            return
        kind, frames = type(error).__name__, traceback.extract_tb(error.__traceback__)
        place = (frames[-1].filename, frames[-1].lineno or 0) if frames else (kind, 0)
        if place in self._known or len(self._known) >= MOST:
            return
        self._known.add(place)
        what = f"{record.getMessage()} ({kind}, thread {record.threadName})"
        trace = "".join(traceback.format_exception(error))
        self._tell(kind, write_report(what, trace, self._names()))


@contextlib.contextmanager
def reporting(
    tell: Tell = lambda *_: None, names: Callable[[], Iterable[str]] = lambda: ()
) -> Iterator[None]:
    """Report errors meanwhile, in the place of whoever reported them before."""
    root = logging.getLogger()
    before = [handler for handler in root.handlers if isinstance(handler, Reporter)]
    mine = Reporter(tell, names)
    for handler in before:
        root.removeHandler(handler)
    root.addHandler(mine)
    try:
        yield
    finally:
        root.removeHandler(mine)
        for handler in before:
            root.addHandler(handler)
