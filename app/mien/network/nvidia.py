"""What stands between ONNX Runtime and an NVIDIA GPU: driver, CUDA, cuDNN, free memory.

ONNX Runtime itself only says on stderr that it takes the CPU instead. So the links of the chain are
looked at one after the other, from the card to its memory, and the first that is broken is named.
"""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mien.words import mark, told

MEND_CUDA = "pip install 'onnxruntime-gpu[cuda,cudnn]'"
NVIDIA = "0x10de"  # the maker's number on the PCI bus
PCI = Path("/sys/bus/pci/devices")
NEEDED_MB = 600  # CUDA's own context, cuDNN and the network
CUDNN = 9

NO_GPU = mark("No NVIDIA GPU was found.")
NO_DRIVER = mark("There is an NVIDIA GPU, but its driver is not installed.")
SILENT = mark("The NVIDIA driver does not answer: restart the computer.")
NONE_LISTED = mark("The NVIDIA driver lists no GPU: it may be lent to another system or too old.")


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why CUDA cannot be used, one sentence, and the command that mends it, '' where none does."""

    reason: str
    mend: str = ""


@dataclass(frozen=True, slots=True)
class Memory:
    """Of the first GPU, megabytes."""

    free_mb: int
    total_mb: int


Load = Callable[[str], Any]  # a shared library by its name, as ctypes.CDLL; OSError where missing


def obstacle(cuda: int, load: Load = ctypes.CDLL, pci: Path = PCI) -> Obstacle | None:
    """The first broken link to an NVIDIA GPU, None where all hold. cuda: the major version needed.

    Libraries that pip brought count once `onnxruntime.preload_dlls` has loaded them.
    """
    driver = _driver(load)
    if driver is None:
        return Obstacle(NO_DRIVER, driver_command()) if _has_card(pci) else Obstacle(NO_GPU)
    return _driver_trouble(driver, cuda) or _missing(load, cuda) or _full(load)


def has_nvidia_driver() -> bool:
    """Whether the driver's library can be loaded."""
    return _driver(ctypes.CDLL) is not None


def _driver(load: Load) -> Any:
    return _loaded(load, "nvcuda.dll" if _windows() else "libcuda.so.1")


def driver_command() -> str:
    """What installs the driver here, '' where no command does."""
    if _windows():
        return ""
    with suppress(OSError):
        if "ubuntu" in Path("/etc/os-release").read_text(encoding="utf-8").lower():
            return "sudo ubuntu-drivers install"
    return "sudo apt install nvidia-driver"


def memory(load: Load = ctypes.CDLL) -> Memory | None:
    """What is free on the first GPU, None where NVIDIA's management library does not tell."""

    class Info(ctypes.Structure):
        _fields_ = [(name, ctypes.c_ulonglong) for name in ("total", "free", "used")]

    nvml = _loaded(load, "nvml.dll" if _windows() else "libnvidia-ml.so.1")
    if nvml is None or nvml.nvmlInit_v2() != 0:
        return None
    try:
        device, info = ctypes.c_void_p(), Info()
        if nvml.nvmlDeviceGetHandleByIndex_v2(0, ctypes.byref(device)) != 0:
            return None
        if nvml.nvmlDeviceGetMemoryInfo(device, ctypes.byref(info)) != 0:
            return None
        return Memory(int(info.free) // 2**20, int(info.total) // 2**20)
    finally:
        nvml.nvmlShutdown()


def _driver_trouble(driver: Any, cuda: int) -> Obstacle | None:
    if driver.cuInit(0) != 0:
        return Obstacle(SILENT)
    version, count = ctypes.c_int(), ctypes.c_int()
    driver.cuDriverGetVersion(ctypes.byref(version))
    major, minor = version.value // 1000, version.value % 1000 // 10
    if major < cuda:
        return Obstacle(
            told(
                "The NVIDIA driver can do CUDA {had}, but CUDA {needed} is needed: update it.",
                had=f"{major}.{minor}",
                needed=cuda,
            ),
            driver_command(),
        )
    if driver.cuDeviceGetCount(ctypes.byref(count)) != 0 or count.value == 0:
        return Obstacle(NONE_LISTED)
    return None


def _missing(load: Load, cuda: int) -> Obstacle | None:
    """The first library of CUDA or cuDNN that is nowhere to be found."""
    names = (
        (f"cudart64_{cuda}.dll", f"cublasLt64_{cuda}.dll", f"cudnn64_{CUDNN}.dll")
        if _windows()
        else (f"libcudart.so.{cuda}", f"libcublasLt.so.{cuda}", f"libcudnn.so.{CUDNN}")
    )
    for name in names:
        if _loaded(load, name) is None:
            return Obstacle(
                told(
                    "There is an NVIDIA GPU, but {name} is missing: it comes with CUDA {cuda} and "
                    "cuDNN {cudnn}.",
                    name=name,
                    cuda=cuda,
                    cudnn=CUDNN,
                ),
                MEND_CUDA,
            )
    return None


def _full(load: Load) -> Obstacle | None:
    found = memory(load)
    if found is None or found.free_mb >= NEEDED_MB:
        return None
    return Obstacle(
        told(
            "The GPU's memory is full: {free} of {total} MB are free, and about {needed} MB are "
            "needed. Close another program that uses the GPU.",
            free=found.free_mb,
            total=found.total_mb,
            needed=NEEDED_MB,
        )
    )


def _has_card(pci: Path) -> bool:
    with suppress(OSError):
        for vendor in pci.glob("*/vendor"):
            shows = (vendor.parent / "class").read_text(encoding="ascii").startswith("0x03")
            if shows and vendor.read_text(encoding="ascii").strip() == NVIDIA:
                return True
    return False


def _loaded(load: Load, name: str) -> Any:
    """A shared library, None where it cannot be loaded."""
    try:
        return load(name)
    except OSError:
        return None


def _windows() -> bool:
    return sys.platform == "win32"
