"""Figures of a session, worked out by hand."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tests.app.record.sessions import RATE, START_NS, analysis_at, make_session, record
from tests.app.scenes import ACTION_UNITS, EXPRESSIONS, make_face, make_reading

from mien.faces.blendshapes import BLENDSHAPES
from mien.measures.asymmetry import UNKNOWN
from mien.record.items import Item, Loss
from mien.record.segments import durations, segments
from mien.record.session import Session
from mien.record.summary import summarise
from mien.types import Analysis, Face, Measures, Quality, ReadFace, frozen

STEP_NS = 100_000_000  # ten frames a second


def face(face_id: int = 1, *, closed: float = 0.0) -> Face:
    shapes = np.zeros(52, np.float32)
    shapes[[BLENDSHAPES.index("eyeBlinkLeft"), BLENDSHAPES.index("eyeBlinkRight")]] = closed
    return replace(make_face(face_id, 10 + 100 * face_id, 40, 60), blendshapes=frozen(shapes))


def at(number: int, *faces: ReadFace, late_ns: int = 0) -> Analysis:
    return analysis_at(number, faces, captured_ns=START_NS + number * STEP_NS + late_ns)


def opened(folder: Path, items: list[Item]) -> Session:
    record(folder, items)
    return Session.open(folder)


def test_each_frame_counts_for_as_long_as_it_stood(tmp_path: Path) -> None:
    happy = ReadFace(face(), make_reading("happiness", smile=0.8, au12=1.0))
    sad = ReadFace(face(closed=0.9), make_reading("sadness", smile=0.2, au12=0.0))
    # Happy for 0.1 s, sad for 0.3 s, happy for 0.1 s, which is what most frames have.
    session = opened(tmp_path / "s", [at(0, happy), at(1, sad), at(4, happy), at(5, happy)])
    summary = summarise(session)
    (one,) = summary.faces
    assert summary.length_s == pytest.approx(0.6)
    assert summary.face_share == 1.0
    shares = dict(zip(EXPRESSIONS, one.expression_share.tolist(), strict=True))
    assert shares["happiness"] == pytest.approx(0.5)
    assert shares["sadness"] == pytest.approx(0.5)
    assert sum(shares.values()) == pytest.approx(1)
    assert one.smile_mean == pytest.approx(0.5)
    assert one.smile_peak == pytest.approx(0.8)
    assert one.au_mean[ACTION_UNITS.index("AU12")] == pytest.approx(0.5)
    assert one.au_peak[ACTION_UNITS.index("AU12")] == 1.0
    assert one.blink_share == pytest.approx(0.5)


def test_blinks_are_counted_as_they_are_live(tmp_path: Path) -> None:
    def shown(number: int) -> ReadFace:
        measures = Measures(Quality(0.9 if number < 150 else 0.1), UNKNOWN, 0, 0, 0, 0)
        return ReadFace(face(closed=0.8 * (number % 40 == 20)), make_reading(), measures)

    session = opened(tmp_path / "s", [at(number, shown(number)) for number in range(200)])
    (one,) = summarise(session).faces
    assert one.blink_rate == pytest.approx(5 * 60 / 19.9)  # 5 in 20 s, counted between frames
    assert one.usable_share == pytest.approx(0.75)
    short = opened(tmp_path / "t", [at(number, shown(number)) for number in range(100)])
    assert math.isnan(summarise(short).faces[0].blink_rate)


def test_gaps_count_for_nothing(tmp_path: Path) -> None:
    seen = ReadFace(face(), make_reading())
    items: list[Item] = [at(0, seen), at(1, seen), Loss(START_NS + 2 * STEP_NS), at(12), at(13)]
    session = opened(tmp_path / "s", items)
    summary = summarise(session)
    gap = int(np.flatnonzero(session.frames.gap)[0])
    assert summary.gap_s == pytest.approx(durations(session.frames)[gap])
    assert summary.gap_s > 0.9
    assert summary.seen_s + summary.gap_s == pytest.approx(1.4)
    (one,) = summary.faces
    assert one.present_share == pytest.approx(one.present_s / summary.seen_s)
    assert summary.face_share == pytest.approx(one.present_share)


def test_what_was_never_read_is_nan_and_not_0(tmp_path: Path) -> None:
    unread = replace(face(2), blendshapes=frozen(np.empty(0, np.float32)))
    read = ReadFace(face(), make_reading())
    session = opened(
        tmp_path / "s", [at(0, read, ReadFace(unread, None)), at(1, read), at(2, read)]
    )
    first, second = summarise(session).faces
    assert (first.face_id, second.face_id) == (1, 2)
    assert second.present_share == pytest.approx(1 / 3)
    assert np.isnan(second.expression_share).all()
    assert np.isnan(second.au_mean).all()
    assert np.isnan(second.au_peak).all()
    unknown = (second.smile_mean, second.smile_peak, second.blink_share, second.blink_rate)
    assert all(math.isnan(value) for value in unknown)
    assert math.isnan(first.usable_share)  # nobody measured
    assert not math.isnan(first.blink_share)


def test_nobody(tmp_path: Path) -> None:
    summary = summarise(opened(tmp_path / "s", [at(0), at(1)]))
    assert summary.faces == ()
    assert summary.face_share == 0.0


def test_a_single_picture_has_figures(tmp_path: Path) -> None:
    session = opened(tmp_path / "s", [at(0, ReadFace(face(), make_reading(smile=0.7)))])
    (one,) = summarise(session).faces
    assert one.smile_mean == pytest.approx(0.7)
    assert one.present_share == 1.0


def test_segments_end_with_another_expression_a_lost_face_and_a_gap(tmp_path: Path) -> None:
    happy = ReadFace(face(), make_reading("happiness"))
    sad = ReadFace(face(), make_reading("sadness"))
    other = ReadFace(face(2), make_reading("anger"))
    shown = [(happy,), (happy, other), (sad,), (), (sad,), (sad,)]
    items: list[Item] = [at(number, *faces) for number, faces in enumerate(shown)]
    items += [Loss(START_NS + 6 * STEP_NS), at(16, sad), at(17, sad)]
    session = opened(tmp_path / "s", items)
    found = segments(session)
    gap_s = float(session.frames.time_s[session.frames.gap][0])
    told = [(s.face_id, s.label, round(s.start_s, 3), round(s.end_s, 3)) for s in found]
    assert told == [
        (1, "happiness", 0.0, 0.2),
        (2, "anger", 0.1, 0.2),
        (1, "sadness", 0.2, 0.3),
        (1, "sadness", 0.4, round(gap_s, 3)),
        (1, "sadness", 1.6, 1.8),
    ]
    assert all(segment.mean == pytest.approx(0.7) for segment in found)
    assert segments(session, threshold=0.71) == ()


def test_durations_reach_from_row_to_row(tmp_path: Path) -> None:
    frames = make_session(tmp_path).frames
    lengths = durations(frames)
    assert np.allclose(frames.time_s[:-1] + lengths[:-1], frames.time_s[1:])
    assert lengths[-1] == pytest.approx(1 / RATE, abs=1e-6)
