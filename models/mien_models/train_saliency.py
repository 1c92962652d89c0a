"""Trains the saliency predictor on the fixation sets: python -m mien_models.train_saliency.

Every step sees scenes and face crops of all three sets. Goes on from its checkpoint if stopped.
"""

from __future__ import annotations

import argparse
import math
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from mien_models.gaze_data import GazePart, batch, load_gaze
from mien_models.losses import multi_indicator
from mien_models.nets.mobilenet import WEIGHTS, load_imagenet
from mien_models.nets.saliency import SaliencyModel


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


def save_atomically(state: object, path: Path) -> None:
    """A checkpoint that is whole or not there."""
    temporary = path.with_suffix(".tmp")
    torch.save(state, temporary)
    temporary.replace(path)


def cosine(step: int, steps: int, warm_up: int = 50) -> float:
    """The share of the full learning rate at a step."""
    if step < warm_up:
        return (step + 1) / warm_up
    return 0.5 * (1 + math.cos(math.pi * (step - warm_up) / max(1, steps - warm_up)))


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
    trunk = list(model.features.parameters())
    rest = [p for n, p in model.named_parameters() if not n.startswith("features.")]
    optimiser = torch.optim.AdamW(
        [{"params": trunk, "lr": plan.trunk_rate}, {"params": rest, "lr": plan.rate}],
        weight_decay=plan.decay,
    )
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda s: cosine(s, plan.steps))
    path, first = cache / "saliency.checkpoint.pt", 0
    if path.exists():
        state = torch.load(path, weights_only=True)
        model.load_state_dict(state["model"])
        optimiser.load_state_dict(state["optimiser"])
        schedule.load_state_dict(state["schedule"])
        first = state["step"]
    model.train()
    began, total = time.time(), 0.0
    for step in range(first, plan.steps):
        rng = np.random.default_rng((plan.seed, step))
        optimiser.zero_grad()
        for part, count, share in ((scenes, plan.scenes, 0.5), (crops, plan.crops, 0.5)):
            images, truth, counts = drawn(rng, part, count)
            loss = share * multi_indicator(model(images), truth, counts)
            loss.backward()
            total += loss.item()
        nn.utils.clip_grad_norm_(model.parameters(), 5.0)
        optimiser.step()
        schedule.step()
        if (step + 1) % 50 == 0:
            print(f"{step + 1} loss {total / 50:.3f} {time.time() - began:.0f} s", flush=True)
            total = 0.0
            state = {"model": model.state_dict(), "step": step + 1}
            state |= {"optimiser": optimiser.state_dict(), "schedule": schedule.state_dict()}
            save_atomically(state, path)
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
