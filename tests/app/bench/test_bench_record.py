"""The figures of a recording, from a real session."""

from __future__ import annotations

import json
import time
from argparse import Namespace
from pathlib import Path
from typing import Any

import pytest
from tests.app.bench.test_bench import FIGURES
from tests.app.record.sessions import make_session

from mien.bench.record import RecordFigures, WaitingWatcher, figures_of, wait_for_end
from mien.cli import bench
from mien.errors import MienError
from mien.record.progress import Progress, Stage


class Recording:
    """An engine's recording that stands where it is told."""

    def __init__(self, progress: Progress) -> None:
        self.progress = progress
        self.asked = 0

    def recording(self) -> Progress:
        self.asked += 1
        return self.progress


def test_figures_are_those_of_the_session(tmp_path: Path) -> None:
    session = make_session(tmp_path)
    figures = figures_of(FIGURES, session, 12_000_000)
    assert (figures.frames, figures.lost, figures.skipped) == (45, 0, 2)
    assert figures.most_waiting_mb == 12.0
    size = sum(path.stat().st_size for path in session.folder.iterdir())
    assert figures.mb_per_minute == pytest.approx(size / 1e6 * 60 / session.manifest.length_s)


def test_the_most_that_waited_is_kept() -> None:
    engine: Any = Recording(Progress(Stage.RECORDING, waiting_bytes=5))
    watcher = WaitingWatcher(engine)
    watcher.start()
    while engine.asked < 2:
        time.sleep(0.001)
    engine.progress = Progress(Stage.RECORDING, waiting_bytes=3)
    watcher.end()
    assert watcher.most_bytes == 5


def test_a_recording_that_fails_fails_the_bench() -> None:
    done: Any = Recording(Progress(Stage.DONE))
    wait_for_end(done)
    failed: Any = Recording(Progress(Stage.FAILED, problem="The disk is full."))
    with pytest.raises(MienError, match="full"):
        wait_for_end(failed)


def test_figures_are_printed_for_people_and_for_programs(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    figures = RecordFigures(FIGURES, 600, 0, 3, 41.2, 8.3, 96.0)
    monkeypatch.setattr("mien.bench.record.bench_record", lambda *_: figures)
    arguments = {"what": "record", "seconds": 1.0, "source": None, "device": "auto"}
    assert bench.run(Namespace(**arguments, json=False)) == 0
    said = capsys.readouterr().out
    assert "600 frames, 0 lost, 3 skipped; 41 MB a minute" in said
    assert "8 MB at most, of 96 MB" in said
    assert bench.run(Namespace(**arguments, json=True)) == 0
    assert json.loads(capsys.readouterr().out)["lost"] == 0
