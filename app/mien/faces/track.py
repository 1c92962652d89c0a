"""What is remembered of one face while it is there and shortly after."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

from mien.faces.look import Look
from mien.faces.one_euro import OneEuro
from mien.types import Box, Floats

IN_VIEW_S = 0.3  # a face seen within this time may be followed whatever it looks like
FIRM_S = 1.0  # a face seen for so long has its number for good
AHEAD_S = 0.5  # a motion is thought to go on for so long
SPEED_S = 0.15  # time constant of a track's speed
LEARN_S = 2.0  # time constant of what is remembered of a look


@dataclass
class Sight:
    """A face of the present frame; its look is taken when it is first asked for."""

    box: Box
    take: Callable[[], Look]

    @cached_property
    def look(self) -> Look:
        """What the face looks like."""
        return self.take()


@dataclass
class Track:
    """What is remembered of one face.

    born_s, seen_s: when it was first and last seen. speed: of its centre, pixels a second.
    usual, newest: its look of late and its last one, taken at looked_s.
    """

    face_id: int
    box: Box
    born_s: float
    seen_s: float
    speed: tuple[float, float] = (0.0, 0.0)
    usual: Look | None = None
    newest: Look | None = None
    looked_s: float = -math.inf
    smooth: OneEuro = field(default_factory=OneEuro)

    @property
    def firm(self) -> bool:
        """Whether the face was there long enough to have its number for good."""
        return self.seen_s - self.born_s >= FIRM_S

    def in_view(self, time_s: float) -> bool:
        """Whether the face was there just before."""
        return abs(time_s - self.seen_s) <= IN_VIEW_S

    def place(self, time_s: float) -> Box:
        """Where the face should be by now."""
        ahead = min(abs(time_s - self.seen_s), AHEAD_S)
        x, y = self.box.x + self.speed[0] * ahead, self.box.y + self.speed[1] * ahead
        return Box(x, y, self.box.width, self.box.height)

    def unlike(self, look: Look) -> float:
        """The distance to the nearer of what is remembered; 0 where nothing is yet."""
        known = [one for one in (self.usual, self.newest) if one is not None]
        return min((one.distance(look) for one in known), default=0.0)

    def move(self, box: Box, time_s: float) -> None:
        """Take over where the face is now."""
        step = time_s - self.seen_s
        if step > IN_VIEW_S:
            self.speed = (0.0, 0.0)
        elif step > 0:
            share = 1 - math.exp(-step / SPEED_S)
            (x, y), (old_x, old_y) = box.centre, self.box.centre
            speed_x, speed_y = self.speed
            speed_x += share * ((x - old_x) / step - speed_x)
            speed_y += share * ((y - old_y) / step - speed_y)
            self.speed = (speed_x, speed_y)
        self.box, self.seen_s = box, time_s

    def learn(self, look: Look, time_s: float) -> None:
        """Remember how the face looks now."""
        share = 1 - math.exp(-max(0.0, time_s - self.looked_s) / LEARN_S)
        self.usual = look if self.usual is None else self.usual.towards(look, share)
        self.newest, self.looked_s = look, time_s


def smoothed(track: Track, landmarks: Floats, time_s: float) -> Floats:
    """The track's landmarks 478 x 3, filtered."""
    return track.smooth(landmarks, time_s, track.box.width)
