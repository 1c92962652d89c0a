"""`mien gui`: what is said before Qt could end the process without a word."""

from __future__ import annotations

from pathlib import Path

import pytest

from mien.cli import gui
from mien.cli.main import main
from mien.cli.qt_libraries import Library
from mien.errors import MienError
from mien.settings import Settings
from mien.settings_file import save_settings

CORE = Library("libcore.so.1", "libcore1")
SCREEN = Library("libscreen.so.1", "libscreen1", screen=True)


@pytest.fixture
def no_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)


def test_machine_without_a_screen_is_a_sentence(
    no_screen: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    assert main([]) == 2
    assert "no screen" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"])
def test_screen_or_a_named_platform_will_do(
    no_screen: None, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gui, "missing_libraries", lambda: ())
    monkeypatch.setenv(name, "offscreen")
    gui.require_screen()


def test_library_that_qt_cannot_do_without_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.setattr(gui, "missing_libraries", lambda: (CORE, SCREEN))
    with pytest.raises(MienError, match="sudo apt install libcore1 libscreen1"):
        gui.require_screen()


def test_library_that_may_not_be_needed_is_only_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.setattr(gui, "missing_libraries", lambda: (SCREEN,))
    gui.require_screen()
    assert "sudo apt install libscreen1" in capsys.readouterr().err


def test_safe_mode_takes_nothing_of_the_last_time(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[tuple[object, ...]] = []

    def run_window(_: object, *arguments: object) -> int:
        started.append(arguments)
        return 0

    save_settings(Settings(theme="light", last_source="clip.mp4"), environment={})
    monkeypatch.setenv("MIEN_OPACITY", "lots")  # what would stop a usual start
    monkeypatch.setattr("mien.gui.app.run", run_window)
    assert main(["--safe-mode", "--device", "cuda"]) == 0
    assert started == [(None, "cpu", Settings(), "", True, None)]


@pytest.mark.parametrize("named", ["", "session.json"])
def test_session_is_opened_by_its_folder_or_by_its_file(
    named: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "session.json").write_text("{}")
    started: list[tuple[object, ...]] = []

    def run(_: object, *arguments: object) -> int:
        started.append(arguments)
        return 0

    monkeypatch.setattr("mien.gui.app.run", run)
    assert main(["gui", str(tmp_path / named)]) == 0
    assert started[0][-1] == tmp_path


def test_what_is_no_session_is_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["gui", str(tmp_path)]) == 2
    assert "is no session" in capsys.readouterr().err
