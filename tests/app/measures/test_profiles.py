"""Neutral faces kept as files: what comes back, and what is refused."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import platformdirs
import pytest
from tests.app.scenes import CARD, make_reading

from mien.errors import MienError
from mien.measures.neutral import Neutral
from mien.measures.profiles import (
    MOST_BYTES,
    clean_name,
    delete_profile,
    keep_profile,
    load_profile,
    profile_names,
    profiles_folder,
)

SHA = "ab" * 32
SEEN = make_reading("neutral", 0.123456, au12=0.3)
NEUTRAL = Neutral(SEEN.expression, SEEN.action_units, SEEN.smile)


def kept(folder: Path, name: str = "Ana María") -> Path:
    keep_profile(folder, name, NEUTRAL, CARD, SHA)
    return folder / f"{name}.json"


def refusal(folder: Path, name: str = "Ana María") -> str:
    with pytest.raises(MienError) as error:
        load_profile(folder, name, CARD, SHA)
    return str(error.value)


def test_it_comes_back_as_it_was(tmp_path: Path) -> None:
    kept(tmp_path / "new")
    back = load_profile(tmp_path / "new", "Ana María", CARD, SHA)
    np.testing.assert_allclose(back.expression, NEUTRAL.expression, atol=1e-5)
    np.testing.assert_allclose(back.action_units, NEUTRAL.action_units, atol=1e-5)
    assert back.smile == pytest.approx(NEUTRAL.smile, abs=1e-5)


def test_a_file_holds_numbers_by_name_and_nothing_of_a_picture(tmp_path: Path) -> None:
    values = json.loads(kept(tmp_path).read_text(encoding="utf-8"))
    assert set(values) == {
        *("schema", "version", "name", "made", "network"),
        *("expression", "action_units", "smile"),
    }
    assert set(values["expression"]) == set(CARD.expressions)
    numbers = [*values["expression"].values(), *values["action_units"].values()]
    assert all(isinstance(number, float) for number in numbers)


def test_a_network_without_a_smile(tmp_path: Path) -> None:
    keep_profile(tmp_path, "a", replace(NEUTRAL, smile=math.nan), CARD, SHA)
    assert math.isnan(load_profile(tmp_path, "a", CARD, SHA).smile)


def test_names_are_listed_and_deleted(tmp_path: Path) -> None:
    for name in ("zoe", "Ana María", "bob"):
        kept(tmp_path, name)
    (tmp_path / "notes.txt").touch()
    (tmp_path / " led astray.json").touch()
    assert profile_names(tmp_path) == ["Ana María", "bob", "zoe"]
    delete_profile(tmp_path, "bob")
    delete_profile(tmp_path, "bob")
    assert profile_names(tmp_path) == ["Ana María", "zoe"]
    assert profile_names(tmp_path / "missing") == []


@pytest.mark.parametrize("name", ["", "../out", "a/b", "a\\b", "nul\x00", " x", "..", "x" * 200])
def test_a_name_leads_nowhere_else(tmp_path: Path, name: str) -> None:
    with pytest.raises(MienError, match="cannot be called"):
        keep_profile(tmp_path / "in", name, NEUTRAL, CARD, SHA)
    with pytest.raises(MienError, match="cannot be called"):
        delete_profile(tmp_path / "in", name)
    assert "cannot be called" in refusal(tmp_path / "in", name)
    assert list(tmp_path.iterdir()) == []


def test_a_cleaned_name_can_be_used(tmp_path: Path) -> None:
    assert clean_name("  ../Ana:\n María.. ") == "Ana María"
    assert clean_name("...") == ""
    kept(tmp_path, clean_name("a/b"))


def test_a_missing_one_is_a_sentence(tmp_path: Path) -> None:
    assert "cannot be read" in refusal(tmp_path)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        "[" * 100_000,
        '{"schema": "mien.neutral", "version": 1}',
        "\x00\xff",
        " " * (MOST_BYTES + 1),
    ],
)
def test_a_broken_file_is_refused(tmp_path: Path, text: str) -> None:
    kept(tmp_path).write_text(text, encoding="latin-1")
    assert "damaged or made by hand" in refusal(tmp_path)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("smile", 1.5),
        ("smile", "NaN"),
        ("smile", math.nan),
        ("smile", 1e999),
        ("version", 2),
        ("schema", "other"),
        ("network", "../x"),
        ("picture", "AAAA"),
        ("expression", {"neutral": -0.1}),
        ("action_units", {f"AU{i}": 0.1 for i in range(500)}),
        ("action_units", [0.1]),
    ],
)
def test_a_value_that_cannot_be_is_refused(tmp_path: Path, key: str, value: object) -> None:
    path = kept(tmp_path)
    values = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**values, key: value}), encoding="utf-8")
    assert "damaged or made by hand" in refusal(tmp_path)


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    path = kept(tmp_path)
    path.rename(tmp_path / "elsewhere")
    path.symlink_to(tmp_path / "elsewhere")
    assert "damaged or made by hand" in refusal(tmp_path)


def test_another_networks_is_refused(tmp_path: Path) -> None:
    keep_profile(tmp_path, "a", NEUTRAL, CARD, "cd" * 32)
    assert "another network" in refusal(tmp_path, "a")
    path = kept(tmp_path)
    values = json.loads(path.read_text(encoding="utf-8"))
    values["action_units"] = dict(reversed(values["action_units"].items()))
    path.write_text(json.dumps(values), encoding="utf-8")
    assert "another network" in refusal(tmp_path)


def test_a_folder_that_cannot_be_written_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(MienError, match="cannot be kept"):
        keep_profile(tmp_path / "file", "a", NEUTRAL, CARD, SHA)


def test_they_lie_in_the_users_own_folder() -> None:
    assert profiles_folder().is_relative_to(platformdirs.user_data_path("mien", appauthor=False))
