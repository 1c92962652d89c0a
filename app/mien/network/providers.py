"""Which ONNX Runtime execution provider to ask for, and why a faster one is not there."""

from __future__ import annotations

import contextlib
import io
import sys
from dataclasses import dataclass

import onnxruntime as ort

from mien.errors import MienError
from mien.network.nvidia import Obstacle, has_nvidia_driver, obstacle
from mien.words import in_a_row, mark, told

ort.disable_telemetry_events()  # on Windows, where no variable keeps it from telling of its use

CPU = "CPUExecutionProvider"
CUDA = "CUDAExecutionProvider"
# Names a user can give, and the provider each means.
DEVICES = {"cpu": CPU, "cuda": CUDA, "coreml": "CoreMLExecutionProvider"}
ON_CPU = mark("The network runs on the CPU.")
WITHOUT_CUDA = mark("This ONNX Runtime was built without CUDA.")
UNKNOWN = mark(
    "CUDA could not be started, although driver, libraries and free memory are there: the log may "
    "say more."
)
MEND_ORT = "pip install 'mien[cuda]'"
GPU_LOST = mark(
    "The GPU stopped answering, so the network runs on the CPU from here on; nothing was lost. "
    "Once the GPU is back, choose it again on the diagnostics page."
)


@dataclass(frozen=True, slots=True)
class Choice:
    """Providers to ask for, best first, and a sentence on a faster one that is not among them."""

    providers: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Offer:
    """A device that the user can choose here.

    reason: why it cannot be used, '' where nothing is known to be in its way. mend: the command
    that takes it out of the way, '' where there is none.
    """

    device: str
    provider: str
    reason: str = ""
    mend: str = ""


def offers() -> list[Offer]:
    """Every device that there may be on this system; takes a moment, starts nothing."""
    found = [Offer("cpu", CPU)]
    if sys.platform == "darwin":
        found += [Offer("coreml", DEVICES["coreml"])] * (DEVICES["coreml"] in listed())
    else:
        broken = cuda_obstacle()
        reason, mend = (broken.reason, broken.mend) if broken is not None else ("", "")
        found.append(Offer("cuda", CUDA, reason, mend))
    return found


def cuda_obstacle() -> Obstacle | None:
    """Why CUDA cannot be used, None where nothing is known to be in its way."""
    if CUDA not in listed():
        return Obstacle(WITHOUT_CUDA, MEND_ORT)
    if has_nvidia_driver():  # without it nothing else is looked for
        _preload()
    return obstacle(cuda_needed())


def cuda_needed() -> int:
    """The major version of CUDA that this ONNX Runtime was built for, 13 where it does not tell."""
    with contextlib.suppress(ImportError, AttributeError, ValueError):
        from onnxruntime.capi import build_and_package_info as built

        return int(str(built.cuda_version).partition(".")[0])
    return 13


def listed() -> list[str]:
    """The providers that this ONNX Runtime was built with, whether they can be used or not."""
    return list(ort.get_available_providers())


def choose(device: str) -> Choice:
    """The providers for 'auto' or one of DEVICES; MienError where that one is not to be had."""
    known = listed()
    if device == "auto":
        return _automatic(known)
    wanted = DEVICES.get(device)
    if wanted is None:
        raise MienError(
            told(
                "There is no device '{device}': choose auto, {devices}.",
                device=device,
                devices=", ".join(DEVICES),
            )
        )
    if wanted not in known:
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


def _automatic(known: list[str]) -> Choice:
    if CUDA not in known:
        return Choice((CPU,))
    if not has_nvidia_driver():
        return Choice((CPU,), _why_not_cuda())
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
        return _why_not_cuda()
    return told(
        "{providers} could not be started, so the network runs on the CPU.",
        providers=choice.providers[0],
    )


def _why_not_cuda() -> str:
    broken = cuda_obstacle() or Obstacle(UNKNOWN)
    if not broken.mend:
        return in_a_row(broken.reason, ON_CPU)
    mend = told("To mend it: {command}", command=broken.mend)
    return in_a_row(broken.reason, ON_CPU, mend)
