"""Blinks of lids made by hand, frame by frame."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
import pytest
from tests.app.measures.faces import shapes

from mien.measures.blinks import ENOUGH_S, WINDOW_S, Blinks, count_blinks, lids
from mien.sources.demo import BLINKS_S, CYCLE_S, RATE, look_at

OPEN = 0.06


def moments(
    *blinks: tuple[float, float, float], length_s: float = 10.0, rate: float = 30.0
) -> Iterator[tuple[float, float]]:
    """Lids that are open but for blinks: (from, to, how deep)."""
    for index in range(round(length_s * rate)):
        now = index / rate
        deep = [depth for start, end, depth in blinks if start <= now < end]
        yield now, max([OPEN, *deep])


def test_lids_are_the_mean_of_both_eyes() -> None:
    assert lids(shapes(eyeBlinkLeft=0.6, eyeBlinkRight=0.2)) == pytest.approx(0.4)
    assert math.isnan(lids(np.empty(0, np.float32)))


def test_blinks_are_counted_once_each() -> None:
    count, seen_s = count_blinks(moments((2, 2.15, 0.7), (5, 5.2, 0.9), (5.6, 5.8, 0.5)))
    assert count == 3
    assert seen_s == pytest.approx(10, abs=0.1)


def test_one_frame_that_is_half_shut_is_a_blink() -> None:
    assert count_blinks(moments((4, 4.03, 0.35)))[0] == 1


def test_eyes_shut_for_long_are_no_blink() -> None:
    assert count_blinks(moments((3, 6, 0.8)))[0] == 0


def test_looking_down_and_flutter_are_no_blinks() -> None:
    assert count_blinks(moments((2, 6, 0.25)))[0] == 0
    rng = np.random.default_rng(3)
    noisy = ((at, down + float(rng.normal(0, 0.03))) for at, down in moments(length_s=60))
    assert count_blinks(noisy)[0] == 0


def test_between_the_two_thresholds_nothing_ends_or_begins() -> None:
    """One blink whose lids tremble while they are down."""
    trembling = ((2.0, 2.05, 0.6), (2.05, 2.1, 0.25), (2.1, 2.15, 0.6))
    assert count_blinks(moments(*trembling))[0] == 1


def test_a_rate_needs_time_and_forgets() -> None:
    blinks = Blinks()
    assert blinks.count == -1
    for now, down in moments(*((t, t + 0.1, 0.8) for t in range(1, 20, 2)), length_s=120):
        blinks.see(down, now)
        if now < ENOUGH_S - 0.1:
            assert math.isnan(blinks.rate)
        if now == 20:
            assert blinks.rate == pytest.approx(30, rel=0.05)  # 10 blinks in 20 s
    assert blinks.count == 10
    assert blinks.rate == 0
    assert WINDOW_S < 100


def test_what_was_not_seen_is_neither_open_nor_shut() -> None:
    blinks = Blinks()
    for now, down in moments((2, 2.2, 0.8), length_s=2.1):
        blinks.see(down, now)
    blinks.see(math.nan, 2.1)
    for now, down in moments(length_s=5):
        blinks.see(down, now + 20)  # the face was away, with its eyes shut when it left
    assert blinks.count == 0
    assert count_blinks([]) == (0, 0.0)


def test_the_demos_blinks_are_all_found_as_it_draws_them() -> None:
    """MediaPipe reads the demo's shut eyes as about 0.35, its open ones as up to 0.1."""
    cycle = range(round(CYCLE_S * RATE))
    drawn = ((i / RATE, OPEN + 0.3 * look_at(i).blink) for i in cycle)
    assert count_blinks(drawn)[0] == len(BLINKS_S)
