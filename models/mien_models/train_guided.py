"""Trains the saliency-guided network: python -m mien_models.train_guided --data D.

Each batch mixes the four face sets. The first part of the plan runs on smaller crops, which costs
half; the last part on full ones. Goes on from its checkpoint if stopped.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from mien.types import Floats
from mien_models.augment import webcam
from mien_models.face_data import (
    Faces,
    load_ckplus,
    load_colour,
    load_ferplus,
    load_genki,
    read_saliency,
    teacher_smile,
)
from mien_models.gaze_data import normalised, standardised
from mien_models.labels import ACTION_UNITS, EXPRESSIONS
from mien_models.losses import masked_binary, soft_cross_entropy
from mien_models.nets.guided import GuidedNetwork
from mien_models.nets.mobilenet import WEIGHTS, load_imagenet
from mien_models.pack import SIDE
from mien_models.teacher import teach
from mien_models.training import Descent, Rates, keep, save_atomically, take_up

WARM_UP = 100  # steps
LOADERS = {
    "ferplus": load_ferplus,
    "colour": load_colour,
    "ckplus": load_ckplus,
    "genki": load_genki,
}


@dataclass(frozen=True)
class Plan:
    """How long, how fast, how mixed."""

    steps: int = 3000
    small_side: int = 80
    small_share: float = 0.65
    batch: dict[str, int] = field(
        default_factory=lambda: {"ferplus": 40, "colour": 32, "ckplus": 12, "genki": 12}
    )
    rate: float = 1.2e-3
    trunk_rate: float = 5e-4
    decay: float = 2e-2
    teacher_weight: float = 0.3
    average: float = 0.998
    seed: int = 0


@dataclass(frozen=True)
class TrainSet:
    """The training rows of a set with all that the loss needs; weights say how sure a label is."""

    crops: NDArray[np.uint8]
    saliency: NDArray[np.uint8]
    expression: Floats
    allowed: NDArray[np.bool_]
    units: Floats
    unit_weight: Floats
    smile: Floats
    smile_weight: Floats


def load_train_set(cache: Path, name: str, faces: Faces, ckplus: Faces, weight: float) -> TrainSet:
    """Training rows, human labels first and the teacher's where there is none."""
    saliency = read_saliency(cache, name)
    rows = faces.split == "train"
    part = faces.part(rows)
    taught = teach(ckplus.part(ckplus.split == "train"), part.blendshapes)
    human_units, human_smile = ~np.isnan(part.action_units), ~np.isnan(part.smile)
    return TrainSet(
        crops=part.crops,
        saliency=saliency[rows],
        expression=part.expression,
        allowed=part.allowed,
        units=np.where(human_units, part.action_units, taught),
        unit_weight=np.where(human_units, 1.0, weight).astype(np.float32),
        smile=np.where(human_smile, part.smile, teacher_smile(part.blendshapes)),
        smile_weight=np.where(human_smile, 1.0, weight).astype(np.float32),
    )


def mixed_batch(
    sets: dict[str, TrainSet], plan: Plan, step: int, side: int
) -> tuple[Tensor, Tensor, dict[str, Tensor]]:
    """One batch of every set: pictures, maps and labels, the same for the same step."""
    rng = np.random.default_rng((plan.seed, step))
    generator = torch.Generator().manual_seed(plan.seed * 1_000_003 + step)
    chosen = [(s, rng.integers(0, len(s.crops), plan.batch[n])) for n, s in sets.items()]

    def gathered(name: str) -> Tensor:
        return torch.from_numpy(np.concatenate([getattr(s, name)[rows] for s, rows in chosen]))

    images = gathered("crops").permute(0, 3, 1, 2).float() / 255
    maps = gathered("saliency").float() / 255
    images, maps = webcam(images, maps, side, generator)
    names = ("expression", "allowed", "units", "unit_weight", "smile", "smile_weight")
    return standardised(images), maps, {name: gathered(name) for name in names}


def loss_of(outputs: tuple[Tensor, Tensor, Tensor], labels: dict[str, Tensor]) -> Tensor:
    """Expression, Action Units and smile together."""
    expression, units, smile = outputs
    each = soft_cross_entropy(expression, labels["expression"], labels["allowed"])
    labelled = (labels["expression"].sum(1) > 0).sum().clamp(min=1)
    return (
        each.sum() / labelled
        + 2.0 * masked_binary(units, labels["units"], labels["unit_weight"])
        + 0.5 * masked_binary(smile, labels["smile"], labels["smile_weight"])
    )


@torch.inference_mode()
def predict(
    model: nn.Module, crops: NDArray[np.uint8], saliency: NDArray[np.uint8]
) -> tuple[Floats, Floats, Floats]:
    """Logits of all crops."""
    model.eval()
    parts = []
    for start in range(0, len(crops), 128):
        maps = torch.from_numpy(saliency[start : start + 128]).float() / 255
        parts.append(model(normalised(crops[start : start + 128]), maps))
    expression, units, smile = (torch.cat(p).numpy() for p in zip(*parts, strict=True))
    return expression, units, smile


