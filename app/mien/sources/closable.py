"""How every source is closed, also by another thread while a read is under way."""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from typing import Self

from mien.errors import SourceError
from mien.types import Frame

PATIENCE_S = 1.0


class ClosableSource(ABC):
    """A source that lets its device or file go exactly once, and never under a running read.

    Releasing a device under a read that another thread is in can crash inside the driver's library.
    So `close` waits a second for the read to come back; if it does not, it returns all the same and
    whoever is stuck in the read releases the device when it does come back. A read that never comes
    back keeps its thread and its device: the caller goes on without them.
    """

    def __init__(self) -> None:
        self._closed = threading.Event()
        self._using = threading.Lock()
        self._released = False

    @abstractmethod
    def _next(self) -> Frame | None:
        """What `read` gives while the source is open."""

    @abstractmethod
    def _release(self) -> None:
        """Let the device or file go; called once."""

    def read(self) -> Frame | None:
        """The next frame; None at the end and once closed."""
        with self._using:
            try:
                frame = None if self._closed.is_set() else self._next()
                return None if self._closed.is_set() else frame
            except SourceError:
                if self._closed.is_set():  # a loss that closing brought about
                    return None
                raise
            finally:
                if self._closed.is_set():
                    self._release_once()

    def close(self) -> None:
        """End a read under way and let the device or file go; returns within about a second."""
        self._closed.set()
        if self._using.acquire(timeout=PATIENCE_S):
            try:
                self._release_once()
            finally:
                self._using.release()

    def _release_once(self) -> None:
        if not self._released:
            self._released = True
            self._release()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
