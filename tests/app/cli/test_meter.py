"""The progress line: on a terminal only."""

from __future__ import annotations

import io
import sys

import pytest

from mien.cli.meter import Meter


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_silent_where_stderr_is_no_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = io.StringIO()
    monkeypatch.setattr(sys, "stderr", shown)
    meter = Meter()
    meter.step("Loading")
    meter.count("clip", 1, 10)
    meter.clear()
    assert shown.getvalue() == ""


def test_line_is_written_over_itself_and_taken_away(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = Terminal()
    monkeypatch.setattr(sys, "stderr", shown)
    meter = Meter()
    meter.count("clip.mp4", 30, 120)
    assert shown.getvalue().startswith("\rclip.mp4: frame 30 of 120 (25 %)")
    meter.clear()
    assert shown.getvalue().endswith(" \r")
    assert "\n" not in shown.getvalue()


def test_unknown_length_shows_no_share(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = Terminal()
    monkeypatch.setattr(sys, "stderr", shown)
    Meter().count("clip.mp4", 30, None)
    assert shown.getvalue().strip() == "clip.mp4: frame 30"
