"""Trains the saliency-guided network: python -m mien_models train.

Each batch mixes the face sets but CK+, whose subjects are for the folds: see `heads`. Expression
labels are mixed with the experts' opinion where `experts` left it. Goes on from its checkpoint if
stopped. On a GPU it takes minutes, on two cores most of a day.
"""

from __future__ import annotations

import argparse
import time
from collections import deque
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from mien.types import Floats
from mien_models.augment import webcam
from mien_models.face_data import (
    Faces,
    load_ckplus,
    load_colour,
    load_ferplus,
    load_genki,
    read_saliency,
)
from mien_models.face_weights import fetch, load_features
from mien_models.gaze_data import normalised, standardised
from mien_models.labels import ACTION_UNITS, EXPRESSIONS
from mien_models.losses import masked_binary, soft_cross_entropy
from mien_models.nets.even import even, plain
from mien_models.nets.guided import BLOCKS, GuidedNetwork, Outputs
from mien_models.nets.mobilenet_v1 import measure
from mien_models.pack import SIDE
from mien_models.train_set import LABELS, TrainSet, Trust, load_train_set
from mien_models.training import (
    Descent,
    Rates,
    hurry,
    keep,
    load_weights,
    save_atomically,
    take_up,
    usual_device,
)

WARM_UP = 200  # steps
STEPS = 4100
FACES = 384  # a batch
SHARES = {"ferplus": 0.54, "colour": 0.4, "genki": 0.06}  # of each set in it
GUIDED = "guided.pt"  # what it leaves in the cache
AHEAD = 3  # batches made ready while the network learns
KEPT_EVERY_S, TOLD_EVERY, CHECKED_EVERY = 60, 100, 500  # seconds, steps, steps
CHECKED = 3000  # validation faces of a set at most
HALF = torch.cpu._is_avx512_bf16_supported()  # noqa: SLF001 - the library has no public name yet
Batch = tuple[Tensor, Tensor, dict[str, Tensor]]
LOADERS = {
    "ferplus": load_ferplus,
    "colour": load_colour,
    "ckplus": load_ckplus,
    "genki": load_genki,
}


@dataclass(frozen=True)
class Plan:
    """How long, how fast, how mixed.

    batch: faces a set. side: of the crops, pixels. blocks: of MobileNetV1. harsh: the share of
    faces that light, blur, noise and patches are done to; all are turned.
    """

    steps: int
    batch: Mapping[str, int]
    side: int = SIDE
    blocks: int = BLOCKS
    rate: float = 1e-3
    trunk_rate: float = 1e-3
    decay: float = 5e-2
    harsh: float = 0.4
    average: float = 0.998
    trust: Trust = field(default_factory=Trust)
    seed: int = 0


def mix(faces: int) -> dict[str, int]:
    """How many faces of each set make a batch of about so many."""
    return {name: max(1, round(share * faces)) for name, share in SHARES.items()}


def add_options(parser: argparse.ArgumentParser, steps: int) -> None:
    """Options that all trainings of guided networks have."""
    parser.add_argument("--cache", type=Path, default=Path(".cache/train"))
    parser.add_argument("--steps", type=int, default=steps)
    parser.add_argument("--faces", type=int, default=FACES, help="a batch")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--device", default=usual_device(), help="cpu or cuda")


def opinion_path(cache: Path, name: str) -> Path:
    """Where the experts leave their opinion on a set's faces."""
    return cache / f"{name}.opinion.npy"


def load_sets(cache: Path, plan: Plan, experts: bool = True) -> dict[str, TrainSet]:
    """The sets of a plan; with the experts' opinions, where they were left, unless not wanted."""
    ckplus, sets = load_ckplus(cache), {}
    for name in plan.batch:
        path = opinion_path(cache, name)
        opinion = np.load(path) if experts and path.exists() else None
        print(f"{name}: {'with' if opinion is not None else 'without'} experts", flush=True)
        sets[name] = load_train_set(cache, name, LOADERS[name](cache), ckplus, plan.trust, opinion)
    return sets


