from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch

from mien.types import Image
from mien_models import augment, teacher
from mien_models.face_data import (
    Faces,
    load_ckplus,
    load_ferplus,
    load_genki,
    majority,
    soft_votes,
    teacher_smile,
)
from mien_models.gaze_data import GazePart, batch, counts, truth, varied
from mien_models.labels import ACTION_UNITS, BLENDSHAPES, EXPRESSIONS
from mien_models.nets.guided import GuidedNetwork
from mien_models.pack import FaceSet, affine, pack_set
from mien_models.train_guided import Plan, Progress, batches
from mien_models.train_set import TrainSet, Trust, likely_smile, load_train_set, mixed


def test_votes_become_shares_without_single_ones() -> None:
    votes = np.zeros((4, 10), np.float32)
    votes[0, [0, 1, 3]] = 4, 5, 1
    votes[1, [8, 2]] = 6, 4  # mostly 'unknown'
    votes[2, :8] = 1  # nothing but single votes
    votes[3, [4, 5]] = 5, 5  # a tie
    shares = soft_votes(votes)
    assert shares[0].tolist() == pytest.approx([4 / 9, 5 / 9, 0, 0, 0, 0, 0, 0])
    assert shares[1].sum() == shares[2].sum() == 0
    assert majority(votes).tolist() == [1, -1, -1, -1]


def test_truth_sums_to_one_and_counts_every_fixation() -> None:
    points = np.array([[3, 4], [3, 5], [30, 60]])
    assert truth(points, 48, 64, 3.0).sum() == pytest.approx(1, abs=1e-4)
    assert counts(points, 48, 64, cell=4).sum() == 3
    assert counts(points, 48, 64, cell=4)[0, 1] == 2


def test_a_varied_picture_takes_its_fixations_along() -> None:
    image = np.zeros((96, 128, 3), np.uint8)
    image[30:33, 90:93] = 255
    sides = set()
    for seed in range(12):
        moved, points = varied(image, np.array([[31, 91]]), np.random.default_rng(seed))
        ((row, column),) = points
        rows, columns = np.nonzero(moved[:, :, 0] > 100)
        assert abs(rows.mean() - row) <= 1
        assert abs(columns.mean() - column) <= 1
        sides.add(bool(column < 64))
    assert sides == {True, False}  # some are mirrored


def test_a_picture_that_would_lose_all_its_fixations_stays_as_it_is() -> None:
    image = np.full((96, 128, 3), 7, np.uint8)
    corner = np.array([[0, 0]])
    kept = 0
    for seed in range(12):
        moved, points = varied(image, corner, np.random.default_rng(seed))
        assert len(points) == 1
        kept += moved is image
    assert kept > 0


def test_a_batch_has_its_densities_and_counts_on_the_maps_grid() -> None:
    images = np.zeros((1, 32, 48, 3), np.uint8)
    images[0, 2, 3] = 255
    part = GazePart(images, [np.array([[2, 3], [20, 40]])], 1.0)
    x, density, hits = batch(part, np.array([0]))
    assert x.shape == (1, 3, 32, 48)
    assert x[0, 0, 2, 3] > x[0, 0, 2, 4]
    assert density.shape == hits.shape == (1, 8, 12)
    assert density.sum().item() == pytest.approx(1, abs=1e-4)
    assert hits[0, 0, 0] == hits[0, 5, 10] == 1
    assert hits.sum() == 2


def test_augmentation_moves_picture_and_map_together() -> None:
    images = torch.zeros(16, 3, 56, 56)
    images[:, :, 10:22, 30:42] = 1.0
    maps = torch.nn.functional.avg_pool2d(images[:, :1], 4)[:, 0]
    generator = torch.Generator().manual_seed(0)
    moved, moved_maps = augment.turned(images, maps, 56, generator)
    small = torch.nn.functional.avg_pool2d(moved[:, :1], 4)[:, 0]
    assert (small - moved_maps).abs().mean() < 0.03
    assert (moved - images).abs().mean() > 0.01


def test_augmentation_is_repeatable_and_stays_in_range() -> None:
    images, maps = torch.rand(9, 3, 56, 56), torch.rand(9, 14, 14)
    first, again = (
        augment.webcam(images, maps, 40, 0.5, torch.Generator().manual_seed(5))[0] for _ in range(2)
    )
    torch.testing.assert_close(first, again)
    assert first.shape == (9, 3, 40, 40)
    assert first.min() >= 0
    assert first.max() <= 1


def test_transforms_follow_one_another() -> None:
    shift = np.array([[1, 0, 5], [0, 1, 0]], np.float32)
    double = np.array([[2, 0, 0], [0, 2, 0]], np.float32)
    np.testing.assert_allclose(affine(shift, double), [[2, 0, 10], [0, 2, 0]])


@pytest.fixture(scope="module")
def packed(tmp_path_factory: pytest.TempPathFactory, astronaut: Image, face_model: Path) -> Path:
    """A cache with three tiny sets, packed from a real face by the real code."""
    folder = tmp_path_factory.mktemp("data")
    head = astronaut[40:240, 120:320]
    _, encoded = cv2.imencode(".png", cv2.cvtColor(head, cv2.COLOR_RGB2BGR))
    _, blank = cv2.imencode(".png", np.full((48, 48, 3), 90, np.uint8))
    votes = dict.fromkeys([*EXPRESSIONS, "unknown", "not_a_face"], "0")
    units = dict.fromkeys(ACTION_UNITS, "0")
    rows = {
        "ferplus": [
            {"split": "train"} | votes | {"happiness": "9", "neutral": "1"},
            {"split": "valid"} | votes | {"sadness": "10"},
        ],
        "ckplus": [
            {"subject": "S005", "expression": "happy"} | units | {"AU12": "1"},
            {"subject": "S006", "expression": "neutral"} | units,
        ],
        "genki": [{"smile": "1"}, {"smile": "0"}],
    }
    for name, table_rows in rows.items():
        with zipfile.ZipFile(folder / f"{name}.zip", "w") as archive:
            text = io.StringIO()
            writer = csv.DictWriter(text, ["image", *table_rows[0]])
            writer.writeheader()
            for i, row in enumerate(table_rows):
                image = f"images/{i + 4:04}.png"
                archive.writestr(image, (encoded if i == 0 else blank).tobytes())
                writer.writerow({"image": image} | row)
            archive.writestr("labels.csv", text.getvalue())
        pack_set(FaceSet(name, f"{name}.zip"), folder, folder, face_model, workers=1)
    return folder


