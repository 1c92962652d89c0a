"""What is said where one link between ONNX Runtime and an NVIDIA GPU is broken."""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mien.network import nvidia, providers

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the libraries' Linux names")

LIBRARIES = ("libcudart.so.13", "libcublasLt.so.13", "libcudnn.so.9")


class Computer:
    """A made-up NVIDIA driver and its libraries, called as the real ones are."""

    def __init__(self) -> None:
        self.libraries = {"libcuda.so.1", "libnvidia-ml.so.1", *LIBRARIES}
        self.version, self.gpus, self.answer = 13000, 1, 0
        self.free_mb = 8000

    def load(self, name: str) -> Any:
        if name not in self.libraries:
            raise OSError(f"{name}: cannot open shared object file")
        return self

    def cuInit(self, flags: int) -> int:  # noqa: N802 - NVIDIA's name
        assert flags == 0
        return self.answer

    def cuDriverGetVersion(self, version: Any) -> int:  # noqa: N802
        version._obj.value = self.version
        return 0

    def cuDeviceGetCount(self, count: Any) -> int:  # noqa: N802
        count._obj.value = self.gpus
        return 0

    def nvmlInit_v2(self) -> int:  # noqa: N802
        return 0

    def nvmlShutdown(self) -> int:  # noqa: N802
        return 0

    def nvmlDeviceGetHandleByIndex_v2(self, index: int, device: Any) -> int:  # noqa: N802
        assert (index, type(device._obj)) == (0, ctypes.c_void_p)
        return 0

    def nvmlDeviceGetMemoryInfo(self, _: Any, info: Any) -> int:  # noqa: N802
        info._obj.total, info._obj.free = 8192 * 2**20, self.free_mb * 2**20
        return 0


def look(computer: Computer, pci: Path = Path("nowhere")) -> nvidia.Obstacle | None:
    return nvidia.obstacle(13, computer.load, pci)


def test_nothing_is_in_the_way_where_all_links_hold() -> None:
    assert look(Computer()) is None


def test_the_memory_is_told() -> None:
    assert nvidia.memory(Computer().load) == nvidia.Memory(8000, 8192)
    no_driver = Computer()
    no_driver.libraries.clear()
    assert nvidia.memory(no_driver.load) is None


Break = Callable[[Computer], object]


@pytest.mark.parametrize(
    ("broken", "reason", "mend"),
    [
        (lambda c: c.libraries.clear(), "No NVIDIA GPU was found", ""),
        (lambda c: setattr(c, "answer", 999), "does not answer", ""),
        (lambda c: setattr(c, "version", 12040), "can do CUDA 12.4, but CUDA 13", "sudo"),
        (lambda c: setattr(c, "gpus", 0), "lists no GPU", ""),
        (lambda c: c.libraries.discard("libcudnn.so.9"), "libcudnn.so.9 is missing", "pip install"),
        (lambda c: c.libraries.discard("libcudart.so.13"), "libcudart.so.13", "pip install"),
        (lambda c: setattr(c, "free_mb", 90), "90 of 8192 MB are free", ""),
    ],
)
def test_the_first_broken_link_is_named_with_its_cure(
    broken: Break, reason: str, mend: str
) -> None:
    computer = Computer()
    broken(computer)
    found = look(computer)
    assert found is not None
    assert reason in found.reason
    assert bool(found.mend) == bool(mend)
    assert mend in found.mend


def test_a_card_without_a_driver_is_told_from_no_card(tmp_path: Path) -> None:
    computer = Computer()
    computer.libraries.clear()
    for name, vendor, kind in (("00", "0x8086", "0x030000"), ("01", "0x10de", "0x040300")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "vendor").write_text(f"{vendor}\n")
        (tmp_path / name / "class").write_text(f"{kind}\n")
    none = look(computer, tmp_path)  # another maker's, and NVIDIA's sound
    assert none is not None
    assert none.reason == nvidia.NO_GPU
    (tmp_path / "01" / "class").write_text("0x030200\n")
    card = look(computer, tmp_path)
    assert card is not None
    assert card.reason == nvidia.NO_DRIVER
    assert "nvidia" in card.mend or "drivers" in card.mend


def test_the_cpu_is_always_offered_and_cuda_with_what_is_in_its_way(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(providers, "listed", lambda: [providers.CPU])
    cpu, cuda = providers.offers()
    assert (cpu.device, cpu.reason) == ("cpu", "")
    assert cuda.reason == providers.WITHOUT_CUDA
    assert "mien[cuda]" in cuda.mend
    monkeypatch.setattr(providers, "listed", lambda: [providers.CUDA, providers.CPU])
    monkeypatch.setattr(providers, "obstacle", lambda _: None)
    assert providers.offers()[1].reason == ""
    monkeypatch.setattr(sys, "platform", "darwin")
    assert [offer.device for offer in providers.offers()] == ["cpu"]


def test_the_cuda_that_is_needed_is_the_one_that_onnx_runtime_was_built_for() -> None:
    assert providers.cuda_needed() >= 12
