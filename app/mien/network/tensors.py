"""From crops to what a network takes, and from what it gives to readings."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from mien.network.card import Card, Kind, Output
from mien.types import NO_EVIDENCE, NO_SALIENCY, Floats, Image, Reading, frozen

LUMA = np.array([0.299, 0.587, 0.114], np.float32)  # ITU-R BT.601, as OpenCV and PIL have it
TOLERANCE = 1e-3  # by which a probability may leave 0..1
SUM_TOLERANCE = 0.02  # by which expressions may not sum to 1

Raw = Mapping[Kind, Floats]


class Input:
    """Makes the network's input as its card says."""

    def __init__(self, card: Card) -> None:
        """Work out scale and shift once."""
        std = np.array(card.std, np.float64)
        self._scale = (card.scale / std).astype(np.float32)
        self._shift = (np.array(card.mean) / std).astype(np.float32)
        self._colour = card.colour
        self._first = card.layout == "NCHW"
        if self._first:
            self._scale = self._scale.reshape(-1, 1, 1)
            self._shift = self._shift.reshape(-1, 1, 1)

    def __call__(self, crops: Image) -> Floats:
        """Crops N x S x S x 3, uint8, RGB, as N x C x S x S or N x S x S x C."""
        pixels: Image | Floats = crops if self._colour == "RGB" else crops[..., ::-1]
        if self._colour == "gray":
            pixels = (crops.astype(np.float32) @ LUMA)[..., None]
        if self._first:
            pixels = pixels.transpose(0, 3, 1, 2)
        scaled: Floats = np.multiply(pixels, self._scale, out=np.empty(pixels.shape, np.float32))
        scaled -= self._shift
        return scaled


def shape_of(card: Card, kind: Kind) -> tuple[int, ...]:
    """What one face has of a kind of value; () for a single number."""
    if kind == "expression":
        return (len(card.expressions),)
    if kind == "action_units":
        return (len(card.action_units),)
    if kind == "saliency":
        return card.saliency_size or ()
    if kind == "evidence":
        return (len(card.values), *(card.evidence_size or ()))
    return ()


def raw_values(
    arrays: list[NDArray[np.generic]], card: Card, count: int, crops: bool = True
) -> dict[Kind, Floats]:
    """The outputs in the order of `card.given`, by kind, each N x its shape, activated.

    crops: what was read are crops of the card's size; maps of other pictures keep their own size.
    Raises ValueError where an output has another size.
    """
    found: dict[Kind, Floats] = {}
    for (kind, output), array in zip(card.given.items(), arrays, strict=True):
        values = np.asarray(array, np.float32)
        if crops or kind not in ("saliency", "evidence"):
            values = values.reshape(count, *shape_of(card, kind))
        found[kind] = _activated(values, output, card.temperature)
    return found


def readings(raw: Raw, card: Card, count: int) -> list[Reading]:
    """One reading a face; what the network does not give, or gives outside its range, is NaN."""
    expression = raw.get("expression", _none(count, len(card.expressions)))
    units = within(raw.get("action_units", _none(count, len(card.action_units))))
    smile = within(raw.get("smile", _none(count)))
    saliency, evidence = raw.get("saliency"), raw.get("evidence")
    known = summing(within(expression))
    maps = None if saliency is None else within(saliency)
    return [
        Reading(
            expression=frozen(known[i]),
            action_units=frozen(units[i]),
            smile=float(smile[i]),
            saliency=NO_SALIENCY if maps is None else frozen(maps[i]),
            evidence=NO_EVIDENCE if evidence is None else frozen(evidence[i]),
        )
        for i in range(count)
    ]


def within(values: Floats) -> Floats:
    """The values in 0..1; NaN for those outside by more than a rounding."""
    far = (values < -TOLERANCE) | (values > 1 + TOLERANCE)
    return np.where(far, np.float32(np.nan), values.clip(0.0, 1.0))


def summing(expression: Floats) -> Floats:
    """Rows of probabilities; NaN for a row that does not sum to 1."""
    if not expression.shape[1]:
        return expression
    off = ~(np.abs(expression.sum(axis=1) - 1) <= SUM_TOLERANCE)
    return np.where(off[:, None], np.float32(np.nan), expression)


def _none(*shape: int) -> Floats:
    return np.full(shape, np.nan, np.float32)


def _activated(values: Floats, output: Output, temperature: float) -> Floats:
    if output.activation == "softmax":
        scaled = values / temperature
        powers = np.exp(scaled - scaled.max(axis=-1, keepdims=True))
        return np.asarray(powers / powers.sum(axis=-1, keepdims=True), np.float32)
    if output.activation == "sigmoid":
        # exp of a large number overflows to infinity, whose inverse is the right 0.
        with np.errstate(over="ignore"):
            return np.asarray(1 / (1 + np.exp(-values)), np.float32)
    return values
