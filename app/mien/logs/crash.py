"""What is left of a process that the system ended: written by it, found at the next start."""

from __future__ import annotations

import contextlib
import faulthandler
import logging
import os
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from mien.logs.folder import log_folder
from mien.logs.native import native_path
from mien.logs.report import system, write_report

HEAD_ENDS = "--\n"
NATIVE_LINES = 40
FILE = re.compile(r"^crash-(\d+)\.txt$")

log = logging.getLogger(__name__)


def crash_path(pid: int) -> Path:
    """Where a process writes its crash."""
    return log_folder() / f"crash-{pid}.txt"


@contextlib.contextmanager
def crash_file() -> Iterator[None]:
    """Have a native crash of this process written down; nothing is left where it ends in peace."""
    path = crash_path(os.getpid())
    before = faulthandler.is_enabled()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = path.open("w", encoding="utf-8")
    except OSError as error:
        log.warning("Crashes cannot be written down: %s", error)
        yield
        return
    with file:
        file.write(system() + HEAD_ENDS)
        file.flush()
        faulthandler.enable(file, all_threads=True)
        try:
            yield
        finally:
            faulthandler.disable()
            if before and sys.__stderr__ is not None:
                faulthandler.enable(sys.__stderr__)
    path.unlink(missing_ok=True)


def report_crashes(names: Iterable[str] = ()) -> list[Path]:
    """Make a report of each crash that was found, and tidy up after it; the reports.

    names: what a report has to hide. A process that was killed leaves a file without a crash,
    which is only taken away.
    """
    found = []
    for path in sorted(log_folder().glob("crash-*.txt")):
        match = FILE.match(path.name)
        if match is None or _runs(int(match[1]), path):
            continue
        try:
            found.append(_report(path, native_path(int(match[1])), names))
            for left in (path, native_path(int(match[1]))):
                left.unlink(missing_ok=True)
        except OSError as error:
            log.warning("%s could not be read: %s", path.name, error)
    return [path for path in found if path is not None]


def _report(path: Path, native: Path, names: Iterable[str]) -> Path | None:
    head, _, crash = path.read_text(encoding="utf-8", errors="replace").partition(HEAD_ENDS)
    if not crash.strip():
        return None
    said = ""
    if native.is_file():
        lines = native.read_text(encoding="utf-8", errors="replace").splitlines()
        said = "\n\nIts last native messages:\n" + "\n".join(lines[-NATIVE_LINES:])
    what = crash.strip().splitlines()[0]
    return write_report(what, f"{crash}\nIt was:\n{head}{said}", names)


def _runs(pid: int, path: Path) -> bool:
    """Whether the process that opened the file still runs; a later one may have its number."""
    if pid == os.getpid():
        return True
    import psutil

    try:
        return psutil.Process(pid).create_time() <= path.stat().st_mtime
    except (psutil.Error, OSError):
        return False
