"""Trains the saliency predictor on the fixation sets: python -m mien_models.train_saliency.

Every step sees scenes and face crops of all three sets. Goes on from its checkpoint if stopped.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
import torch
from torch import nn

from mien_models.from_onnx import load_from_onnx
from mien_models.gaze_data import GazePart, batch, load_gaze
from mien_models.losses import multi_indicator
from mien_models.nets.mobilenet import WEIGHTS, load_imagenet
from mien_models.nets.saliency import SaliencyModel, glance
from mien_models.training import Descent, Rates, keep, save_atomically, take_up

WARM_UP = 50  # steps


@dataclass(frozen=True)
class Plan:
    """How long and how fast, and which parts the model has.

    frozen_norm: leave batch normalisation as it is, which a model out of an ONNX file needs.
    """

    steps: int = 520
    scenes: int = 8
    crops: int = 20
    rate: float = 1.5e-3
    trunk_rate: float = 3e-4
    decay: float = 1e-3
    seed: int = 0
    use_dog: bool = True
    use_inception: bool = True
    frozen_norm: bool = False


def merged(parts: list[GazePart]) -> GazePart:
    """Several sets' parts as one."""
    return GazePart(
        np.concatenate([p.images for p in parts]),
        [points for p in parts for points in p.fixations],
        parts[0].sigma,
    )


def drawn(rng: np.random.Generator, part: GazePart, count: int) -> tuple[torch.Tensor, ...]:
    """A random batch, varied."""
    return batch(part, rng.integers(0, len(part.images), count), rng)


def whole(model: nn.Module, images: torch.Tensor) -> torch.Tensor:
    """Scenes are packed at about the size that the model sees; only crops are made smaller."""
    logits: torch.Tensor = model(images)
    return logits


def fresh(data: Path, plan: Plan) -> SaliencyModel:
    """A model whose trunk starts from ImageNet."""
    torch.manual_seed(plan.seed)
    model = SaliencyModel(use_dog=plan.use_dog, use_inception=plan.use_inception)
    load_imagenet(model.features, data / "weights" / WEIGHTS)
    return model


def train(model: SaliencyModel, cache: Path, plan: Plan, out: Path) -> None:
    """Train to the plan's end and leave the weights in `out`; goes on if stopped."""
    sets = load_gaze(cache)
    scenes = merged([s.scenes["train"] for s in sets])
    crops = merged([s.crops["train"] for s in sets])
    print(f"{len(scenes.images)} scenes, {len(crops.images)} face crops", flush=True)
    rates = Rates(plan.rate, plan.trunk_rate, plan.decay)
    descent = Descent.of(model, ("features.",), rates, plan.steps, WARM_UP)
    parts = {"model": model, "optimiser": descent.optimiser, "schedule": descent.schedule}
    path = out.with_suffix(".checkpoint.pt")
    first = take_up(parts, path)
    model.train()
    if plan.frozen_norm:
        for module in model.modules():
            module.train(not isinstance(module, nn.BatchNorm2d))
    began, total = time.time(), 0.0
    for step in range(first, plan.steps):
        rng = np.random.default_rng((plan.seed, step))
        descent.optimiser.zero_grad()
        for part, count, see in ((scenes, plan.scenes, whole), (crops, plan.crops, glance)):
            if not count:
                continue
            images, truth, counts = drawn(rng, part, count)
            images = images.contiguous(memory_format=torch.channels_last)
            loss = 0.5 * multi_indicator(see(model, images), truth, counts)
            loss.backward()
            total += loss.item()
        descent.step(model)
        if (step + 1) % 50 == 0:
            print(f"{step + 1} loss {total / 50:.3f} {time.time() - began:.0f} s", flush=True)
            total = 0.0
            keep(parts, step + 1, path)
    save_atomically({"model": model.state_dict(), "plan": asdict(plan)}, out)


def main(arguments: list[str] | None = None) -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--cache", type=Path, default=Path(".cache/train"))
    parser.add_argument("--steps", type=int, default=Plan.steps)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--start", type=Path, help="an ONNX network to go on from")
    a = parser.parse_args(arguments)
    plan = Plan(a.steps, seed=a.seed, frozen_norm=a.start is not None)
    if a.start is None:
        model = fresh(a.data, plan)
    else:
        plan = replace(plan, rate=6e-4, trunk_rate=1.2e-4)
        model = SaliencyModel()
        load_from_onnx(model, a.start, "saliency.")
    train(model, a.cache, plan, a.cache / "saliency.pt")


if __name__ == "__main__":
    main()
