"""A queue of bounded length that loses nothing: the one who puts waits while it is full."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator
from typing import Generic, TypeVar

T = TypeVar("T")


class Fifo(Generic[T]):
    """First in, first out; iterate over it until it is closed and empty."""

    def __init__(self, size: int) -> None:
        """Hold at most `size` values, one or more."""
        if size < 1:
            raise ValueError("a Fifo holds at least one value")
        self._size = size
        self._values: deque[T] = deque()
        self._changed = threading.Condition()
        self._closed = False

    def put(self, value: T, timeout: float | None = None) -> bool:
        """Wait for room, then append; False when closed or after `timeout` seconds."""
        with self._changed:
            self._changed.wait_for(lambda: self._closed or len(self._values) < self._size, timeout)
            if self._closed or len(self._values) >= self._size:
                return False
            self._values.append(value)
            self._changed.notify_all()
            return True

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
                self._changed.notify_all()
            yield value
