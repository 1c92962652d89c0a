"""What a person is told who may not use a camera, on each system."""

from __future__ import annotations

import os
import platform
from pathlib import Path

import pytest

from mien.sources import refusals
from mien.sources.refusals import busy, forbidden, silent, users_of

on_linux = pytest.mark.skipif(platform.system() != "Linux", reason="Linux has devices as files")


@pytest.fixture(autouse=True)
def plain(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A Linux desktop, whatever the tests run in."""
    monkeypatch.setattr(platform, "system", lambda: "Linux")
    monkeypatch.setattr(refusals, "FLATPAK", tmp_path / "none")
    monkeypatch.setattr(refusals, "CONTAINERS", ())
    monkeypatch.delenv("SNAP_NAME", raising=False)


def test_linux_names_the_group(tmp_path: Path) -> None:
    error = forbidden("Brio", str(tmp_path / "none"))
    assert error.kind == "forbidden"
    assert "sudo usermod -aG video $USER" in str(error)


@on_linux
def test_linux_names_the_devices_own_group(tmp_path: Path) -> None:
    import grp

    group = next((g for g in grp.getgrall() if g.gr_gid), None)
    device = tmp_path / "video0"
    device.touch()
    if group is None or os.geteuid():
        pytest.skip("only root can give a file to another group")
    os.chown(device, -1, group.gr_gid)
    device.chmod(0o660)
    assert f"-aG {group.gr_name} $USER" in str(forbidden("Brio", str(device)))
    device.chmod(0o600)
    assert "-aG video $USER" in str(forbidden("Brio", str(device)))


def test_flatpak(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refusals, "FLATPAK", Path(__file__))
    monkeypatch.setenv("FLATPAK_ID", "org.example.Mien")
    assert "--device=all org.example.Mien" in str(forbidden("Brio", ""))


def test_snap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SNAP_NAME", "mien")
    assert "sudo snap connect mien:camera" in str(forbidden("Brio", ""))


def test_a_container_only_where_it_is_not_the_files_own_permission(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(refusals, "CONTAINERS", (Path(__file__),))
    assert "--device /dev/video0" in str(forbidden("Brio", "/dev/video0", walled=True))
    assert "usermod" in str(forbidden("Brio", "/dev/video0"))


@pytest.mark.parametrize(
    ("system", "said"),
    [("Darwin", "System Settings, Privacy & Security"), ("Windows", "Let desktop apps access")],
)
def test_where_the_system_itself_asks(
    system: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(platform, "system", lambda: system)
    error = silent("Brio")
    assert error.kind == "forbidden"
    assert said in str(error)


def test_a_silent_camera_on_linux_is_in_use() -> None:
    assert silent("Brio").kind == "busy"


@on_linux
def test_who_uses_a_device(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    device = tmp_path / "video0"
    device.touch()
    for number, name in (("17", "zoom"), ("18", "zoom"), ("19", "cat")):
        (tmp_path / "proc" / number / "fd").mkdir(parents=True)
        (tmp_path / "proc" / number / "comm").write_text(name + "\n")
    for number in ("17", "18"):
        (tmp_path / "proc" / number / "fd" / "5").symlink_to(device)
    (tmp_path / "proc" / "20").mkdir()  # one that may not be looked into
    monkeypatch.setattr(refusals, "PROCESSES", tmp_path / "proc")
    assert users_of(str(device)) == ["zoom"]
    assert "in use by zoom: close that program" in str(busy("Brio", str(device)))
    assert "in use by another program" in str(busy("Brio", str(tmp_path / "video1")))


@on_linux
def test_mien_itself_is_not_named_nor_taken_for_another_program(tmp_path: Path) -> None:
    device = tmp_path / "video0"
    with device.open("w"):
        assert users_of(str(device)) == []
        hanging = busy("Brio", str(device))
    assert "gives no more pictures" in str(hanging)
    assert "another program" in str(busy("Brio", str(device)))
