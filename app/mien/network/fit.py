"""Whether a network's file does what its card says: its ports, then what it gives."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import prod
from typing import Any

import numpy as np

from mien.network.card import Card, Kind
from mien.network.tensors import SUM_TOLERANCE, TOLERANCE, Raw, shape_of

Side = int | str | None  # a whole number, or a name for one that is free
NUMBERS: dict[str, Any] = {
    "tensor(float)": np.float32,
    "tensor(float16)": np.float16,
    "tensor(double)": np.float64,
    "tensor(uint8)": np.uint8,
}


@dataclass(frozen=True, slots=True)
class Port:
    """An input or output as the file has it. type: in ONNX Runtime's words."""

    name: str
    shape: tuple[Side, ...]
    type: str

    @property
    def words(self) -> str:
        """Such as 'image, N x 3 x 112 x 112, float'."""
        sides = " x ".join(str(side) if side is not None else "?" for side in self.shape)
        return f"{self.name}, {sides or 'one number'}, {self.type.removeprefix('tensor')}".replace(
            "(", ""
        ).replace(")", "")


def input_of(card: Card, inputs: Sequence[Port]) -> Port | None:
    """The input that the card means."""
    if card.input_name is None:
        return inputs[0] if len(inputs) == 1 else None
    return next((port for port in inputs if port.name == card.input_name), None)


def misfits(card: Card, inputs: Sequence[Port], outputs: Sequence[Port]) -> list[str]:
    """All that is wrong between a card and the ports of its file."""
    problems = list(_input_misfits(card, inputs))
    ports = {port.name: port for port in outputs}
    for kind, output in card.given.items():
        shape = shape_of(card, kind)
        wanted = " x ".join(map(str, ("N", *shape)))
        port = ports.get(output.name)
        if port is None:
            problems.append(f"no output '{output.name}' of {wanted} for {kind}")
        elif not port.type.startswith("tensor("):
            problems.append(f"the output '{output.name}' is no tensor, but {port.type}")
        elif not _may_hold(port.shape, shape):
            problems.append(f"the output '{output.name}' is {_sides(port)}, not {wanted}")
    return problems


def _input_misfits(card: Card, inputs: Sequence[Port]) -> Iterator[str]:
    port = input_of(card, inputs)
    side, channels = card.crop_size, card.channels
    wanted = (channels, side, side) if card.layout == "NCHW" else (side, side, channels)
    words = " x ".join(map(str, ("N", *wanted)))
    named = f" '{card.input_name}'" if card.input_name else ""
    if port is None:
        there = ", ".join(one.name for one in inputs) or "none"
        yield f"no input{named} of {words}: the file has {there}; 'input_name' chooses one"
        return
    others = [one.name for one in inputs if one is not port]
    if others:
        yield f"it wants more than a picture: {', '.join(others)}"
    if port.type not in NUMBERS:
        yield f"the input '{port.name}' takes {port.type}, and not numbers of pixels"
    if not _input_fits(port.shape, wanted):
        yield f"the input '{port.name}' is {_sides(port)}, not {words}"
    elif isinstance(port.shape[0], int) and port.shape[0] != 1:
        yield f"it takes {port.shape[0]} faces at a time: export it for one, or any number"


def _input_fits(shape: tuple[Side, ...], wanted: tuple[int, ...]) -> bool:
    """Whether a shape, faces first, allows this one; a side with a name is free."""
    if len(shape) != len(wanted) + 1:
        return False
    return all(not isinstance(a, int) or a == b for a, b in zip(shape[1:], wanted, strict=True))


def _may_hold(shape: tuple[Side, ...], wanted: tuple[int, ...]) -> bool:
    """Whether an output can be read as N x `wanted`; sides of 1 do not matter."""
    sides = shape[1:]
    if any(not isinstance(side, int) for side in sides):
        return True  # told by the trial
    return prod(side for side in sides if isinstance(side, int)) == prod(wanted)


def _sides(port: Port) -> str:
    return " x ".join(str(side) if side is not None else "?" for side in port.shape) or "a number"


def faults(raw: Raw) -> list[str]:
    """What is wrong with the numbers of a trial, which must be usable for any picture."""
    problems = [fault for kind, values in raw.items() for fault in _faults(kind, values)]
    expression = raw.get("expression")
    if expression is not None and not problems:
        total = expression.sum(axis=1)
        if (np.abs(total - 1) > SUM_TOLERANCE).any():
            problems.append(
                f"the expressions sum to {float(total.mean()):.3g} and not to 1: set the output's "
                "'activation' to 'softmax'"
            )
    return problems


def _faults(kind: Kind, values: np.ndarray[Any, Any]) -> Iterator[str]:
    if not np.isfinite(values).all():
        yield f"{kind} is not always a number"
        return
    low, high = float(values.min(initial=0)), float(values.max(initial=0))
    if kind != "evidence" and (low < -TOLERANCE or high > 1 + TOLERANCE):
        cure = "softmax" if kind == "expression" else "sigmoid"
        yield (
            f"{kind} goes from {low:.3g} to {high:.3g} and not from 0 to 1: set the output's "
            f"'activation' to '{cure}' where these are no probabilities yet"
        )
