"""The process that an own network lives in: whatever it does, it does to this process alone.

Asked through a pipe. First it tells what the file is (Opened); given a card that fits, it tries the
network (Tried); from then on it answers crops with what the network gives, or with a Trouble.
"""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import signal
import statistics
import threading
import time
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NamedTuple

import numpy as np
import onnxruntime as ort

from mien.errors import MienError
from mien.network.card import CARD_KEY, Card, Kind
from mien.network.fit import Port, faults
from mien.network.providers import choose, note_after
from mien.network.session import Network, ports, read_file, start_session
from mien.types import Floats, Image

TRIAL_FACES = 8
TRIAL_ROUNDS = 3


class Job(NamedTuple):
    """What to open, and what it shall run on."""

    path: Path
    device: str
    threads: int


@dataclass(frozen=True, slots=True)
class Opened:
    """What the file is; embedded: the card's text in its metadata, None where it has none."""

    sha256: str
    size: int
    inputs: tuple[Port, ...]
    outputs: tuple[Port, ...]
    embedded: str | None
    provider: str
    provider_note: str


@dataclass(frozen=True, slots=True)
class Tried:
    """What a trial found; face_ms: milliseconds for one face alone, NaN where it was not run."""

    problems: tuple[str, ...]
    face_ms: float = float("nan")


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why there is no answer, a sentence."""

    sentence: str


Answer = Opened | Tried | Trouble | dict[Kind, Floats]


def serve(pipe: Connection, job: Job) -> None:
    """The whole life of the process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the app, which ends this one
    threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        _serve(pipe, job)
    except MienError as error:
        pipe.send(Trouble(str(error)))
    except (EOFError, OSError):
        pass  # the app is gone, or wants no more


def _end_with_parent() -> None:
    """An app that was killed leaves nothing behind that computes."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _serve(pipe: Connection, job: Job) -> None:
    ort.set_default_logger_severity(4)
    choice = choose(job.device)
    data = read_file(job.path)
    session = start_session(data, job.path.name, choice.providers, job.threads)
    inputs, outputs = ports(session.get_inputs()), ports(session.get_outputs())
    provider = session.get_providers()[0]
    opened = Opened(
        hashlib.sha256(data).hexdigest(),
        len(data),
        inputs,
        outputs,
        session.get_modelmeta().custom_metadata_map.get(CARD_KEY),
        provider,
        note_after(choice, provider),
    )
    del data
    pipe.send(opened)
    card: Card = pipe.recv()
    network = Network(session, card, opened.provider_note, opened.sha256)
    pipe.send(_trial(network))
    while True:
        pipe.send(_answer(network, pipe.recv()))


def _answer(network: Network, crops: Image) -> Answer:
    try:
        return _given(network, crops)
    except MienError as error:
        return Trouble(str(error))


def _trial(network: Network) -> Tried:
    """Read black, white and noise: one face alone, then as many as a picture may have."""
    side = network.card.crop_size
    crops = np.random.default_rng(0).integers(0, 256, (TRIAL_FACES, side, side, 3), np.uint8)
    crops[0], crops[1] = 0, 255
    times = []
    try:
        _given(network, crops[2:3])  # the first time, much is set up
        for _ in range(TRIAL_ROUNDS):
            start = time.perf_counter()
            _given(network, crops[2:3])
            times.append((time.perf_counter() - start) * 1e3)
        found = faults(_given(network, crops))
    except MienError as error:
        return Tried((str(error),))
    return Tried(tuple(found), statistics.median(times))


def _given(network: Network, crops: Image) -> dict[Kind, Floats]:
    try:
        return network.raw(crops)
    except Exception as error:  # ONNX Runtime's own kinds, and sizes that are not the card's
        raise MienError(f"it fails when it is run ({_first_line(error)})") from error


def _first_line(error: Exception) -> str:
    return next(iter(str(error).splitlines()), type(error).__name__)[:200]
