"""`mien analyze --session`: every frame, interrupted and gone on with, and one table over all."""

from __future__ import annotations

import csv
import os
from collections.abc import Callable
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image as Picture

from mien.cli.main import main
from mien.engine.analyser import Analyser
from mien.record.layout import partial_of
from mien.record.manifest import read_manifest
from mien.record.session import Session
from mien.types import Analysis, Frame, Image

FRAMES = 50


@pytest.fixture
def clip(
    tmp_path: Path,
    astronaut: Image,
    tiny_network: Path,
    face_model: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Path:
    """Two seconds in which a face moves to the side; read by a tiny network."""
    monkeypatch.setattr("mien.network.session.shipped_network", lambda: tiny_network)
    path = tmp_path / "in" / "=clip.mp4"
    path.parent.mkdir()
    with av.open(str(path), "w") as file:
        stream = file.add_stream("mpeg4", rate=25)
        stream.width, stream.height, stream.pix_fmt = 320, 240, "yuv420p"
        for index in range(FRAMES):
            image = np.ascontiguousarray(astronaut[:240, 40 + index : 360 + index])
            file.mux(stream.encode(av.VideoFrame.from_ndarray(image, format="rgb24")))
        file.mux(stream.encode(None))
    return path


def interrupt_at(index: int, patch: pytest.MonkeyPatch) -> list[int]:
    """Ctrl-C when a frame is to be analysed; gives the frames that were."""
    analyse, seen = Analyser.analyse, list[int]()

    def watched(self: Analyser, frame: Frame) -> Analysis:
        if frame.index == index:
            raise KeyboardInterrupt
        seen.append(frame.index)
        return analyse(self, frame)

    patch.setattr(Analyser, "analyse", watched)
    return seen


def pictures_in(path: Path | None) -> int:
    assert path is not None
    with av.open(str(path)) as video:
        return sum(1 for _ in video.decode(video=0))


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_a_session_an_input_and_a_table_over_all(
    clip: Path, tmp_path: Path, astronaut: Image, capfd: pytest.CaptureFixture[str]
) -> None:
    photos = clip.parent / "photos"
    photos.mkdir()
    Picture.fromarray(astronaut).save(photos / "1.png")
    Picture.new("RGB", (300, 200), "gray").save(photos / "2.png")
    out, plain = tmp_path / "out", tmp_path / "rows.csv"
    assert main(["analyze", str(clip), str(photos), "--session", str(out)]) == 0
    told = capfd.readouterr()
    assert told.out.splitlines() == [str(out / "=clip"), str(out / "photos")]
    session = Session.open(out / "=clip")
    frames = session.frames
    assert frames.source_frame.tolist() == list(range(FRAMES))
    assert np.allclose(frames.time_s, np.arange(FRAMES) / 25, atol=1e-6)
    assert pictures_in(session.video_path("clean")) == FRAMES
    assert session.manifest.clock == "file"
    assert session.manifest.source.path == str(clip)
    assert session.manifest.counts.skipped == session.manifest.counts.lost == 0

    assert main(["analyze", str(clip), "--out", str(plain)]) == 0
    rows = [row for row in table(plain) if row["face_id"]]
    assert [int(row["face_id"]) for row in rows] == session.faces.face_id.tolist()
    assert np.allclose([float(r["smile"]) for r in rows], session.faces.smile, atol=1e-4)

    stills = Session.open(out / "photos")
    assert stills.frames.time_s.tolist() == [0.0, 1.0]
    assert stills.frames.faces.tolist() == [1, 0]
    summary = table(out / "summary.csv")
    assert [row["session"] for row in summary] == ["'=clip", "photos"]
    assert float(summary[0]["face_share"]) == pytest.approx(1.0)
    assert float(summary[0]["smile_mean"]) == pytest.approx(session.faces.smile.mean(), abs=1e-3)
    shares = [float(value) for name, value in summary[0].items() if name.endswith("l_share")]
    assert 0 <= min(shares) <= max(shares) <= 1

    capfd.readouterr()
    before = (out / "=clip" / "rows.csv").stat().st_mtime_ns
    assert main(["analyze", str(clip), "--session", str(out)]) == 0
    assert "done already" in capfd.readouterr().err
    assert (out / "=clip" / "rows.csv").stat().st_mtime_ns == before
    assert main(["analyze", str(clip), "--session", str(out), "--keep", "numbers"]) == 0
    assert Session.open(out / "=clip-2").video_path("clean") is None


def as_left(_: Path) -> None:
    """Nothing more happens to the folder."""


def power_cut(partial: Path) -> None:
    for name, lost in (("rows.csv", 40), ("clean.mkv", 5000), ("faces.bin", 10)):
        os.truncate(partial / name, (partial / name).stat().st_size - lost)


def killed_while_resuming(partial: Path) -> None:
    (partial / "clean.mkv").replace(partial / ".before-clean.mkv")
    (partial / "clean.mkv").write_bytes(b"\x1aE\xdf\xa3 the beginning of a file")


@pytest.mark.parametrize("then", [as_left, power_cut, killed_while_resuming])
def test_interrupted_is_gone_on_with_as_if_it_had_not_been(
    clip: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    then: Callable[[Path], None],
) -> None:
    arguments = ["analyze", str(clip), "--keep", "clean,annotated", "--session"]
    assert main([*arguments, str(tmp_path / "whole")]) == 0
    whole = Session.open(tmp_path / "whole" / "=clip")
    with monkeypatch.context() as patch:
        interrupt_at(40, patch)
        assert main([*arguments, str(tmp_path / "out")]) == 130
    partial = partial_of(tmp_path / "out" / "=clip")
    assert read_manifest(partial).state == "recording"
    then(partial)
    with monkeypatch.context() as patch:
        seen = interrupt_at(-1, patch)
        assert main([*arguments, str(tmp_path / "out")]) == 0
    assert "gone on with" in capfd.readouterr().err
    assert 0 < min(seen) <= 11  # what was done long before is not done again
    session = Session.open(tmp_path / "out" / "=clip")
    assert not partial.exists()
    assert np.array_equal(session.frames.source_frame, whole.frames.source_frame)
    assert np.allclose(session.frames.time_s, whole.frames.time_s)
    assert session.manifest.counts == whole.manifest.counts
    assert session.manifest.video_frames == {"clean": FRAMES, "annotated": FRAMES}
    for which in ("clean", "annotated"):
        path = session.video_path(which)
        assert path is not None
        with av.open(str(path)) as video:
            times = [frame.time for frame in video.decode(video=0)]
        assert np.allclose(times, whole.frames.time_s, atol=0.00051)
    assert np.array_equal(session.faces.face_id, whole.faces.face_id)
    assert np.allclose(session.faces.smile, whole.faces.smile, atol=0.05)
    assert all(len(session.analysis(frame)) == 1 for frame in range(FRAMES))
    assert not [path for path in session.folder.iterdir() if path.name.startswith(".")]


def test_interrupted_at_the_last_frame_has_its_videos(
    clip: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    assert main(["analyze", str(clip), "--session", str(out)]) == 0
    (out / "=clip").rename(out / "=clip.partial")
    text = (out / "=clip.partial" / "session.json").read_text()
    (out / "=clip.partial" / "session.json").write_text(
        text.replace('"state": "complete"', '"state": "recording"')
    )
    assert main(["analyze", str(clip), "--session", str(out)]) == 0
    session = Session.open(out / "=clip")
    assert session.manifest.video_frames == {"clean": FRAMES}
    assert pictures_in(session.video_path("clean")) == FRAMES == len(session.frames)


def test_what_was_interrupted_before_its_first_frame_begins_anew(
    clip: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        interrupt_at(0, patch)
        assert main(["analyze", str(clip), "--session", str(tmp_path / "out")]) == 130
    assert main(["analyze", str(clip), "--session", str(tmp_path / "out")]) == 0
    assert len(Session.open(tmp_path / "out" / "=clip").frames) == FRAMES


def test_a_torn_file_leaves_the_others_alone(
    clip: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    torn = clip.parent / "torn.mp4"
    torn.write_bytes(clip.read_bytes()[:60])
    out = tmp_path / "out"
    assert main(["analyze", str(torn), str(clip), "--session", str(out)]) == 2
    assert "torn.mp4" in capfd.readouterr().err
    assert sorted(path.name for path in out.iterdir()) == ["=clip", "summary.csv"]


def test_a_session_or_a_table_is_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in (["a.mp4"], ["a.mp4", "--out", "x.csv", "--session", "y"]):
        with pytest.raises(SystemExit):
            main(["analyze", *arguments])
