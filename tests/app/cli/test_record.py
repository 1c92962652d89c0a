"""`mien record` and `mien recover`, from the command line to the folder."""

from __future__ import annotations

import os
import shutil
import signal
from pathlib import Path

import pytest

from mien.cli.main import main
from mien.record.manifest import read_manifest, write_manifest
from mien.record.progress import Progress
from mien.record.session import Session


@pytest.fixture
def tiny(tiny_network: Path, face_model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mien.network.session.shipped_network", lambda: tiny_network)


def record(parent: Path, *more: str) -> int:
    return main(["record", "--source", "demo", "--duration", "0.4", "--out", str(parent), *more])


@pytest.mark.usefixtures("tiny")
def test_the_demo_is_recorded_and_recovered(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert record(tmp_path, "--name", "first", "--keep", "annotated,blurred") == 0
    told = capfd.readouterr()
    assert told.out == f"{tmp_path / 'first'}\n"
    assert "frames analysed" in told.err
    session = Session.open(tmp_path / "first")
    assert session.manifest.source.kind == "demo"
    assert session.video_path("clean") is None
    assert session.video_path("annotated") is not None
    assert len(session.frames) > 0

    partial = Path(shutil.copytree(tmp_path / "first", tmp_path / "second.partial"))
    write_manifest(partial, read_manifest(partial).changed(state="recording"))
    os.truncate(partial / "rows.csv", (partial / "rows.csv").stat().st_size - 3)
    assert main(["recover", str(tmp_path)]) == 0
    assert capfd.readouterr().out == f"{tmp_path / 'second'}\n"
    assert len(Session.open(tmp_path / "second").frames) == len(session.frames) - 1
    assert main(["recover", str(tmp_path)]) == 0
    assert "nothing to recover" in capfd.readouterr().err


@pytest.mark.usefixtures("tiny")
@pytest.mark.parametrize("by", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_recording_properly(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
    by: signal.Signals,
) -> None:
    def signalled(progress: Progress) -> str:
        if progress.counts.analysed >= 3:
            signal.raise_signal(by)
        return ""

    monkeypatch.setattr("mien.cli.record.line_of", signalled)
    inherited = signal.getsignal(signal.SIGINT)
    # What a shell starts in the background ignores Ctrl-C, and so would this test.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    request.addfinalizer(lambda: signal.signal(signal.SIGINT, inherited))
    before = signal.getsignal(by)
    arguments = ["record", "--source", "demo", "--out", str(tmp_path), "--name", "s"]
    assert main(arguments) == 0
    session = Session.open(tmp_path / "s")
    assert len(session.frames) >= 3
    assert session.manifest.state == "complete"
    assert signal.getsignal(by) == before


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--keep", "everything"], "name one or more"),
        (["--source", "none.mp4"], "no file"),
    ],
)
def test_what_cannot_be_recorded_is_a_sentence(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    assert record(tmp_path, *arguments) == 2
    assert said in capfd.readouterr().err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("text", ["0", "-3", "soon", "nan", "inf"])
def test_a_duration_is_a_number_of_seconds(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["record", "--duration", text])
    assert "seconds" in capsys.readouterr().err


def test_recovering_a_folder_that_is_not_there_is_a_sentence(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert main(["recover", str(tmp_path / "none")]) == 2
    assert "check the path" in capfd.readouterr().err