def fresh(data: Path, seed: int) -> GuidedNetwork:
    """A network whose features start from ImageNet."""
    torch.manual_seed(seed)
    model = GuidedNetwork(len(EXPRESSIONS), len(ACTION_UNITS))
    load_imagenet(nn.Sequential(*model.median, *model.high), data / "weights" / WEIGHTS)
    return model


@dataclass
class Progress:
    """All that changes while training, so that it can be kept and taken up again."""

    model: GuidedNetwork
    averaged: torch.optim.swa_utils.AveragedModel
    descent: Descent
    step: int = 0

    @classmethod
    def begin(cls, model: GuidedNetwork, plan: Plan) -> Self:
        """Before the first step."""
        rates = Rates(plan.rate, plan.trunk_rate, plan.decay)
        descent = Descent.of(model, ("median", "high"), rates, plan.steps, WARM_UP)
        average = torch.optim.swa_utils.get_ema_multi_avg_fn(plan.average)
        averaged = torch.optim.swa_utils.AveragedModel(
            model, multi_avg_fn=average, use_buffers=True
        )
        return cls(model, averaged, descent)

    def _parts(self) -> dict[str, Any]:
        return {
            "model": self.model,
            "averaged": self.averaged,
            "optimiser": self.descent.optimiser,
            "schedule": self.descent.schedule,
        }

    def keep(self, path: Path) -> None:
        """Write a checkpoint."""
        keep(self._parts(), self.step, path)

    def take_up(self, path: Path) -> None:
        """Go on from a checkpoint, if there is one."""
        self.step = take_up(self._parts(), path)

    def advance(self, sets: dict[str, TrainSet], plan: Plan) -> float:
        """One step; its loss."""
        small = self.step < plan.small_share * plan.steps
        self.model.train()
        side = plan.small_side if small else SIDE
        images, maps, targets = mixed_batch(sets, plan, self.step, side)
        self.descent.optimiser.zero_grad()
        images = images.contiguous(memory_format=torch.channels_last)
        loss = loss_of(self.model(images, maps), targets)
        loss.backward()
        self.descent.step(self.model)
        self.averaged.update_parameters(self.model)
        self.step += 1
        return loss.item()


@dataclass(frozen=True)
class Check:
    """Some validation faces of FER+, looked at now and then."""

    crops: NDArray[np.uint8]
    saliency: NDArray[np.uint8]
    expression: Floats

    @classmethod
    def of(cls, cache: Path, faces: Faces, count: int = 1000) -> Self:
        """The first faces with a label."""
        labelled = (faces.split == "validation") & (faces.expression.sum(1) > 0)
        rows = np.flatnonzero(labelled)[:count]
        maps = read_saliency(cache, "ferplus")
        return cls(faces.crops[rows], maps[rows], faces.expression[rows])

    def accuracy(self, model: nn.Module) -> float:
        """The share whose likeliest expression is the one with the most votes."""
        logits = predict(model, self.crops, self.saliency)[0]
        return float((logits.argmax(1) == self.expression.argmax(1)).mean())


def train(data: Path, cache: Path, plan: Plan) -> None:
    """Train to the plan's end and leave guided.pt, the averaged weights, in the cache."""
    faces = {name: load(cache) for name, load in LOADERS.items()}
    sets = {
        name: load_train_set(cache, name, one, faces["ckplus"], plan.teacher_weight)
        for name, one in faces.items()
    }
    check = Check.of(cache, faces["ferplus"])
    print({n: len(s.crops) for n, s in sets.items()}, flush=True)
    progress = Progress.begin(fresh(data, plan.seed), plan)
    path = cache / "guided.checkpoint.pt"
    progress.take_up(path)
    began, losses = time.time(), list[float]()
    while progress.step < plan.steps:
        losses.append(progress.advance(sets, plan))
        if progress.step % 100 == 0:
            progress.keep(path)
            taken = time.time() - began
            print(f"{progress.step} loss {np.mean(losses):.3f} {taken:.0f} s", flush=True)
            losses.clear()
        if progress.step % 500 == 0:
            share = check.accuracy(progress.averaged.module)
            print(f"{progress.step} FER+ validation {share:.3f}", flush=True)
    save_atomically({"model": progress.averaged.module.state_dict()}, cache / "guided.pt")


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--cache", type=Path, default=Path(".cache/train"))
    parser.add_argument("--steps", type=int, default=Plan().steps)
    arguments = parser.parse_args()
    train(arguments.data, arguments.cache, Plan(steps=arguments.steps))


if __name__ == "__main__":
    main()
