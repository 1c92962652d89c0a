"""`mien devices`: the cameras, and what the network can run on here."""

from __future__ import annotations

import json
from argparse import Namespace
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from mien.cli.command import Commands, say
from mien.errors import MienError

if TYPE_CHECKING:
    from mien.sources.cameras import CameraInfo, CameraList


@dataclass(frozen=True, slots=True)
class Processor:
    """What --device takes, ONNX Runtime's name for it, whether it really works, and why not."""

    device: str
    provider: str
    usable: bool
    note: str


def add_parser(commands: Commands) -> None:
    """Declare the arguments."""
    parser = commands.add_parser(
        "devices",
        description=(
            "List the cameras and what the network can run on. Each processor is tried with the "
            "real network, as a driver that does not load is otherwise not noticed."
        ),
    )
    parser.add_argument("--json", action="store_true", help="for programs")


def run(args: Namespace) -> int:
    """0, also where there is no camera."""
    from mien.sources import list_cameras

    listed = list_cameras(with_modes=True)
    tried = processors()
    if args.json:
        found = {**asdict(listed), "processors": [asdict(one) for one in tried]}
        say(json.dumps(found, indent=2))
    else:
        say("\n".join([*camera_lines(listed), *processor_lines(tried)]))
    return 0


def camera_lines(listed: CameraList) -> list[str]:
    """The cameras for people, each with what opens it."""
    lines = []
    for camera in listed.cameras:
        lines.append(f"  {camera.name}  {camera.path}  --source 'camera:{camera.identity}'")
        lines += [f"    {sizes_line(camera)}"] if camera.modes else []
    if listed.timed_out:
        lines = ["  the system did not answer: unplug the camera, plug it in again and retry"]
    return ["Cameras", *(lines or ["  none found"])]


def sizes_line(camera: CameraInfo) -> str:
    """The sizes that a camera lists, each with its highest rate a second."""
    best: dict[str, float] = {}
    for mode in camera.modes:
        size = f"{mode.width}x{mode.height}"
        best[size] = max(mode.rate, best.get(size, 0.0))
    return ", ".join(f"{size}@{rate:.3g}" for size, rate in best.items())


def processor_lines(tried: list[Processor]) -> list[str]:
    """What the network can run on, for people."""
    states = [(one.device, one.note or "usable") for one in tried]
    return ["Processors", *(f"  --device {device:6}  {state}" for device, state in states)]


def processors() -> list[Processor]:
    """Every processor that a user can name, tried with the shipped network."""
    from mien.network.providers import DEVICES

    return [tried(device, provider) for device, provider in DEVICES.items()]


def tried(device: str, provider: str) -> Processor:
    """One processor: only a session tells whether its provider really loads."""
    from mien.network.session import Network

    try:
        network = Network.load(device=device)
    except MienError as error:
        return Processor(device, provider, usable=False, note=str(error))
    usable = network.provider == provider
    return Processor(device, provider, usable, "" if usable else network.provider_note)
