"""Fits the Action Units' heads on CK+: python -m mien_models heads --fold K.

CK+ is small and posed: features that learn from it forget other faces. So they stay as they are,
without having seen any of its faces, and a linear fit on the pooled, gated features of its frames
tells the Action Units in seconds, anew for each fold.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional
from tqdm import tqdm

from mien_models.face_data import HELD_OUT_FOLD, load_ckplus, on_fold, read_saliency
from mien_models.losses import masked_binary
from mien_models.nets.guided import GuidedNetwork
from mien_models.train_guided import GUIDED, load_guided, prepared
from mien_models.training import save_atomically

STEPS, RATE = 800, 1e-2
PULL = 0.1  # towards what the teacher taught, a unit of squared distance


@torch.no_grad()
def pooled(
    network: GuidedNetwork, crops: NDArray[np.uint8], maps: NDArray[np.uint8], name: str
) -> Tensor:
    """Both levels gated and pooled, N x F; name is for the progress bar."""
    parts = []
    for start in tqdm(range(0, len(crops), 64), name, unit=" batches"):
        some = slice(start, start + 64)
        x, looked = prepared(crops[some], maps[some], network.heads.weight.device)
        x = x.contiguous(memory_format=torch.channels_last)
        parts.append(network.pooled(x, looked))
    return torch.cat(parts)


def refit(network: GuidedNetwork, features: Tensor, units: Tensor) -> float:
    """Move the Action Units' heads to where they explain units N x A, not far from where they were.

    Features N x F. Returns the loss that is left, a mean over frames, summed over Action Units.
    """
    first, count = network.split[0], network.split[1]
    weight = network.heads.weight[first : first + count]
    bias = network.heads.bias[first : first + count]
    spread = features.std(0) + 1e-3
    scaled = (features - features.mean(0)) / spread
    base = functional.linear(features, weight, bias).detach()
    moved = torch.zeros_like(weight, requires_grad=True)
    shift = torch.zeros_like(bias, requires_grad=True)
    optimiser = torch.optim.Adam([moved, shift], RATE)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, STEPS)
    sure, loss = torch.ones_like(units), torch.zeros(())
    for _ in range(STEPS):
        logits = base + functional.linear(scaled, moved, shift)
        loss = masked_binary(logits, units, sure) * count
        optimiser.zero_grad()
        (loss + PULL * (moved**2).sum()).backward()
        optimiser.step()
        schedule.step()
    with torch.no_grad():
        change = moved / spread
        weight.add_(change)
        bias.add_(shift - change @ features.mean(0))
    return loss.item()


def main(arguments: list[str] | None = None) -> None:
    """Write guided.foldK.pt beside guided.pt."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cache", type=Path, default=Path(".cache/train"))
    parser.add_argument("--fold", type=int, default=HELD_OUT_FOLD)
    options = parser.parse_args(arguments)
    cache: Path = options.cache
    network = load_guided(cache / GUIDED)
    network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    faces = on_fold(load_ckplus(cache), cache, options.fold)
    rows = faces.split == "train"
    part, maps = faces.part(rows), read_saliency(cache, "ckplus")[rows]
    features = pooled(network, part.crops, maps, "ckplus")
    left = refit(network, features, torch.from_numpy(part.action_units))
    print(f"{len(features)} frames, {left:.3f} of loss left", flush=True)
    save_atomically({"model": network.state_dict()}, cache / f"guided.fold{options.fold}.pt")


if __name__ == "__main__":
    main()