def mixed_batch(sets: Mapping[str, TrainSet], plan: Plan, step: int) -> Batch:
    """One batch of every set: pictures, maps and labels, the same for the same step and device."""
    device = next(iter(sets.values())).crops.device
    generator = torch.Generator(device).manual_seed(plan.seed * 1_000_003 + step)

    def drawn(one: TrainSet, count: int) -> Tensor:
        return torch.randint(len(one), (count,), generator=generator, device=device)

    chosen = [(one, drawn(one, plan.batch[name])) for name, one in sets.items()]

    def gathered(name: str) -> Tensor:
        return torch.cat([getattr(one, name)[rows] for one, rows in chosen])

    images = gathered("crops").permute(0, 3, 1, 2).float() / 255
    maps = gathered("saliency").float() / 255
    images, maps = webcam(images, maps, plan.side, plan.harsh, generator)
    return standardised(images), maps, {name: gathered(name) for name in LABELS}


def batches(sets: Mapping[str, TrainSet], plan: Plan, step: int) -> Iterator[Batch]:
    """The batches from a step to the plan's end, some of them made ahead by a thread."""
    with ThreadPoolExecutor(1, "batches") as maker:
        ready: deque[Future[Batch]] = deque()
        for after in range(step, plan.steps + AHEAD):
            if after < plan.steps:
                ready.append(maker.submit(mixed_batch, sets, plan, after))
            if after >= step + AHEAD:
                yield ready.popleft().result()


def loss_of(outputs: Outputs, labels: Mapping[str, Tensor]) -> Tensor:
    """Expression, Action Units, smile and blendshapes together."""
    each = soft_cross_entropy(outputs.expression, labels["expression"], labels["allowed"])
    labelled = (labels["expression"].sum(1) > 0).sum().clamp(min=1)
    sure = torch.ones_like(labels["blendshapes"])
    return (
        each.sum() / labelled
        + masked_binary(outputs.action_units, labels["units"], labels["unit_weight"])
        + 0.5 * masked_binary(outputs.smile, labels["smile"], labels["smile_weight"])
        + masked_binary(outputs.blendshapes, labels["blendshapes"], sure)
    )


@torch.inference_mode()
def predict(
    model: nn.Module, crops: NDArray[np.uint8], saliency: NDArray[np.uint8], side: int = SIDE
) -> tuple[Floats, Floats, Floats]:
    """Logits of all crops, which are enlarged to `side` pixels."""
    model.eval()
    device, parts = next(model.parameters()).device, []
    for start in range(0, len(crops), 128):
        some = slice(start, start + 128)
        parts.append(model(*sized(*prepared(crops[some], saliency[some], device), side)))
    expression, units, smile, _ = (torch.cat(p).cpu().numpy() for p in zip(*parts, strict=True))
    return expression, units, smile


def prepared(
    crops: NDArray[np.uint8], saliency: NDArray[np.uint8], device: torch.device
) -> tuple[Tensor, Tensor]:
    """Some crops and their maps as a network reads them, where it is."""
    maps = torch.from_numpy(saliency).to(device).float() / 255
    return normalised(crops).to(device), maps


