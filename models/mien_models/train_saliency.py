"""Trains the saliency predictor on the fixation sets: python -m mien_models.train_saliency.

Every step sees scenes and face crops of all three sets. Goes on from its checkpoint if stopped.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from mien_models.gaze_data import GazePart, batch, load_gaze
from mien_models.losses import multi_indicator
from mien_models.nets.mobilenet import WEIGHTS, load_imagenet
from mien_models.nets.saliency import SaliencyModel
from mien_models.training import Descent, Rates, keep, save_atomically, take_up

WARM_UP = 50  # steps


@dataclass(frozen=True)
class Plan:
    """How long and how fast."""

    steps: int = 520
    scenes: int = 8
    crops: int = 24
    rate: float = 1.5e-3
    trunk_rate: float = 3e-4
    decay: float = 1e-3
    seed: int = 0


def merged(parts: list[GazePart]) -> GazePart:
    """Several sets' parts as one."""
    return GazePart(
        np.concatenate([p.images for p in parts]),
        [points for p in parts for points in p.fixations],
        parts[0].sigma,
    )


def drawn(rng: np.random.Generator, part: GazePart, count: int) -> tuple[torch.Tensor, ...]:
    """A random batch, half of it mirrored."""
    rows = rng.integers(0, len(part.images), count)
    flips: NDArray[np.bool_] = rng.random(count) < 0.5
    return batch(part, rows, flips)


def fresh(data: Path) -> SaliencyModel:
    """A model whose trunk starts from ImageNet."""
    model = SaliencyModel()
    load_imagenet(model.features, data / "weights" / WEIGHTS)
    return model


def train(data: Path, cache: Path, plan: Plan) -> None:
    """Train to the plan's end and leave saliency.pt in the cache."""
    sets = load_gaze(cache)
    scenes = merged([s.scenes["train"] for s in sets])
    crops = merged([s.crops["train"] for s in sets])
    print(f"{len(scenes.images)} scenes, {len(crops.images)} face crops", flush=True)
    torch.manual_seed(plan.seed)
    model = fresh(data)
    rates = Rates(plan.rate, plan.trunk_rate, plan.decay)
    descent = Descent.of(model, ("features.",), rates, plan.steps, WARM_UP)
    parts = {"model": model, "optimiser": descent.optimiser, "schedule": descent.schedule}
    path = cache / "saliency.checkpoint.pt"
    first = take_up(parts, path)
    model.train()
    began, total = time.time(), 0.0
    for step in range(first, plan.steps):
        rng = np.random.default_rng((plan.seed, step))
        descent.optimiser.zero_grad()
        for part, count, share in ((scenes, plan.scenes, 0.5), (crops, plan.crops, 0.5)):
            images, truth, counts = drawn(rng, part, count)
            loss = share * multi_indicator(model(images), truth, counts)
            loss.backward()
            total += loss.item()
        descent.step(model)
        if (step + 1) % 50 == 0:
            print(f"{step + 1} loss {total / 50:.3f} {time.time() - began:.0f} s", flush=True)
            total = 0.0
            keep(parts, step + 1, path)
    save_atomically({"model": model.state_dict(), "plan": vars(plan)}, cache / "saliency.pt")


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--cache", type=Path, default=Path(".cache/train"))
    parser.add_argument("--steps", type=int, default=Plan.steps)
    arguments = parser.parse_args()
    train(arguments.data, arguments.cache, Plan(steps=arguments.steps))


if __name__ == "__main__":
    main()
