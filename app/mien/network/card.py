"""A network's card: what goes in, what comes out, what trained it; in the file or beside it.

What a field says of itself here is what `mien network --schema` prints and what a list of problems
tells, so that it is written once.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field

CARD_KEY = "mien_card"
SMILE = "smile"
MOST_NAMES = 100
MOST_SIDE = 512  # cells of a map
Kind = Literal["expression", "action_units", "smile", "saliency", "evidence"]
KINDS: tuple[Kind, ...] = get_args(Kind)
Name = Annotated[str, Field(min_length=1, max_length=40)]
Line = Annotated[str, Field(min_length=1, max_length=2000)]
Text = Annotated[str, Field(max_length=2000)]
Number = Annotated[float, Field(allow_inf_nan=False)]
Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]
Cells = Annotated[int, Field(ge=1, le=MOST_SIDE)]
Size = tuple[Cells, Cells]


class Part(BaseModel):
    """What the card and its parts share."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Output(Part):
    """Where a kind of value comes out of the network."""

    name: Annotated[str, Field(min_length=1, max_length=200, description="the output's name")]
    activation: Annotated[
        Literal["none", "softmax", "sigmoid"],
        Field(description="what the app has yet to do: 'none' where it gives 0..1 by itself"),
    ] = "none"


class Outputs(Part):
    """Which values come out where; one that is left out is not given by the network."""

    expression: Output | None = None
    action_units: Output | None = None
    smile: Output | None = None
    saliency: Output | None = None
    evidence: Output | None = None


class Card(Part):
    """What the app needs to run a network and to tell the truth about it."""

    schema_version: Annotated[Literal[1], Field(description="of this card, 1")] = 1
    name: Annotated[Name, Field(description="what the network is called")]
    version: Annotated[Name, Field(description="which one of its name")]
    input_name: Annotated[
        str | None,
        Field(max_length=200, description="the input's name; left out: its only one"),
    ] = None
    crop_size: Annotated[
        int,
        Field(ge=16, le=1024, description="pixels of the square face that goes in"),
    ]
    layout: Annotated[
        Literal["NCHW", "NHWC"], Field(description="the order of the input's sides")
    ] = "NCHW"
    colour: Annotated[
        Literal["RGB", "BGR", "gray"], Field(description="the input's channels, 'gray' is one")
    ] = "RGB"
    scale: Annotated[
        Positive, Field(description="a pixel of 0..255 is multiplied by it first; 1 keeps 0..255")
    ] = 1 / 255
    mean: Annotated[
        tuple[Number, ...],
        Field(min_length=1, max_length=3, description="then taken away: one, or one a channel"),
    ]
    std: Annotated[
        tuple[Positive, ...],
        Field(min_length=1, max_length=3, description="then divided by: one, or one a channel"),
    ]
    expressions: Annotated[
        tuple[Name, ...],
        Field(max_length=MOST_NAMES, description="labels in the output's order; [] for none"),
    ]
    action_units: Annotated[
        tuple[Name, ...],
        Field(max_length=MOST_NAMES, description="codes such as AU12 in order; [] for none"),
    ]
    saliency_size: Annotated[
        Size | None, Field(description="rows and columns of the saliency map; left out: none")
    ] = None
    evidence_size: Annotated[
        Size | None, Field(description="rows and columns of the evidence maps; left out: none")
    ] = None
    outputs: Annotated[
        Outputs | None,
        Field(description="which output gives what; left out: Mien's own names, smile among them"),
    ] = None
    temperature: Annotated[
        Positive, Field(description="of a softmax that the app does; else only told")
    ] = 1.0
    multiply_adds: Annotated[
        int | None,
        Field(gt=0, description="of convolutions and matrix products for a face; where counted"),
    ] = None
    paper: Annotated[Text, Field(description="what it was built after")] = ""
    training_data: Annotated[
        tuple[Line, ...],
        Field(max_length=100, description="what it learned from, one line a set"),
    ]
    licence: Annotated[Text, Field(description="under which terms it may be used")]
    limits: Annotated[
        tuple[Line, ...],
        Field(max_length=100, description="what it cannot know, one line each"),
    ]
    metrics: Annotated[
        Mapping[str, Mapping[str, Any]],
        Field(description="tables of figures that were measured on data it never saw"),
    ] = Field(default_factory=dict)

    @property
    def channels(self) -> int:
        """Of the input: 1 or 3."""
        return 1 if self.colour == "gray" else 3

    @property
    def given(self) -> dict[Kind, Output]:
        """What the network gives, and where, in the order in which it is read."""
        named = self.outputs or _usual(self)
        return {kind: where for kind in KINDS if (where := getattr(named, kind)) is not None}

    @property
    def smile(self) -> bool:
        """Whether it reads a smile."""
        return self.outputs is None or self.outputs.smile is not None

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of what it reads: the likeliest expression, then all values."""
        return (*(("expression",) if self.expressions else ()), *self.values)

    @property
    def values(self) -> tuple[str, ...]:
        """The names of all values, in the order of the evidence maps."""
        return (*self.expressions, *self.action_units, *((SMILE,) if self.smile else ()))


def _usual(card: Card) -> Outputs:
    """Mien's own names of the outputs, of those that the card speaks of."""
    said = {
        "expression": bool(card.expressions),
        "action_units": bool(card.action_units),
        "smile": True,
        "saliency": card.saliency_size is not None,
        "evidence": card.evidence_size is not None,
    }
    return Outputs(**{kind: Output(name=kind) for kind, there in said.items() if there})
