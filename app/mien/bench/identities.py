"""How often faces swap their numbers, in a made scene of the people in some pictures or clips."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import cv2
import numpy as np

from mien.bench.crossing import RATE, Person, Scene, Shown, person_of
from mien.errors import MienError
from mien.faces.align import landmark_box
from mien.faces.finder import FaceFinder
from mien.faces.look import look_of
from mien.faces.model_file import face_model
from mien.faces.track import Sight
from mien.faces.tracks import Tracks
from mien.machine import machine_name
from mien.sources import open_source
from mien.types import Box, Image

WIDTH, HEIGHT = 1280, 720
MOST_PICTURES = 90  # of a clip
MOST_PEOPLE = 8
HELD = 5  # frames, a third of a second
SAME = 0.3  # overlap from which a face that was found is the one that is shown

Follow = Callable[[Shown, float], Sequence[tuple[Box, int]]]


@dataclass(frozen=True, slots=True)
class IdentityFigures:
    """What became of the people of a scene.

    faces_found: of the faces that could be seen. swaps: times a person got the number that another
    one had had last, for HELD frames or longer. renumbered: times one got a number that nobody had,
    for as long. passing: share of the faces found that had another number for less. tracker_ms:
    median milliseconds a frame for the identities alone.
    """

    machine: str
    people: int
    frames: int
    crossings: int
    turns: int
    returns: int
    faces_found: float
    swaps: int
    renumbered: int
    passing: float
    tracker_ms: float


@dataclass
class Tally:
    """Counts while a scene is followed, as in IdentityFigures but in faces."""

    seen: int = 0
    found: int = 0
    swaps: int = 0
    renumbered: int = 0
    passing: int = 0
    _held: dict[int, int] = field(default_factory=dict)  # a person's number
    _owner: dict[int, int] = field(default_factory=dict)  # a number's person
    _other: dict[int, list[int]] = field(default_factory=dict)  # other numbers of late

    def count(self, shown: Shown, followed: Sequence[tuple[Box, int]]) -> None:
        """Compare one frame's numbers with the truth."""
        self.seen += len(shown.landmarks)
        for person, landmarks in shown.landmarks.items():
            box = landmark_box(landmarks)
            best, number = max(((box.overlap(b), n) for b, n in followed), default=(0.0, 0))
            if best >= SAME:
                self.found += 1
                self._number(person, number)

    def _number(self, person: int, number: int) -> None:
        held = self._held.setdefault(person, number)
        self._owner.setdefault(held, person)
        if number == held:
            self._other[person] = []
            return
        self.passing += 1
        of_late = [one for one in self._other.get(person, []) if one == number] + [number]
        self._other[person] = of_late
        if len(of_late) >= HELD:
            self.passing -= HELD
            self.swaps += self._owner.get(number, person) != person
            self.renumbered += number not in self._owner
            self._held[person], self._owner[number] = number, person
            self._other[person] = []


def tally(scene: Scene, follow: Follow) -> Tally:
    """Follow a scene from its beginning to its end; `follow` is given frame and seconds."""
    counts = Tally()
    for index in range(scene.frames):
        shown = scene.show(index)
        counts.count(shown, follow(shown, index / RATE))
    return counts


class Followed:
    """The real finder and the real tracks, as the engine uses them; times_ms: of the tracks."""

    def __init__(self, finder: FaceFinder) -> None:
        self._finder = finder
        self._tracks = Tracks()
        self.times_ms: list[float] = []

    def __call__(self, shown: Shown, time_s: float) -> list[tuple[Box, int]]:
        """The boxes that were found, with their numbers."""
        image = shown.image
        time_ms = round(time_s * 1e3)
        found = self._finder.find(image, time_ms)
        began = time.perf_counter()
        sights = [Sight(f.box, partial(look_of, image, f.mesh.landmarks)) for f in found]
        tracks = self._tracks.assign(sights, time_s)
        self.times_ms.append((time.perf_counter() - began) * 1e3)
        self._finder.look_ahead(image, time_ms)
        return [(f.box, t.face_id) for f, t in zip(found, tracks, strict=True)]


def bench_identities(files: Sequence[str]) -> IdentityFigures:
    """Have the people in pictures and clips cross, leave and return; without files, made people."""
    model = face_model()
    people = people_in(files, model) if files else made_people(model)
    if len(people) < 2:
        raise MienError("There is one face at most: name pictures or clips of two people or more.")
    return _measured(Scene(people, WIDTH, HEIGHT), len(people), model)


def _measured(scene: Scene, people: int, model: Path) -> IdentityFigures:
    with FaceFinder(model, MOST_PEOPLE, still=False) as finder:
        followed = Followed(finder)
        counts = tally(scene, followed)
    return IdentityFigures(
        machine=machine_name(),
        people=people,
        frames=scene.frames,
        crossings=scene.crossings,
        turns=scene.turns,
        returns=scene.returns,
        faces_found=counts.found / max(counts.seen, 1),
        swaps=counts.swaps,
        renumbered=counts.renumbered,
        passing=counts.passing / max(counts.found, 1),
        tracker_ms=float(np.median(followed.times_ms)),
    )


def people_in(files: Sequence[str], model: Path) -> list[Person]:
    """The people in the first picture of each file, as they move in those that follow."""
    people: list[Person] = []
    for file in files:
        people += _people(_pictures(file), model)
    return people[:MOST_PEOPLE]


def made_people(model: Path) -> list[Person]:
    """The demo's portrait, and three made of it: mirrored, and with other colours."""
    import mien_assets

    (picture,) = _pictures(str(Path(mien_assets.__file__).parent / "demo" / "portrait.jpg"))
    mirrored = np.ascontiguousarray(picture[:, ::-1])
    darker, warmer, cooler = (0.7, 0, 0), (1.0, 8, 10), (0.9, -4, -12)
    made = [picture, *(recoloured(mirrored, *how) for how in (darker, warmer, cooler))]
    return [person for one in made for person in _people([one], model)]


def recoloured(picture: Image, light: float, red: float, yellow: float) -> Image:
    """The picture darker or lighter by a factor, and shifted in CIELAB's a and b."""
    lab = cv2.cvtColor(picture, cv2.COLOR_RGB2LAB).astype(np.float32)
    lab = lab * np.array([light, 1, 1], np.float32) + np.array([0, red, yellow], np.float32)
    shifted = np.clip(lab, 0, 255).astype(np.uint8)
    return np.asarray(cv2.cvtColor(shifted, cv2.COLOR_LAB2RGB), dtype=np.uint8)


def _pictures(file: str) -> list[Image]:
    """The first pictures of a file, all of one size."""
    with open_source(file, paced=False) as source:
        frames = [frame for _ in range(MOST_PICTURES) if (frame := source.read()) is not None]
    return [f.image for f in frames if f.image.shape == frames[0].image.shape]


def _people(pictures: Sequence[Image], model: Path) -> list[Person]:
    if not pictures:
        return []
    with FaceFinder(model, MOST_PEOPLE, still=True) as finder:
        found = finder.find(pictures[0])
    return [person_of(pictures, one.mesh.landmarks) for one in found]