def test_packing_aligns_a_face_and_marks_where_there_is_none(packed: Path) -> None:
    faces = load_ferplus(packed)
    assert faces.found.tolist() == [True, False]
    assert faces.split.tolist() == ["train", "validation"]
    assert faces.expression[0].tolist() == [0, 1, 0, 0, 0, 0, 0, 0]
    assert faces.crops.shape == (2, 112, 112, 3)
    assert faces.crops[0].std() > 30
    assert np.isnan(faces.blendshapes[1]).all()
    assert teacher_smile(faces.blendshapes)[0] > 0.5
    assert np.isnan(teacher_smile(faces.blendshapes)[1])


def test_held_out_subjects_and_faceless_pictures_are_kept_apart(packed: Path) -> None:
    ckplus, genki = load_ckplus(packed), load_genki(packed)
    assert ckplus.split.tolist() == ["test", "train"]
    assert ckplus.action_units[0, ACTION_UNITS.index("AU12")] == 1
    assert ckplus.expression[0, 1] == 1
    assert genki.split.tolist() == ["test", ""]
    assert np.isnan(genki.action_units).all()


def test_the_teacher_learns_an_au_from_a_blendshape(packed: Path) -> None:
    rng = np.random.default_rng(0)
    smile = rng.random(400).astype(np.float32)
    weights = teacher.fitted(smile[:, None], (smile > 0.5).astype(np.float32))
    assert -weights[1] / weights[0] == pytest.approx(0.5, abs=0.06)
    ckplus = load_ckplus(packed)
    nobody = np.full((1, len(BLENDSHAPES)), np.nan, np.float32)
    taught = teacher.teach(ckplus.part(np.array([True, True])), nobody)
    assert np.isnan(taught).all()


def train_set(packed: Path, name: str, faces: Faces) -> TrainSet:
    """A packed set's training rows, all its maps alike."""
    np.save(packed / f"{name}.saliency.npy", np.full((len(faces), 28, 28), 128, np.uint8))
    return load_train_set(packed, name, faces, load_ckplus(packed), Trust(), None)


def test_training_goes_on_from_its_checkpoint_as_if_never_stopped(
    packed: Path, tmp_path: Path
) -> None:
    faces = {"ferplus": load_ferplus(packed), "ckplus": load_ckplus(packed)}
    plan = Plan(steps=4, batch={"ferplus": 3, "ckplus": 3})
    sets = {name: train_set(packed, name, one) for name, one in faces.items()}

    def beginning() -> Progress:
        torch.manual_seed(0)
        return Progress.begin(GuidedNetwork(len(EXPRESSIONS), len(ACTION_UNITS), dropout=0.0), plan)

    straight, batches_of = beginning(), batches(sets, plan, 0)
    losses = [straight.advance(next(batches_of)).item() for _ in range(2)]
    straight.keep(tmp_path / "checkpoint.pt")
    losses += [straight.advance(batch).item() for batch in batches_of]
    resumed = beginning()
    resumed.take_up(tmp_path / "checkpoint.pt")
    assert resumed.step == 2
    again = [resumed.advance(batch).item() for batch in batches(sets, plan, 2)]
    assert again == pytest.approx(losses[2:], rel=1e-2)  # bfloat16, where there is
    assert len(losses) == 4
    assert all(np.isfinite(losses))


@pytest.mark.parametrize("side", [112, 160])
def test_crops_and_maps_come_as_large_as_the_network_sees_them(packed: Path, side: int) -> None:
    plan = Plan(steps=1, batch={"ferplus": 2}, side=side)
    sets = {"ferplus": train_set(packed, "ferplus", load_ferplus(packed))}
    (batch,) = batches(sets, plan, 0)
    assert batch[0].shape == (2, 3, side, side)
    assert batch[1].shape == (2, side // 4, side // 4)


def test_experts_have_a_say_where_there_is_a_label() -> None:
    labels = np.array([[1, 0, 0], [0, 0, 0]], np.float32)
    said = np.array([[0.2, 0.8, 0], [0.5, 0.5, 0]], np.float32)
    assert mixed(labels, said, 0.25).tolist() == [pytest.approx([0.8, 0.2, 0]), [0, 0, 0]]


def test_a_likely_smile_joins_who_named_it_and_what_mediapipe_saw() -> None:
    expression = np.zeros((3, len(EXPRESSIONS)), np.float32)
    expression[0, EXPRESSIONS.index("happiness")] = 1
    blendshapes = np.full((3, len(BLENDSHAPES)), np.nan, np.float32)
    blendshapes[:2] = 0.5
    faces = Faces(
        np.zeros((3, 1, 1, 3), np.uint8),
        expression,
        np.ones(expression.shape, bool),
        np.zeros((3, len(ACTION_UNITS)), np.float32),
        np.full(3, np.nan, np.float32),
        np.array([True, True, False]),
        blendshapes,
        np.array(["train"] * 3),
    )
    np.testing.assert_allclose(likely_smile(faces), [0.75, 0.5, np.nan])
