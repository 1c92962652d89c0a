"""Three seconds of a face: a neutral, or the sentence that says why not."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
import pytest
from tests.app.measures.faces import shapes
from tests.app.scenes import ACTION_UNITS, CARD, CROP, make_face, make_frame, make_reading

from mien.errors import MienError
from mien.measures.asymmetry import UNKNOWN
from mien.measures.calibration import (
    AWAY,
    FEW,
    LEAD_S,
    LENGTH_S,
    MOVED,
    SMILED,
    TURNED,
    UNREAD,
    UNREST,
    Calibration,
)
from mien.measures.observer import ALONE, LOST, Known, Observer, Stage
from mien.measures.quality import DARK, REASONS
from mien.types import Face, Image, Measures, Pose, Quality, ReadFace, frozen

RATE = 30
REST = make_reading("neutral", smile=0.1, au12=0.3)
FRONT = replace(make_face(), pose=Pose(2, -3, 1))
Moment = Callable[[float], ReadFace | None]


def measured(score: float = 1.0, reason: str = "") -> Measures:
    return Measures(Quality(score, reason), UNKNOWN, math.nan, math.nan, 0, math.nan)


def resting(_: float) -> ReadFace:
    rng = np.random.default_rng()
    return ReadFace(FRONT, replace(REST, smile=0.1 + rng.uniform(-0.02, 0.02)), measured())


def collected(moment: Moment, rate: float = RATE) -> Calibration:
    calibration = Calibration(1)
    for index in range(round((LEAD_S + LENGTH_S) * rate) + 2):
        calibration.see(moment(index / rate), 100 + index / rate)
    assert calibration.over
    return calibration


def refusal(moment: Moment, rate: float = RATE) -> str:
    with pytest.raises(MienError) as error:
        collected(moment, rate).outcome()
    return error.value.sentence


def test_a_face_at_rest_becomes_the_neutral() -> None:
    neutral = collected(resting).outcome()
    assert neutral.smile == pytest.approx(0.1, abs=0.02)
    assert neutral.action_units[ACTION_UNITS.index("AU12")] == pytest.approx(0.3)
    assert neutral.expression.sum() == pytest.approx(1)


def test_what_happens_in_the_first_second_does_not_count() -> None:
    late = collected(lambda now: resting(now) if now >= LEAD_S else None)
    assert late.outcome().smile == pytest.approx(0.1, abs=0.02)


def test_a_blink_and_a_twitch_do_not_count() -> None:
    def twitching(now: float) -> ReadFace:
        twitches = replace(resting(now), reading=make_reading("fear", 0.9))
        return twitches if 2 < now < 2.2 else resting(now)

    assert collected(twitching).outcome().smile == pytest.approx(0.1, abs=0.02)


def test_seconds_go_down() -> None:
    calibration = Calibration(1)
    assert calibration.left_s == LEAD_S + LENGTH_S
    calibration.see(resting(0), 7.0)
    calibration.see(resting(0), 8.5)
    assert calibration.left_s == pytest.approx(LEAD_S + LENGTH_S - 1.5)
    assert not calibration.over


def with_pose(pose: Callable[[float], Pose]) -> Moment:
    return lambda now: replace(resting(now), face=replace(FRONT, pose=pose(now)))


def moving(now: float) -> ReadFace:
    return replace(resting(now), face=replace(make_face(x=100 + 20 * now), pose=FRONT.pose))


def dark(now: float) -> ReadFace:
    return replace(resting(now), measures=measured(0.2, DARK))


def speaking(now: float) -> ReadFace:
    reading = make_reading("neutral", smile=0.2, au12=0.5 + 0.4 * math.sin(9 * now))
    return ReadFace(FRONT, reading, measured())


@pytest.mark.parametrize(
    ("moment", "sentence"),
    [
        (lambda _: None, AWAY),
        (lambda now: resting(now) if now < 2.5 else None, AWAY),
        (dark, REASONS[DARK]),
        (with_pose(lambda _: Pose(0, 25, 0)), TURNED),
        (with_pose(lambda _: Pose(-30, 0, 0)), TURNED),
        (with_pose(lambda now: Pose(0, 9 * math.sin(5 * now), 0)), MOVED),
        (moving, MOVED),
        (speaking, UNREST),
        (lambda now: replace(resting(now), reading=make_reading("happiness", 0.8)), SMILED),
        (lambda now: replace(resting(now), reading=None), UNREAD),
    ],
)
def test_what_is_no_rest_is_refused_with_a_sentence(moment: Moment, sentence: str) -> None:
    assert refusal(moment) == sentence


def test_too_few_pictures_are_refused() -> None:
    assert refusal(resting, rate=3) == FEW


# The observer: who is followed, and what becomes of a calibration.


def picture() -> list[Image]:
    noise = np.random.default_rng(2).integers(60, 190, (CROP, CROP, 3), np.uint8)
    return [frozen(noise)]


class Watched:
    """An observer that is shown one face at 30 a second."""

    def __init__(self) -> None:
        self.observer = Observer()
        self.now = 0.0
        self.inputs: list[object] = [object()]

    def frames(self, seconds: float, face: Face = FRONT, smile: float = 0.1) -> Iterator[ReadFace]:
        for _ in range(round(seconds * RATE)):
            self.now += 1 / RATE
            frame = replace(make_frame(), time_s=self.now)
            reading = make_reading("neutral", smile, au12=0.3)
            known = Known(self.inputs[-1], frozenset({face.face_id, 7}))
            yield self.observer.see(frame, [face], [reading], picture(), known, CARD)[0]

    def last(self, seconds: float, face: Face = FRONT, smile: float = 0.1) -> ReadFace:
        return list(self.frames(seconds, face, smile))[-1]


@pytest.fixture
def watched(monkeypatch: pytest.MonkeyPatch) -> Watched:
    # The crops here are noise: how good a picture is, is another test's.
    monkeypatch.setattr("mien.measures.observer.quality", lambda *_: Quality(1.0))
    return Watched()


def test_a_calibration_from_beginning_to_end(watched: Watched) -> None:
    before = watched.last(1.0)
    assert before.calibrated is None
    watched.observer.calibrate(1)
    watched.last(1.0)
    under_way = watched.observer.calibrating()
    assert under_way.stage is Stage.COLLECTING
    assert 2.8 < under_way.left_s < 3.2
    watched.last(3.1)
    done = watched.observer.calibrating()
    assert (done.stage, done.face_id, done.number) == (Stage.DONE, 1, 1)
    assert watched.observer.neutral(1) is done.neutral
    after = watched.last(1.0, smile=0.55)
    assert after.reading is not None
    assert after.calibrated is not None
    assert after.calm is not None
    assert after.reading.smile == 0.55  # as the network gave it
    assert after.calibrated.smile == pytest.approx(0.5)
    assert after.calm.smile == pytest.approx(0.5, abs=0.02)


def test_without_one_calm_values_are_the_networks_own(watched: Watched) -> None:
    seen = watched.last(2.0, smile=0.4)
    assert seen.calm is not None
    assert seen.calm.smile == pytest.approx(0.4)


def test_a_refusal_keeps_what_was_there(watched: Watched) -> None:
    watched.last(0.1)
    watched.observer.calibrate(1)
    watched.last(4.2, smile=0.9)
    refused = watched.observer.calibrating()
    assert (refused.stage, refused.problem) == (Stage.REFUSED, SMILED)
    assert watched.last(0.1).calibrated is None


def test_it_is_lost_with_the_tracks_identity(watched: Watched) -> None:
    watched.last(0.1)
    watched.observer.calibrate(1)
    watched.last(4.2)
    assert watched.last(0.1).calibrated is not None
    watched.last(0.1, face=replace(FRONT, face_id=2))  # 1 is forgotten by now
    assert watched.observer.neutral(1) is None
    assert watched.last(0.1).calibrated is None


def test_a_face_away_for_a_moment_keeps_it(watched: Watched) -> None:
    seven = replace(FRONT, face_id=7)
    watched.last(0.1, face=seven)
    watched.observer.calibrate(7)
    watched.last(4.2, face=seven)
    watched.last(1.0)  # 7 is out of view and may come back
    assert watched.last(0.1, face=seven).calibrated is not None


def test_another_input_knows_nobody(watched: Watched) -> None:
    watched.last(0.1)
    watched.observer.calibrate(1)
    watched.last(4.2)
    watched.inputs.append(object())
    assert watched.last(0.1).calibrated is None


def test_a_face_that_is_lost_ends_a_calibration_with_a_sentence(watched: Watched) -> None:
    watched.last(0.1)
    watched.observer.calibrate(1)
    watched.last(1.0)
    watched.last(0.1, face=replace(FRONT, face_id=2))
    lost = watched.observer.calibrating()
    assert (lost.stage, lost.problem) == (Stage.REFUSED, LOST)


def test_one_can_be_left(watched: Watched) -> None:
    watched.last(0.1)
    watched.observer.calibrate(1)
    watched.last(1.0)
    watched.observer.leave()
    watched.last(4.0)
    assert watched.observer.calibrating().stage is Stage.NONE
    assert watched.observer.neutral(1) is None


def test_a_neutral_that_was_kept_is_taken_and_taken_away(watched: Watched) -> None:
    watched.last(0.1)
    neutral = collected(resting).outcome()
    watched.observer.set_neutral(1, neutral)
    shown = watched.last(0.1, smile=0.1).calibrated
    assert shown is not None
    assert shown.smile == pytest.approx(0, abs=0.03)
    watched.observer.set_neutral(1, None)
    assert watched.last(0.1).calibrated is None


def test_another_network_has_other_values(watched: Watched) -> None:
    watched.last(0.1)
    watched.observer.set_neutral(1, collected(resting).outcome())
    other = CARD.model_copy(update={"name": "another"})
    known, frame = Known(watched.inputs[-1], frozenset({1})), make_frame()
    (seen,) = watched.observer.see(frame, [FRONT], [REST], picture(), known, other)
    assert seen.calibrated is None


def test_a_face_that_was_not_read_is_measured_all_the_same(watched: Watched) -> None:
    known = Known(watched.inputs[-1], frozenset({1}))
    (seen,) = watched.observer.see(make_frame(), [FRONT], [None], picture(), known, CARD)
    assert seen.reading is seen.calm is seen.calibrated is None
    assert seen.measures is not None


def test_still_pictures_are_not_calibrated(watched: Watched) -> None:
    watched.observer.calibrate(1)
    watched.observer.see(make_frame(), [FRONT], [REST], picture(), None, CARD)
    assert watched.observer.calibrating().problem == ALONE


def test_blinks_and_their_rate_are_of_each_face(watched: Watched) -> None:
    shut = replace(FRONT, blendshapes=shapes(eyeBlinkLeft=0.8, eyeBlinkRight=0.8))
    opened = replace(FRONT, blendshapes=shapes())
    for _ in range(8):
        watched.last(2.0, face=opened)
        watched.last(0.15, face=shut)
    measures = watched.last(0.5, face=opened).measures
    assert measures is not None
    assert measures.blinks == 8
    assert measures.blink_rate == pytest.approx(8 * 60 / 17.7, rel=0.05)


def test_still_pictures_have_what_a_single_look_can_tell() -> None:
    observer = Observer()
    (seen,) = observer.see(make_frame(), [FRONT], [REST], picture(), None, CARD)
    assert seen.measures is not None
    assert seen.measures.blinks == -1
    assert math.isnan(seen.measures.blink_rate)
    assert seen.calm is None
    assert seen.calibrated is None
