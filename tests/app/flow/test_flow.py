from __future__ import annotations

import threading

import pytest

from mien.flow import Fifo, Latest


def test_latest_keeps_the_newest_and_counts_all() -> None:
    box: Latest[str] = Latest()
    assert box.peek() == (None, 0)
    for word in ("a", "b", "c"):
        box.put(word)
    assert box.peek() == ("c", 3)
    assert box.newer(0) == ("c", 3)
    assert box.newer(3, timeout=0.01) is None


def test_latest_wakes_a_waiter_on_put_and_on_close() -> None:
    box: Latest[int] = Latest()
    got: list[object] = []
    waiter = threading.Thread(target=lambda: got.extend([box.newer(0), box.newer(1)]))
    waiter.start()
    box.put(7)
    box.close()
    waiter.join(5)
    assert got == [(7, 1), None]


def test_latest_rings_whoever_asked_at_each_put() -> None:
    box: Latest[int] = Latest()
    heard: list[object] = []
    ring = lambda: heard.append(box.peek()[0])  # noqa: E731 - the same object is hushed
    box.ring(ring)
    box.put(1)
    box.clear()
    box.put(2)
    assert heard == [1, 2]  # what was put is there by then
    box.hush(ring)
    box.put(3)
    assert heard == [1, 2]


def test_latest_takes_nothing_once_closed_and_forgets_when_cleared() -> None:
    box: Latest[int] = Latest()
    box.put(1)
    box.clear()
    assert box.peek() == (None, 2)
    assert box.newer(0, timeout=0.01) is None
    box.close()
    box.put(3)
    assert box.peek() == (None, 2)


def test_fifo_loses_nothing_and_holds_back_the_one_who_puts() -> None:
    queue: Fifo[int] = Fifo(2)
    taken: list[int] = []

    def fill() -> None:
        for i in range(100):
            assert queue.put(i)
        queue.close()

    filler = threading.Thread(target=fill)
    filler.start()
    taken.extend(queue)
    filler.join(5)
    assert taken == list(range(100))


def test_fifo_says_no_when_full_or_closed() -> None:
    queue: Fifo[int] = Fifo(1)
    assert queue.put(1)
    assert not queue.put(2, timeout=0.01)
    queue.close()
    assert not queue.put(3)
    assert list(queue) == [1]


def test_fifo_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        Fifo(0)
