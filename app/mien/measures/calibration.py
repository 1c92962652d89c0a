"""Three seconds of a face at rest become the person's neutral, or a sentence says why not."""

from __future__ import annotations

import math

import numpy as np

from mien.errors import MienError
from mien.measures.neutral import Neutral
from mien.measures.quality import REASONS, USABLE
from mien.types import Floats, ReadFace, frozen
from mien.words import mark

LEAD_S = 1.0  # whoever pressed a key looks up first
LENGTH_S = 3.0
LEAST_READINGS = 12
IN_VIEW = 0.9  # share of the frames that the face is in
USABLE_SHARE = 0.8  # share of its frames in which it can be read well enough
MOST_YAW, MOST_PITCH = 15.0, 20.0  # degrees, of the median; a camera below the screen is no reason
MOST_TURN = 4.0  # degrees, standard deviation of each angle
MOST_WAY = 0.15  # face widths that the middle of the face moves, from 5 % to 95 %
STILL = 0.25  # how far a value may go, from 10 % to 90 %; a blink does not count by that
MOST_SMILE = 0.5  # of the median: whoever smiles is not at rest

FEW = mark("Too few pictures came in three seconds: wait until it runs faster, then try again.")
AWAY = mark("The face was not in view all the time: stay in the picture and try again.")
TURNED = mark("Look straight into the camera and try again.")
MOVED = mark("Hold your head still for three seconds and try again.")
UNREST = mark("Keep your face at rest for three seconds and try again.")
SMILED = mark("Let your face rest without a smile and try again.")
UNREAD = mark("The network does not read this face: nothing can be calibrated.")


class Calibration:
    """Collects the readings of one face; `time_s` of `see` is the source's and grows."""

    def __init__(self, face_id: int) -> None:
        self.face_id = face_id
        self._begun_s = math.nan
        self._now_s = math.nan
        self._frames = 0
        self._seen: list[ReadFace] = []

    @property
    def left_s(self) -> float:
        """Seconds until it is over, the lead included."""
        if math.isnan(self._begun_s):
            return LEAD_S + LENGTH_S
        return max(0.0, LEAD_S + LENGTH_S - (self._now_s - self._begun_s))

    @property
    def over(self) -> bool:
        """All of its time has passed."""
        return self.left_s <= 0

    def see(self, seen: ReadFace | None, time_s: float) -> None:
        """Let a frame pass; None where the face is not in it."""
        if math.isnan(self._begun_s):
            self._begun_s = time_s
        self._now_s = time_s
        if time_s - self._begun_s < LEAD_S:
            return
        self._frames += 1
        if seen is not None:
            self._seen.append(seen)

    def outcome(self) -> Neutral:
        """The person's neutral. MienError with a sentence where it is none."""
        if self._frames < LEAST_READINGS:
            raise MienError(FEW)
        if len(self._seen) < IN_VIEW * self._frames:
            raise MienError(AWAY)
        self._check_quality()
        self._check_pose()
        self._check_movement()
        return self._neutral()

    def _check_quality(self) -> None:
        qualities = [seen.measures.quality for seen in self._seen if seen.measures is not None]
        bad = [one.reason for one in qualities if one.score < USABLE]
        if len(qualities) - len(bad) < USABLE_SHARE * len(self._seen):
            worst = max(set(bad), key=bad.count, default="")
            raise MienError(REASONS.get(worst, AWAY))

    def _check_pose(self) -> None:
        yaw, pitch, _ = np.median(self._angles(), axis=0)
        if not (abs(yaw) <= MOST_YAW and abs(pitch) <= MOST_PITCH):
            raise MienError(TURNED)

    def _check_movement(self) -> None:
        boxes = [seen.face.box for seen in self._seen]
        width = float(np.median([box.width for box in boxes]))
        way = np.ptp(np.percentile([box.centre for box in boxes], [5, 95], axis=0), axis=0)
        turns = self._angles().std(axis=0)
        if not (turns.max() <= MOST_TURN and float(np.hypot(*way)) <= MOST_WAY * width):
            raise MienError(MOVED)

    def _angles(self) -> Floats:
        poses = [seen.face.pose for seen in self._seen]
        return np.array([(pose.yaw, pose.pitch, pose.roll) for pose in poses], np.float32)

    def _neutral(self) -> Neutral:
        readings = [seen.reading for seen in self._seen if seen.reading is not None]
        if len(readings) < IN_VIEW * len(self._seen):
            raise MienError(UNREAD)
        expression = np.array([one.expression for one in readings], np.float32)
        units = np.array([one.action_units for one in readings], np.float32)
        smile = np.array([one.smile for one in readings], np.float32)
        spread = np.percentile(np.column_stack([expression, units, smile]), [10, 90], axis=0)
        if np.nanmax(np.ptp(spread, axis=0), initial=0.0) > STILL:
            raise MienError(UNREST)
        if float(np.median(smile)) >= MOST_SMILE:
            raise MienError(SMILED)
        return Neutral(
            expression=frozen(_shares(np.median(expression, axis=0))),
            action_units=frozen(np.median(units, axis=0).astype(np.float32)),
            smile=float(np.median(smile)),
        )


def _shares(values: Floats) -> Floats:
    """Medians as shares that sum to 1 again."""
    total = float(values.sum())
    return np.asarray(values / total if total > 0 else values, np.float32)
