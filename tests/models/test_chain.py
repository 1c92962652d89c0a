"""The whole chain, from zips to the judged ONNX file, run once by the fixture.

All tests that look at it stand here: several processes share tests out by file, and each that had
one of them would run the chain again.
"""

from __future__ import annotations

import json
from pathlib import Path

import cv2
import numpy as np
import onnx
import pytest
import torch
from tests.app.conftest import small_card, small_network
from tests.models.conftest import Chain

from mien.errors import MienError
from mien.network.session import INPUT, Network
from mien_models import stress
from mien_models.__main__ import main
from mien_models.export import Joined, compare
from mien_models.face_data import load_ckplus, load_ferplus
from mien_models.from_onnx import load_from_onnx
from mien_models.judge import SUMMARY
from mien_models.labels import CONTEMPT, EXPRESSIONS
from mien_models.nets.saliency import SaliencyModel, peak_at_one
from mien_models.pack import FACE_SETS
from mien_models.saliency_maps import load_saliency
from mien_models.smile import load_smile
from mien_models.train_guided import load_guided

pytestmark = pytest.mark.timeout(600)  # the first to ask for the chain waits for it


def test_every_step_left_what_the_next_one_reads(chain: Chain) -> None:
    left = {path.name for path in chain.cache.iterdir()}
    for face_set in FACE_SETS:
        for ending in ("npz", "crops.npy", "saliency.npy"):
            assert f"{face_set.name}.{ending}" in left
    assert {"saliency.pt", "guided.pt", "guided.fold0.pt", "smile.pt", "gaze_osie.npz"} <= left
    assert {"expert.160.pt", "expert.224.pt", "ferplus.opinion.npy"} <= left
    assert load_ferplus(chain.cache).found.all()
    assert (load_ckplus(chain.cache).split == "test").sum() == 4


def test_the_judge_names_every_figure_with_its_counts(chain: Chain) -> None:
    figures = json.loads(chain.figures.read_text(encoding="utf-8"))
    scenes = {f"mit1003_{centre}{f}" for centre in ("", "centre_") for f in ("cc", "nss")}
    assert set(SUMMARY) | scenes | {"mit1003_pictures", "tables"} == set(figures)
    assert figures["ferplus_faces"] == 2
    assert figures["colour_faces"] == 3
    assert figures["ckplus_fold0_frames"] == 4
    assert figures["mit1003_pictures"] == 2
    assert all(np.isfinite(v) for k, v in figures.items() if k != "tables")
    for name in ("ferplus_accuracy", "colour_accuracy", "genki_accuracy"):
        assert 0 <= figures[name] <= 1


def test_the_file_agrees_with_torch_and_runs_in_the_app(chain: Chain) -> None:
    network = Network.load(chain.network, "cpu")
    card = network.card
    crops = np.random.default_rng(0).integers(0, 256, (5, 112, 112, 3), np.uint8)
    readings = network.read(crops)
    assert [r.saliency.shape for r in readings] == [(28, 28)] * 5
    assert all(r.saliency.max() == pytest.approx(1, abs=1e-5) for r in readings)
    assert all(r.evidence.shape == (len(card.values), 7, 7) for r in readings)
    named = np.stack([r.evidence[: len(EXPRESSIONS)] for r in readings])
    assert np.abs(named.mean(1)).max() < 1e-4  # what all expressions share is evidence for none
    saliency, guided = (
        load_saliency(chain.cache),
        load_guided(chain.cache / "guided.fold0.pt"),
    )
    model = Joined(saliency, guided, load_smile(chain.cache), card.temperature).eval()
    assert compare(model, chain.network, card) < 1e-4
    with torch.inference_mode():
        looked = model(torch.from_numpy(network.prepared(crops)))[3]
    np.testing.assert_allclose(readings[0].saliency, looked[0], atol=1e-4)


def test_the_card_holds_the_figures_and_its_page_stands_beside(chain: Chain) -> None:
    card = Network.load(chain.network, "cpu").card
    assert card.metrics["ferplus"]["faces"] == 2
    assert card.metrics["export"]["largest_difference_from_torch"] < 1e-4
    text = chain.network.with_name("CARD.md").read_text(encoding="utf-8")
    assert card.licence in text


def test_experts_speak_of_training_faces_alone(chain: Chain) -> None:
    said, faces = np.load(chain.cache / "ferplus.opinion.npy"), load_ferplus(chain.cache)
    train = faces.split == "train"
    np.testing.assert_allclose(said[train].sum(1), 1, atol=1e-5)
    assert np.isnan(said[~train]).all()
    colour = np.load(chain.cache / "colour.opinion.npy")
    assert np.nanmax(colour[:, CONTEMPT]) < 1e-6  # which that set cannot name


def test_what_saliency_adds_has_a_mean_of_every_kind(chain: Chain) -> None:
    table = json.loads((chain.cache / "ablate_trained.json").read_text(encoding="utf-8"))
    assert set(table["variants"]) == {"no saliency", "full", "centre Gaussian"}
    assert table["steps"] == 2
    for one in table["variants"].values():
        assert one["seeds"] == 3
        assert 0 <= one["ferplus"] <= 1


def test_a_finished_step_run_again_changes_nothing(chain: Chain) -> None:
    kept = {p: p.stat().st_mtime_ns for p in chain.cache.iterdir()}
    data, cache = ["--data", str(chain.data)], ["--cache", str(chain.cache)]
    assert main(["pack", *data, *cache]) == 0
    assert main(["pack-gaze", *data, *cache]) == 0
    assert main(["maps", *cache]) == 0
    assert {p: p.stat().st_mtime_ns for p in chain.cache.iterdir()} == kept


