"""The entry point: what is imported when, statuses, sentences, the log, the quiet terminal."""

from __future__ import annotations

import os
import subprocess
import sys
from argparse import Namespace
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from mien import __version__
from mien.cli.command import Commands
from mien.cli.main import COMMANDS, main, parser_for, run, with_command
from mien.errors import MienError
from mien.logs.folder import log_folder
from mien.logs.native import native_path, native_to_log, quiet_native

HEAVY = {"PySide6", "av", "cv2", "mediapipe", "numpy", "onnxruntime", "pydantic", "torch"}


@dataclass
class Doing:
    """A command that does one thing."""

    action: Callable[[], int]

    def add_parser(self, commands: Commands) -> None:
        commands.add_parser("doing")

    def run(self, args: Namespace) -> int:
        assert args.command
        return self.action()


def outcome(action: Callable[[], int]) -> int:
    return run(Doing(action), Namespace(command="doctor"))


def raising(error: BaseException) -> Callable[[], int]:
    def action() -> int:
        raise error

    return action


def python(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)


@pytest.mark.parametrize("arguments", [["--help"], ["--version"]])
def test_help_and_version_import_nothing_heavy(arguments: list[str]) -> None:
    done = python(
        "import sys\nfrom mien.cli.main import main\n"
        f"try:\n    main({arguments})\nexcept SystemExit as end:\n    assert end.code == 0\n"
        "print(*{name.split('.')[0] for name in sys.modules})"
    )
    assert done.returncode == 0, done.stderr
    assert HEAVY.isdisjoint(done.stdout.splitlines()[-1].split())


@pytest.mark.parametrize("name", [name for name, _ in COMMANDS])
def test_help_of_each_command_imports_nothing_heavy(name: str) -> None:
    done = python(
        "import sys\nfrom mien.cli.main import parser_for\n"
        f"parser_for(['{name}']).format_help()\n"
        "print(*{name.split('.')[0] for name in sys.modules})"
    )
    assert done.returncode == 0, done.stderr
    assert HEAVY.isdisjoint(done.stdout.split())


def test_module_runs_as_mien() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "mien", "--version"], capture_output=True, text=True, check=True
    )
    assert done.stdout == f"mien {__version__}\n"


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main(["--help"])
    assert end.value.code == 0
    shown = capsys.readouterr().out
    assert all(f"{name} " in shown and purpose in shown for name, purpose in COMMANDS)


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ([], ["gui"]),
        (["--source", "demo"], ["gui", "--source", "demo"]),
        (["gui", "--device", "cpu"], ["gui", "--device", "cpu"]),
        (["doctor", "--json"], ["doctor", "--json"]),
        (["--version"], ["--version"]),
        (["-h"], ["-h"]),
    ],
)
def test_window_opens_where_no_command_is_named(given: list[str], meant: list[str]) -> None:
    assert with_command(given) == meant


def test_unknown_command_is_refused_with_the_known_ones(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit) as end:
        main(["analyse"])
    assert end.value.code == 2
    assert "analyze" in capsys.readouterr().err


def test_arguments_of_the_chosen_command_are_known() -> None:
    args = parser_for(["analyze"]).parse_args(["analyze", "a.png", "b", "--out", "x.csv"])
    assert (args.inputs, args.out, args.device, args.faces) == (["a.png", "b"], "x.csv", "auto", 8)


def test_status_of_the_command_is_the_status_of_mien() -> None:
    assert [outcome(lambda: 0), outcome(lambda: 1)] == [0, 1]


def test_users_error_is_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert outcome(raising(MienError("Plug it in."))) == 2
    assert capsys.readouterr().err == "Plug it in.\n"


def test_interruption_is_quiet(capsys: pytest.CaptureFixture[str]) -> None:
    assert outcome(raising(KeyboardInterrupt())) == 130
    assert capsys.readouterr() == ("", "")


def test_our_own_error_is_in_the_log_and_one_line_says_where(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert outcome(raising(ZeroDivisionError("by nothing"))) == 1
    shown = capsys.readouterr().err
    log = log_folder() / "mien.log"
    assert str(log) in shown
    assert shown.count("\n") == 1
    assert "Traceback" not in shown
    logged = log.read_text(encoding="utf-8")
    assert "ZeroDivisionError: by nothing" in logged
    assert "[MainThread]" in logged


def test_error_of_a_thread_is_in_the_log_with_the_threads_name() -> None:
    done = python(
        "import threading\nfrom mien.logs.file import log_to_file\n"
        "with log_to_file():\n"
        "    thread = threading.Thread(target=lambda: 1 / 0, name='a worker')\n"
        "    thread.start(); thread.join()\n"
    )
    assert (done.returncode, done.stderr) == (0, "")
    logged = (log_folder() / "mien.log").read_text(encoding="utf-8")
    assert "[a worker]" in logged
    assert "ZeroDivisionError" in logged


def test_message_before_qt_ends_the_process_is_seen() -> None:
    done = python(
        "import logging\nfrom mien.logs.file import log_to_file\n"
        "from mien.logs.native import quiet_native\n"
        "with quiet_native(), log_to_file():\n"
        "    logging.getLogger('qt').warning('odd')\n"
        "    logging.getLogger('qt').critical('no screen')\n"
    )
    assert (done.returncode, done.stderr) == (0, "no screen\n")
    assert "odd" in (log_folder() / "mien.log").read_text(encoding="utf-8")


def test_log_folder_that_cannot_be_made_stops_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setattr("platformdirs.user_log_path", lambda *_, **__: tmp_path / "file" / "log")
    assert outcome(lambda: 0) == 0
    assert outcome(raising(ZeroDivisionError())) == 1
    assert "no log could be written" in capsys.readouterr().err


def test_native_chatter_goes_to_the_log_and_our_own_words_to_stderr(
    capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    with quiet_native(), caplog.at_level("INFO"), native_to_log():
        os.write(2, b"INFO: Created a delegate\n")
        sys.stderr.write("ours\n")
    os.write(2, b"after\n")
    assert capfd.readouterr().err == "ours\nafter\n"
    assert [record.getMessage() for record in caplog.records] == ["INFO: Created a delegate"]
    assert not native_path(os.getpid()).exists()


def test_reader_that_has_enough_is_no_error() -> None:
    code = (
        "from argparse import Namespace\nfrom mien.cli.main import run\n"
        "from mien.cli.command import say\n"
        "class Much:\n"
        "    def run(self, args):\n        [say('x' * 999) for _ in range(999)]\n        return 0\n"
        "raise SystemExit(run(Much(), Namespace(command='doctor')))\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.read(10)
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 1
