"""Native messages reach the log with their level and their thread, and cannot fill the disk."""

from __future__ import annotations

import logging
import threading
from pathlib import Path

import pytest

from mien.logs.native import BYTES_KEPT, LINES_A_POLL, NativeReader, log_native


@pytest.fixture
def said(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.DEBUG)
    return caplog


def test_a_google_line_has_its_level_and_the_name_of_its_thread(
    said: pytest.LogCaptureFixture,
) -> None:
    def speak() -> None:
        number = threading.get_native_id()
        log_native(f"W0000 00:00:1790000000.123456 {number:7} face_mesh.cc:12] odd")

    thread = threading.Thread(target=speak, name="mien-analysis")
    thread.start()
    thread.join()
    (record,) = said.records
    assert (record.levelno, record.threadName) == (logging.WARNING, "mien-analysis")


@pytest.mark.parametrize(
    ("line", "level"),
    [
        ("\x1b[0;93m2026-01-01 10:00:00.1 [W:onnxruntime:, x.cc:12 y] odd\x1b[m", logging.WARNING),
        ("2026-01-01 10:00:00.1 [E:onnxruntime:Default, x.cc:12] bad", logging.ERROR),
        ("INFO: Created TensorFlow Lite XNNPACK delegate for CPU.", logging.INFO),
        ("E0000 00:00:1790000000.123456   99999999 x.cc:12] bad", logging.ERROR),
        ("[h264 @ 0x55] error while decoding", logging.INFO),
    ],
)
def test_levels_of_libraries(said: pytest.LogCaptureFixture, line: str, level: int) -> None:
    log_native(line)
    (record,) = said.records
    assert record.levelno == level
    assert "\x1b" not in record.getMessage()
    assert (record.threadName or "").startswith("native")


def test_only_new_and_whole_lines_are_logged(
    tmp_path: Path, said: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "native.txt"
    reader = NativeReader(path)
    reader.poll()  # not there yet
    with path.open("ab", buffering=0) as file:
        file.write(b"one\ntw")
        reader.poll()
        file.write(b"o\n\xff\n")
        reader.poll()
        reader.poll()
    assert [record.getMessage() for record in said.records] == ["one", "two", "\ufffd"]


def test_a_flood_is_counted_and_the_file_is_emptied(
    tmp_path: Path, said: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "native.txt"
    reader = NativeReader(path)
    line = b"x" * 99 + b"\n"
    count = BYTES_KEPT // len(line) + 1
    with path.open("ab", buffering=0) as file:
        file.write(line * count)
        reader.poll()
        assert path.stat().st_size == 0
        file.write(b"after\n")
        reader.poll()
    texts = [record.getMessage() for record in said.records]
    assert len(texts) == LINES_A_POLL + 2
    assert texts[-2] == f"{count - LINES_A_POLL} more native messages were left out"
    assert texts[-1] == "after"
