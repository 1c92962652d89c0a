"""Joins saliency and guided network in one ONNX file with its card."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnx
import onnxruntime as ort
import torch
from torch import Tensor, nn
from torch.nn import functional

from mien.network.card import CARD_KEY, Card
from mien.network.session import INPUT, outputs_of
from mien_models.nets.guided import FINER, FINER_LOW, GuidedNetwork, light
from mien_models.nets.placed import PlacedHead
from mien_models.nets.saliency import SaliencyModel, look

TOLERANCE = 1e-4  # of ONNX against torch: of a probability, or of the largest logit in a map


class Joined(nn.Module):
    """A face crop in; probabilities, the saliency map and the evidence maps out."""

    def __init__(
        self,
        saliency: SaliencyModel,
        guided: GuidedNetwork,
        smile: PlacedHead,
        temperature: float,
    ) -> None:
        super().__init__()
        self.saliency = saliency
        self.guided = guided
        self.smile = smile
        self.temperature = temperature

    def forward(self, image: Tensor) -> tuple[Tensor, ...]:
        """Normalised RGB, N x 3 x S x S, to the outputs in the order of `session.outputs_of`."""
        looked = look(self.saliency, image)
        low = self.guided.low(image)
        logits, evidence = self.guided.explained_from(low, looked)
        expression, units, _ = logits.split(self.guided.split, 1)
        expression = torch.softmax(expression / self.temperature, 1)
        smile, shares = self.smile.before_gate(low, light(looked, FINER_LOW))
        # Its own finer map, averaged to the grid of the others: the mean over the places stays.
        shares = functional.avg_pool2d(shares[:, None], FINER // FINER_LOW)
        own = torch.cat([self.guided.own(evidence)[:, :-1], shares], 1)
        return expression, torch.sigmoid(units), torch.sigmoid(smile), looked, own


def export(model: Joined, card: Card, path: Path) -> float:
    """Write the file and return the largest difference from torch; raises where it is too large."""
    model.eval()
    to_onnx(model, card.crop_size, outputs_of(card), path)
    write_card(path, card)
    difference = compare(model, path, card)
    if difference > TOLERANCE:
        raise ValueError(f"ONNX and torch differ by {difference:.1e}")
    return difference


def to_onnx(model: nn.Module, side: int, outputs: Sequence[str], path: Path) -> None:
    """Write a network of N x 3 x H x W as one ONNX file, N free, H and W free in steps of 112.

    Faces are always side x side; whole scenes of other sizes are for judging the saliency map.
    """
    rows, columns = torch.export.Dim("rows"), torch.export.Dim("columns")
    torch.onnx.export(
        model,
        (torch.randn(2, 3, 2 * side, 3 * side),),
        path,
        dynamo=True,
        dynamic_shapes=({0: torch.export.Dim("faces"), 2: side * rows, 3: side * columns},),
        input_names=[INPUT],
        output_names=list(outputs),
        external_data=False,
        verbose=False,
    )


def write_card(path: Path, card: Card) -> None:
    """Put the card into the file's metadata, in place of the one that was there."""
    file = onnx.load(path)
    onnx.helper.set_model_props(file, {CARD_KEY: card.model_dump_json()})
    onnx.checker.check_model(file)
    onnx.save(file, path)


@torch.inference_mode()
def compare(model: nn.Module, path: Path, card: Card) -> float:
    """The largest difference between torch and ONNX Runtime over batches of 1, 3 and 8.

    Absolute up to values of 1, beyond that a share of the output's largest value.
    """
    side = card.crop_size
    session = ort.InferenceSession(path, providers=["CPUExecutionProvider"])
    generator = torch.Generator().manual_seed(7)
    worst = 0.0
    for count in (1, 3, 8):
        images = torch.randn(count, 3, side, side, generator=generator)
        ours = model(images)
        theirs = session.run(outputs_of(card), {INPUT: images.numpy()})
        # Evidence is in logits, so its rounding grows with their size.
        gaps = [
            np.abs(a.numpy() - b).max() / max(1.0, np.abs(b).max())
            for a, b in zip(ours, theirs, strict=True)
        ]
        worst = max(worst, float(max(gaps)))
    return worst
