from __future__ import annotations

import hashlib
import io
import json
import os
import stat
import tarfile
from pathlib import Path

import numpy as np
import pytest
import torch
from tests.models.made import face_arrays, face_weights
from torch.nn import functional

from mien.errors import MienError
from mien_models import face_weights as module
from mien_models.face_weights import NAME, THEIR_MEAN, fetch, load_features, parse
from mien_models.nets.mobilenet_v1 import filters_of, measure, mobilenet_v1
from mien_models.nets.saliency import MEAN, STD


def written(arrays: dict[str, np.ndarray]) -> tuple[bytes, bytes]:
    """Arrays as a TensorFlow.js model has them, the first group in half precision."""
    entries, numbers = [], b""
    for i, (name, array) in enumerate(arrays.items()):
        entry: dict[str, object] = {"name": name, "shape": list(array.shape), "dtype": "float32"}
        if i % 2 == 0:
            entry["quantization"] = {"dtype": "float16", "original_dtype": "float32"}
        numbers += array.astype(np.float16 if i % 2 == 0 else np.float32).tobytes()
        entries.append(entry)
    half = len(entries) // 2
    groups = [{"weights": entries[:half]}, {"weights": entries[half:]}]
    return json.dumps({"weightsManifest": groups}).encode(), numbers


def test_arrays_are_read_one_after_the_other() -> None:
    rng = np.random.default_rng(0)
    arrays = {"a/b": rng.normal(size=(2, 3)), "scalar": rng.normal(size=()), "c": np.arange(4.0)}
    found = parse(*written(arrays))
    assert list(found) == list(arrays)
    for name, array in arrays.items():
        assert found[name].dtype == np.float32
        np.testing.assert_allclose(found[name], array, rtol=1e-3)


def test_the_first_layer_sees_standardised_rgb_as_theirs_sees_bgr(tmp_path: Path) -> None:
    arrays = face_arrays()
    features = mobilenet_v1().eval()
    load_features(features, face_weights(tmp_path))
    rgb = torch.randint(0, 256, (1, 3, 32, 32), generator=torch.Generator().manual_seed(0)).float()
    ours = (rgb / 255 - torch.tensor(MEAN).view(1, 3, 1, 1)) / torch.tensor(STD).view(1, 3, 1, 1)
    theirs = (rgb - torch.tensor(THEIR_MEAN).view(1, 3, 1, 1)).flip(1)
    weight = torch.from_numpy(arrays["conv1/convolution/merged_input"]).permute(3, 2, 0, 1)
    bias = torch.from_numpy(arrays["conv1_bn/batchnorm_1/sub"])
    # Away from the edge, where a zero means another colour to each of them.
    expected = functional.relu6(functional.conv2d(theirs, weight, bias, 2, 1))[:, :, 1:, 1:]
    torch.testing.assert_close(features[0](ours)[:, :, 1:, 1:], expected, atol=1e-3, rtol=1e-3)


@pytest.mark.parametrize("blocks", [12, 13])
def test_every_block_gets_its_own_arrays(tmp_path: Path, blocks: int) -> None:
    arrays = face_arrays()
    features = mobilenet_v1(blocks)
    load_features(features, face_weights(tmp_path))
    filters = filters_of(features)
    assert len(filters) == 1 + 2 * blocks
    for number in range(1, blocks + 1):
        depthwise, pointwise = filters[2 * number - 1], filters[2 * number]
        norm = f"conv_dw_{number}_bn/batchnorm_1"
        kernel = arrays[f"conv_dw_{number}/depthwise_kernel"][:, :, :, 0] * arrays[f"{norm}/mul"]
        np.testing.assert_allclose(depthwise.conv.weight[:, 0].detach(), kernel.transpose(2, 0, 1))
        np.testing.assert_allclose(depthwise.norm.bias.detach(), arrays[f"{norm}/sub"])
        mixing = arrays[f"conv_pw_{number}/convolution/merged_input"][0, 0].T
        np.testing.assert_allclose(pointwise.conv.weight[:, :, 0, 0].detach(), mixing)
        np.testing.assert_allclose(
            pointwise.norm.bias.detach(), arrays[f"conv_pw_{number}_bn/batchnorm_1/sub"]
        )


def test_measuring_evens_the_weights_and_changes_nothing_that_is_computed(tmp_path: Path) -> None:
    features = mobilenet_v1().eval()
    load_features(features, face_weights(tmp_path))
    held = [one.conv.weight.clone() for one in filters_of(features)]
    images = torch.randn(4, 3, 64, 64, generator=torch.Generator().manual_seed(1))
    with torch.inference_mode():
        before = features(images)
        measure(features, images)
        torch.testing.assert_close(features(images), before, atol=1e-4, rtol=1e-3)
        # Trained on, the normalisation takes the batch's own figures, which are those it has.
        torch.testing.assert_close(features.train()(images), before, atol=0.05, rtol=0.05)
    for one, weight in zip(filters_of(features), held, strict=True):
        assert not torch.equal(one.conv.weight, weight)


def npm(folder: Path, script: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """An npm of the test's own, alone on the PATH."""
    program = folder / "bin" / "npm"
    program.parent.mkdir()
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", str(program.parent))


def packed(path: Path, files: dict[str, bytes]) -> Path:
    with tarfile.open(path, "w:gz") as archive:
        for name, data in files.items():
            member = tarfile.TarInfo(f"package/models/{name}")
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return path


posix = pytest.mark.skipif(os.name == "nt", reason="the stand-in for npm is a shell script")


def test_without_npm_a_sentence_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(MienError, match=r"through npm, which is not here: install Node\.js"):
        fetch(tmp_path)
    assert not (tmp_path / NAME).exists()


@posix
@pytest.mark.parametrize(
    ("script", "reason"),
    [
        ("echo one >&2; echo 'code ENOTFOUND' >&2; exit 1", "code ENOTFOUND"),
        ("exit 1", "no reason given"),
        ("exit 0", "no reason given"),  # it says all is well and brings nothing
    ],
)
def test_when_npm_fails_its_reason_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, reason: str
) -> None:
    npm(tmp_path, script, monkeypatch)
    with pytest.raises(MienError, match=f"could not fetch .*: {reason}. Is the network there"):
        fetch(tmp_path)
    assert not (tmp_path / NAME).exists()


@posix
def test_a_file_with_another_hash_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = packed(tmp_path / "made.tar", {"faceres.json": b"{}", "faceres.bin": b"no"})
    npm(tmp_path, f"/bin/cp '{archive}' ./human.tgz", monkeypatch)
    with pytest.raises(MienError, match=r"faceres\.json in .* is not the file that was expected"):
        fetch(tmp_path)
    assert not (tmp_path / NAME).exists()


@posix
def test_a_right_package_is_read_once_and_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    description, numbers = written(face_arrays())
    files = {"faceres.json": description, "faceres.bin": numbers}
    monkeypatch.setattr(
        module, "FILES", {n: hashlib.sha256(data).hexdigest() for n, data in files.items()}
    )
    archive = packed(tmp_path / "made.tar", files)
    npm(tmp_path, f"/bin/cp '{archive}' ./human.tgz", monkeypatch)
    features = mobilenet_v1()
    load_features(features, fetch(tmp_path))
    mixing = face_arrays()["conv_pw_13/convolution/merged_input"][0, 0].T
    np.testing.assert_allclose(
        filters_of(features)[26].conv.weight[:, :, 0, 0].detach(), mixing, atol=1e-3
    )
    monkeypatch.setenv("PATH", "")
    assert fetch(tmp_path) == tmp_path / NAME  # npm is not asked a second time
