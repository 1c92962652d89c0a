"""A user's own network: tried under limits, then run in a process of its own.

A file that anybody made may never end, take all memory or crash its process. None of that reaches
the app, which waits for so long, watches the memory, and ends the process where it goes too far.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

from mien.network.card import Card
from mien.network.card_check import remarks
from mien.network.card_file import find_card
from mien.network.failure import NetworkError, unusable
from mien.network.fit import misfits
from mien.network.nvidia import has_nvidia_driver
from mien.network.process import MB, Limits, Process
from mien.network.tensors import readings
from mien.network.worker import Job, Opened, Tried
from mien.types import Image, Reading
from mien.words import told

CUDA_MEMORY = 4000 * MB


@dataclass(frozen=True, slots=True)
class Check:
    """What was found out about a file.

    opened: None where it could not even be loaded. card: None where there is none that can be read.
    where: in which file the card lies, '' for none. problems: each without a full stop; empty where
    the network can be used. face_ms: one face in the trial, NaN where that was not reached.
    """

    path: Path
    opened: Opened | None = None
    card: Card | None = None
    where: str = ""
    problems: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    face_ms: float = float("nan")


class OwnNetwork:
    """Reads aligned crops like `Network`, in another process."""

    def __init__(self, process: Process, card: Card, opened: Opened, limits: Limits) -> None:
        """Take a process that was tried; `start` makes one."""
        self._process = process
        self._limits = limits
        self.card = card
        self.sha256 = opened.sha256
        self.provider = opened.provider
        self.provider_note = opened.provider_note

    @classmethod
    def start(
        cls, path: Path, device: str = "auto", threads: int = 0, limits: Limits | None = None
    ) -> Self:
        """Check, try and keep it. NetworkError with all that is wrong where it cannot be used."""
        limits = limits or Limits()
        process, check = tried(path, device, threads, limits)
        if process is None or check.card is None or check.opened is None:
            raise unusable(path.name, check.problems)
        return cls(process, check.card, check.opened, limits)

    def read(self, crops: Image) -> list[Reading]:
        """One reading a crop of N x S x S x 3, uint8, RGB. NetworkError where it fails."""
        if len(crops) == 0:
            return []
        try:
            raw = self._process.ask(crops, dict, self._limits.read_s)
        except NetworkError as error:
            name = f"{self.card.name} {self.card.version}"
            sentence = told("The network {name} was stopped: {reason}.", name=name, reason=error)
            raise NetworkError(sentence) from error
        return readings(raw, self.card, len(crops))

    def close(self) -> None:
        """End its process."""
        self._process.close()


def examine(path: Path, device: str = "auto", limits: Limits | None = None) -> Check:
    """All that can be found out about a file, right or wrong; nothing is left running."""
    process, check = tried(path, device, 0, limits or Limits())
    if process is not None:
        process.close()
    return check


def tried(path: Path, device: str, threads: int, limits: Limits) -> tuple[Process | None, Check]:
    """A process that has tried the network, None where it has problems, and what was found."""
    check = Check(path)
    unfit = _unfit(path, limits)
    if unfit:
        return None, replace(check, problems=(unfit,))
    process = Process(Job(path, device, threads), _memory(device, limits))
    try:
        check = _opened(process, check, limits)
        if not check.problems:
            check = _trial(process, check, limits)
    except NetworkError as error:
        check = replace(check, problems=(str(error).rstrip("."),))
    except BaseException:
        process.close()
        raise
    if check.problems:
        process.close()
        return None, check
    return process, check


def _unfit(path: Path, limits: Limits) -> str:
    """Why a file is not even looked into."""
    try:
        if not path.is_file():
            return f"there is no file {path}"
        size = path.stat().st_size
    except OSError as error:
        return f"it cannot be read ({error.strerror})"
    if size > limits.size:
        return f"it has {size / MB:.0f} MB, and {limits.size / MB:.0f} MB is the most"
    return ""


def _memory(device: str, limits: Limits) -> int:
    """What the process may take, bytes; CUDA's libraries alone are some gigabytes."""
    return limits.memory + (CUDA_MEMORY if device != "cpu" and has_nvidia_driver() else 0)


def _opened(process: Process, check: Check, limits: Limits) -> Check:
    """What the file is, and how its card fits it. Raises NetworkError."""
    opened = process.hear(Opened, limits.start_s)
    found = find_card(check.path, opened.embedded)
    problems = list(found.problems)
    noted: list[str] = []
    if found.card is not None:
        problems += misfits(found.card, opened.inputs, opened.outputs)
        noted = remarks(found.card)
    return replace(
        check,
        opened=opened,
        card=found.card,
        where=found.where,
        problems=tuple(problems),
        remarks=tuple(noted),
    )


def _trial(process: Process, check: Check, limits: Limits) -> Check:
    """How the network does on pictures. Raises NetworkError."""
    if check.card is None:
        return check
    done = process.ask(check.card, Tried, limits.start_s)
    problems = list(done.problems)
    if done.face_ms > limits.face_ms:
        most = limits.face_ms
        problems.append(f"it takes {done.face_ms:.0f} ms a face, and {most:.0f} ms is the most")
    return replace(check, problems=tuple(problems), face_ms=done.face_ms)
