"""Readings that are calmed for the eye: how much, and what it costs in time."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from tests.app.scenes import make_reading

from mien.measures.calm import LEAST_HZ, REST_MS, SMILE_MS, Calm
from mien.record.tables import Numbers
from mien.types import Reading, frozen

RATE = 30


def reading(value: float) -> Reading:
    """Of two expressions, an Action Unit and a smile, all at one value."""
    return Reading(
        frozen(np.array([1 - value, value], np.float32)),
        frozen(np.array([value, 0.2], np.float32)),
        value,
        frozen(np.zeros((1, 1), np.float32)),
    )


def calmed(value: Callable[[float], float], length_s: float) -> tuple[Numbers, list[Reading]]:
    calm, times = Calm(), np.arange(round(length_s * RATE)) / RATE
    return times, [calm(reading(value(now)), float(now)) for now in times]


def smiles(readings: list[Reading]) -> Numbers:
    return np.array([one.smile for one in readings])


def test_a_slow_change_waits_as_long_as_is_said() -> None:
    times, shown = calmed(lambda now: 0.3 + 0.001 * now, 8)
    late_s = (0.3 + 0.001 * times[-1] - shown[-1].smile) / 0.001
    assert late_s * 1000 == pytest.approx(REST_MS, rel=0.05)
    assert pytest.approx(1000 / (2 * math.pi * LEAST_HZ), rel=0.02) == REST_MS


def test_a_smile_waits_as_long_as_is_said() -> None:
    times, shown = calmed(lambda now: float(np.clip((now - 2) / 0.5, 0, 1)), 4)
    middle_s = float(np.interp(0.5, smiles(shown), times))
    assert (middle_s - 2.25) * 1000 == pytest.approx(SMILE_MS, abs=6)
    assert shown[-1].smile == pytest.approx(1, abs=0.01)


def test_a_flicker_is_brought_down_to_a_third() -> None:
    noise = iter(np.random.default_rng(0).normal(0.4, 0.03, 900).tolist())
    _, shown = calmed(lambda _: next(noise), 20)
    for values in (smiles(shown), np.array([one.expression[1] for one in shown])):
        assert values[60:].std() < 0.4 * 0.03
        assert values[60:].mean() == pytest.approx(0.4, abs=0.01)


def test_expressions_still_sum_to_1_and_each_unit_goes_its_own_way() -> None:
    _, shown = calmed(lambda now: 0.9 if now > 1 else 0.1, 2)
    assert all(one.expression.sum() == pytest.approx(1, abs=1e-5) for one in shown)
    assert all(one.action_units[1] == pytest.approx(0.2) for one in shown)


def test_the_first_reading_stands_as_it_is_and_maps_are_left_alone() -> None:
    first = make_reading()
    shown = Calm()(first, 5.0)
    np.testing.assert_array_equal(shown.expression, first.expression)
    np.testing.assert_allclose(shown.action_units, first.action_units, rtol=1e-6)
    assert shown.saliency is first.saliency
    assert shown.evidence is first.evidence


def test_what_is_not_known_stays_so_and_comes_back() -> None:
    calm = Calm()
    calm(reading(0.5), 0.0)
    gone = Reading(
        frozen(np.empty(0, np.float32)),
        frozen(np.array([math.nan, 0.4], np.float32)),
        math.nan,
        frozen(np.zeros((1, 1), np.float32)),
    )
    shown = calm(gone, 0.1)
    assert len(shown.expression) == 0
    assert math.isnan(shown.smile)
    assert math.isnan(shown.action_units[0])
    assert shown.action_units[1] == pytest.approx(0.4)
    assert calm(reading(0.6), 0.2).smile == pytest.approx(0.6)
