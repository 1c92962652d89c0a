"""Which ONNX Runtime execution provider to ask for, and why a faster one is not there."""

from __future__ import annotations

import contextlib
import ctypes
import io
import sys
from dataclasses import dataclass

import onnxruntime as ort

from mien.errors import MienError
from mien.words import mark, told

CPU = "CPUExecutionProvider"
CUDA = "CUDAExecutionProvider"
# Names a user can give, and the provider each means.
DEVICES = {"cpu": CPU, "cuda": CUDA, "coreml": "CoreMLExecutionProvider"}
NO_DRIVER = mark("No NVIDIA driver was found, so the network runs on the CPU.")
MEND_CUDA = "pip install 'onnxruntime-gpu[cuda,cudnn]'"
GPU_LOST = mark(
    "The GPU stopped answering, so the network runs on the CPU from here on; nothing was lost. "
    "Once the GPU is back, choose it again on the diagnostics page."
)


@dataclass(frozen=True, slots=True)
class Choice:
    """Providers to ask for, best first, and a sentence on a faster one that is not among them."""

    providers: tuple[str, ...]
    note: str = ""


def choose(device: str) -> Choice:
    """The providers for 'auto' or one of DEVICES; MienError where that one is not to be had."""
    listed = ort.get_available_providers()
    if device == "auto":
        return _automatic(listed)
    wanted = DEVICES.get(device)
    if wanted is None:
        raise MienError(
            told(
                "There is no device '{device}': choose auto, {devices}.",
                device=device,
                devices=", ".join(DEVICES),
            )
        )
    if wanted not in listed:
        raise MienError(
            told(
                "This ONNX Runtime cannot use '{device}': choose another device, or "
                "install a build that can.",
                device=device,
            )
        )
    if wanted == CUDA:
        _preload()
    return Choice((wanted, CPU) if wanted != CPU else (CPU,))


def _automatic(listed: list[str]) -> Choice:
    if CUDA not in listed:
        return Choice((CPU,))
    if not has_nvidia_driver():
        return Choice((CPU,), NO_DRIVER)
    _preload()
    return Choice((CUDA, CPU))


def _preload() -> None:
    # Finds CUDA and cuDNN where pip put them; what it prints where they are not would be in the
    # way of a command's own output.
    with contextlib.redirect_stdout(io.StringIO()):
        ort.preload_dlls()


def note_after(choice: Choice, used: str) -> str:
    """Why the session does not use what was asked for; get_available_providers() cannot tell."""
    if used == choice.providers[0]:
        return choice.note
    if choice.providers[0] == CUDA:
        if not has_nvidia_driver():
            return NO_DRIVER
        return told(
            "An NVIDIA GPU is there, but CUDA 13 or cuDNN 9 could not be loaded, so "
            "the network runs on the CPU. To mend it: {mend_cuda}",
            mend_cuda=MEND_CUDA,
        )
    return told(
        "{providers} could not be started, so the network runs on the CPU.",
        providers=choice.providers[0],
    )


def has_nvidia_driver() -> bool:
    """Whether the driver's library can be loaded."""
    name = "nvcuda.dll" if sys.platform == "win32" else "libcuda.so.1"
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True
