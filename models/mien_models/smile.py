"""Fits the smile's head on the guided network's early level: python -m mien_models smile.

The features stay as they are and are worked out once (4 GB of memory). Faces are taken as they are
cut: turned and shifted ones, as the features learned from, would blur where a mouth's corner is.
What people said is all that it learns from: GENKI's smiles, the share of people who named a face
happy, and CK+'s AU12 but for the held-out fold's subjects.
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from tqdm import tqdm

from mien.types import Floats
from mien_models.face_data import Faces, read_saliency
from mien_models.labels import ACTION_UNITS
from mien_models.losses import masked_binary
from mien_models.metrics import auc
from mien_models.nets.guided import FINER_LOW, LOW, GuidedNetwork, gate
from mien_models.nets.placed import PlacedHead
from mien_models.train_guided import GUIDED, LOADERS, add_options, load_guided, prepared
from mien_models.train_set import named_happy
from mien_models.training import Descent, Rates, load_weights, save_atomically

SMILE = "smile.pt"  # what it leaves in the cache
STEPS, FACES, WARM_UP = 800, 256, 100
RATES = Rates(4e-3, 4e-3, 5e-2)
CHECKED_EVERY = 200  # steps
MOST = 30_000  # faces of a set
AT_ONCE = 16  # faces; what more of them need does not fit a processor's cache: a third of the speed
LIPS = ACTION_UNITS.index("AU12")
Labels = Callable[[Faces], Floats]


@dataclass(frozen=True)
class Part:
    """One set's faces whose smile is known: the early level, gated, in float16, and 0..1 a face."""

    level: Tensor
    smile: Tensor


def smile(faces: Faces) -> Floats:
    """The set's own yes or no."""
    return faces.smile


def lips(faces: Faces) -> Floats:
    """AU12, the lip corner puller."""
    return np.ascontiguousarray(faces.action_units[:, LIPS])


@dataclass(frozen=True)
class Use:
    """How a set tells a smile, its share in a batch, and how many faces it gives."""

    told: Labels
    share: float
    most: int = MOST


SETS = {
    "ferplus": Use(named_happy, 0.32),
    "colour": Use(named_happy, 0.10, MOST // 4),
    "ckplus": Use(lips, 0.16),
    "genki": Use(smile, 0.42),
}


def part(network: GuidedNetwork, cache: Path, name: str, split: str) -> Part:
    """A set's faces of one split whose smile is known, the most of them evenly picked."""
    use = SETS[name]
    faces = LOADERS[name](cache)
    labels = use.told(faces)
    rows = np.flatnonzero((faces.split == split) & ~np.isnan(labels))
    rows = rows[:: math.ceil(max(len(rows), 1) / use.most)]
    maps = read_saliency(cache, name)
    levels = [
        early(network, faces.crops[some], maps[some])
        for some in tqdm(np.split(rows, range(AT_ONCE, len(rows), AT_ONCE)), name, unit=" batches")
    ]
    return Part(torch.cat(levels), torch.from_numpy(labels[rows]))


@torch.inference_mode()
def early(network: GuidedNetwork, crops: NDArray[np.uint8], maps: NDArray[np.uint8]) -> Tensor:
    """The early level, gated, of some crops."""
    images, looked = prepared(crops, maps, next(network.parameters()).device)
    images = images.contiguous(memory_format=torch.channels_last)
    return gate(network.low(images), looked, FINER_LOW).half()


def mixed(parts: Mapping[str, Part], faces: int, generator: torch.Generator) -> Part:
    """One batch of every set."""
    levels, smiles = [], []
    for name, one in parts.items():
        count = max(1, round(SETS[name].share * faces))
        rows = torch.randint(len(one.smile), (count,), generator=generator)
        levels.append(one.level[rows.to(one.level.device)])
        smiles.append(one.smile[rows])
    return Part(torch.cat(levels), torch.cat(smiles))


def told_apart(head: PlacedHead, one: Part) -> float:
    """The AUC of faces that most would call smiling against those that most would not."""
    head.eval()
    with torch.inference_mode():
        logits = torch.cat([head(some.float())[0].cpu() for some in one.level.split(AT_ONCE)])
    scores, smiles = logits.double().numpy(), one.smile.numpy()
    return auc(scores[smiles > 0.5], scores[smiles < 0.5])


def fit(parts: Mapping[str, Part], check: Part, steps: int, faces: int, seed: int) -> PlacedHead:
    """A head that tells smiles."""
    torch.manual_seed(seed)
    generator = torch.Generator().manual_seed(seed)
    device = check.level.device
    head = PlacedHead(LOW).to(device)
    head.measure(mixed(parts, 4 * faces, generator).level.float())
    descent = Descent.of(head, (), RATES, steps, min(WARM_UP, steps // 6))
    losses: list[float] = []
    for step in tqdm(range(1, steps + 1), "smile", unit=" steps"):
        batch = mixed(parts, faces, generator)
        head.train()
        smiles = batch.smile.to(device)
        loss = masked_binary(head(batch.level.float())[0], smiles, torch.ones_like(smiles))
        descent.optimiser.zero_grad()
        loss.backward()
        descent.step(head)
        losses.append(loss.item())
        if step % CHECKED_EVERY == 0 or step == steps:
            share = told_apart(head, check)
            print(f"{step} loss {np.mean(losses):.4f} FER+ validation AUC {share:.4f}", flush=True)
            losses.clear()
    return head.eval().plain().cpu()


def load_smile(cache: Path) -> PlacedHead:
    """The fitted head, ready to read; MienError where it is not there or of another network."""
    head = PlacedHead(LOW)
    load_weights(head, cache / SMILE)
    return head.eval()


def main(arguments: list[str] | None = None) -> None:
    """Write smile.pt into the cache."""
    parser = argparse.ArgumentParser(description=__doc__)
    add_options(parser, STEPS)
    parser.set_defaults(faces=FACES)
    options = parser.parse_args(arguments)
    cache: Path = options.cache
    network = load_guided(cache / GUIDED)
    network.to(options.device, memory_format=torch.channels_last)  # type: ignore[call-overload]
    parts = {name: part(network, cache, name, "train") for name in SETS}
    check = part(network, cache, "ferplus", "validation")
    head = fit(parts, check, options.steps, options.faces, options.seed)
    save_atomically({"model": head.state_dict()}, cache / SMILE)


if __name__ == "__main__":
    main()
