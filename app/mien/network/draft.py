"""A card to begin with: what a file tells of itself, and room for what only its maker knows."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from mien.network.card import Card
from mien.network.fit import Port, Side

COLOURS = (1, 3)
OWED = ("training_data", "licence", "limits")


def draft(inputs: Sequence[Port], outputs: Sequence[Port]) -> str:
    """TOML for a file with these ports; what is left empty there `mien network` asks for."""
    return "\n".join(["# " + line for line in _head()] + list(_lines(inputs, outputs))) + "\n"


def _head() -> Iterator[str]:
    yield "A card to be finished: save it beside the network, under its name, as .toml."
    yield "'mien network FILE' says what is still missing; '--schema' explains each field."


def _lines(inputs: Sequence[Port], outputs: Sequence[Port]) -> Iterator[str]:
    yield 'name = ""'
    yield 'version = ""'
    picture = next((port for port in inputs if _layout(port.shape)), None)
    if picture is not None:
        yield from _input(picture)
    yield "scale = 0.00392156862745098  # 1/255; 1.0 for a network that takes 0..255"
    yield "mean = [0.0]  # what its training took away, then"
    yield "std = [1.0]  # what it divided by"
    yield f"expressions = []  # {_described('expressions')}"
    yield f"action_units = []  # {_described('action_units')}"
    for field in OWED:
        empty = '""' if field == "licence" else "[]"
        yield f"{field} = {empty}  # {_described(field)}"
    yield ""
    yield "# Keep those that it gives, one of each kind: expression, action_units, smile, saliency,"
    yield "# evidence. activation: none, softmax or sigmoid."
    yield "[outputs]"
    for port in outputs:
        yield f"# {' '.join(port.words.split())}"
        yield f'# expression = {{ name = {json.dumps(port.name)}, activation = "softmax" }}'


def _input(port: Port) -> Iterator[str]:
    layout = _layout(port.shape)
    channels, side = (port.shape[1:3]) if layout == "NCHW" else (port.shape[3], port.shape[1])
    yield f"input_name = {json.dumps(port.name)}"
    yield f"crop_size = {side}" if isinstance(side, int) else "crop_size = 112  # any"
    yield f'layout = "{layout}"'
    yield 'colour = "gray"' if channels == 1 else 'colour = "RGB"  # or BGR'


def _layout(shape: tuple[Side, ...]) -> str:
    """Where the channels stand, '' where there are none."""
    if len(shape) != 4:
        return ""
    return "NCHW" if shape[1] in COLOURS else "NHWC" if shape[3] in COLOURS else ""


def _described(field: str) -> str:
    return Card.model_fields[field].description or ""
