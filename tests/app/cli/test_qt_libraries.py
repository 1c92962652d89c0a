"""Which shared libraries are missing here."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from mien.cli.qt_libraries import LIBRARIES, Library, missing_libraries


def test_only_what_cannot_be_loaded_is_missing() -> None:
    absent = Library("libnothing-of-that-name.so.9", "libnothing9")
    there = {"linux": "libc.so.6", "darwin": "libSystem.dylib", "win32": "kernel32"}
    if sys.platform not in there:
        pytest.skip("no library is known that is always there")
    assert missing_libraries([Library(there[sys.platform], "there"), absent]) == (absent,)


def test_each_library_and_package_stands_once() -> None:
    assert len({library.name for library in LIBRARIES}) == len(LIBRARIES)
    assert len({library.package for library in LIBRARIES}) == len(LIBRARIES)


def test_what_a_bundle_brings_is_not_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    brought = Library("libnothing-of-that-name.so.9", "libnothing9")
    (tmp_path / brought.name).touch()
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    assert missing_libraries([brought]) == ()
