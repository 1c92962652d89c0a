"""The app's end of the process that an own network lives in."""

from __future__ import annotations

import contextlib
import multiprocessing
import time
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any, TypeVar

import psutil

from mien.network.card import Card
from mien.network.failure import NetworkError
from mien.network.worker import Job, Trouble, serve
from mien.types import Image

MB = 1_000_000
LOOK_S = 0.05
END_S = 1.0

Wanted = TypeVar("Wanted")


@dataclass(frozen=True, slots=True)
class Limits:
    """How far a network may go.

    size: bytes of its file. memory: bytes of its process. start_s: to load, and to be tried.
    read_s: for one answer. face_ms: for one face in the trial.
    """

    size: int = 500 * MB
    memory: int = 3000 * MB
    start_s: float = 60.0
    read_s: float = 10.0
    face_ms: float = 1000.0


class Process:
    """The worker and the pipe to it; nothing here waits longer than it is told to."""

    def __init__(self, job: Job, memory: int) -> None:
        """Start it. memory: bytes that it may take."""
        # Not forked: the app has threads, whose locks a copy would never see opened.
        context = multiprocessing.get_context("spawn")
        self._memory = memory
        self._looked_s = 0.0
        self._closed = False
        ours, theirs = context.Pipe()
        self._pipe: Connection[Any, Any] = ours
        self._process = context.Process(
            target=serve, args=(theirs, job), name="mien-network", daemon=True
        )
        self._process.start()
        theirs.close()

    def ask(self, what: Card | Image, wanted: type[Wanted], limit_s: float) -> Wanted:
        """Send, then as `hear`."""
        try:
            self._pipe.send(what)
        except OSError as error:
            raise NetworkError(self._ended()) from error
        return self.hear(wanted, limit_s)

    def hear(self, wanted: type[Wanted], limit_s: float) -> Wanted:
        """The next answer; NetworkError, and the process is ended, where that is not to be had."""
        ends_s = time.monotonic() + limit_s
        try:
            while not self._pipe.poll(LOOK_S):
                self._look()
                if time.monotonic() > ends_s:
                    raise self._stopped(f"it did not answer within {limit_s:g} s")
            answer = self._pipe.recv()
        except (EOFError, OSError) as error:
            raise NetworkError(self._ended()) from error
        if time.monotonic() - self._looked_s > LOOK_S:
            self._look()
        if isinstance(answer, wanted):
            return answer
        raise self._stopped(answer.sentence if isinstance(answer, Trouble) else "it went wrong")

    def close(self) -> None:
        """End it; harmless when repeated."""
        if self._closed:
            return
        self._closed = True
        self._pipe.close()
        self._process.kill()  # it holds nothing that could be lost
        self._process.join(END_S)
        with contextlib.suppress(ValueError):  # one that the system does not let go of
            self._process.close()

    def _look(self) -> None:
        """Raise NetworkError where the process has taken more memory than it may."""
        self._looked_s = time.monotonic()
        try:
            used = psutil.Process(self._process.pid).memory_info().rss
        except psutil.Error:
            return  # it has ended, which the pipe tells
        if used > self._memory:
            raise self._stopped(f"it takes more memory than {self._memory / MB:.0f} MB")

    def _stopped(self, why: str) -> NetworkError:
        self.close()
        return NetworkError(why)

    def _ended(self) -> str:
        """What is known of a process that ended by itself."""
        if self._closed:
            return "it was stopped"
        self._process.join(END_S)
        code = self._process.exitcode
        self.close()
        return f"its process ended by itself (status {code})"
