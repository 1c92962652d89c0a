"""The log file, and keeping the chatter of native libraries off the terminal."""

from __future__ import annotations

import contextlib
import io
import logging
import os
import sys
import threading
from collections.abc import Iterator
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import IO

import platformdirs

FORMAT = "%(asctime)s %(levelname)s [%(threadName)s] %(name)s: %(message)s"
BYTES_KEPT = 1_000_000
FILES_KEPT = 3


def log_folder() -> Path:
    """Where this user's logs are."""
    return platformdirs.user_log_path("mien", appauthor=False)


@contextlib.contextmanager
def log_to_file() -> Iterator[Path | None]:
    """Send the log of all threads to a file that is rotated; its path, None where none can be.

    What a thread of ours does not catch goes there too. Critical messages are also shown on stderr:
    after one of these Qt ends the process, and nobody would know why.
    """
    root = logging.getLogger()
    level, hook = root.level, threading.excepthook
    path, file = _open_log(log_folder() / "mien.log")
    terminal = logging.StreamHandler()
    terminal.setLevel(logging.CRITICAL)
    for handler in (file, terminal):
        root.addHandler(handler)
    root.setLevel(logging.INFO)
    logging.captureWarnings(capture=True)
    threading.excepthook = _log_thread_error
    try:
        yield path
    finally:
        threading.excepthook = hook
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
    logging.getLogger(__name__).error(
        "A thread ended by an error",
        exc_info=(event.exc_type, event.exc_value, event.exc_traceback),
    )


@contextlib.contextmanager
def quiet_native() -> Iterator[None]:
    """Send what C++ libraries write to file descriptor 2 to `native.log`; Python's stderr stays.

    MediaPipe, TensorFlow Lite and ONNX Runtime write there past Python, whatever their settings.
    """
    terminal = os.dup(2)
    before = sys.stderr
    with (
        _native_log() as file,
        os.fdopen(terminal, "w", encoding="utf-8", errors="backslashreplace") as err,
    ):
        if _is_descriptor_2(before):
            before.flush()
            sys.stderr = err
        os.dup2(file.fileno(), 2)
        try:
            yield
        finally:
            err.flush()
            os.dup2(terminal, 2)
            sys.stderr = before


def _native_log() -> IO[bytes]:
    path = log_folder() / "native.log"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return path.open("wb")
    except OSError:
        return Path(os.devnull).open("wb")


def _is_descriptor_2(stream: object) -> bool:
    try:
        return isinstance(stream, io.TextIOBase) and stream.fileno() == 2
    except OSError:
        return False
