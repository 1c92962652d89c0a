"""Short-term identity: the same number for the same face, while it is there and shortly after.

Where a face touches the place of one track alone, which was in view just before, motion says which
it is. For the others each possible pair of a track and a face has a cost, of how far the face is
from where the track should be and of how different it looks, and the cheapest assignment is taken.
A face out of view is known again by its look, wherever it appears, for KEEP_S; then it is
forgotten. A face that shows itself half hidden may get a new number at first, which gives way to
the old one within FIRM_S, once the face can be seen.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from mien.faces.assignment import cheapest
from mien.faces.look import LIKE, SAME
from mien.faces.track import Sight, Track
from mien.types import Box

KEEP_S = 5.0  # a face gone for longer comes back under a new number
NEARBY_S = 1.0  # one not gone for longer may look a little different where it was
MOST_KEPT = 24  # tracks, those out of view included
NEAR = 0.7  # how far, in face widths, a centre may be from where it should be
SAME_PLACE = 0.3  # overlap from which a face is where a track should be
LOOK_EVERY_S = 0.25  # between two looks at a face that motion alone can follow
FOLLOWED_SHARE = 0.5  # what a face width weighs against a stranger's look,
AWAY_SHARE = 0.1  # and where the face may have gone anywhere meanwhile
NOT_FIRM = 1.0  # cost of a number that is not firm yet, so that it gives way to an older one
HALF_HIDDEN = 1.5  # as LIKE, for a face that touches another, which may hide some of it
NEW = 10.0  # cost of a new number: more than that of any possible pair


class Tracks:
    """Gives each face of a frame its track, which also smooths the face's landmarks."""

    def __init__(self) -> None:
        self._tracks: list[Track] = []
        self._next = 1

    def assign(self, sights: Sequence[Sight], time_s: float) -> list[Track]:
        """One track a face, in order; time in seconds, growing."""
        self._forget(time_s)
        places = [track.place(time_s) for track in self._tracks]
        certain = self._by_motion(sights, places, time_s)
        numbers = certain | self._by_cost(sights, places, certain, time_s)
        tracks = {s: self._tracks[t] for s, t in numbers.items()}
        return [
            self._seen(tracks.get(s), sight, time_s, s in certain, _alone(sight, sights))
            for s, sight in enumerate(sights)
        ]

    def knows(self, face_id: int) -> bool:
        """Whether a face is in view, or was not so long ago that it is forgotten."""
        return any(track.face_id == face_id for track in self._tracks)

    @property
    def face_ids(self) -> frozenset[int]:
        """The numbers of the faces that are in view or not forgotten."""
        return frozenset(track.face_id for track in self._tracks)

    def _forget(self, time_s: float) -> None:
        kept = [
            track
            for track in self._tracks
            if abs(time_s - track.seen_s) <= (KEEP_S if track.firm else NEARBY_S)
        ]
        self._tracks = sorted(kept, key=lambda track: -track.seen_s)[:MOST_KEPT]

    def _by_motion(
        self, sights: Sequence[Sight], places: list[Box], time_s: float
    ) -> dict[int, int]:
        """The tracks of the faces about which there is no doubt, by their places in the lists."""
        # A number that is not firm may have to give way to that of a face out of view.
        settled = all(track.in_view(time_s) for track in self._tracks)
        overlaps = np.array(
            [[sight.box.overlap(place) for place in places] for sight in sights]
        ).reshape(len(sights), len(places))
        touches = overlaps > 0
        certain: dict[int, int] = {}
        for s, t in np.argwhere(overlaps >= SAME_PLACE).tolist():
            track = self._tracks[t]
            lonely = touches[s].sum() == 1 and touches[:, t].sum() == 1
            if lonely and track.in_view(time_s) and (settled or track.firm):
                certain[s] = t
        return certain

    def _by_cost(
        self, sights: Sequence[Sight], places: list[Box], certain: dict[int, int], time_s: float
    ) -> dict[int, int]:
        """The tracks of the other faces but the new ones, by the cheapest assignment."""
        rows = [s for s in range(len(sights)) if s not in certain]
        columns = sorted(set(range(len(places))) - set(certain.values()))
        if not rows or not columns:
            return {}
        costs = np.full((len(rows), len(columns) + len(rows)), NEW)
        for row, s in enumerate(rows):
            alone = _alone(sights[s], sights)
            for column, t in enumerate(columns):
                costs[row, column] = _cost(self._tracks[t], places[t], sights[s], alone, time_s)
        taken = cheapest(costs)
        return {
            rows[row]: columns[column]
            for row, column in enumerate(taken)
            if costs[row, column] < NEW
        }

    def _seen(
        self, track: Track | None, sight: Sight, time_s: float, certain: bool, alone: bool
    ) -> Track:
        if track is None:
            track = Track(self._next, sight.box, time_s, time_s)
            self._next += 1
            self._tracks.append(track)
        track.move(sight.box, time_s)
        if track.usual is None:
            track.learn(sight.look, time_s)
        elif alone and time_s - track.looked_s >= LOOK_EVERY_S:
            _relearn(track, sight, time_s, certain)
        return track


def _relearn(track: Track, sight: Sight, time_s: float, certain: bool) -> None:
    # What hides a face, or is taken for it in passing, must not be remembered as its look.
    if certain or track.unlike(sight.look) <= LIKE:
        track.learn(sight.look, time_s)


def _cost(track: Track, place: Box, sight: Sight, alone: bool, time_s: float) -> float:
    """Of taking a face for a track's; NEW where it cannot be."""
    distance, unlike = _distance(place, sight.box), track.unlike(sight.look)
    near = distance <= NEAR
    followed = near and track.in_view(time_s)
    nearby = near and abs(time_s - track.seen_s) <= NEARBY_S
    limit = (LIKE if alone else HALF_HIDDEN) if nearby else SAME
    if not followed and unlike > limit:
        return NEW
    share = FOLLOWED_SHARE if followed else AWAY_SHARE
    return share * min(distance, 2.0) + min(unlike, 2.0) + (0.0 if track.firm else NOT_FIRM)


def _distance(one: Box, other: Box) -> float:
    """Between centres, in widths of the larger box; far apart in size counts as far apart."""
    (ax, ay), (bx, by) = one.centre, other.centre
    width = max(one.width, other.width, 1e-6)
    size = abs(math.log(max(one.width, 1e-6) / max(other.width, 1e-6)))
    return math.hypot(ax - bx, ay - by) / width + 0.5 * size


def _alone(sight: Sight, sights: Sequence[Sight]) -> bool:
    return not any(one is not sight and one.box.overlap(sight.box) > 0 for one in sights)
