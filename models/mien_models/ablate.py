"""What saliency and its parts add: python -m mien_models ablate --data D. Three seeds each.

A reduced schedule, the same for all: the features stay as the face network gives them, the saliency
models train shortly on face crops alone, and only the linear heads learn, on a draw of FER+ and
colour faces. What is done is kept in the cache, so a stopped run goes on.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from torch.nn import functional
from tqdm import tqdm

from mien.types import Floats
from mien_models.evaluate import tell
from mien_models.face_data import Faces, ferplus_majority, load_colour, load_ferplus
from mien_models.gaze_data import normalised
from mien_models.labels import CONTEMPT
from mien_models.losses import soft_cross_entropy
from mien_models.nets.guided import FINER, MEDIAN, GuidedNetwork
from mien_models.nets.saliency import SaliencyModel
from mien_models.saliency_maps import maps_of
from mien_models.train_guided import fresh
from mien_models.train_saliency import Plan as SaliencyPlan
from mien_models.train_saliency import fresh as fresh_saliency
from mien_models.train_saliency import train as train_saliency
from mien_models.training import load_weights

SEEDS = (0, 1, 2)
DRAWN = {"ferplus": 8000, "colour": 4000}
MODEL_STEPS, HEAD_STEPS, BATCH = 80, 600, 512
GRID = 7
Gate = tuple[int, str]  # of a seed, and the kind of its maps
RESULT = "ablate.json"
# The saliency models that are trained: name to the parts they have.
MODELS = {
    "full": (True, True),
    "no DoG": (False, True),
    "no dilated inception": (True, False),
}
# Variant: the maps that gate the features, and whether the median level is read.
VARIANTS = {
    "no saliency": ("none", True),
    "centre Gaussian": ("centre", True),
    "shuffled saliency": ("shuffled", True),
    "no DoG": ("no DoG", True),
    "no dilated inception": ("no dilated inception", True),
    "high level only": ("full", False),
    "full": ("full", True),
}


@dataclass(frozen=True)
class Sample:
    """Faces of both sets: crops, soft labels N x E, allowed N x E, truth N, their part and set."""

    crops: NDArray[np.uint8]
    expression: Floats
    allowed: NDArray[np.bool_]
    truth: NDArray[np.int64]
    train: NDArray[np.bool_]
    colour: NDArray[np.bool_]


def draw(cache: Path) -> Sample:
    """The same draw for every variant: some training faces and all test faces of both sets."""
    rng = np.random.default_rng(0)
    parts = []
    for name, load in (("ferplus", load_ferplus), ("colour", load_colour)):
        faces: Faces = load(cache)
        truth = ferplus_majority(cache) if name == "ferplus" else faces.expression.argmax(1)
        labelled = faces.expression.sum(1) > 0
        train = np.flatnonzero((faces.split == "train") & labelled)
        train = np.sort(rng.permutation(train)[: DRAWN[name]])
        test = np.flatnonzero((faces.split == "test") & (truth >= 0))
        rows = np.concatenate([train, test])
        parts.append(
            Sample(
                np.asarray(faces.crops[rows]),
                faces.expression[rows],
                faces.allowed[rows],
                truth[rows],
                np.arange(len(rows)) < len(train),
                np.full(len(rows), name == "colour"),
            )
        )
    joined = [np.concatenate([getattr(p, f) for p in parts]) for f in Sample.__annotations__]
    return Sample(*joined)


def saliency_of(model: str, seed: int, data: Path, folder: Path, sample: Sample) -> Floats:
    """A shortly trained model's maps of the sample on the features' grid, N x 7 x 7, 0..1."""
    name = f"{model.replace(' ', '_')}.{seed}"
    stored = folder / f"{name}.npy"
    if not stored.exists():
        dog, inception = MODELS[model]
        plan = SaliencyPlan(MODEL_STEPS, 0, 24, seed=seed, use_dog=dog, use_inception=inception)
        weights = folder / f"{name}.pt"
        if not weights.exists():
            train_saliency(fresh_saliency(data, plan), folder.parent, plan, weights)
        trained = SaliencyModel(use_dog=dog, use_inception=inception)
        load_weights(trained, weights)
        fine = maps_of(trained.eval(), sample.crops, name)
        coarse = fine.reshape(-1, GRID, FINER, GRID, FINER).mean((2, 4)) / 255
        np.save(stored, coarse.astype(np.float32))
    maps: Floats = np.load(stored)
    return maps


def centre(count: int, grid: int = GRID) -> Floats:
    """A Gaussian over the crop's middle, its spread a quarter of the side, peak 1."""
    places = (np.arange(grid) + 0.5) / grid - 0.5
    line = np.exp(-0.5 * (places / 0.25) ** 2)
    one = np.outer(line, line)
    return np.repeat((one / one.max())[None], count, 0).astype(np.float32)


