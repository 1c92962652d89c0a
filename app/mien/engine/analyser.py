"""One frame's way: find the faces, cut them out, let the network read them.

The two halves, `see` and `read`, may run in two threads, so that the faces of one frame are looked
for while those of the frame before are read.
"""

from __future__ import annotations

import logging
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Self

import cv2
import numpy as np

from mien.engine.seer import Seen, Seer
from mien.faces.model_file import Progress, face_model
from mien.measures.observer import Observer
from mien.network.card import Card
from mien.network.failure import NetworkError
from mien.network.opening import open_network
from mien.network.providers import CPU, GPU_LOST
from mien.network.reads import LoadNetwork, Reads
from mien.types import Analysis, Frame, Reading
from mien.words import mark, told

log = logging.getLogger(__name__)

MOST_FACES = 8
TURN_S = 0.001


class Analyser:
    """Everything that is done to a frame; `see` and `read` each by one thread at a time."""

    def __init__(self, network: Reads, model: Path, max_faces: int, load: LoadNetwork) -> None:
        """Take a loaded network, and how to load it for another device; see `load`."""
        self._network = network
        self._load_network = load
        self._seer = Seer(model, max_faces)
        self._failure = ""
        self._observer = Observer()
        self.read_by = network  # the last frame, not always the one that reads the next

    @classmethod
    def load(
        cls,
        device: str = "auto",
        max_faces: int = MOST_FACES,
        network: Path | None = None,
        progress: Callable[[str], None] | None = None,
        load_network: Callable[[Path | None, str], Reads] = open_network,
    ) -> Self:
        """Load MediaPipe's model and the network; `progress` is told what is being done.

        network: a file of the user's, None for the one that comes with Mien. Raises MienError.
        """
        tell = progress or (lambda _: None)
        # Pictures are small and threads few: OpenCV's own would only take turns with ours.
        cv2.setNumThreads(1)
        # Window, faces and network each need Python between two calls that do not: whoever comes
        # back from one is not to wait for Python's usual five milliseconds.
        sys.setswitchinterval(TURN_S)
        model = face_model(lambda step: tell(_sentence(step)))
        tell(mark("Loading the network"))
        load = partial(load_network, network)
        loaded = load(device)
        tell("Starting MediaPipe")
        return cls(loaded, model, max_faces, load)

    @property
    def network(self) -> Reads:
        """What reads the faces of the frames that are seen from now on."""
        return self._network

    @property
    def card(self) -> Card:
        """The network's card."""
        return self._network.card

    @property
    def sha256(self) -> str:
        """Of the network's file."""
        return self._network.sha256

    @property
    def provider(self) -> str:
        """The execution provider that the session really uses."""
        return self._network.provider

    @property
    def provider_note(self) -> str:
        """Why a faster provider is not used, or ''."""
        return self._network.provider_note

    @property
    def failure(self) -> str:
        """Why a user's own network reads no more, one sentence; '' while it does."""
        return self._failure

    def fall_back(self, device: str) -> None:
        """Have what is seen from now on read by the network that comes with Mien.

        Raises MienError where that cannot be loaded.
        """
        self._load_network = partial(open_network, None)
        self.use(self._load_network(device))
        self._failure = ""

    def load_for(self, device: str) -> Reads:
        """The same network on another device, for `use`; takes its time. Raises MienError."""
        return self._load_network(device)

    def use(self, network: Reads) -> None:
        """Have what is seen from now on read by this one, the same network elsewhere."""
        old, self._network = self._network, network
        old.close()

    def begin(self, still: bool) -> None:
        """Forget all faces before a new input; `still`: every picture stands alone."""
        self._seer.begin(still)

    def watch(self, observer: Observer) -> None:
        """Have this one measure the faces that are read from now on."""
        self._observer = observer

    def limit(self, max_faces: int) -> None:
        """Look for at most so many faces from now on; those in view keep their numbers."""
        self._seer.limit(max_faces)

    def pin(self, face_id: int | None) -> None:
        """Name the main face in the analyses that follow, while it is known; None for none."""
        self._seer.pin(face_id)

    def analyse(
        self,
        frame: Frame,
        skipped: int = 0,
        publish: Callable[[Analysis], None] = lambda _: None,
    ) -> Analysis:
        """The faces of a frame with their readings, both halves one after the other.

        publish: is given the analysis before the finder looks around for the next frame, which
        nobody who looks at this one should have to wait for.
        """
        analysis = self.read(self.see(frame, skipped))
        publish(analysis)
        self.look_ahead(frame)
        return analysis

    def see(self, frame: Frame, skipped: int = 0) -> Seen:
        """The first half: the faces of a frame; frames in their order."""
        return self._seer.see(frame, self._network, skipped)

    def look_ahead(self, frame: Frame) -> None:
        """After `see`, by the same thread: look for faces that the next frame may have."""
        self._seer.look_ahead(frame)

    def read(self, seen: Seen) -> Analysis:
        """The second half: what the network says of the faces, and what is measured of them."""
        times = [time.perf_counter()]
        readings = self._readings(seen)
        times.append(time.perf_counter())
        known = [one.face() for one in seen.traced]
        faces = self._observer.see(
            seen.frame, known, readings, seen.crops, seen.known, self.read_by.card
        )
        times.append(time.perf_counter())
        stages = {
            **seen.stages_ms,
            "network": (times[1] - times[0]) * 1e3,
            "measures": (times[2] - times[1]) * 1e3,
        }
        return Analysis(
            frame=seen.frame,
            faces=faces,
            skipped=seen.skipped,
            stages_ms=MappingProxyType(stages),
            done_ns=time.monotonic_ns(),
            pinned=seen.pinned,
        )

    def _readings(self, seen: Seen) -> Sequence[Reading | None]:
        self.read_by = seen.network
        if not seen.crops:
            return []
        crops = np.stack(seen.crops)
        try:
            return seen.network.read(crops)
        except NetworkError as error:
            if seen.network is self._network and not self._failure:
                log.warning("the own network failed", exc_info=True)
                self._failure = error.sentence
            return [None] * len(crops)
        except Exception as error:
            log.warning("%s could not read the faces", seen.network.provider, exc_info=True)
            self.read_by = self._instead_of(seen.network, error)
            return self.read_by.read(crops)

    def _instead_of(self, failed: Reads, error: Exception) -> Reads:
        """The network that takes over from one that failed; raises the error where none can."""
        if failed is self._network:
            if failed.provider == CPU:
                raise error
            network = self._load_network("cpu")
            network.provider_note = GPU_LOST
            self.use(network)
        return self._network

    def close(self) -> None:
        """Let MediaPipe's graphs and the network go."""
        self._seer.close()
        self._network.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _sentence(step: Progress) -> str:
    share = step.done / max(step.total, 1)
    return told("Fetching the face model: {share:.0%}", share=share)
