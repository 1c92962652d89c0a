"""How many processes the tests are shared out to."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import check

BY_FILE = ("--dist", "loadfile", "--no-loadscope-reorder")


@pytest.mark.parametrize(("cores", "workers"), [(2, "2"), (3, "3"), (64, "4")])
def test_each_core_has_a_process_but_no_more_than_memory_allows(
    cores: int, workers: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: cores)
    assert check.shared_out() == ("-n", workers, *BY_FILE)


@pytest.mark.parametrize("cores", [1, None])
def test_one_core_or_an_unknown_number_has_one_process(
    cores: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: cores)
    assert check.shared_out() == ()


def test_what_the_user_says_comes_after_and_so_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[tuple[str, ...]] = []
    monkeypatch.setattr(os, "cpu_count", lambda: 2)

    def passes(_: Path, command: tuple[str, ...]) -> bool:
        ran.append(command)
        return True

    monkeypatch.setattr(check, "prepare", lambda _: Path("python"))
    monkeypatch.setattr(check, "passes", passes)
    assert check.main(["-n", "0", "tests/app"]) == 0
    assert ran == [("pytest", "-n", "2", *BY_FILE, "-n", "0", "tests/app")]
    assert check.main(["--all"]) == 0
    assert ran[1:] == [*check.CHECKS, ("pytest", "-n", "2", *BY_FILE)]
