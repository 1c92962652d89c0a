"""`mien analyze`: every frame once, inputs that fail, the file that comes out."""

from __future__ import annotations

import csv
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
import pytest

from mien.cli.analyze import Tally, analyse_all, check_output
from mien.cli.main import main
from mien.cli.meter import Meter
from mien.cli.table import table_at
from mien.errors import MienError, SourceError
from mien.network.card import Card
from mien.sources.base import Source, SourceInfo
from mien.types import Analysis, Frame

CARD = Card(
    name="small",
    version="1",
    crop_size=112,
    mean=(0.5, 0.5, 0.5),
    std=(0.5, 0.5, 0.5),
    expressions=("neutral",),
    action_units=(),
    saliency_size=(7, 7),
    paper="",
    training_data=(),
    licence="MIT",
    limits=(),
    metrics={},
)


@dataclass
class Looking:
    """An analyser that sees no face and notes what it was asked."""

    asked: list[str] = field(default_factory=list)

    def begin(self, still: bool) -> None:
        self.asked.append("still" if still else "moving")

    def analyse(self, frame: Frame) -> Analysis:
        self.asked.append(f"{frame.origin} {frame.index}")
        return Analysis(frame, (), skipped=0)


@dataclass
class Clip:
    """A source of `frames` black frames, which then ends or fails."""

    name: str
    frames: int
    kind: str = "video"
    live: bool = False
    failure: str = ""
    problems: Sequence[str] = ()
    closed: bool = False
    given: int = 0

    @property
    def info(self) -> SourceInfo:
        return SourceInfo(self.kind, self.name, 4, 4, math.nan, self.frames, self.live)

    def read(self) -> Frame | None:
        if self.given == self.frames:
            if self.failure:
                raise SourceError(self.failure)
            return None
        self.given += 1
        image = np.zeros((4, 4, 3), np.uint8)
        return Frame(image, self.given - 1, (self.given - 1) / 10, 0, self.name)

    def close(self) -> None:
        self.closed = True

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def opener(*clips: Clip) -> Callable[[str], Source]:
    """Opens these clips by name, and nothing else."""
    known = {clip.name: clip for clip in clips}

    def open_source(text: str) -> Source:
        if text not in known:
            raise SourceError(f"{text} is not there: check the path.")
        return known[text]

    return open_source


def analysed(out: Path, inputs: Sequence[str], *clips: Clip) -> tuple[Tally, Looking]:
    tally, looking = Tally(), Looking()
    with table_at(str(out), CARD) as table:
        analyse_all(inputs, opener(*clips), looking, table, Meter(), tally)
    return tally, looking


def read_rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_frame_of_every_input_is_analysed_once_in_order(tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    clips = Clip("a.mp4", 3), Clip("faces", 2, kind="folder")
    tally, looking = analysed(out, ["a.mp4", "faces"], *clips)
    assert looking.asked == [
        *("moving", "a.mp4 0", "a.mp4 1", "a.mp4 2"),
        *("still", "faces 0", "faces 1"),
    ]
    assert (tally.frames, tally.faces, tally.problems) == (5, 0, [])
    assert [row["timestamp"] for row in read_rows(out)] == ["0", "0.1", "0.2", "", ""]
    assert all(clip.closed for clip in clips)


def test_bad_input_does_not_lose_the_others(tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    torn = Clip("torn.mp4", 2, failure="torn.mp4 breaks off.")
    tally, _ = analysed(out, ["none.mp4", "torn.mp4", "b.mp4"], torn, Clip("b.mp4", 1))
    assert tally.problems == ["none.mp4 is not there: check the path.", "torn.mp4 breaks off."]
    assert [row["file"] for row in read_rows(out)] == ["torn.mp4", "torn.mp4", "b.mp4"]
    assert torn.closed


def test_unreadable_pictures_of_a_folder_are_told(tmp_path: Path) -> None:
    folder = Clip("faces", 1, kind="folder", problems=["faces/x.png is damaged."])
    tally, _ = analysed(tmp_path / "out.csv", ["faces"], folder)
    assert (tally.frames, tally.problems) == (1, ["faces/x.png is damaged."])


def test_source_that_never_ends_is_refused_and_closed(tmp_path: Path) -> None:
    camera = Clip("Front camera", 100, kind="camera", live=True)
    tally, looking = analysed(tmp_path / "out.csv", ["Front camera"], camera)
    assert "never ends" in tally.problems[0]
    assert looking.asked == []
    assert camera.closed
    assert list(tmp_path.iterdir()) == []


def test_output_that_cannot_be_meant_is_refused_before_the_work(tmp_path: Path) -> None:
    clip = tmp_path / "clip.mp4"
    clip.write_text("a video")
    for out, word in (
        (tmp_path, "cannot be written"),
        (tmp_path / "none" / "out.csv", "folder that exists"),
        (tmp_path / "." / "clip.mp4", "one of the inputs"),
    ):
        with pytest.raises(MienError, match=word):
            check_output(str(out), [str(clip)])
    check_output(str(tmp_path / "out.csv"), [str(clip)])
    check_output("-", [str(clip)])


@pytest.mark.parametrize("faces", ["0", "-1", "many", "33", "1.5"])
def test_number_of_faces_is_checked(faces: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main(["analyze", "a.png", "--out", "x.csv", "--faces", faces])
    assert end.value.code == 2
    assert "from 1 to 32" in capsys.readouterr().err
