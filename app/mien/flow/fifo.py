"""A queue of bounded length that loses nothing: the one who puts waits while it is full."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

T = TypeVar("T")


class Fifo(Generic[T]):
    """First in, first out; iterate over it until it is closed and empty."""

    def __init__(self, size: int, weigh: Callable[[T], int] = lambda _: 1) -> None:
        """Hold values that weigh at most `size` together, or one that weighs more alone.

        weigh: gives bytes, for instance; what weighs 0 never waits.
        """
        if size < 1:
            raise ValueError("a Fifo holds at least one value")
        self._size = size
        self._weigh = weigh
        self._weight = 0
        self._values: deque[T] = deque()
        self._changed = threading.Condition()
        self._closed = False

    def put(self, value: T, timeout: float | None = None) -> bool:
        """Wait for room, then append; False when closed or after `timeout` seconds."""
        weight = self._weigh(value)
        with self._changed:
            self._changed.wait_for(lambda: self._closed or self._has_room(weight), timeout)
            if self._closed or not self._has_room(weight):
                return False
            self._values.append(value)
            self._weight += weight
            self._changed.notify_all()
            return True

    def wait_taken(self) -> bool:
        """Wait until nothing is inside; False where closed."""
        with self._changed:
            self._changed.wait_for(lambda: self._closed or not self._values)
            return not self._closed

    def _has_room(self, weight: int) -> bool:
        return not weight or not self._weight or self._weight + weight <= self._size

    @property
    def weight(self) -> int:
        """What is inside weighs so much."""
        with self._changed:
            return self._weight

    def close(self) -> None:
        """Take nothing more; what is inside can still be taken out."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def __iter__(self) -> Iterator[T]:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._closed or bool(self._values))
                if not self._values:
                    return
                value = self._values.popleft()
                self._weight -= self._weigh(value)
                self._changed.notify_all()
            yield value
            del value  # a picture must not live on while the next one is awaited
