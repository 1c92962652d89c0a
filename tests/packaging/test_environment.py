"""The set-up commands, without the network: the decisions they take and the sentences they say."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "packaging"))

import environment
import start
from environment import SetupError

posix_only = pytest.mark.skipif(os.name == "nt", reason="the stand-in for pip is a shell script")


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project folder with a space in its name."""
    folder = tmp_path / "my project"
    folder.mkdir()
    (folder / "pyproject.toml").write_text("[project]")
    monkeypatch.setattr(environment, "ROOT", folder)
    return folder


def stand_in(folder: Path, status: int = 0) -> Path:
    """A Python that notes in `asked` what it was asked, says a line, and ends with `status`."""
    python = folder / "python"
    python.write_text(
        f'#!/bin/sh\necho "$@" >> "{folder}/asked"\necho "the reason"\nexit {status}\n'
    )
    python.chmod(0o755)
    return python


def asked(folder: Path) -> list[str]:
    return (folder / "asked").read_text().splitlines()


def test_old_python_is_a_sentence() -> None:
    with pytest.raises(SetupError, match=r"needs Python 3\.11 or newer, and this is 3\.10"):
        environment.require_python((3, 10, 4))
    environment.require_python((3, 11, 0))
    environment.require_python((4, 0, 0))


def test_environment_is_beside_the_code_or_where_the_user_says(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("MIEN_VENV", raising=False)
    assert environment.environment_folder() == root / ".venv"
    monkeypatch.setenv("MIEN_VENV", str(tmp_path / "else where"))
    assert environment.environment_folder() == tmp_path / "else where"


def test_folder_of_something_else_is_never_emptied(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("dear all")
    with pytest.raises(SetupError, match="something else"):
        environment.create(tmp_path)
    assert (tmp_path / "letter.txt").read_text() == "dear all"


def test_soundness_of_an_environment(tmp_path: Path) -> None:
    assert environment.is_sound(Path(sys.executable))
    assert not environment.is_sound(tmp_path / "bin" / "python")


@posix_only
def test_broken_python_is_not_sound(tmp_path: Path) -> None:
    assert not environment.is_sound(stand_in(tmp_path, status=1))


@posix_only
def test_installs_once_until_the_project_or_the_extras_change(root: Path) -> None:
    python = stand_in(root)
    for extras in ((), (), ("train", "test"), ("test",), ()):
        environment.install(root, python, extras)
    assert [line.split()[-1] for line in asked(root)] == [".", ".[test,train]"]
    (root / "pyproject.toml").write_text("[project] # newer")
    environment.install(root, python, ())
    assert [line.split()[-1] for line in asked(root)][2:] == [".[test,train]"]


@posix_only
def test_moved_project_is_installed_again(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    python = stand_in(root)
    environment.install(root, python, ())
    moved = root.rename(tmp_path / "moved")
    monkeypatch.setattr(environment, "ROOT", moved)
    environment.install(moved, stand_in(moved), ())
    assert len(asked(moved)) == 2


@posix_only
def test_damaged_stamp_installs_again(root: Path) -> None:
    python = stand_in(root)
    environment.install(root, python, ())
    (root / "mien-installed.json").write_text("{")
    environment.install(root, python, ())
    assert len(asked(root)) == 2


@posix_only
def test_failing_pip_is_a_sentence_with_its_last_lines_and_is_tried_again(root: Path) -> None:
    with pytest.raises(SetupError, match=r"(?s)connected to the internet.*the reason"):
        environment.install(root, stand_in(root, status=1), ())
    environment.install(root, stand_in(root), ())
    assert len(asked(root)) == 2


def test_quiet_run_keeps_the_last_lines_and_the_status(root: Path) -> None:
    code = "[print(n) for n in range(99)]; raise SystemExit(3)"
    lines, status = environment.run_quietly([sys.executable, "-c", code])
    assert (lines[-2:], status) == (["97", "98"], 3)
    assert len(lines) == environment.LINES_SHOWN


def test_missing_packages_are_named_where_they_cannot_be_installed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(environment, "missing_packages", lambda: ["libegl1", "libgl1"])
    monkeypatch.setattr(environment, "root_prefix", lambda: None)
    environment.install_system_libraries()
    assert "sudo apt install libegl1 libgl1" in capsys.readouterr().err


def test_python_without_venv_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment, "root_prefix", lambda: None)
    monkeypatch.setitem(sys.modules, "ensurepip", None)
    with pytest.raises(SetupError, match=r"sudo apt install python3\.\d+-venv"):
        environment.create(tmp_path / "new")


def test_start_says_what_failed_without_a_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail() -> Path:
        raise SetupError("Nothing works today.")

    monkeypatch.setattr(start, "prepare", fail)
    assert start.main(["--help"]) == 1
    assert capsys.readouterr().err == "Nothing works today.\n"
