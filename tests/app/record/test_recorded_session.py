"""What was recorded is what is read: every value of every frame."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np
import pytest
from tests.app.record.sessions import (
    HEIGHT,
    START_NS,
    WIDTH,
    analysis_at,
    make_manifest,
    make_session,
    record,
    usual_items,
)
from tests.app.scenes import ACTION_UNITS, CARD, EXPRESSIONS

from mien.errors import MienError
from mien.record import codecs
from mien.record.manifest import Keep
from mien.record.progress import Stage
from mien.record.session import Session
from mien.types import Analysis


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Session:
    return make_session(tmp_path_factory.mktemp("sessions"))


def test_every_analysis_has_its_row_with_its_capture_time(session: Session) -> None:
    given = [item for item in usual_items() if isinstance(item, Analysis)]
    frames = session.frames
    shown = ~frames.gap
    assert frames.captured_ns[shown].tolist() == [a.frame.captured_ns for a in given]
    assert frames.source_frame[shown].tolist() == [a.frame.index for a in given]
    assert frames.skipped[shown].tolist() == [a.skipped for a in given]
    assert frames.faces[shown].tolist() == [len(a.faces) for a in given]
    assert frames.frame.tolist() == list(range(46))
    assert np.allclose(frames.time_s[shown], (frames.captured_ns[shown] - START_NS) / 1e9)
    assert np.all(np.diff(frames.time_s) > 0)


def test_counts_say_what_happened(session: Session) -> None:
    counts = session.manifest.counts
    assert (counts.captured, counts.analysed, counts.skipped) == (47, 45, 2)
    assert (counts.lost, counts.gaps) == (0, 1)
    assert session.manifest.state == "complete"
    assert session.manifest.network.card == CARD
    assert abs(session.manifest.clock_jump_s) < 0.5


def test_the_gap_is_a_row_without_a_picture(session: Session) -> None:
    frames = session.frames
    gap = int(np.flatnonzero(frames.gap)[0])
    assert gap == 22
    assert frames.video_index[gap] == -1
    assert frames.faces[gap] == 0
    assert frames.time_s[gap + 1] - frames.time_s[gap] > 0.9
    assert session.analysis(gap) == ()


def test_faces_come_back_as_they_were(session: Session) -> None:
    given = [item for item in usual_items() if isinstance(item, Analysis)]
    numbers = session.frames.frame[~session.frames.gap]
    for number, analysis in zip(numbers.tolist(), given, strict=True):
        faces = session.analysis(number)
        assert len(faces) == len(analysis.faces)
        for back, seen in zip(faces, analysis.faces, strict=True):
            assert back.face.face_id == seen.face.face_id
            assert np.allclose(back.face.landmarks, seen.face.landmarks, atol=0.01)
            assert np.allclose(back.face.to_crop, seen.face.to_crop)
            assert back.face.box == seen.face.box
            assert (back.reading is None) == (seen.reading is None)
            if back.reading is not None and seen.reading is not None:
                assert np.allclose(back.reading.expression, seen.reading.expression, atol=1e-5)
                assert np.allclose(back.reading.action_units, seen.reading.action_units, atol=1e-5)
                assert np.allclose(back.reading.saliency, seen.reading.saliency, atol=0.003)
                assert back.reading.smile == pytest.approx(seen.reading.smile, abs=1e-5)


def test_missing_is_missing(session: Session) -> None:
    unread = session.faces.face_id == 2
    assert unread.sum() == 1
    assert np.isnan(session.faces.smile[unread]).all()
    assert np.isnan(session.faces.expression[unread]).all()
    assert np.isfinite(session.faces.score[unread]).all()
    assert session.faces.expression.shape[1] == len(EXPRESSIONS) == len(session.expressions)
    assert session.faces.action_units.shape[1] == len(ACTION_UNITS) == len(session.action_units)


def test_the_video_has_every_frame_at_its_time(session: Session) -> None:
    path = session.video_path("clean")
    assert path is not None
    assert session.video_path("annotated") is None
    with av.open(str(path)) as video:
        pictures = list(video.decode(video=0))
    kept = session.frames.video_index >= 0
    assert session.frames.video_index[kept].tolist() == list(range(45))
    assert len(pictures) == 45
    times = [float(picture.time or 0.0) for picture in pictures]
    assert np.allclose(times, session.frames.time_s[kept], atol=0.00051)
    shown = pictures[30].to_ndarray(format="rgb24")
    assert shown.shape == (HEIGHT, WIDTH, 3)
    given = [item for item in usual_items() if isinstance(item, Analysis)][30].frame.image
    assert np.abs(shown.astype(int) - given).mean() < 6


def test_markers_have_times_and_frames(session: Session) -> None:
    assert [m.kind for m in session.markers] == [
        *("neutral", "stimulus_on", "mark", "stimulus_off", "note"),
    ]
    assert [m.time_s for m in session.markers] == pytest.approx([0.1, 0.3, 0.5, 0.6, 1.0])
    times = session.frames.time_s
    for marker in session.markers[:4]:
        assert times[marker.frame] <= marker.time_s + 1e-6 < times[marker.frame + 1] + 1e-6
    assert session.markers[4].note.endswith("\nsecond line")
    assert len({m.id for m in session.markers}) == 5


def test_numbers_only_keeps_no_picture(tmp_path: Path) -> None:
    session = make_session(tmp_path, keep=Keep(clean=False))
    assert (session.frames.video_index == -1).all()
    assert sorted(path.name for path in session.folder.iterdir()) == [
        *("faces.bin", "markers.jsonl", "rows.csv", "session.json"),
    ]


def test_a_picture_of_another_size_is_laid_into_the_session_with_its_face(tmp_path: Path) -> None:
    items = [analysis_at(0), analysis_at(1, size=(WIDTH * 2, HEIGHT * 2))]
    recorder = record(tmp_path / "s", items, make_manifest())
    assert recorder.progress().stage is Stage.DONE
    session = Session.open(tmp_path / "s")
    large = items[1].faces[0].face
    (back,) = session.analysis(1)
    assert back.face.box.x == pytest.approx(large.box.x / 2)
    assert np.allclose(back.face.landmarks, large.landmarks / 2, atol=0.01)
    corner = np.array([large.box.x, large.box.y, 1.0], np.float32)
    half = np.array([large.box.x / 2, large.box.y / 2, 1.0], np.float32)
    assert np.allclose(back.face.to_crop @ half, large.to_crop @ corner, atol=0.01)


def test_an_odd_size_is_kept(tmp_path: Path) -> None:
    recorder = record(tmp_path / "s", [analysis_at(i, size=(161, 91)) for i in range(3)])
    assert recorder.progress().problem == ""
    assert Session.open(tmp_path / "s").manifest.width == 161


def test_h264_is_read_back_picture_by_picture_where_there_is_an_encoder(tmp_path: Path) -> None:
    manifest = make_manifest().model_copy(update={"codec": "h264"})
    recorder = record(tmp_path / "session", usual_items(), manifest)
    assert recorder.progress().problem == ""
    session = Session.open(tmp_path / "session")
    with av.open(session.folder / "clean.mkv") as container:
        stream = container.streams.video[0]
        times = [frame.time for frame in container.decode(stream)]
        assert stream.codec_context.name == "h264"
    shown = ~session.frames.gap
    assert np.allclose(times, session.frames.time_s[shown], atol=0.001)


def test_a_system_without_h264_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(codecs, "_working_h264", lambda: None)
    with pytest.raises(MienError, match="choose MPEG-4"):
        codecs.coding_of("h264")
    assert codecs.coding_of("") is codecs.MPEG4
    assert not codecs.works(codecs.Coding("h264", "no such encoder"))
