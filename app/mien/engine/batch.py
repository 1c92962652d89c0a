"""Every frame of a file, analysed as fast as it goes, into a recorder.

    source --Fifo--> analysis --Fifo--> recorder

No frame is skipped: whoever is faster waits.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace

from mien.engine.analyser import Analyser
from mien.flow import Fifo
from mien.network.failure import NetworkError
from mien.record.recorder import Recorder
from mien.record.resume import Reached
from mien.sources.base import Source
from mien.types import Analysis, Box, Frame

log = logging.getLogger(__name__)

MOST_AHEAD = 64_000_000  # bytes of pictures that are read ahead
WARM_UP = 30  # frames that are analysed again, so that a resumed analysis knows its faces
SAME = 0.3  # overlap of two boxes from which they are one face


class ReadAhead(threading.Thread):
    """Reads a source for whoever iterates over it in another thread."""

    def __init__(self, source: Source) -> None:
        super().__init__(name="mien-capture", daemon=True)
        self._source = source
        self._frames: Fifo[Frame] = Fifo(MOST_AHEAD, lambda frame: frame.image.nbytes)
        self._error: Exception | None = None

    def run(self) -> None:
        """Read to the end; what goes wrong is raised to whoever iterates."""
        try:
            while (frame := self._source.read()) is not None:
                if not self._frames.put(frame):
                    return
        except Exception as error:
            log.info("reading ended early", exc_info=True)
            self._error = error
        finally:
            self._frames.close()

    def __iter__(self) -> Iterator[Frame]:
        yield from self._frames
        if self._error is not None:
            raise self._error

    def end(self) -> None:
        """Read no more, and wait for a read under way."""
        self._frames.close()
        self.join()


class Renumbered:
    """Gives the faces of a resumed analysis the numbers that they had before."""

    def __init__(self, reached: Reached | None) -> None:
        self._reached = reached
        self._numbers: dict[int, int] = {}
        self._next = reached.largest_id + 1 if reached is not None else 1

    def learn(self, analysis: Analysis) -> None:
        """Which number belongs to which face, on the last frame that is known."""
        if self._reached is None:
            return
        left = dict(self._reached.faces)
        for seen in analysis.faces:
            known = _closest(seen.face.box, left)
            if known is not None:
                self._numbers[seen.face.face_id] = known
                del left[known]

    def __call__(self, analysis: Analysis) -> Analysis:
        """The same with the numbers of before; new faces get numbers of their own."""
        if self._reached is None:
            return analysis
        faces = []
        for seen in analysis.faces:
            own = seen.face.face_id
            if own not in self._numbers:
                self._numbers[own], self._next = self._next, self._next + 1
            faces.append(replace(seen, face=replace(seen.face, face_id=self._numbers[own])))
        return replace(analysis, faces=tuple(faces))


def _closest(box: Box, known: dict[int, Box]) -> int | None:
    best = max(known, key=lambda number: box.overlap(known[number]), default=None)
    return best if best is not None and box.overlap(known[best]) >= SAME else None


def analyse_into(
    recorder: Recorder,
    source: Source,
    analyser: Analyser,
    reached: Reached | None = None,
    tell: Callable[[int], None] = lambda _: None,
) -> None:
    """Analyse every frame after those that were reached; ends early where the recorder does.

    tell: is given the number of frames that are done. Raises SourceError where the source fails,
    NetworkError where the network does.
    """
    still = source.info.kind == "folder"
    numbers = Renumbered(None if still else reached)
    analyser.begin(still=still)
    ahead = ReadAhead(source)
    ahead.start()
    try:
        for done, frame in enumerate(ahead, 1):
            if reached is not None and frame.index <= reached.source_frame:
                _warm_up(frame, reached, None if still else analyser, numbers)
            elif not recorder.give(_whole(numbers(analyser.analyse(frame)), analyser)):
                return
            tell(done)
    finally:
        ahead.end()


def _whole(analysis: Analysis, analyser: Analyser) -> Analysis:
    """The same. MienError where the network failed: a file can wait, and is gone on with later."""
    if analyser.failure:
        raise NetworkError(analyser.failure)
    return analysis


def _warm_up(
    frame: Frame, reached: Reached, analyser: Analyser | None, numbers: Renumbered
) -> None:
    """Follow the faces over the last frames that are done, where faces are followed at all."""
    if analyser is None or frame.index <= reached.source_frame - WARM_UP:
        return
    analysis = analyser.analyse(frame)
    if frame.index == reached.source_frame:
        numbers.learn(analysis)
