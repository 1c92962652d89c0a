from __future__ import annotations

import pytest

from mien.engine.pace import Pace


def foretold(busy_s: float, apart_s: float, seconds: float = 4.0) -> tuple[int, int, int]:
    """Frames that are taken, those of them that were foretold, and all that were foretold."""
    pace, now_s, came_s, free_s = Pace(), 1.0, 1.0, 1.0
    waiting, busy, hits, said, taken = None, False, 0, 0, 0
    pace.free(now_s)
    while now_s < seconds + 1.0:
        now_s = min(came_s, free_s) if busy else came_s
        if busy and now_s == free_s:
            busy = False
            pace.free(now_s)
        else:
            waiting = pace.came(now_s)
            said += waiting
            came_s += apart_s
        if not busy and waiting is not None:
            pace.taken(now_s)
            taken, hits, waiting = taken + 1, hits + waiting, None
            busy, free_s = True, now_s + busy_s
    return taken, hits, said


@pytest.mark.parametrize("busy_ms", [3, 9, 14])
def test_what_can_all_be_taken_is_all_made_ahead(busy_ms: int) -> None:
    taken, hits, said = foretold(busy_ms / 1000, 1 / 60)
    assert taken > 200
    assert hits >= 0.98 * taken
    assert said == hits


@pytest.mark.parametrize("busy_ms", [22, 37, 51, 90, 170])
def test_where_too_many_come_no_picture_is_made_for_nothing(busy_ms: int) -> None:
    taken, hits, said = foretold(busy_ms / 1000, 1 / 60)
    assert taken > 20
    assert said - hits <= 2


def test_the_first_frame_is_taken() -> None:
    assert Pace().came(12.0)
