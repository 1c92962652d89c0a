"""Values relative to a person's own neutral face."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from tests.app.scenes import ACTION_UNITS, CARD, EXPRESSIONS, make_reading

from mien.measures.neutral import LEAST_ROOM, Neutral, relative, rise
from mien.types import Floats, frozen


def shares(*values: float) -> Floats:
    return frozen(np.array(values, np.float32))


def neutral(expression: str = "sadness", smile: float = 0.2, au12: float = 0.3) -> Neutral:
    seen = make_reading(expression, smile, au12=au12)
    return Neutral(seen.expression, seen.action_units, smile)


def test_a_value_rises_by_its_share_of_the_room() -> None:
    risen = rise(shares(0.3, 0.1, 1.0, 0.65), shares(0.3, 0.3, 0.3, 0.3))
    assert risen.tolist() == pytest.approx([0, 0, 1, 0.5])
    assert rise(shares(0.4), shares(0.0)).tolist() == pytest.approx([0.4])
    assert math.isnan(rise(shares(math.nan), shares(0.1))[0])


def test_noise_near_1_is_not_blown_up() -> None:
    assert rise(shares(0.98), shares(0.95))[0] == pytest.approx(0.03 / LEAST_ROOM)


def test_the_persons_neutral_reads_as_neutral() -> None:
    own = neutral()
    seen = replace(make_reading("sadness", 0.2), action_units=own.action_units)
    shown = relative(seen, own, CARD)
    assert shown.smile == pytest.approx(0)
    assert shown.action_units.max() == pytest.approx(0)
    assert shown.expression[EXPRESSIONS.index("neutral")] == pytest.approx(1)


def test_what_moves_is_told_and_maps_stay() -> None:
    seen = make_reading("happiness", 0.6, au12=0.9)
    shown = relative(seen, neutral(), CARD)
    assert shown.smile == pytest.approx(0.5)
    assert shown.action_units[ACTION_UNITS.index("AU12")] == pytest.approx(0.6 / 0.7)
    assert EXPRESSIONS[int(shown.expression.argmax())] == "happiness"
    assert shown.saliency is seen.saliency
    assert shown.evidence is seen.evidence


def test_expressions_always_share_out_1() -> None:
    rng = np.random.default_rng(5)
    for own, seen in rng.dirichlet(np.full(len(EXPRESSIONS), 0.3), (500, 2)):
        shown = relative(
            replace(make_reading(), expression=shares(*seen)),
            replace(neutral(), expression=shares(*own)),
            CARD,
        ).expression
        assert shown.min() >= 0
        assert shown.sum() == pytest.approx(1, abs=1e-5)


def test_a_network_without_neutral_keeps_its_expressions() -> None:
    card = CARD.model_copy(update={"expressions": tuple(f"e{i}" for i in range(7))})
    seen = make_reading()
    np.testing.assert_array_equal(relative(seen, neutral(), card).expression, seen.expression)


def test_a_neutral_of_another_network_does_not_fit() -> None:
    assert neutral().fits(make_reading())
    assert not replace(neutral(), action_units=shares(0.1)).fits(make_reading())
