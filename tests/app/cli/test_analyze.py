"""`mien analyze`: every frame once, inputs that fail, the file that comes out."""

from __future__ import annotations

import csv
import math
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

import av
import numpy as np
import pytest
from PIL import Image as Picture
from tests.app.scenes import CARD

from mien.cli.analyze import Tally, analyse_frames, check_inputs, check_output, path_maker
from mien.cli.main import main
from mien.cli.meter import Meter
from mien.cli.table import part_of, table_at
from mien.engine.analyser import Analyser
from mien.errors import MienError
from mien.network.nvidia import has_nvidia_driver
from mien.network.providers import CUDA, listed
from mien.sources.base import SourceInfo
from mien.types import Analysis, Frame, Image


@dataclass
class Looking:
    """An analyser that sees no face and notes what it was asked."""

    asked: list[str] = field(default_factory=list)
    failure: str = ""

    def begin(self, still: bool) -> None:
        self.asked.append("still" if still else "moving")

    def analyse(self, frame: Frame) -> Analysis:
        self.asked.append(f"{frame.origin} {frame.index}")
        return Analysis(frame, (), skipped=0)


@dataclass
class Clip:
    """A source of `frames` black frames."""

    name: str
    frames: int
    kind: str = "video"
    closed: bool = False
    given: int = 0

    @property
    def info(self) -> SourceInfo:
        return SourceInfo(self.kind, self.name, 4, 4, math.nan, self.frames, live=False)

    def read(self) -> Frame | None:
        if self.given == self.frames:
            return None
        self.given += 1
        image = np.zeros((4, 4, 3), np.uint8)
        return Frame(image, self.given - 1, (self.given - 1) / 10, 0, self.name)

    def close(self) -> None:
        self.closed = True

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def read_rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_frame_is_analysed_once_in_order_and_its_rows_have_times(tmp_path: Path) -> None:
    out, tally, looking = tmp_path / "out.csv", Tally(), Looking()
    with table_at(str(out), CARD) as table:
        for clip in (Clip("a.mp4", 3), Clip("faces", 2, kind="folder")):
            analyse_frames(clip, path_maker(f"x/{clip.name}"), looking, table, Meter(), tally)
    assert looking.asked == [
        *("moving", "a.mp4 0", "a.mp4 1", "a.mp4 2"),
        *("still", "faces 0", "faces 1"),
    ]
    assert (tally.frames, tally.faces, tally.problems) == (5, 0, [])
    assert [row["file"] for row in read_rows(out)] == ["x/a.mp4"] * 3 + ["x/faces"] * 2
    assert [row["timestamp"] for row in read_rows(out)][:3] == ["0", "0.1", "0.2"]


def test_picture_of_a_folder_is_named_with_its_folder(tmp_path: Path) -> None:
    frame = Frame(np.zeros((4, 4, 3), np.uint8), 0, math.nan, 0, "1.png")
    assert path_maker(str(tmp_path))(frame) == str(tmp_path / "1.png")
    assert path_maker(f"{tmp_path}/1.png")(frame) == f"{tmp_path}/1.png"


def test_inputs_are_looked_for_before_anything_is_loaded(tmp_path: Path) -> None:
    tally = Tally()
    folder, picture = tmp_path / "faces", tmp_path / "a.png"
    folder.mkdir()
    Picture.new("RGB", (8, 8)).save(picture)
    none = str(tmp_path / "none.mp4")
    inputs = [str(folder), none, "camera:0", "rtsp://127.0.0.1/x", "demo", str(picture)]
    assert check_inputs(inputs, tally) == [str(folder), str(picture)]
    assert len(tally.problems) == 4
    assert none in tally.problems[0]
    assert all("has no end" in problem for problem in tally.problems[1:])


