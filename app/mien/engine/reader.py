"""The thread that opens a source and reads it; everything that can hang in a driver hangs here."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

from mien.errors import MienError, SourceError
from mien.sources.base import Source, SourceInfo
from mien.types import Frame
from mien.words import mark

log = logging.getLogger(__name__)

Opener = Callable[[str], Source]


class Reader(threading.Thread):
    """Reads one source until it ends, fails or is stopped.

    info: set once open. error: why it failed. ended: it came to its end. moved_ns: when it last
    made progress, by the monotonic clock; a reader that no longer moves can be abandoned, as it is
    a daemon thread and hands out nothing after `stop`.
    """

    def __init__(self, text: str, opener: Opener, deliver: Callable[[Frame], None]) -> None:
        super().__init__(name="mien-capture", daemon=True)
        self._text = text
        self._opener = opener
        self._deliver = deliver
        self._source: Source | None = None
        self._stopped = threading.Event()
        self.changed = threading.Event()
        self.info: SourceInfo | None = None
        self.error: SourceError | None = None
        self.ended = False
        self.moved_ns = time.monotonic_ns()

    def run(self) -> None:
        """Open, read, close; every outcome ends in `error` or `ended`."""
        try:
            self._read_all()
        except SourceError as error:
            self.error = error
        except MienError as error:
            self.error = SourceError(error.sentence)
        except Exception:
            log.exception("the source failed in a way it should not")
            self.error = SourceError(mark("The source failed unexpectedly; the log says more."))
        finally:
            self.changed.set()

    def _read_all(self) -> None:
        source = self._opener(self._text)
        with source:
            self._source = source
            self.info = source.info
            self.moved_ns = time.monotonic_ns()
            self.changed.set()
            while not self._stopped.is_set():
                frame = source.read()
                self.moved_ns = time.monotonic_ns()
                if frame is None:
                    # A read that hung and comes back because of `stop` says nothing of an end.
                    self.ended = not self._stopped.is_set()
                    return
                if not self._stopped.is_set():
                    self._deliver(frame)

    def stop(self) -> None:
        """Ask to end and let the device go; does not wait."""
        self._stopped.set()
        source = self._source
        if source is not None:
            # A driver may block in close as in read, and whoever stops must not.
            threading.Thread(target=source.close, name="mien-release", daemon=True).start()

    @property
    def finished(self) -> bool:
        """Whether it ended by itself, well or badly."""
        return self.ended or self.error is not None
