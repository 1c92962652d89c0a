"""Takes a network's weights back out of its ONNX file, so that training can go on from it."""

from __future__ import annotations

from pathlib import Path

import onnx
import torch
from onnx import numpy_helper
from torch import Tensor, nn

from mien.errors import MienError

FOLDED = "_bias"  # export folds a batch normalisation into the convolution before it, as this bias


def load_from_onnx(model: nn.Module, path: Path, prefix: str, unsaved: str = "-") -> None:
    """Fill a model from the initializers named `prefix` + its own parameter names.

    A folded batch normalisation becomes the identity with a shift, so the model computes the same
    in eval mode; train it on with its normalisation frozen. unsaved: the name of a layer that is
    not exported and stays as it is. MienError where the layers differ.
    """
    stored = {
        one.name.removeprefix(prefix): torch.from_numpy(numpy_helper.to_array(one).copy())
        for one in onnx.load(path).graph.initializer
        if one.name.startswith(prefix)
    }
    names = {module: name for name, module in model.named_modules()}
    before: str | None = None
    for module in model.modules():
        name = names[module]
        if isinstance(module, nn.Conv2d):
            before = name
        if isinstance(module, nn.BatchNorm2d) and f"{name}.running_mean" not in stored:
            stored |= _unfolded(module, name, stored.pop(f"{before}.weight{FOLDED}", None))
    wanted = model.state_dict()
    needless = ("num_batches", unsaved)
    lacking = [n for n in wanted if n not in stored and not any(part in n for part in needless)]
    if lacking or any(stored[n].shape != t.shape for n, t in wanted.items() if n in stored):
        raise MienError(f"{path.name} holds a network of another shape; nothing was taken from it.")
    model.load_state_dict({name: stored.get(name, value) for name, value in wanted.items()})


def _unfolded(norm: nn.BatchNorm2d, name: str, shift: Tensor | None) -> dict[str, Tensor]:
    """A normalisation that only adds `shift`; nothing where there is none."""
    if shift is None:
        return {}
    ones = torch.ones_like(shift)
    return {
        f"{name}.weight": ones,
        f"{name}.bias": shift,
        f"{name}.running_mean": torch.zeros_like(shift),
        f"{name}.running_var": ones - norm.eps,
    }
