"""What the whole way of a frame measures of a real face, and a calibration with the real parts."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest

from mien.engine.analyser import Analyser
from mien.measures.calibration import SMILED
from mien.measures.neutral import Neutral
from mien.measures.observer import Observer, Stage
from mien.types import Analysis, Frame, Image, ReadFace, frozen

RATE = 10


@pytest.fixture(scope="module")
def analyser(face_model: Path) -> Iterator[Analyser]:
    """With the network that comes with Mien."""
    with Analyser.load("cpu", 2) as made:
        yield made


@pytest.fixture
def picture(astronaut: Image) -> Image:
    large = cv2.resize(astronaut[:320, 60:380], None, fx=2.0, fy=2.0)
    return np.asarray(large, np.uint8)


def frames(analyser: Analyser, picture: Image, seconds: float, start: int = 0) -> list[Analysis]:
    return [
        analyser.analyse(
            Frame(frozen(picture), index, index / RATE, time.monotonic_ns(), "by hand")
        )
        for index in range(start, start + round(seconds * RATE))
    ]


def face_of(analysis: Analysis) -> ReadFace:
    return analysis.faces[0]  # the largest


def test_a_real_face_is_measured(analyser: Analyser, picture: Image) -> None:
    analyser.begin(still=False)
    read = face_of(frames(analyser, picture, 0.5)[-1])
    measures = read.measures
    assert measures is not None
    assert measures.quality.reason == ""
    assert measures.blinks == 0
    assert math.isnan(measures.blink_rate)
    assert abs(measures.gaze_x) < 0.4
    assert abs(measures.asymmetry.mouth_y) < 0.1
    assert read.calibrated is None
    assert read.calm is not None
    assert read.reading is not None
    assert read.calm.smile == pytest.approx(read.reading.smile, abs=0.05)


def test_a_dark_picture_is_told(analyser: Analyser, picture: Image) -> None:
    analyser.begin(still=False)
    read = face_of(frames(analyser, (picture * 0.12).astype(np.uint8), 0.3)[-1])
    assert read.measures is not None
    assert read.measures.quality.reason == "dark"
    assert read.measures.quality.score < 1 / 3


def test_a_still_picture_has_no_past(analyser: Analyser, picture: Image) -> None:
    analyser.begin(still=True)
    read = face_of(frames(analyser, picture, 0.1)[-1])
    assert read.measures is not None
    assert read.measures.blinks == -1
    assert read.calm is None


def test_whoever_smiles_is_not_taken_for_neutral(analyser: Analyser, picture: Image) -> None:
    observer = Observer()
    analyser.watch(observer)
    analyser.begin(still=False)
    face_id = face_of(frames(analyser, picture, 0.2)[-1]).face.face_id
    observer.calibrate(face_id)
    frames(analyser, picture, 4.2, start=2)
    told = observer.calibrating()
    assert (told.stage, told.problem) == (Stage.REFUSED, SMILED)


def test_a_neutral_makes_the_same_face_read_as_neutral(analyser: Analyser, picture: Image) -> None:
    observer = Observer()
    analyser.watch(observer)
    analyser.begin(still=False)
    first = face_of(frames(analyser, picture, 0.3)[-1])
    assert first.reading is not None
    neutral = Neutral(first.reading.expression, first.reading.action_units, first.reading.smile)
    observer.set_neutral(first.face.face_id, neutral)
    seen = face_of(frames(analyser, picture, 0.3, start=3)[-1])
    assert seen.reading is not None
    assert seen.calibrated is not None
    assert seen.reading.smile > 0.5
    assert seen.calibrated.smile < 0.1
    place = analyser.card.expressions.index("neutral")
    assert seen.calibrated.expression[place] > 0.9
    analyser.begin(still=False)
    assert face_of(frames(analyser, picture, 0.1)[-1]).calibrated is None  # lost with the track
