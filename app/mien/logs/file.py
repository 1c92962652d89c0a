"""The log file, rotated, with the thread's name in each line."""

from __future__ import annotations

import contextlib
import logging
import sys
import threading
from collections.abc import Iterator
from logging.handlers import RotatingFileHandler
from pathlib import Path

from mien.logs.folder import log_folder

FORMAT = "%(asctime)s %(levelname)s [%(threadName)s] %(name)s: %(message)s"
BYTES_KEPT = 1_000_000
FILES_KEPT = 3
NAME = "mien.log"

log = logging.getLogger(__name__)


@contextlib.contextmanager
def log_to_file() -> Iterator[Path | None]:
    """Send the log of all threads to a file that is rotated; its path, None where none can be.

    What a thread of ours does not catch goes there too, and what Python cannot raise. Critical
    messages are also shown on stderr: after one of these Qt ends the process, and nobody would
    know why.
    """
    root = logging.getLogger()
    level, hook, unraisable = root.level, threading.excepthook, sys.unraisablehook
    path, file = _open_log(log_folder() / NAME)
    terminal = logging.StreamHandler()
    terminal.setLevel(logging.CRITICAL)
    for handler in (file, terminal):
        root.addHandler(handler)
    root.setLevel(logging.INFO)
    logging.captureWarnings(capture=True)
    threading.excepthook, sys.unraisablehook = _log_thread_error, _log_unraisable
    try:
        yield path
    finally:
        threading.excepthook, sys.unraisablehook = hook, unraisable
        logging.captureWarnings(capture=False)
        root.setLevel(level)
        for handler in (file, terminal):
            root.removeHandler(handler)
            handler.close()


def _open_log(path: Path) -> tuple[Path | None, logging.Handler]:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(
            path, maxBytes=BYTES_KEPT, backupCount=FILES_KEPT, encoding="utf-8"
        )
    except OSError:
        return None, logging.NullHandler()
    handler.setFormatter(logging.Formatter(FORMAT))
    return path, handler


def _log_thread_error(event: threading.ExceptHookArgs) -> None:
    if event.exc_value is None:
        return
    log.error(
        "A thread ended by an error",
        exc_info=(event.exc_type, event.exc_value, event.exc_traceback),
    )


def _log_unraisable(event: sys.UnraisableHookArgs) -> None:
    if event.exc_value is None:
        return
    log.error(
        "%s",
        event.err_msg or "An error where none can be raised",
        exc_info=(event.exc_type, event.exc_value, event.exc_traceback),
    )
