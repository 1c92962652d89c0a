"""A mailbox for one value: a new one takes the place of the old one."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Latest(Generic[T]):
    """The newest value, with a count of what was put in it; never blocks the one who puts."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._value: T | None = None
        self._count = 0
        self._closed = False
        self._bells: tuple[Callable[[], None], ...] = ()

    def ring(self, bell: Callable[[], None]) -> None:
        """Call this after each put from now on, in the thread that puts: it must return at once."""
        with self._changed:
            self._bells = (*self._bells, bell)

    def hush(self, bell: Callable[[], None]) -> None:
        """Call it no more."""
        with self._changed:
            self._bells = tuple(one for one in self._bells if one != bell)

    def put(self, value: T) -> None:
        """Replace the value; dropped silently once closed, as nobody will look any more."""
        with self._changed:
            if self._closed:
                return
            self._value = value
            self._count += 1
            self._changed.notify_all()
            bells = self._bells
        for bell in bells:
            bell()

    def clear(self) -> None:
        """Hold nothing until the next put; counts as a change, so that whoever peeks sees it."""
        with self._changed:
            self._value = None
            self._count += 1
            self._changed.notify_all()

    def close(self) -> None:
        """Wake everyone who waits; the last value can still be peeked at."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def peek(self) -> tuple[T | None, int]:
        """The value, or None before the first, and how many were put so far."""
        with self._changed:
            return self._value, self._count

    def newer(self, seen: int, timeout: float | None = None) -> tuple[T, int] | None:
        """The value once more than `seen` were put; None when closed or after `timeout` seconds."""
        with self._changed:
            self._changed.wait_for(lambda: self._closed or self._holds_newer(seen), timeout)
            if self._value is None or self._count <= seen:
                return None
            return self._value, self._count

    def _holds_newer(self, seen: int) -> bool:
        return self._value is not None and self._count > seen
