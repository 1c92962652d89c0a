"""A slot for one value between two threads that work side by side."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Generic, TypeVar

T = TypeVar("T")


class Handoff(Generic[T]):
    """One puts, one iterates; whoever puts can wait until the value was taken.

    Nothing queues up: a second value that lay here would only grow old.
    """

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._values: list[T] = []
        self._closed = False

    def put(self, value: T) -> bool:
        """Lay down a value once the one before was taken; False where closed."""
        with self._changed:
            self._changed.wait_for(lambda: self._closed or not self._values)
            if self._closed:
                return False
            self._values.append(value)
            self._changed.notify_all()
            return True

    def wait_taken(self) -> bool:
        """Wait until nothing lies here; False where closed."""
        with self._changed:
            self._changed.wait_for(lambda: self._closed or not self._values)
            return not self._closed

    def close(self) -> None:
        """Take nothing more; what lies here can still be taken."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def __iter__(self) -> Iterator[T]:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._closed or bool(self._values))
                if not self._values:
                    return
                value = self._values.pop()
                self._changed.notify_all()
            yield value
            del value  # a picture must not live on while the next one is awaited
