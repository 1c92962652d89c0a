"""Whether the maps point at what decides: python -m mien_models explain --data D --json F.

Deletion and insertion (RISE, Petsiuk et al. 2018): pixels are taken from a face, or given back to a
blurred one, in the order of a map, and the probability of the expression first named is followed.
A good map makes it fall fast and rise fast. Then the sanity check of Adebayo et al. 2018: a map of
a network with random weights must look different.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from torch.nn import functional
from tqdm import tqdm

from mien.network.session import Network, shipped_network
from mien.types import Floats, Image, Reading
from mien_models.evaluate import tell
from mien_models.face_data import load_colour
from mien_models.from_onnx import load_from_onnx
from mien_models.gaze_data import normalised
from mien_models.labels import ACTION_UNITS, EXPRESSIONS
from mien_models.nets.guided import GuidedNetwork
from mien_models.nets.saliency import SaliencyModel, look
from mien_models.pack import FACE_SETS, pack_set
from mien_models.splits import every_nth

FACES = 150
SHARES = np.linspace(0, 1, 15)  # of the pixels that are taken or given
BLUR = 10.0  # pixels, of what stands for 'nothing there'
Maps = dict[str, Floats]


class Parts:
    """The two networks of a shipped file in torch, which Grad-CAM and random weights need."""

    def __init__(self, path: Path) -> None:
        self.saliency = SaliencyModel()
        self.guided = GuidedNetwork(len(EXPRESSIONS), len(ACTION_UNITS))
        load_from_onnx(self.saliency, path, "saliency.")
        load_from_onnx(self.guided, path, "guided.", unsaved="blendshapes.")
        self.saliency.eval()
        self.guided.eval()

    def grad_cam(self, crop: Image, label: int) -> Floats:
        """Grad-CAM (Selvaraju et al. 2017) of an expression at the high level, rows x columns."""
        x = normalised(crop[None])
        with torch.no_grad():
            looked = look(self.saliency, x)
            median = self.guided.median(x)
            high = self.guided.high(median)
        high.requires_grad_(True)
        logits = self.guided.read([median, high], looked)[0]
        (gradient,) = torch.autograd.grad(logits[0, label], high)
        weights = gradient.mean((2, 3), keepdim=True)
        return functional.relu((weights * high).sum(1))[0].detach().numpy()

    @torch.inference_mode()
    def evidence(self, crop: Image, label: int) -> Floats:
        """The evidence for an expression, less what all expressions share."""
        x = normalised(crop[None])
        _, evidence = self.guided.explained(x, look(self.saliency, x))
        shown: Floats = self.guided.own(evidence)[0, label].numpy()
        return shown


def maps_for(parts: Parts, reading: Reading, crop: Image, rng: np.random.Generator) -> Maps:
    """Every map of a face for the expression that is named, each side x side."""
    label = int(reading.expression.argmax())
    side = len(crop)
    line = np.exp(-0.5 * ((np.arange(side) / side - 0.5) / 0.25) ** 2)
    small = {
        "evidence": reading.evidence[label],
        "saliency": reading.saliency,
        "Grad-CAM": parts.grad_cam(crop, label),
        "random": rng.random((7, 7)),
    }
    maps = {name: enlarged(one, side) for name, one in small.items()}
    return maps | {"centre": np.outer(line, line).astype(np.float32)}


def enlarged(one: NDArray[np.floating], side: int) -> Floats:
    """A map on the crop's pixels."""
    large = cv2.resize(np.asarray(one, np.float32), (side, side), interpolation=cv2.INTER_CUBIC)
    return np.asarray(large, dtype=np.float32)


def curve(network: Network, start: Image, end: Image, order: Floats, label: int) -> Floats:
    """The label's probability as pixels go from one picture to another, in falling `order`."""
    ranks = np.argsort(np.argsort(-order, axis=None, kind="stable")).reshape(order.shape)
    mixed = [np.where((ranks < s * order.size)[..., None], end, start) for s in SHARES]
    readings = network.read(np.stack(mixed).astype(np.uint8))
    return np.array([r.expression[label] for r in readings], dtype=np.float32)


def deletion_insertion(
    network: Network, parts: Parts, crops: NDArray[np.uint8]
) -> dict[str, dict[str, float]]:
    """Area under both curves, the mean over faces, a row a map."""
    rng = np.random.default_rng(0)
    areas: dict[str, list[tuple[float, float]]] = {}
    for crop in tqdm(crops, "deletion and insertion"):
        (reading,) = network.read(crop[None])
        label = int(reading.expression.argmax())
        nothing = np.asarray(cv2.GaussianBlur(crop, (0, 0), BLUR), np.uint8)
        for name, one in maps_for(parts, reading, crop, rng).items():
            away = np.trapezoid(curve(network, crop, nothing, one, label), SHARES)
            back = np.trapezoid(curve(network, nothing, crop, one, label), SHARES)
            areas.setdefault(name, []).append((float(away), float(back)))
    means = {name: np.mean(pairs, axis=0) for name, pairs in areas.items()}
    return {n: {"deletion": float(m[0]), "insertion": float(m[1])} for n, m in means.items()}


def likeness(one: Floats, other: Floats) -> float:
    """Spearman's rank correlation of two maps of one shape."""
    first, second = (np.argsort(np.argsort(m.ravel())) for m in (one, other))
    return float(np.corrcoef(first, second)[0, 1])


def randomised(module: nn.Module, seed: int) -> None:
    """Give every weight a random value of the same spread."""
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for parameter in module.parameters():
            spread = parameter.std() if parameter.numel() > 1 else parameter.abs()
            parameter.copy_(torch.randn(parameter.shape, generator=generator) * spread)


def sanity(path: Path, network: Network, crops: NDArray[np.uint8]) -> dict[str, float]:
    """How alike the evidence stays, 1 being the same, as more of the network is made random."""
    labels = [int(r.expression.argmax()) for r in network.read(np.asarray(crops))]
    whole = Parts(path)
    true = [whole.evidence(c, i) for c, i in zip(crops, labels, strict=True)]
    spoil: Mapping[str, Callable[[Parts], list[nn.Module]]] = {
        "heads": lambda p: [p.guided.heads],
        "heads and high level": lambda p: [p.guided.heads, p.guided.high],
        "all": lambda p: [p.guided],
    }
    table = {}
    for name, chosen in spoil.items():
        parts = Parts(path)
        for number, module in enumerate(chosen(parts)):
            randomised(module, number)
        pairs = zip(crops, labels, true, strict=True)
        table[name] = float(np.mean([likeness(t, parts.evidence(c, i)) for c, i, t in pairs]))
    return table


def main(arguments: list[str] | None = None) -> None:
    """Write the figures as JSON and print them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--network", type=Path, default=shipped_network())
    parser.add_argument("--faces", type=int, default=FACES)
    options = parser.parse_args(arguments)
    network, parts = Network.load(options.network, "cpu", threads=2), Parts(options.network)
    with tempfile.TemporaryDirectory() as folder:
        cache, model = Path(folder), options.data / "weights" / "face_landmarker.task"
        colour = next(one for one in FACE_SETS if one.name == "colour")
        test = every_nth(lambda row: row["split"] == "test", 3122 // options.faces)
        pack_set(colour, options.data, cache, model, 2, test)
        crops = np.asarray(load_colour(cache).crops)
    figures = {
        "faces": len(crops),
        "areas": deletion_insertion(network, parts, crops),
        "likeness_to_random_weights": sanity(options.network, network, crops[:50]),
    }
    tell(figures, options.json)


if __name__ == "__main__":
    main()
