from __future__ import annotations

from pathlib import Path

import pytest
import torch
from torch import nn

from mien.errors import MienError
from mien_models.training import Descent, Rates, cosine, keep, load_weights, take_up


def parts(width: int) -> dict[str, object]:
    model = nn.Linear(3, width)
    descent = Descent.of(model, ("weight",), Rates(1e-2, 1e-3, 0.1), steps=10, warm_up=2)
    return {"model": model, "optimiser": descent.optimiser, "schedule": descent.schedule}


def test_what_was_kept_is_taken_up(tmp_path: Path) -> None:
    torch.manual_seed(0)
    path, kept, fresh = tmp_path / "checkpoint.pt", parts(2), parts(2)
    keep(kept, 7, path)
    assert take_up(fresh, path) == 7
    first, second = kept["model"], fresh["model"]
    assert isinstance(first, nn.Linear)
    assert isinstance(second, nn.Linear)
    torch.testing.assert_close(first.weight, second.weight)
    assert not list(tmp_path.glob("*.tmp"))


def test_nothing_kept_means_the_first_step(tmp_path: Path) -> None:
    assert take_up(parts(2), tmp_path / "checkpoint.pt") == 0


def test_a_foreign_checkpoint_ends_in_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "checkpoint.pt"
    keep(parts(2), 7, path)
    with pytest.raises(MienError, match="another network: delete it and train anew"):
        take_up(parts(4), path)
    torch.save({"step": 3}, path)
    with pytest.raises(MienError, match="another network"):
        take_up(parts(2), path)


@pytest.mark.parametrize("content", [b"", b"not a checkpoint", b"PK\x03\x04 cut off"])
def test_a_damaged_checkpoint_ends_in_a_sentence(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "checkpoint.pt"
    path.write_bytes(content)
    with pytest.raises(MienError, match="cannot be read: delete it and train anew"):
        take_up(parts(2), path)
    with pytest.raises(MienError, match="cannot be read"):
        load_weights(nn.Linear(3, 2), path)


def test_a_checkpoint_cut_off_in_the_middle_ends_in_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "checkpoint.pt"
    keep(parts(2), 7, path)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(MienError, match="cannot be read"):
        take_up(parts(2), path)


def test_weights_that_are_not_there_or_of_another_network_are_named(tmp_path: Path) -> None:
    path = tmp_path / "weights.pt"
    with pytest.raises(MienError, match=r"weights\.pt is not there: train first"):
        load_weights(nn.Linear(3, 2), path)
    for state in (nn.Linear(3, 4).state_dict(), nn.Conv2d(3, 2, 1).state_dict(), {}):
        torch.save({"model": state}, path)
        with pytest.raises(MienError, match="weights of another network"):
            load_weights(nn.Linear(3, 2), path)
    torch.save(nn.Linear(3, 2).state_dict(), path)  # not as training leaves them
    with pytest.raises(MienError, match="weights of another network"):
        load_weights(nn.Linear(3, 2), path)


def test_a_file_of_another_kind_is_no_weights(tmp_path: Path) -> None:
    path = tmp_path / "weights.pt"
    torch.save([1, 2, 3], path)
    with pytest.raises(MienError, match="holds no weights of a network"):
        load_weights(nn.Linear(3, 2), path)


def test_the_rate_warms_up_and_fades() -> None:
    shares = [cosine(step, 20, 4) for step in range(21)]
    assert shares[:4] == [0.25, 0.5, 0.75, 1.0]
    assert shares[4] == 1.0
    assert sorted(shares[4:], reverse=True) == shares[4:]
    assert shares[20] == pytest.approx(0)


def test_layers_learn_at_their_own_rates_and_biases_do_not_decay() -> None:
    model = nn.Sequential(nn.Linear(3, 2), nn.BatchNorm1d(2), nn.Linear(2, 1))
    model[0].bias.requires_grad_(False)
    descent = Descent.of(model, ("0.", "1."), Rates(1e-2, 1e-3, 0.1), steps=10, warm_up=1)
    told = [(len(g["params"]), g["lr"], g["weight_decay"]) for g in descent.optimiser.param_groups]
    assert told == [
        (1, pytest.approx(1e-3), 0.1),  # the first layer's weight; its bias is still
        (2, pytest.approx(1e-3), 0.0),  # the normalisation
        (1, pytest.approx(1e-2), 0.1),
        (1, pytest.approx(1e-2), 0.0),
    ]