def gates(seed: int, data: Path, folder: Path, sample: Sample) -> dict[str, Floats]:
    """The maps of every kind for one seed, N x 7 x 7."""
    kinds = {model: saliency_of(model, seed, data, folder, sample) for model in MODELS}
    other = np.random.default_rng(seed).permutation(len(sample.truth))
    return kinds | {
        "none": np.zeros_like(kinds["full"]),
        "centre": centre(len(sample.truth)),
        "shuffled": kinds["full"][other],
    }


@torch.inference_mode()
def pooled(
    network: GuidedNetwork, sample: Sample, kinds: Mapping[Gate, Floats]
) -> dict[Gate, Floats]:
    """Both levels gated by each kind of map and pooled, N x (median + high)."""
    network = network.eval().to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    out: dict[Gate, list[Floats]] = {kind: [] for kind in kinds}
    for start in tqdm(range(0, len(sample.truth), 64), "features"):
        x = normalised(sample.crops[start : start + 64])
        median = network.median(x.contiguous(memory_format=torch.channels_last))
        both = torch.cat([median, network.high(median)], 1).flatten(2)
        for kind, maps in kinds.items():
            gate = 1 + torch.from_numpy(maps[start : start + 64]).flatten(1)
            pool = torch.einsum("ncp,np->nc", both, gate) / GRID**2
            out[kind].append(pool.numpy().astype(np.float32))
    return {kind: np.concatenate(parts) for kind, parts in out.items()}


def accuracies(features: Floats, sample: Sample, seed: int) -> dict[str, float]:
    """Train linear heads on the training part; accuracy on each set's test part."""
    torch.manual_seed(seed)
    x = torch.from_numpy(features)
    known = torch.from_numpy(sample.train)
    x = (x - x[known].mean(0)) / (x[known].std(0) + 1e-3)
    target, allowed = torch.from_numpy(sample.expression), torch.from_numpy(sample.allowed)
    head = nn.Linear(x.shape[1], target.shape[1])
    optimiser = torch.optim.AdamW(head.parameters(), 1e-3, weight_decay=0.3)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, HEAD_STEPS)
    rows = np.flatnonzero(sample.train)
    rng = np.random.default_rng(seed)
    for _ in range(HEAD_STEPS):
        chosen = torch.from_numpy(rng.choice(rows, BATCH))
        logits = head(functional.dropout(x[chosen], 0.2))
        loss = soft_cross_entropy(logits, target[chosen], allowed[chosen]).mean()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        schedule.step()
    with torch.inference_mode():
        logits = head(x).numpy()
    return {
        "ferplus": _accuracy(logits, sample, False),
        "colour": _accuracy(np.delete(logits, CONTEMPT, 1), sample, True),
    }


def _accuracy(logits: Floats, sample: Sample, colour: bool) -> float:
    rows = ~sample.train & (sample.colour == colour)
    return float((logits[rows].argmax(1) == sample.truth[rows]).mean())


def ablate(data: Path, cache: Path) -> dict[str, dict[str, object]]:
    """Mean and standard deviation over the seeds of each variant's accuracies."""
    folder = cache / "ablate"
    folder.mkdir(exist_ok=True)
    sample = draw(cache)
    found: dict[str, list[dict[str, float]]] = {name: [] for name in VARIANTS}
    kinds = {
        (seed, kind): maps
        for seed in SEEDS
        for kind, maps in gates(seed, data, folder, sample).items()
    }
    features = pooled(fresh(cache, 0), sample, kinds)
    for seed in SEEDS:
        for name, (kind, median) in VARIANTS.items():
            used = features[seed, kind] if median else features[seed, kind][:, MEDIAN:]
            found[name].append(accuracies(used, sample, seed))
            print(name, seed, found[name][-1], flush=True)
    return {name: spread(runs) for name, runs in found.items()}


def spread(runs: list[dict[str, float]]) -> dict[str, object]:
    """Mean and sample standard deviation of each figure, and how many runs they rest on."""
    table: dict[str, object] = {"seeds": len(runs)}
    for key in runs[0]:
        values = np.array([run[key] for run in runs])
        table[key] = float(values.mean())
        table[f"{key}_std"] = float(values.std(ddof=1))
    return table


def main(arguments: list[str] | None = None) -> None:
    """Write ablate.json into the cache and print it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--cache", type=Path, default=Path(".cache/train"))
    options = parser.parse_args(arguments)
    tell(ablate(options.data, options.cache), options.cache / RESULT)


if __name__ == "__main__":
    main()
