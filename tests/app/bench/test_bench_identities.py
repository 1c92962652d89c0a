from __future__ import annotations

import json
from argparse import Namespace
from dataclasses import asdict
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from mien.bench.crossing import RATE, Person, Scene, Shown
from mien.bench.identities import (
    HELD,
    Followed,
    IdentityFigures,
    Tally,
    bench_identities,
    made_people,
    people_in,
    tally,
)
from mien.cli import bench
from mien.errors import MienError
from mien.faces.align import landmark_box
from mien.faces.finder import FaceFinder
from mien.faces.look import look_of
from mien.faces.track import Sight
from mien.faces.tracks import Tracks
from mien.types import Box, Floats

WIDTH, HEIGHT = 640, 360
FIGURES = IdentityFigures("a machine", 2, 159, 2, 4, 2, 0.97, 1, 3, 0.02, 0.4)


@pytest.fixture(scope="module")
def people(face_model: Path) -> list[Person]:
    return made_people(face_model)


class MadeDetections:
    """The real tracks on the faces that can be seen, displaced a little, one in ten missed."""

    def __init__(self) -> None:
        self._rng = np.random.default_rng(0)
        self._tracks = Tracks()

    def __call__(self, shown: Shown, time_s: float) -> list[tuple[Box, int]]:
        faces = [self._moved(face) for face in shown.landmarks.values() if self._rng.random() > 0.1]
        self._rng.shuffle(faces)
        sights = [Sight(landmark_box(f), partial(look_of, shown.image, f)) for f in faces]
        tracks = self._tracks.assign(sights, time_s)
        return [(s.box, t.face_id) for s, t in zip(sights, tracks, strict=True)]

    def _moved(self, face: Floats) -> Floats:
        return face + self._rng.normal(0, 0.6, 3).astype(np.float32)


def test_people_who_cross_and_change_places_unseen_do_not_swap_numbers(
    people: list[Person],
) -> None:
    scene = Scene(people[:3], WIDTH, HEIGHT)
    assert (scene.crossings, scene.turns, scene.returns) == (4, 2, 2)
    counts = tally(scene, MadeDetections())
    assert counts.found > 0.85 * counts.seen
    assert counts.swaps == 0
    assert counts.renumbered == 0
    assert counts.passing < 0.02 * counts.found


@pytest.mark.timeout(300)
def test_nor_do_they_with_the_real_finder(people: list[Person], face_model: Path) -> None:
    scene = Scene([people[0], people[2]], WIDTH, HEIGHT)
    with FaceFinder(face_model, 8, still=False) as finder:
        followed = Followed(finder)
        counts = tally(scene, followed)
    assert len(followed.times_ms) == scene.frames
    assert counts.found > 0.8 * counts.seen
    assert counts.swaps == 0
    assert counts.renumbered == 0
    assert counts.passing < 0.05 * counts.found


def test_the_scene_hides_who_is_behind_and_who_is_away(people: list[Person]) -> None:
    scene = Scene(people[:2], WIDTH, HEIGHT)
    numbers = [set(scene.show(index).landmarks) for index in (0, 29, scene.frames - 1)]
    assert numbers == [{0, 1}, {0}, {0, 1}]  # at 29 frames the first is before the second
    away = [index for index in range(scene.frames) if not scene.show(index).landmarks]
    assert len(away) > 20
    boxes = [landmark_box(face) for face in scene.show(0).landmarks.values()]
    assert boxes[0].overlap(boxes[1]) == 0


def test_a_head_that_turns_away_narrows_and_shows_its_back(people: list[Person]) -> None:
    scene = Scene(people[:2], WIDTH, HEIGHT)
    away = next(i for i in range(scene.frames) if not scene.show(i).landmarks)
    turning, gone = scene.show(away - 1), scene.show(away + round(RATE * 1.2))
    assert set(turning.landmarks) == {0, 1}
    narrow, wide = (landmark_box(s.landmarks[0]).width for s in (turning, scene.show(0)))
    assert narrow < wide
    y, x = HEIGHT // 2, WIDTH // 4
    hair = scene.show(0).image[y, x].astype(int) - gone.image[y, x].astype(int)
    assert abs(hair).max() > 20


def test_swaps_and_new_numbers_are_counted(people: list[Person]) -> None:
    shown = Scene(people[:2], WIDTH, HEIGHT).show(0)
    first, second = (landmark_box(face) for face in shown.landmarks.values())
    counts = Tally()
    counts.count(shown, [(first, 1), (second, 2)])
    counts.count(shown, [(second, 2)])
    assert (counts.seen, counts.found, counts.swaps, counts.renumbered) == (4, 3, 0, 0)
    for _ in range(HELD - 1):
        counts.count(shown, [(first, 2), (second, 3)])
    assert (counts.swaps, counts.renumbered, counts.passing) == (0, 0, 2 * (HELD - 1))
    counts.count(shown, [(first, 2), (second, 3)])
    assert (counts.swaps, counts.renumbered, counts.passing) == (1, 1, 0)


def test_people_come_from_files_and_one_alone_cannot_cross(
    astronaut: np.ndarray[tuple[int, ...], np.dtype[np.uint8]], face_model: Path, tmp_path: Path
) -> None:
    from PIL import Image as Picture

    file = tmp_path / "one.png"
    Picture.fromarray(astronaut).save(file)
    (person,) = people_in([str(file)], face_model)
    assert landmark_box(person.sized(50).landmarks).width == pytest.approx(50, rel=0.01)
    with pytest.raises(MienError, match="two people"):
        bench_identities([str(file)])


def test_the_figures_are_printed_for_people_and_for_programs(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("mien.bench.identities.bench_identities", lambda _: FIGURES)
    assert bench.run(Namespace(what="identities", files=[], json=False)) == 0
    assert (
        "2 crossings, 4 heads turned away, 2 returns: 1 swapped numbers, 3 new ones"
        in capsys.readouterr().out
    )
    assert bench.run(Namespace(what="identities", files=[], json=True)) == 0
    assert json.loads(capsys.readouterr().out) == asdict(FIGURES)
