"""A call that may take long, in a thread of its own; whoever wants its result looks for it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from mien.errors import MienError
from mien.flow import Latest
from mien.words import told

log = logging.getLogger(__name__)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Outcome(Generic[T]):
    """What came of a call; problem: a sentence where it failed, and then there is no value."""

    value: T | None
    problem: str = ""


class Job(Generic[T]):
    """Begins at once and tells nobody: `outcome` is asked by a timer."""

    def __init__(self, name: str, call: Callable[[], T]) -> None:
        """Name: of the thread."""
        self._call = call
        self._done: Latest[Outcome[T]] = Latest()
        threading.Thread(target=self._run, name=name, daemon=True).start()

    def outcome(self) -> Outcome[T] | None:
        """What came of it, None while it is under way."""
        return self._done.peek()[0]

    def _run(self) -> None:
        try:
            self._done.put(Outcome(self._call()))
        except MienError as error:
            self._done.put(Outcome(None, error.sentence))
        except Exception as error:
            log.exception("a task of the window failed in a way it should not")
            sentence = told(
                "This failed unexpectedly ({error}); the log says more.", error=type(error).__name__
            )
            self._done.put(Outcome(None, sentence))
