"""A made scene in which it is known who is who: heads that cross, turn away and come back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray

from mien.faces.align import landmark_box
from mien.faces.tiles import around
from mien.types import Floats, Image

RATE = 15.0  # frames a second
FACE = 0.16  # a face's width at most, of the picture's; of a person's share of it, 0.55
HEAD = 1.9  # a head's side, in sides of the face's box
REST_S, CROSS_S, WALK_S, AWAY_S = 1.2, 1.5, 0.4, 2.0
TURN_S, TURNED_S = 0.6, 1.5  # to turn a head away, and how long it stays so
NARROWEST = 0.3  # share of its width that a head has before its back is seen
FRONT = 0.7  # from here on a face counts as visible
SEEN = 0.6  # share of a face that must be uncovered and inside for it to count as visible
GRAY = 110


@dataclass(frozen=True)
class Person:
    """A head in one or more pictures of S x S x 3, with the landmarks of the first, 478 x 3."""

    pictures: tuple[Image, ...]
    landmarks: Floats

    def sized(self, face: float) -> Person:
        """The same person with a face `face` pixels wide."""
        scale = face / landmark_box(self.landmarks).width
        how = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
        pictures = [
            cv2.resize(p, None, fx=scale, fy=scale, interpolation=how) for p in self.pictures
        ]
        return Person(
            tuple(np.asarray(p, dtype=np.uint8) for p in pictures),
            self.landmarks * np.float32(scale),
        )

    @cached_property
    def hair(self) -> Image:
        """The colour of the back of the head, as the picture has it above the face, 3."""
        box = landmark_box(self.landmarks)
        row, column = max(0, round(box.y - 0.12 * box.height)), round(box.centre[0])
        reach = max(1, round(0.1 * box.width))
        part = self.pictures[0][row : row + reach, column - reach : column + reach]
        return np.asarray(np.median(part.reshape(-1, 3), axis=0), dtype=np.uint8)

    @cached_property
    def cover(self) -> Floats:
        """How much of each pixel the head covers, S x S x 1, 0..1: an oval with a soft edge."""
        height, width = self.pictures[0].shape[:2]
        box = landmark_box(self.landmarks)
        y, x = np.mgrid[0:height, 0:width].astype(np.float32)
        across = (x - box.centre[0]) / (0.75 * box.width)
        down = (y - box.centre[1] + 0.1 * box.height) / (0.85 * box.height)
        cover = np.clip(6 * (1 - np.hypot(across, down)), 0, 1)[..., None]
        return np.asarray(cover, dtype=np.float32)


def person_of(pictures: Sequence[Image], landmarks: Floats) -> Person:
    """The head that belongs to landmarks 478 x 3 of the first of some pictures of one size."""
    part = around(landmark_box(landmarks), HEAD)
    left, top = max(0, round(part.x)), max(0, round(part.y))
    right, bottom = round(part.x + part.width), round(part.y + part.height)
    cut = tuple(np.ascontiguousarray(p[top:bottom, left:right]) for p in pictures)
    return Person(cut, landmarks - np.array([left, top, 0], np.float32))


@dataclass(frozen=True)
class Shown:
    """One frame: the picture, and the landmarks, 478 x 3, of each person who can be seen."""

    image: Image
    landmarks: dict[int, Floats]


class Scene:
    """People in a row.

    Each two neighbours cross twice; each two turn their heads away at once, and then change places
    out of sight. crossings, turns, returns: how many of each. frames: how long it lasts, at RATE.
    """

    def __init__(self, people: Sequence[Person], width: int, height: int) -> None:
        count = len(people)
        self._size = (height, width)
        self._people = [person.sized(min(FACE, 0.55 / count) * width) for person in people]
        self._slots = [(i + 0.5) * width / count for i in range(count)]
        self._paths = [[(0.0, x, height / 2)] for x in self._slots]
        self._fronts = [(0.0, 0)]
        self._now = REST_S
        self._fronts_s = [[(0.0, 1.0)] for _ in self._slots]
        self.crossings = self.turns = self.returns = 0
        for one in range(count - 1):
            self._cross(one, one + 1, front=one)
            self._cross(one, one + 1, front=one + 1)
        for one in range(0, count - 1, 2):
            self._turn_away(one, one + 1)
        for one in range(0, count - 1, 2):
            self._change_unseen(one, one + 1)
        self.frames = round(self._now * RATE)

    def _cross(self, one: int, other: int, front: int) -> None:
        self._fronts.append((self._now, front))
        places = [self._paths[i][-1][1:] for i in (one, other)]
        for i, place in ((one, places[1]), (other, places[0])):
            self._paths[i] += [(self._now, *self._paths[i][-1][1:]), (self._now + CROSS_S, *place)]
        self._now += CROSS_S + REST_S
        self.crossings += 1

    def _turn_away(self, *turning: int) -> None:
        """Heads that narrow until their backs are seen, and come back from the other side."""
        away, back = self._now + TURN_S, self._now + TURN_S + TURNED_S
        for i in turning:
            self._fronts_s[i] += [(self._now, 1.0), (away, NARROWEST)]
            self._fronts_s[i] += [(back, NARROWEST), (back + TURN_S, 1.0)]
        self._now = back + TURN_S + REST_S
        self.turns += len(turning)

    def _change_unseen(self, one: int, other: int) -> None:
        places = [self._paths[i][-1][1:] for i in (one, other)]
        below = 2.0 * self._size[0]
        gone, back = self._now + WALK_S, self._now + WALK_S + AWAY_S
        for i, (x, y), (new_x, new_y) in zip((one, other), places, places[::-1], strict=True):
            self._paths[i] += [(self._now, x, y), (gone, x, below)]
            self._paths[i] += [(back, new_x, below), (back + WALK_S, new_x, new_y)]
        self._now = back + WALK_S + REST_S
        self.returns += 2

    def show(self, index: int) -> Shown:
        """The frame of this number."""
        time_s = index / RATE
        height, width = self._size
        canvas = np.full((height, width, 3), GRAY, np.float32)
        owner = np.full((height, width), -1)
        front = next(person for begin, person in reversed(self._fronts) if begin <= time_s)
        faces: dict[int, Floats] = {}
        for number in sorted(range(len(self._people)), key=lambda i: (i == front, i)):
            times, widths = zip(*self._fronts_s[number], strict=True)
            width_now = float(np.interp(time_s, times, widths))
            person = turned(self._people[number], width_now)
            shift = self._middle(number, time_s) - landmark_box(person.landmarks).centre
            left, top = (int(v) for v in np.round(shift))
            picture = person.pictures[index % len(person.pictures)]
            _paste(canvas, owner, picture, person.cover, (left, top), number)
            if width_now >= FRONT:
                faces[number] = person.landmarks + np.array([left, top, 0], np.float32)
        seen = {n: points for n, points in faces.items() if _share(owner, points, n) >= SEEN}
        return Shown(canvas.astype(np.uint8), seen)

    def _middle(self, number: int, time_s: float) -> Floats:
        times, xs, ys = zip(*self._paths[number], strict=True)
        return np.array([np.interp(time_s, times, xs), np.interp(time_s, times, ys)], np.float32)


def turned(person: Person, width: float) -> Person:
    """A head that has only so much of its width, 1 for all of it; its back at NARROWEST."""
    if width >= 1.0:
        return person
    if width <= NARROWEST:
        return replace(person, pictures=(np.broadcast_to(person.hair, person.pictures[0].shape),))
    pictures = tuple(
        np.asarray(
            cv2.resize(p, None, fx=width, fy=1.0, interpolation=cv2.INTER_AREA), dtype=np.uint8
        )
        for p in person.pictures
    )
    return Person(pictures, person.landmarks * np.array([width, 1, 1], np.float32))


def _paste(
    canvas: Floats,
    owner: NDArray[np.int64],
    picture: Image,
    cover: Floats,
    place: tuple[int, int],
    number: int,
) -> None:
    left, top = place
    rows = slice(max(0, top), max(0, top + picture.shape[0]))
    columns = slice(max(0, left), max(0, left + picture.shape[1]))
    under = canvas[rows, columns]
    inside = np.s_[
        rows.start - top : rows.start - top + under.shape[0],
        columns.start - left : columns.start - left + under.shape[1],
    ]
    alpha = cover[inside]
    under += (picture[inside] - under) * alpha
    owner[rows, columns][alpha[..., 0] > 0.5] = number


def _share(owner: NDArray[np.int64], landmarks: Floats, number: int) -> float:
    """The share of a face's landmarks that lie on the person's own uncovered head."""
    x, y = np.round(landmarks[:, :2].T).astype(int)
    inside = (x >= 0) & (y >= 0) & (x < owner.shape[1]) & (y < owner.shape[0])
    return float((owner[y[inside], x[inside]] == number).sum() / len(landmarks))
