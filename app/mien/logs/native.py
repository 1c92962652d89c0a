"""What native libraries write past Python: kept off the terminal, and read into the log.

A file stands between and not a pipe: a library that writes while it holds Python's lock would wait
for ever once a pipe is full, and the last words before a crash are still in the file at the next
start.
"""

from __future__ import annotations

import contextlib
import io
import logging
import os
import re
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from mien.logs.folder import log_folder

POLL_S = 0.5
LINES_A_POLL = 200  # more are only counted: a library that floods does not fill the log
BYTES_KEPT = 1_000_000  # the file is emptied above this
LONGEST_LINE = 2_000

COLOURS = re.compile(r"\x1b\[[0-9;]*m")
# 'W0000 00:00:1790000000.123456    4711 file.cc:12] text' with the thread's number, and
# '2026-01-01 00:00:00.123 [W:onnxruntime:, file.cc:12 name] text'.
GOOGLE = re.compile(r"^([IWEF])\d{4} [\d:.]+ +(\d+) ")
ONNX = re.compile(r"\[([VIWEF]):onnxruntime")
WORD = re.compile(r"^(INFO|WARNING|ERROR|FATAL)\b")
LEVELS = {
    "V": logging.DEBUG,
    "I": logging.INFO,
    "W": logging.WARNING,
    "E": logging.ERROR,
    "F": logging.CRITICAL,
}

log = logging.getLogger("native")


def native_path(pid: int) -> Path:
    """Where the native messages of a process are while it runs."""
    return log_folder() / f"native-{pid}.txt"


@contextlib.contextmanager
def quiet_native() -> Iterator[None]:
    """Send what C++ libraries write to file descriptor 2 to the log; Python's stderr stays.

    MediaPipe, TensorFlow Lite, FFmpeg and ONNX Runtime write there past Python, whatever their
    settings.
    """
    terminal = os.dup(2)
    before = sys.stderr
    path = native_path(os.getpid())
    with (
        _opened(path) as file,
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
    with contextlib.suppress(OSError):
        path.unlink(missing_ok=True)


@contextlib.contextmanager
def native_to_log() -> Iterator[None]:
    """Read the native messages of this process into the log, in a thread of its own."""
    reader = NativeReader(native_path(os.getpid()))
    over = threading.Event()

    def follow() -> None:
        while not over.wait(POLL_S):
            reader.poll()

    thread = threading.Thread(target=follow, name="mien-native", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
        reader.poll()


class NativeReader:
    """Hands new lines of a growing file to the log."""

    def __init__(self, path: Path) -> None:
        """Begin at the file's beginning; it need not be there."""
        self._path, self._at = path, 0

    def poll(self) -> None:
        """Log the lines that came since the last time, and empty a file that grew too large."""
        try:
            with self._path.open("r+b") as file:
                file.seek(self._at)
                data = file.read()
                whole = data.rpartition(b"\n")[0]
                self._at += len(whole) + 1 if whole or data.startswith(b"\n") else 0
                if self._at > BYTES_KEPT:
                    file.truncate(0)
                    self._at = 0
        except OSError:
            return
        lines = whole.decode(errors="replace").splitlines()
        for line in lines[:LINES_A_POLL]:
            log_native(line)
        if len(lines) > LINES_A_POLL:
            log.warning("%d more native messages were left out", len(lines) - LINES_A_POLL)


def log_native(line: str) -> None:
    """One line of a native library, under the name of the thread that wrote it where it says so."""
    text = COLOURS.sub("", line).strip()[:LONGEST_LINE]
    if not text:
        return
    google, onnx, word = GOOGLE.match(text), ONNX.search(text), WORD.match(text)
    found = google or onnx or word
    level = LEVELS.get(found.group(1)[0], logging.INFO) if found else logging.INFO
    if not log.isEnabledFor(level):
        return
    record = log.makeRecord(log.name, level, "", 0, text, (), None)
    record.threadName = thread_name(int(google.group(2))) if google else "native"
    log.handle(record)


def thread_name(number: int) -> str:
    """The name of the thread with the system's number; one that is not Python's is told by it."""
    names = {thread.native_id: thread.name for thread in threading.enumerate()}
    return names.get(number, f"native {number}")


def _opened(path: Path) -> IO[bytes]:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        return path.open("ab")
    except OSError:
        return Path(os.devnull).open("wb")


def _is_descriptor_2(stream: object) -> bool:
    try:
        return isinstance(stream, io.TextIOBase) and stream.fileno() == 2
    except OSError:
        return False
