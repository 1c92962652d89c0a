"""The saliency-guided network in an ONNX Runtime session."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self

import numpy as np
import onnxruntime as ort

from mien.errors import MienError
from mien.network.card import CARD_KEY, Card, Kind
from mien.network.card_file import find_card
from mien.network.failure import unusable
from mien.network.fit import NUMBERS, Port, input_of, misfits
from mien.network.providers import choose, note_after
from mien.network.tensors import Input, raw_values, readings
from mien.types import Floats, Image, Reading
from mien.words import told

INPUT = "image"  # what Mien's own networks call it
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
        """Take a session that fits the card; `load` makes one."""
        self._session = session
        self.card = card
        self.provider: str = session.get_providers()[0]
        self.provider_note = note
        self.sha256 = sha256
        self._input = Input(card)
        port = input_of(card, ports(session.get_inputs()))
        if port is None:
            raise ValueError("the session does not fit the card")
        self._name, self._type = port.name, NUMBERS[port.type]
        self._one = port.shape[0] == 1
        self._outputs = outputs_of(card)

    @classmethod
    def load(cls, path: Path | None = None, device: str = "auto", threads: int = 0) -> Self:
        """Load, check and warm up; MienError where the file or the device cannot be used.

        threads: 0 takes `usual_threads`.
        """
        file = path or shipped_network()
        ort.set_default_logger_severity(4)  # its complaints reach the user as our sentences
        choice = choose(device)
        data = read_file(file)
        session = start_session(data, file.name, choice.providers, threads)
        found = find_card(file, session.get_modelmeta().custom_metadata_map.get(CARD_KEY))
        problems = list(found.problems)
        if found.card is not None:
            inputs, outputs = ports(session.get_inputs()), ports(session.get_outputs())
            problems += misfits(found.card, inputs, outputs)
        if found.card is None or problems:
            raise unusable(file.name, problems)
        note = note_after(choice, session.get_providers()[0])
        network = cls(session, found.card, note, hashlib.sha256(data).hexdigest())
        side = found.card.crop_size
        network.read(np.zeros((1, side, side, 3), np.uint8))
        return network

    @property
    def numbers(self) -> str:
        """The kind of number that the input has, such as float32."""
        name: str = np.dtype(self._type).name
        return name

    def read(self, crops: Image) -> list[Reading]:
        """One reading a crop of N x S x S x 3, uint8, RGB, all in one batch where it can."""
        return readings(self.raw(crops), self.card, len(crops)) if len(crops) else []

    def raw(self, crops: Image) -> dict[Kind, Floats]:
        """What the network gives for at least one crop, by kind, each N x its shape."""
        inputs, side = self.prepared(crops), self.card.crop_size
        usual = crops.shape[1:3] == (side, side)
        if not self._one:
            return raw_values(self._run(inputs), self.card, len(crops), usual)
        each = [raw_values(self._run(one[None]), self.card, 1, usual) for one in inputs]
        return {kind: np.concatenate([one[kind] for one in each]) for kind in each[0]}

    def prepared(self, crops: Image) -> Floats:
        """Crops as the network's input: N x 3 x S x S, scaled by the card's mean and std.

        A card may ask for another order of the sides, and for one channel.
        """
        return self._input(crops)

    def close(self) -> None:
        """Nothing: the session goes with this."""

    def _run(self, inputs: Floats) -> list[Any]:
        if self._type is np.uint8:
            inputs = inputs.round().clip(0, 255)
        found: list[Any] = self._session.run(
            self._outputs, {self._name: inputs.astype(self._type, copy=False)}
        )
        return found


def outputs_of(card: Card) -> tuple[str, ...]:
    """The outputs that a network with this card has, in the order in which they are read."""
    return tuple(output.name for output in card.given.values())


def ports(nodes: Sequence[Any]) -> tuple[Port, ...]:
    """What ONNX Runtime says of a session's inputs or outputs."""
    return tuple(Port(node.name, tuple(node.shape or ()), node.type) for node in nodes)


def read_file(file: Path) -> bytes:
    """All of a network's file. MienError where it cannot be read."""
    try:
        return file.read_bytes()
    except OSError as error:
        raise MienError(
            told("The network {file} cannot be read: {reason}.", file=file, reason=error.strerror)
        ) from error


def start_session(
    data: bytes, name: str, providers: tuple[str, ...], threads: int = 0
) -> ort.InferenceSession:
    """A session of an ONNX file as the app runs it; MienError where it cannot be one.

    name: of the file, for the sentence. threads: 0 takes `usual_threads`. Taken as bytes, the file
    can name no other one, so that weights that lie apart are not found.
    """
    options = ort.SessionOptions()
    options.intra_op_num_threads = threads or usual_threads()
    # Threads that spin while they wait would take a core from the picture.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    try:
        return ort.InferenceSession(data, options, providers=list(providers))
    except Exception as error:
        raise MienError(_cause(name, str(error))) from error


def _cause(name: str, said: str) -> str:
    """Why ONNX Runtime takes no session of a file, in words; what it says is for programmers."""
    if "external" in said:
        return told("{name} keeps its weights in another file: export it as one file.", name=name)
    if "not a registered function/op" in said or "is not implemented" in said:
        return told(
            "{name} needs an operator that ONNX Runtime does not have: "
            "export it for another opset.",
            name=name,
        )
    return told(
        "{name} is damaged or no ONNX network; choose another file or install Mien anew.",
        name=name,
    )
