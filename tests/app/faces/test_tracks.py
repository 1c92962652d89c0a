from __future__ import annotations

import numpy as np
import pytest

from mien.faces.one_euro import OneEuro
from mien.faces.tiles import around, tiles
from mien.faces.tracks import Tracks
from mien.types import Box


def box(x: float, width: float = 100) -> Box:
    return Box(x, 50, width, width * 1.2)


def ids(tracks: Tracks, boxes: list[Box], time_s: float) -> list[int]:
    return [t.face_id for t in tracks.assign(boxes, time_s)]


def test_a_moving_face_keeps_its_number_whatever_the_order() -> None:
    tracks = Tracks()
    assert ids(tracks, [box(0), box(500)], 0.0) == [1, 2]
    assert ids(tracks, [box(480), box(25)], 0.1) == [2, 1]


def test_a_short_absence_is_forgiven_and_a_long_one_is_not() -> None:
    tracks = Tracks()
    assert ids(tracks, [box(0)], 0.0) == [1]
    assert ids(tracks, [], 0.4) == []
    assert ids(tracks, [box(10)], 0.9) == [1]
    assert ids(tracks, [box(10)], 2.5) == [2]


def test_another_place_or_another_size_is_another_face() -> None:
    tracks = Tracks()
    assert ids(tracks, [box(0)], 0.0) == [1]
    assert ids(tracks, [box(300)], 0.1) == [2]
    assert ids(tracks, [box(280, width=20)], 0.2) == [3]


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
