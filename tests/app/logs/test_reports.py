"""An unexpected error becomes one report; a crash is found at the next start."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from mien import __version__
from mien.errors import MienError
from mien.logs.crash import crash_path, report_crashes
from mien.logs.file import log_to_file
from mien.logs.folder import log_folder, report_folder
from mien.logs.native import native_path
from mien.logs.report import REPORTS_KEPT, reports, write_report
from mien.logs.reporter import MOST, reporting

VIDEO = "/home/ada/films/Interview with Ada.mp4"


@pytest.fixture(autouse=True)
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A log folder without anything in it, for processes that are started here too."""
    for name in ("XDG_STATE_HOME", "WIN_PD_OVERRIDE_LOCAL_APPDATA"):
        monkeypatch.setenv(name, str(tmp_path))


def fails(what: str) -> None:
    raise ZeroDivisionError(what)


def logged(what: str) -> None:
    try:
        fails(what)
    except ZeroDivisionError:
        logging.getLogger("test").exception("It failed with %s", VIDEO)


def test_a_report_says_what_where_and_on_what_and_names_no_video() -> None:
    told: list[tuple[str, Path | None]] = []
    with log_to_file(), reporting(lambda *news: told.append(news), lambda: [VIDEO]):
        logging.getLogger("test").info("opened %s", VIDEO)
        logged(f"cannot read {VIDEO}")
    ((kind, path),) = told
    assert kind == "ZeroDivisionError"
    assert path is not None
    text = path.read_text(encoding="utf-8")
    for part in (
        f"Mien {__version__}",
        "Python 3",
        "numpy ",
        "in fails",
        "opened <",
        "[MainThread]",
    ):
        assert part in text
    for part in ("Ada", "films", "Interview"):
        assert part not in text
    assert reports() == [path]


def test_the_same_error_is_reported_once_and_never_without_end() -> None:
    told: list[str] = []
    with reporting(lambda kind, _: told.append(kind)):
        for _ in range(3):
            logged("again")
        assert told == ["ZeroDivisionError"]
        for number in range(2 * MOST):
            try:
                exec(compile("\n" * number + "1 / 0", "<test>", "exec"))  # noqa: S102 - a place each
            except ZeroDivisionError:
                logging.getLogger("test").exception("again")
    assert len(told) == MOST
    assert len(reports()) == MOST


def test_what_people_can_mend_and_plain_messages_are_no_reports() -> None:
    with reporting():
        logging.getLogger("test").error("only words")
        logging.getLogger("test").error("told", exc_info=MienError("Plug it in."))
    assert reports() == []


def test_errors_of_threads_and_those_that_cannot_be_raised_are_reported() -> None:
    class Odd:
        def __del__(self) -> None:
            fails("at the end")

    told: list[str] = []
    with log_to_file(), reporting(lambda kind, _: told.append(kind)):
        thread = threading.Thread(target=lambda: dict[str, int]()["none"], name="a worker")
        thread.start()
        thread.join()
        del thread
        Odd()
    assert told == ["KeyError", "ZeroDivisionError"]
    texts = "".join(path.read_text(encoding="utf-8") for path in reports())
    assert "thread a worker" in texts


def test_only_the_newest_reports_are_kept() -> None:
    written = [write_report(str(number), "trace") for number in range(REPORTS_KEPT + 3)]
    assert reports() == written[:2:-1]


def test_a_report_that_cannot_be_written_stops_nothing() -> None:
    log_folder().parent.mkdir()
    log_folder().write_text("in the way")
    told: list[object] = []
    with reporting(lambda *news: told.append(news)):
        logged("now")
    assert told == [("ZeroDivisionError", None)]


def run_to_its_end(ending: str) -> int:
    """A real process that ends in some way; its number."""
    code = (
        "import os, signal, sys, time\n"
        "from mien.logs.crash import crash_file\n"
        "from mien.logs.native import quiet_native\n"
        "with quiet_native(), crash_file():\n"
        "    os.write(2, b'F0000 the last words of a library\\n')\n"
        f"    {ending}\n"
    )
    with subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.DEVNULL) as process:
        process.wait()
        return process.pid


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
@pytest.mark.parametrize(
    ("ending", "said"),
    [
        ("os.kill(os.getpid(), signal.SIGSEGV)", "Segmentation fault"),
        ("os.abort()", "Aborted"),
    ],
)
def test_a_native_crash_is_found_at_the_next_start(ending: str, said: str) -> None:
    pid = run_to_its_end(ending)
    (path,) = report_crashes([VIDEO])
    text = path.read_text(encoding="utf-8")
    assert said in text
    assert "the last words of a library" in text
    assert 'File "<string>", line 6' in text
    assert path.parent == report_folder()
    assert not crash_path(pid).exists()
    assert not native_path(pid).exists()
    assert report_crashes() == []


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_who_was_killed_or_ended_in_peace_leaves_no_report() -> None:
    killed = run_to_its_end("os.kill(os.getpid(), signal.SIGKILL)")
    assert crash_path(killed).exists()
    ended = run_to_its_end("pass")
    assert not crash_path(ended).exists()
    assert not native_path(ended).exists()
    assert report_crashes() == []
    assert list(log_folder().glob("crash-*")) == []


def test_the_file_of_a_process_that_runs_is_left_alone() -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as other:
        path = crash_path(other.pid)
        path.parent.mkdir(parents=True)
        path.write_text("--\nnot yet whole")
        assert report_crashes() == []
        assert path.exists()
        other.send_signal(signal.SIGTERM)
    assert os.path.exists(path)  # noqa: PTH110 - as it was left
    assert len(report_crashes()) == 1