def sized(images: Tensor, maps: Tensor, side: int) -> tuple[Tensor, Tensor]:
    """Pictures N x 3 x S x S and maps N x s x s for a network that sees `side` pixels."""
    if images.shape[-1] == side:
        return images, maps
    enlarged = [
        functional.interpolate(x, size=(s, s), mode="bilinear", align_corners=False)
        for x, s in ((images, side), (maps[:, None], side // 4))
    ]
    return enlarged[0], enlarged[1][:, 0]


def fresh(cache: Path, seed: int, blocks: int = BLOCKS) -> GuidedNetwork:
    """A network whose features know faces, but no expression yet."""
    torch.manual_seed(seed)
    model = GuidedNetwork(len(EXPRESSIONS), len(ACTION_UNITS), blocks=blocks)
    load_features(model.features(), fetch(cache))
    return model


def load_guided(path: Path, blocks: int = BLOCKS) -> GuidedNetwork:
    """Trained weights, ready to read; MienError where they are not there or of another network."""
    model = GuidedNetwork(len(EXPRESSIONS), len(ACTION_UNITS), blocks=blocks)
    load_weights(model, path)
    return model.eval()


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
        descent = Descent.of(
            model, ("median", "high"), rates, plan.steps, min(WARM_UP, plan.steps // 6)
        )
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

    def advance(self, batch: Batch) -> Tensor:
        """One step; its loss, still on the device."""
        self.model.train()
        images, maps, targets = batch
        self.descent.optimiser.zero_grad()
        images = images.contiguous(memory_format=torch.channels_last)
        # Products of bfloat16 take less time where the device has them; the weights and the loss
        # stay in float32.
        kind = images.device.type
        with torch.autocast(kind, torch.bfloat16, enabled=HALF or kind != "cpu"):
            outputs = self.model(images, maps)
        loss = loss_of(Outputs(*(one.float() for one in outputs)), targets)
        loss.backward()
        self.descent.step(self.model)
        self.averaged.update_parameters(self.model)
        self.step += 1
        return loss.detach()


@dataclass(frozen=True)
class Check:
    """Some validation faces of a set, looked at now and then."""

    crops: NDArray[np.uint8]
    saliency: NDArray[np.uint8]
    expression: Floats
    allowed: NDArray[np.bool_]

    @classmethod
    def of(cls, cache: Path, name: str, count: int = CHECKED) -> Self:
        """The first faces with a label."""
        faces: Faces = LOADERS[name](cache)
        labelled = (faces.split == "validation") & (faces.expression.sum(1) > 0)
        rows = np.flatnonzero(labelled)[:count]
        maps = read_saliency(cache, name)
        return cls(faces.crops[rows], maps[rows], faces.expression[rows], faces.allowed[rows])

    def accuracy(self, model: nn.Module, side: int) -> float:
        """The share whose likeliest expression is the one with the most votes."""
        logits = predict(model, self.crops, self.saliency, side)[0]
        likeliest = np.where(self.allowed, logits, -np.inf).argmax(1)
        return float((likeliest == self.expression.argmax(1)).mean())


def all_checks(cache: Path) -> dict[str, Check]:
    """A check of each set that has expressions."""
    return {name: Check.of(cache, name) for name in ("ferplus", "colour")}


def train(
    cache: Path,
    plan: Plan,
    sets: Mapping[str, TrainSet],
    checks: Mapping[str, Check],
    out: Path,
    device: torch.device,
) -> None:
    """Train to the plan's end and leave the averaged weights in `out`; goes on if stopped."""
    if device.type == "cuda":
        hurry()
    sets = {name: one.to(device) for name, one in sets.items()}
    images, maps, _ = mixed_batch(sets, plan, 0)
    model = fresh(cache, plan.seed, plan.blocks).to(device)
    measure(model.features(), images)
    even(model, images, maps)
    progress = Progress.begin(model, plan)
    path = out.with_suffix(".checkpoint.pt")
    progress.take_up(path)
    began = kept = time.monotonic()
    losses: list[Tensor] = []
    for batch in batches(sets, plan, progress.step):
        losses.append(progress.advance(batch))
        if time.monotonic() - kept > KEPT_EVERY_S:
            progress.keep(path)
            kept = time.monotonic()
        if progress.step % TOLD_EVERY == 0:
            loss, taken = torch.stack(losses).mean().item(), time.monotonic() - began
            print(f"{progress.step} loss {loss:.3f} {taken:.0f} s", flush=True)
            losses.clear()
        if progress.step % CHECKED_EVERY == 0 or progress.step == plan.steps:
            for name, check in checks.items():
                share = check.accuracy(progress.averaged.module, plan.side)
                print(f"{progress.step} {name} validation {share:.4f}", flush=True)
    save_atomically({"model": plain(progress.averaged.module).cpu().state_dict()}, out)


def main(arguments: list[str] | None = None) -> None:
    """Write guided.pt into the cache."""
    parser = argparse.ArgumentParser(description=__doc__)
    add_options(parser, STEPS)
    options = parser.parse_args(arguments)
    cache: Path = options.cache
    plan = Plan(options.steps, mix(options.faces), seed=options.seed)
    sets = load_sets(cache, plan)
    train(cache, plan, sets, all_checks(cache), cache / GUIDED, torch.device(options.device))


if __name__ == "__main__":
    main()
