"""A network's card: what goes in, what comes out, what trained it; it lies in the file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from mien.errors import MienError

CARD_KEY = "mien_card"
SMILE = "smile"

Name = Annotated[str, Field(min_length=1, max_length=40)]
Triple = tuple[float, float, float]


class Card(BaseModel):
    """What the app needs to run a network and to tell the truth about it.

    crop_size: pixels of the square aligned crop. mean, std: per RGB channel, of values 0..1.
    expressions, action_units: names in the order of the outputs. saliency_size: rows and columns.
    evidence_size: the same of the evidence maps, None where the network gives none.
    multiply_adds: of convolutions and matrix products for one face, None where not counted.
    training_data: one line a set. metrics: a table name to its figures, measured on test splits.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    schema_version: Literal[1] = 1
    name: Name
    version: Name
    crop_size: Annotated[int, Field(ge=16, le=1024)]
    mean: Triple
    std: Triple
    expressions: Annotated[tuple[Name, ...], Field(min_length=1)]
    action_units: tuple[Name, ...]
    saliency_size: tuple[int, int]
    evidence_size: tuple[int, int] | None = None
    temperature: Annotated[float, Field(gt=0)] = 1.0
    multiply_adds: Annotated[int, Field(gt=0)] | None = None
    paper: str
    training_data: tuple[str, ...]
    licence: str
    limits: tuple[str, ...]
    metrics: Mapping[str, Mapping[str, Any]]

    @property
    def values(self) -> tuple[str, ...]:
        """The names of all values, in the order of the evidence maps."""
        return (*self.expressions, *self.action_units, SMILE)


def read_card(metadata: Mapping[str, str]) -> Card:
    """The card in an ONNX file's metadata; MienError where there is none or it is not complete."""
    text = metadata.get(CARD_KEY)
    if text is None:
        raise MienError("This ONNX file is another network: it carries no Mien card.")
    try:
        return Card.model_validate(json.loads(text))
    except (json.JSONDecodeError, ValidationError) as error:
        first = str(error).splitlines()[0]
        raise MienError(f"The card in this ONNX file is not complete: {first}") from error