def test_the_float16_twin_says_nearly_the_same(chain: Chain, tmp_path: Path) -> None:
    half = tmp_path / "half.onnx"
    assert main(["halve", "--network", str(chain.network), "--out", str(half)]) == 0
    assert half.stat().st_size < 0.6 * chain.network.stat().st_size
    twin, network = Network.load(half, "cpu"), Network.load(chain.network, "cpu")
    assert (twin.numbers, network.numbers) == ("float16", "float32")
    assert twin.card == network.card
    crops = np.random.default_rng(0).integers(0, 256, (3, 112, 112, 3), np.uint8)
    for ours, theirs in zip(network.read(crops), twin.read(crops), strict=True):
        np.testing.assert_allclose(theirs.expression, ours.expression, atol=0.02)
        np.testing.assert_allclose(theirs.action_units, ours.action_units, atol=0.02)
        assert theirs.smile != ours.smile  # other numbers did the work
        assert theirs.smile == pytest.approx(ours.smile, abs=0.02)


def test_tables_of_other_steps_reach_the_card_and_its_page(chain: Chain, tmp_path: Path) -> None:
    network = tmp_path / "network.onnx"
    network.write_bytes(chain.network.read_bytes())
    table = tmp_path / "somebody's own.json"
    table.write_text('{"accuracy": 0.125}', encoding="utf-8")
    wanted = ["--cache", str(chain.cache), "--network", str(network), "--tables", str(table)]
    assert main(["card", *wanted]) == 0
    card = Network.load(network, "cpu").card
    assert card.metrics["somebody's own"] == {"accuracy": 0.125}
    assert card.metrics["ferplus"]["faces"] == 2
    assert card.multiply_adds
    assert "| accuracy | 0.125 |" in (tmp_path / "CARD.md").read_text(encoding="utf-8")
    table.write_text("{", encoding="utf-8")
    assert main(["card", *wanted]) == 1


def test_a_saliency_model_taken_back_gives_the_same_map(chain: Chain) -> None:
    taken = SaliencyModel()
    load_from_onnx(taken, chain.network, "saliency.")
    kept = load_saliency(chain.cache)
    x = torch.randn(2, 3, 112, 112, generator=torch.Generator().manual_seed(0))
    with torch.inference_mode():
        torch.testing.assert_close(
            peak_at_one(taken.eval()(x)), peak_at_one(kept(x)), atol=1e-4, rtol=1e-3
        )
        other = peak_at_one(SaliencyModel().eval()(x))
    assert (other - peak_at_one(kept(x))).abs().max() > 0.01


def test_a_file_of_another_network_is_not_taken(chain: Chain, tmp_path: Path) -> None:
    tiny_network = small_network(tmp_path / "small.onnx", small_card())
    with pytest.raises(MienError, match="holds a network of another shape; nothing was taken"):
        load_from_onnx(SaliencyModel(), tiny_network, "saliency.")
    with pytest.raises(MienError, match="another shape"):
        load_from_onnx(SaliencyModel(use_inception=False), chain.network, "saliency.")


def test_the_shipped_layout_names_its_parts(chain: Chain) -> None:
    graph = onnx.load(chain.network).graph
    assert [one.name for one in graph.input] == [INPUT]
    prefixes = {one.name.split(".")[0] for one in graph.initializer if "." in one.name}
    assert {"saliency", "guided"} <= prefixes


def test_a_sample_is_spread_over_the_test_part(chain: Chain) -> None:
    colour = next(one for one in FACE_SETS if one.name == "colour")
    whole = stress.sample_of(colour, chain.data, 600)
    assert [row["split"] for row in whole.rows] == ["test"] * 3
    assert [row["image"] for row in stress.sample_of(colour, chain.data, 1).rows] == [
        whole.rows[0]["image"]
    ]


def test_the_whole_stress_table(
    chain: Chain, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = {name: stress.STEPS[name] for name in ("as it is", "light 1/8", "turn 30 degrees")}
    monkeypatch.setattr(stress, "STEPS", steps)
    path = tmp_path / "stress.json"
    arguments = ["--data", str(chain.data), "--network", str(chain.network), "--json", str(path)]
    assert main(["stress", *arguments]) == 0
    tables = json.loads(path.read_text(encoding="utf-8"))
    judged = json.loads(chain.figures.read_text(encoding="utf-8"))
    for name in ("ferplus", "colour"):
        rows = tables["steps"][name]
        assert list(rows) == list(steps)
        first = rows["as it is"]
        # The same pictures by the same way as the judge's.
        assert first["accuracy"] == judged[f"{name}_accuracy"]
        assert first["faces"] == judged[f"{name}_faces"]
        assert first["lost"] == 0
        assert first["face_found"] == 1
        for group in tables["groups"][name].values():
            assert sum(one["faces"] for one in group.values()) == first["faces"]
    assert "labelled in none of the sets" in tables["not allowed"]


def test_the_judge_draws_what_it_measured(chain: Chain, tmp_path: Path) -> None:
    log = tmp_path / "base.log"
    log.write_text("50 loss 3.250 10 s\n100 loss 2.500 20 s\n")
    drawn = {path.name for path in chain.plots.iterdir()}
    faces = {f"{n}_{k}.png" for n in ("ferplus", "colour") for k in ("confusion", "reliability")}
    scenes = {f"{name}_saliency.png" for name in ("mit1003", "osie", "crowd")}
    assert drawn == faces | scenes | {"ckplus_units.png"}
    for path in chain.plots.iterdir():
        picture = cv2.imread(str(path))
        assert picture is not None
        assert picture.std() > 5
    figures = ["--json", str(chain.figures), "--logs", str(log)]
    assert main(["plots", *figures, "--out", str(tmp_path / "again")]) == 0
    again = {path.name for path in (tmp_path / "again").iterdir()}
    assert again == faces | {"ckplus_units.png", "base_training.png"}
