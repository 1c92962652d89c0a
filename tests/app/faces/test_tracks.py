from __future__ import annotations

from functools import partial

import numpy as np
import pytest

from mien.faces.look import Look
from mien.faces.one_euro import OneEuro
from mien.faces.tiles import around, tiles
from mien.faces.track import Sight
from mien.faces.tracks import KEEP_S, MOST_KEPT, Tracks
from mien.types import Box


def look(seed: int) -> Look:
    rng = np.random.default_rng(seed)
    layout = rng.normal(0, 1, 256)
    colour = rng.normal(0, 0.05, 72).astype(np.float32)
    return Look((layout / np.linalg.norm(layout)).astype(np.float32), colour)


ANNA, BEN, EVE = look(1), look(2), look(3)


def box(x: float, width: float = 100) -> Box:
    return Box(x, 50, width, width * 1.2)


def seen(x: float, who: Look, width: float = 100) -> Sight:
    return Sight(box(x, width), lambda: who)


def ids(tracks: Tracks, sights: list[Sight], time_s: float) -> list[int]:
    return [t.face_id for t in tracks.assign(sights, time_s)]


def settled(*people: tuple[float, Look]) -> tuple[Tracks, float]:
    """Tracks that have seen some faces rest for a while, and the time of the last frame."""
    tracks = Tracks()
    for i in range(16):
        ids(tracks, [seen(x, who) for x, who in people], i / 10)
    return tracks, 1.5


def test_a_moving_face_keeps_its_number_whatever_the_order() -> None:
    tracks = Tracks()
    assert ids(tracks, [seen(0, ANNA), seen(500, BEN)], 0.0) == [1, 2]
    assert ids(tracks, [seen(480, BEN), seen(25, ANNA)], 0.1) == [2, 1]


def test_who_comes_back_in_time_is_known_again_wherever_that_is() -> None:
    tracks, now = settled((0, ANNA))
    assert ids(tracks, [], now + 1) == []
    assert ids(tracks, [seen(700, ANNA)], now + 0.9 * KEEP_S) == [1]


def test_who_comes_back_too_late_is_forgotten() -> None:
    tracks, now = settled((0, ANNA))
    assert tracks.knows(1)
    assert ids(tracks, [seen(0, ANNA)], now + 1.1 * KEEP_S) == [2]
    assert not tracks.knows(1)


def test_somebody_else_in_the_same_place_is_somebody_else() -> None:
    tracks, now = settled((0, ANNA))
    assert ids(tracks, [], now + 0.4) == []
    assert ids(tracks, [seen(0, EVE)], now + 0.8) == [2]


def test_a_changed_look_is_followed_while_it_is_in_view() -> None:
    tracks, now = settled((0, ANNA))
    assert ids(tracks, [seen(5, EVE)], now + 0.1) == [1]


def test_another_place_or_another_size_is_another_face() -> None:
    tracks = Tracks()
    assert ids(tracks, [seen(0, ANNA)], 0.0) == [1]
    assert ids(tracks, [seen(300, BEN)], 0.1) == [2]
    assert ids(tracks, [seen(280, EVE, width=20)], 0.2) == [3]


@pytest.mark.parametrize("front", [ANNA, BEN])
def test_two_who_cross_keep_their_numbers(front: Look) -> None:
    tracks, now = settled((0, ANNA), (400, BEN))
    for i in range(21):
        sights = [seen(400 - 20 * i, BEN), seen(20 * i, ANNA)]
        if abs(400 - 40 * i) < 80:  # one hides the other
            sights = [sight for sight in sights if sight.look is front]
        found = ids(tracks, sights, now + 0.07 * (i + 1))
        assert found == [1 if sight.look is ANNA else 2 for sight in sights]


def test_two_who_change_places_unseen_keep_their_numbers() -> None:
    tracks, now = settled((0, ANNA), (400, BEN))
    assert ids(tracks, [], now + 1) == []
    assert ids(tracks, [seen(0, BEN), seen(400, ANNA)], now + 2) == [2, 1]


def test_a_number_given_to_a_half_hidden_face_gives_way_to_the_old_one() -> None:
    tracks, now = settled((0, ANNA), (400, BEN))
    assert ids(tracks, [seen(0, ANNA)], now + 2) == [1]
    half = ANNA.towards(BEN, 0.5)
    assert ids(tracks, [seen(0, ANNA), seen(90, half)], now + 2.1) == [1, 3]
    assert ids(tracks, [seen(0, ANNA), seen(110, BEN)], now + 2.2) == [1, 2]
    assert ids(tracks, [seen(0, ANNA), seen(120, BEN)], now + 2.3) == [1, 2]


def test_faces_apart_are_looked_at_only_now_and_then() -> None:
    looks: list[float] = []
    tracks = Tracks()
    for i in range(31):

        def take(x: float, who: Look) -> Look:
            looks.append(x)
            return who

        sights = [Sight(box(x), partial(take, x, who)) for x, who in ((0, ANNA), (400, BEN))]
        assert ids(tracks, sights, i / 30) == [1, 2]
    assert 2 * 3 <= len(looks) <= 2 * 5


def test_a_flood_of_faces_is_forgotten() -> None:
    tracks = Tracks()
    for i in range(100):
        ids(tracks, [seen(200 * j, look(8 * i + j)) for j in range(8)], i / 100)
    assert len(tracks._tracks) <= MOST_KEPT + 8


def test_the_filter_calms_noise_at_rest_and_keeps_up_with_motion() -> None:
    rng = np.random.default_rng(0)
    still, filtered = OneEuro(), []
    for i in range(90):
        noisy = (np.zeros((20, 2)) + rng.normal(0, 0.2, (20, 2))).astype(np.float32)
        filtered.append(still(noisy, i / 30, unit=200.0))
    assert np.std(filtered[30:]) < 0.6 * 0.2
    moving = OneEuro()
    for i in range(30):
        place = np.full((20, 2), i * 10.0, np.float32)  # 300 px a second, 1.5 widths
        last = moving(place, i / 30, unit=200.0)
    assert 290 - float(last.mean()) < 10


def test_the_filter_starts_anew_when_time_stands_still_or_goes_back() -> None:
    smooth = OneEuro()
    smooth(np.zeros((2, 2), np.float32), 1.0, 100.0)
    again = smooth(np.full((2, 2), 9.0, np.float32), 0.5, 100.0)
    assert again == pytest.approx(9.0)


@pytest.mark.parametrize(("width", "height"), [(1280, 720), (640, 480), (480, 640), (1, 1)])
def test_tiles_cover_the_picture_and_overlap_enough(width: int, height: int) -> None:
    parts = tiles(width, height)
    covered = np.zeros((height, width), bool)
    for p in parts:
        assert p.x >= 0
        assert p.y >= 0
        assert p.x + p.width <= width + 1e-6
        assert p.y + p.height <= height + 1e-6
        covered[int(p.y) : int(np.ceil(p.y + p.height)), int(p.x) : int(np.ceil(p.x + p.width))] = 1
    assert covered.all()
    if width > 100:
        face = 0.08 * width
        for x in np.linspace(0, width - face, 30):
            assert any(p.x <= x and x + face <= p.x + p.width for p in parts)


def test_around_keeps_the_centre() -> None:
    large = around(Box(10, 20, 30, 40), 2)
    assert large == Box(25 - 40, 40 - 40, 80, 80)