def test_no_input_at_all_ends_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out.csv"
    assert main(["analyze", str(tmp_path / "none.mp4"), "--out", str(out)]) == 2
    told = capsys.readouterr().err.splitlines()
    assert "none.mp4" in told[0]
    assert told[1].startswith("0 frames, 0 faces")
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def inputs(
    tmp_path: Path, astronaut: Image, tiny_network: Path, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """A folder of inputs, to be read by a tiny network in place of the shipped one.

    `faces`: a face, a bad picture, an empty one; `clip.mp4`; `torn.mp4`, which is cut short.
    """
    monkeypatch.setattr("mien.network.session.shipped_network", lambda: tiny_network)
    (tmp_path / "faces").mkdir()
    Picture.fromarray(astronaut).save(tmp_path / "faces" / "1 face.png")
    (tmp_path / "faces" / "2 bad.png").write_bytes(b"no picture")
    Picture.new("RGB", (320, 240), "gray").save(tmp_path / "faces" / "3 gray.png")
    with av.open(str(tmp_path / "clip.mp4"), "w") as file:
        stream = file.add_stream("mpeg4", rate=10)
        stream.width, stream.height, stream.pix_fmt = 512, 512, "yuv420p"
        for _ in range(3):
            file.mux(stream.encode(av.VideoFrame.from_ndarray(astronaut, format="rgb24")))
        file.mux(stream.encode(None))
    (tmp_path / "torn.mp4").write_bytes((tmp_path / "clip.mp4").read_bytes()[:100])
    return tmp_path


def test_pictures_and_a_video_end_to_end(
    inputs: Path, face_model: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    out = inputs / "out.csv"
    names = ("torn.mp4", "faces", "clip.mp4")
    status = main(["analyze", *(str(inputs / name) for name in names), "--out", str(out)])
    told = capfd.readouterr()
    assert status == 2
    assert told.out == ""
    torn, bad, summary = told.err.splitlines()
    assert "torn.mp4" in torn
    assert "2 bad.png" in bad
    assert summary.startswith("5 frames, 4 faces")
    face, empty, *moving = read_rows(out)
    assert [row["file"] for row in (face, empty, moving[0])] == [
        str(inputs / name) for name in ("faces/1 face.png", "faces/3 gray.png", "clip.mp4")
    ]
    assert (face["frame"], face["timestamp"], face["face_id"]) == ("0", "", "1")
    assert 150 < float(face["x"]) < 200
    assert math.isclose(sum(map(float, list(face.values())[13:16])), 1, abs_tol=0.001)
    assert face["expression"] in list(face)[13:16]
    assert float(face["score"]) > 0.5
    read = list(face)[13 : list(face).index("smile") + 1]
    assert all(0 <= float(face[name]) <= 1 for name in read)
    assert 0 < float(face["quality"]) <= 1
    assert -1 <= float(face["gaze_x"]) <= 1
    assert face["blinks"] == ""  # a picture has no past
    assert moving[-1]["blinks"] == "0"
    assert [name for name, value in empty.items() if value] == ["file", "frame"]
    assert empty["frame"] == "2"
    assert [row["timestamp"] for row in moving] == ["0", "0.1", "0.2"]
    assert {row["face_id"] for row in moving} == {"1"}


def test_interrupted_run_keeps_its_rows_and_says_where(
    inputs: Path,
    face_model: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    analyse = Analyser.analyse

    def interrupted(self: Analyser, frame: Frame) -> Analysis:
        if frame.index == 2:
            raise KeyboardInterrupt
        return analyse(self, frame)

    monkeypatch.setattr(Analyser, "analyse", interrupted)
    out = inputs / "out.csv"
    assert main(["analyze", str(inputs / "clip.mp4"), "--out", str(out)]) == 130
    assert not out.exists()
    assert len(read_rows(part_of(str(out)))) == 2
    assert capfd.readouterr().err == f"What was done so far is in {part_of(str(out))}.\n"


def test_stdout_has_the_rows_and_nothing_else(
    inputs: Path, face_model: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert main(["analyze", str(inputs / "faces" / "1 face.png"), "--out", "-"]) == 0
    told = capfd.readouterr()
    assert told.out.startswith("file,")
    assert len(told.out.splitlines()) == 2
    assert told.err.startswith("1 frames, 1 faces")
    assert told.err.count("\n") == 1


@pytest.mark.skipif(CUDA not in listed(), reason="this ONNX Runtime was built without CUDA")
@pytest.mark.skipif(has_nvidia_driver(), reason="there is a GPU")
def test_a_device_that_was_asked_for_and_is_not_used_is_named(
    inputs: Path, face_model: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    picture = str(inputs / "faces" / "1 face.png")
    assert main(["analyze", picture, "--out", "-", "--device", "cuda"]) == 0
    why, summary = capfd.readouterr().err.splitlines()
    assert why.endswith("The network runs on the CPU.")
    assert summary.startswith("1 frames")


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
