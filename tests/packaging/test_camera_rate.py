"""What the camera script says of the rate: held to what is to be had, and never to nothing."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from camera_rate import enough, own_rate
from mien.sources.demo import DemoSource
from mien.types import Frame


@pytest.mark.parametrize(
    ("own", "stated", "plain", "passes"),
    [
        (30.0, 30.0, 30.0, True),
        (23.0, 30.0, 30.0, False),  # it loses pictures that are to be had
        (12.0, 30.0, 13.0, True),  # nobody gets more on this machine
        (9.0, 30.0, 13.0, False),
        (30.0, 30.0, 60.0, True),  # the driver understates
        (23.0, 30.0, None, False),
        (23.0, math.nan, 30.0, False),
        (5.0, math.nan, None, True),  # nobody says what there is
    ],
)
def test_enough(own: float, stated: float, plain: float | None, passes: bool) -> None:
    assert enough(own, stated, plain) is passes


class Stopped(DemoSource):
    """Its clock stands still."""

    def _next(self) -> Frame | None:
        frame = super()._next()
        return None if frame is None else replace(frame, captured_ns=1)


def test_pictures_are_counted_and_their_times_looked_at() -> None:
    with DemoSource(paced=False) as source:
        rate, grow = own_rate(source, 0.1)
    assert rate > 10
    assert grow
    with Stopped(paced=False) as source:
        assert not own_rate(source, 0.1)[1]
