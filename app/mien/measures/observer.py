"""What is remembered of each face while its track lives, so that its values can be measured."""

from __future__ import annotations

import math
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from mien.errors import MienError
from mien.measures.asymmetry import asymmetry
from mien.measures.blinks import Blinks, lids
from mien.measures.calibration import Calibration
from mien.measures.calm import Calm
from mien.measures.gaze import gaze
from mien.measures.neutral import Neutral, relative
from mien.measures.quality import quality
from mien.network.card import Card
from mien.types import Face, Frame, Image, Measures, ReadFace, Reading
from mien.words import mark

ALONE = mark("Still pictures cannot be calibrated: open a camera or a video.")
LOST = mark("The face was lost: try again once it is in view.")


class Stage(StrEnum):
    """Where a calibration stands."""

    NONE = "none"
    COLLECTING = "collecting"
    DONE = "done"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Calibrating:
    """The present or last calibration.

    number: counts them, so that a new one can be told. left_s: seconds to go while COLLECTING.
    problem: a plain sentence where it was REFUSED. neutral: where it is DONE.
    """

    stage: Stage = Stage.NONE
    number: int = 0
    face_id: int = 0
    left_s: float = 0.0
    problem: str = ""
    neutral: Neutral | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """The faces of an input that are in view or may come back under their numbers.

    input: one object an input, as each one's numbers begin anew.
    """

    input: object
    face_ids: frozenset[int]


@dataclass
class Followed:
    """One face."""

    blinks: Blinks = field(default_factory=Blinks)
    calm: Calm = field(default_factory=Calm)
    neutral: Neutral | None = None


class Observer:
    """Measures faces frame by frame in one thread; others ask for calibrations and look at them."""

    def __init__(self) -> None:
        """Nobody is known yet."""
        self._lock = threading.Lock()
        self._followed: dict[int, Followed] = {}
        self._calibration: Calibration | None = None
        self._calibrating = Calibrating()
        self._input: object = None
        self._card: Card | None = None

    # By any thread.

    def calibrate(self, face_id: int) -> None:
        """Collect this face's neutral from the next frame on, instead of one under way."""
        with self._lock:
            self._calibration = Calibration(face_id)
            number = self._calibrating.number + 1
            left_s = self._calibration.left_s
            self._calibrating = Calibrating(Stage.COLLECTING, number, face_id, left_s)

    def leave(self) -> None:
        """Give up the calibration that is under way."""
        with self._lock:
            if self._calibration is not None:
                self._calibration = None
                self._calibrating = Calibrating(number=self._calibrating.number)

    def calibrating(self) -> Calibrating:
        """How the present or last calibration goes."""
        with self._lock:
            return self._calibrating

    def set_neutral(self, face_id: int, neutral: Neutral | None) -> None:
        """Tell a face's neutral from now on, None for no calibration."""
        with self._lock:
            followed = self._of(face_id)
            followed.neutral, followed.calm = neutral, Calm()

    def neutral(self, face_id: int) -> Neutral | None:
        """A face's neutral, None where it was not calibrated."""
        with self._lock:
            followed = self._followed.get(face_id)
            return followed.neutral if followed is not None else None

    # By the analysis thread.

    def see(
        self,
        frame: Frame,
        faces: Sequence[Face],
        readings: Sequence[Reading | None],
        crops: Sequence[Image],
        known: Known | None,
        card: Card,
    ) -> tuple[ReadFace, ...]:
        """The faces of a frame with all that is measured of them.

        known: which numbers live, of which input; None where each picture stands alone, of which
        only what a single look can tell is measured. card: of the network that read them.
        """
        parts = zip(faces, readings, crops, strict=True)
        with self._lock:
            if known is None:
                self._refuse_if_collecting(ALONE)
                return tuple(_looked_at(frame, f, r, crop) for f, r, crop in parts)
            self._forget_all_but(known, card)
            seen = tuple(self._followed_face(frame, face, r, crop) for face, r, crop in parts)
            self._collect(seen, frame.time_s)
        return seen

    def _forget_all_but(self, known: Known, card: Card) -> None:
        """Another input has other people under the same numbers, another network other values."""
        if known.input is not self._input or (card is not self._card and card != self._card):
            self._input, self._card = known.input, card
            self._followed.clear()
            self._refuse_if_collecting(LOST)
        for face_id in [one for one in self._followed if one not in known.face_ids]:
            del self._followed[face_id]
        if self._calibration is not None and self._calibration.face_id not in known.face_ids:
            self._refuse_if_collecting(LOST)

    def _followed_face(
        self, frame: Frame, face: Face, reading: Reading | None, crop: Image
    ) -> ReadFace:
        followed = self._of(face.face_id)
        followed.blinks.see(lids(face.blendshapes), frame.time_s)
        measures = _measures(frame, face, crop, followed.blinks)
        if reading is None:
            return ReadFace(face, None, measures)
        calibrated = self._relative(reading, followed.neutral)
        calm = followed.calm(calibrated or reading, frame.time_s)
        return ReadFace(face, reading, measures, calibrated, calm)

    def _relative(self, reading: Reading, neutral: Neutral | None) -> Reading | None:
        if neutral is None or self._card is None or not neutral.fits(reading):
            return None
        return relative(reading, neutral, self._card)

    def _of(self, face_id: int) -> Followed:
        return self._followed.setdefault(face_id, Followed())

    def _collect(self, seen: Sequence[ReadFace], time_s: float) -> None:
        calibration = self._calibration
        if calibration is None:
            return
        face_id = calibration.face_id
        calibration.see(next((s for s in seen if s.face.face_id == face_id), None), time_s)
        if calibration.over:
            self._finish(calibration)
        else:
            number, left_s = self._calibrating.number, calibration.left_s
            self._calibrating = Calibrating(Stage.COLLECTING, number, face_id, left_s)

    def _finish(self, calibration: Calibration) -> None:
        try:
            neutral = calibration.outcome()
        except MienError as error:
            self._refuse_if_collecting(error.sentence)
            return
        self._calibration = None
        followed = self._of(calibration.face_id)
        followed.neutral, followed.calm = neutral, Calm()  # other values, which need no gliding to
        number = self._calibrating.number
        self._calibrating = Calibrating(Stage.DONE, number, calibration.face_id, neutral=neutral)

    def _refuse_if_collecting(self, problem: str) -> None:
        if self._calibration is not None:
            face_id, number = self._calibration.face_id, self._calibrating.number
            self._calibration = None
            self._calibrating = Calibrating(Stage.REFUSED, number, face_id, problem=problem)


def _looked_at(frame: Frame, face: Face, reading: Reading | None, crop: Image) -> ReadFace:
    return ReadFace(face, reading, _measures(frame, face, crop, None))


def _measures(frame: Frame, face: Face, crop: Image, blinks: Blinks | None) -> Measures:
    gaze_x, gaze_y = gaze(face.blendshapes)
    return Measures(
        quality=quality(face, crop, frame.width, frame.height),
        asymmetry=asymmetry(face),
        gaze_x=gaze_x,
        gaze_y=gaze_y,
        blinks=blinks.count if blinks is not None else -1,
        blink_rate=blinks.rate if blinks is not None else math.nan,
    )
