"""The MP4 read back: every picture at its true time, with the overlays on it."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np
import pytest
from tests.app.exports.conftest import Exporter
from tests.app.record.sessions import analysis_at, as_it_is, make_manifest, record

from mien.errors import MienError
from mien.exports import mp4
from mien.exports.formats import in_silence
from mien.record.annotator import Annotator
from mien.record.manifest import Keep, Overlays
from mien.record.recorder import Recorder
from mien.record.session import Session
from mien.types import Analysis, Image

BOX = Overlays(names=("box",))


def pictures(path: Path) -> tuple[list[float], list[Image], str]:
    """Times in seconds, pictures RGB, and the codec."""
    with av.open(str(path)) as video:
        stream = video.streams.video[0]
        found = list(video.decode(stream))
        name = stream.codec_context.codec.canonical_name
    times = [float(picture.time or 0.0) for picture in found]
    shown = [np.asarray(picture.to_ndarray(format="rgb24"), np.uint8) for picture in found]
    return times, shown, name


def difference(one: Image, other: Image) -> float:
    return float(np.abs(one.astype(int) - other).mean())


def test_every_picture_is_at_its_true_time(session: Session, exported: Exporter) -> None:
    times, shown, codec = pictures(exported("mp4", session))
    kept = session.frames.video_index >= 0
    assert len(times) == 45
    np.testing.assert_allclose(times, session.frames.time_s[kept], atol=0.00051)
    assert np.diff(times).max() > 0.9  # the gap
    assert shown[0].shape == (180, 320, 3)
    assert codec == "av1"


def test_overlays_are_painted_over_the_clean_video(tmp_path: Path, exported: Exporter) -> None:
    items = [analysis_at(i) for i in range(8)]
    record(tmp_path / "s", items, make_manifest(overlays=BOX))
    session = Session.open(tmp_path / "s")
    _, shown, _ = pictures(exported("mp4", session))
    annotate = Annotator(session.card, BOX)
    for picture, analysis in zip(shown, items, strict=True):
        wanted = annotate(analysis)
        assert difference(picture, wanted) < 4
        box = analysis.faces[0].face.box
        corner = np.s_[int(box.y) - 1 : int(box.y) + 3, int(box.x) : int(box.x) + 12]
        assert difference(picture[corner], wanted[corner]) < 25
        assert difference(picture[corner], analysis.frame.image[corner]) > 25


def test_a_stored_annotated_video_is_taken_as_it_is(tmp_path: Path, exported: Exporter) -> None:
    def inverted(analysis: Analysis) -> Image:
        return 255 - as_it_is(analysis)

    keep = Keep(clean=True, annotated=True)
    recorder = Recorder.begin(tmp_path / "s", make_manifest(keep), inverted)
    items = [analysis_at(i) for i in range(8)]
    for item in items:
        recorder.give(item)
    recorder.stop()
    assert recorder.join(30)
    times, shown, _ = pictures(exported("mp4", Session.open(tmp_path / "s")))
    assert len(times) == 8
    for picture, analysis in zip(shown, items, strict=True):
        assert difference(picture, inverted(analysis)) < 6


def test_a_picture_too_small_for_av1_is_still_written(tmp_path: Path, exported: Exporter) -> None:
    record(tmp_path / "s", [analysis_at(i, size=(60, 48)) for i in range(4)])
    times, shown, codec = pictures(exported("mp4", Session.open(tmp_path / "s")))
    assert (len(times), shown[0].shape, codec) == (4, (48, 60, 3), "mpeg4")


@pytest.mark.parametrize("kept", [0.0, 0.5])
def test_a_damaged_video_is_a_sentence(kept: float, session: Session, tmp_path: Path) -> None:
    folder = tmp_path / "damaged"
    folder.mkdir()
    for path in session.folder.iterdir():
        data = path.read_bytes()
        cut = int(len(data) * kept) if path.suffix == ".mkv" else len(data)
        (folder / path.name).write_bytes(data[:cut])
    with pytest.raises(MienError, match="is damaged: only"):
        mp4.write(Session.open(folder), tmp_path / "out.mp4", in_silence)
    assert [path.name for path in tmp_path.iterdir()] == ["damaged"]


def test_progress_is_told_and_can_stop_the_work(session: Session, tmp_path: Path) -> None:
    told: list[float] = []
    mp4.write(session, tmp_path / "whole.mp4", told.append)
    assert told == sorted(told)
    assert (len(told), told[-1]) == (45, 1.0)

    def stop(share: float) -> None:
        if share > 0.5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        mp4.write(session, tmp_path / "stopped.mp4", stop)
    assert [path.name for path in tmp_path.iterdir()] == ["whole.mp4"]
