"""The saliency-guided network in an ONNX Runtime session."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import Self

import numpy as np
import onnxruntime as ort

from mien.errors import MienError
from mien.network.card import Card, read_card
from mien.network.providers import choose, note_after
from mien.types import NO_EVIDENCE, Floats, Image, Reading, frozen

INPUT = "image"
OUTPUTS = ("expression", "action_units", "smile", "saliency")
EVIDENCE = "evidence"  # given by networks whose card has an evidence_size
MOST_THREADS = 4  # more gain nothing on a network this small


def usual_threads() -> int:
    """Half the cores, from 1 to 4: the other half is for MediaPipe and the picture.

    Measured on two cores: a second thread that may not spin costs more CPU and saves no time.
    """
    return max(1, min(MOST_THREADS, (os.cpu_count() or 1) // 2))


def shipped_network() -> Path:
    """The network that comes with Mien."""
    import mien_assets

    return Path(mien_assets.__file__).parent / "network" / "mien.onnx"


class Network:
    """Reads aligned crops; knows its card, its file's SHA-256 and where it really runs."""

    def __init__(self, session: ort.InferenceSession, card: Card, note: str, sha256: str) -> None:
        """Take a checked session; `load` makes one."""
        self._session = session
        self.card = card
        self.provider: str = session.get_providers()[0]
        self.provider_note = note
        self.sha256 = sha256
        scale = 255.0 * np.array(card.std, dtype=np.float32)
        self._scale = (1.0 / scale).astype(np.float32)
        self._shift = (np.array(card.mean) / np.array(card.std)).astype(np.float32)

    @classmethod
    def load(cls, path: Path | None = None, device: str = "auto", threads: int = 0) -> Self:
        """Load, check and warm up; MienError where the file or the device cannot be used.

        threads: 0 takes `usual_threads`.
        """
        file = path or shipped_network()
        ort.set_default_logger_severity(4)  # its complaints reach the user as our sentences
        choice = choose(device)
        data = _data(file)
        session = start_session(data, file.name, choice.providers, threads)
        card = read_card(session.get_modelmeta().custom_metadata_map)
        _check(session, card)
        note = note_after(choice, session.get_providers()[0])
        network = cls(session, card, note, hashlib.sha256(data).hexdigest())
        network.read(np.zeros((1, card.crop_size, card.crop_size, 3), np.uint8))
        return network

    def read(self, crops: Image) -> list[Reading]:
        """One reading a crop of N x S x S x 3, uint8, RGB, all in one batch."""
        if len(crops) == 0:
            return []
        inputs = self.prepared(crops)
        expression, units, smile, saliency, *more = self._session.run(
            outputs_of(self.card), {INPUT: inputs}
        )
        evidence = more[0] if more else [NO_EVIDENCE] * len(crops)
        return [
            Reading(
                expression=frozen(expression[i]),
                action_units=frozen(units[i]),
                smile=float(smile[i]),
                saliency=frozen(saliency[i]),
                evidence=frozen(evidence[i]),
            )
            for i in range(len(crops))
        ]

    def prepared(self, crops: Image) -> Floats:
        """Crops as the network's input: N x 3 x S x S, scaled by the card's mean and std."""
        scaled = crops.astype(np.float32) * self._scale - self._shift
        return np.ascontiguousarray(scaled.transpose(0, 3, 1, 2))


def outputs_of(card: Card) -> tuple[str, ...]:
    """The outputs that a network with this card has, in the order in which they are read."""
    return OUTPUTS if card.evidence_size is None else (*OUTPUTS, EVIDENCE)


def _data(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise MienError(f"The network {file} cannot be read: {error.strerror}.") from error


def start_session(
    data: bytes, name: str, providers: tuple[str, ...], threads: int = 0
) -> ort.InferenceSession:
    """A session of an ONNX file as the app runs it; MienError where it cannot be one.

    name: of the file, for the sentence. threads: 0 takes `usual_threads`.
    """
    options = ort.SessionOptions()
    options.intra_op_num_threads = threads or usual_threads()
    # Threads that spin while they wait would take a core from the picture.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    try:
        return ort.InferenceSession(data, options, providers=list(providers))
    except Exception as error:
        raise MienError(
            f"{name} is damaged or no ONNX network; choose another file or install Mien anew."
        ) from error


def _check(session: ort.InferenceSession, card: Card) -> None:
    inputs = {i.name: i.shape for i in session.get_inputs()}
    outputs = {o.name: o.shape for o in session.get_outputs()}
    problems = []
    if not _fits(inputs.get(INPUT), [3, card.crop_size, card.crop_size]):
        problems.append(f"no input '{INPUT}' of 3 x {card.crop_size} x {card.crop_size}")
    wanted = {
        "expression": [len(card.expressions)],
        "action_units": [len(card.action_units)],
        "smile": [],
        "saliency": list(card.saliency_size),
    }
    if card.evidence_size is not None:
        wanted[EVIDENCE] = [len(card.values), *card.evidence_size]
    problems += [
        f"no output '{name}' of {' x '.join(map(str, ['N', *shape]))}"
        for name, shape in wanted.items()
        if not _fits(outputs.get(name), shape)
    ]
    if problems:
        raise MienError(f"This network does not fit its card: {'; '.join(problems)}.")


def _fits(shape: list[int | str] | None, wanted: list[int]) -> bool:
    """Whether a shape of the file, batch first, allows this one; a side with a name is free."""
    if shape is None or len(shape) != len(wanted) + 1:
        return False
    return all(isinstance(a, str) or a == b for a, b in zip(shape[1:], wanted, strict=True))
