"""An engine made by hand: it shows what it is given."""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace
from pathlib import Path

from tests.app.scenes import CARD

from mien.engine.status import Phase, Status
from mien.errors import MienError
from mien.faces.label import FaceLabel
from mien.flow import Latest
from mien.measures.observer import Observer
from mien.network.card import Card
from mien.record.markers import MarkerKind
from mien.record.plan import Plan
from mien.record.progress import Progress, Stage
from mien.sources.base import SourceInfo
from mien.sources.modes import CameraMode
from mien.sources.request import CameraWish
from mien.types import Analysis, Frame

VIDEO = SourceInfo("video", "clip.mp4", 640, 360, 30.0, 90, live=False)
RUNNING = Status(
    phase=Phase.RUNNING,
    source=VIDEO,
    provider="CPUExecutionProvider",
    provider_note="CUDA is not used: there is no GPU.",
    skipped=3,
    analysed_per_s=29.96,
)


class FakeEngine:
    """Keeps what it was asked for; its status and mailboxes are filled by the test."""

    def __init__(self) -> None:
        """Idle, with a card."""
        self.observer = Observer()
        self.sha256 = "ab" * 32
        self.frames: Latest[Frame] = Latest()
        self.analyses: Latest[Analysis] = Latest()
        self.coming: Latest[Frame] = Latest()
        self.card: Card | None = CARD
        self.now = Status()
        self.opened: list[tuple[str, str]] = []
        self.networks: list[Path | None] = []
        self.stopped = 0
        self.closed: list[float] = []
        self.plans: list[Plan] = []
        self.marks: list[tuple[MarkerKind, str, str]] = []
        self.faces_at_most: list[int] = []
        self.pinned: list[int | None] = []
        self.named: list[tuple[int, FaceLabel]] = []
        self.progress = Progress()
        self.refusal = ""
        self.wishes: list[CameraWish] = []
        self.devices: list[str] = []
        self.marked_ns: list[int | None] = []

    def open(self, source: str, device: str = "auto") -> None:
        """Note what was asked for, and run."""
        self.opened.append((source, device))
        self.now = RUNNING

    def wish(self, wanted: CameraWish) -> None:
        """Note it."""
        self.wishes.append(wanted)

    def use_device(self, device: str) -> None:
        """Note it."""
        self.devices.append(device)

    def use_network(self, path: Path | None) -> None:
        """Note it."""
        self.networks.append(path)

    def stop(self) -> None:
        """Note it."""
        self.stopped += 1

    def close(self, timeout_s: float = 2.0) -> bool:
        """Note it."""
        self.closed.append(timeout_s)
        return True

    def start_recording(self, plan: Plan) -> None:
        """Note what is to be kept, and record; or refuse, as the test says."""
        if self.refusal:
            raise MienError(self.refusal)
        self.plans.append(plan)
        self.progress = Progress(Stage.RECORDING, plan.parent / "session")

    def stop_recording(self) -> None:
        """Be at the rest."""
        self.progress = replace(self.progress, stage=Stage.CLOSING)

    def mark(
        self, kind: MarkerKind, label: str = "", note: str = "", at_ns: int | None = None
    ) -> bool:
        """Note it."""
        self.marks.append((kind, label, note))
        self.marked_ns.append(at_ns)
        return self.progress.stage is Stage.RECORDING

    def limit_faces(self, count: int) -> None:
        """Note it."""
        self.faces_at_most.append(count)

    def pin(self, face_id: int | None) -> None:
        """Note it."""
        self.pinned.append(face_id)

    def name_face(self, face_id: int, label: FaceLabel) -> bool:
        """Note it."""
        self.named.append((face_id, label))
        return self.progress.stage is Stage.RECORDING

    def recording(self) -> Progress:
        """What the test says."""
        return self.progress

    def status(self) -> Status:
        """What the test says."""
        return self.now

    def turn(self, **changes: object) -> None:
        """Change the status."""
        self.now = replace(self.now, **changes)  # type: ignore[arg-type]


@dataclass(frozen=True)
class FakeCamera:
    """A camera in a list."""

    identity: str
    name: str
    modes: tuple[CameraMode, ...] = ()


@dataclass(frozen=True)
class FakeList:
    """What a listing gives."""

    cameras: tuple[FakeCamera, ...] = ()
    timed_out: bool = False


BRIO = FakeCamera("BRIO [046d:085e] @ usb-1", "Logitech BRIO")


def no_cameras(timeout_s: float) -> FakeList:
    """A machine without a camera."""
    return FakeList()


def one_camera(timeout_s: float) -> FakeList:
    """A machine with one."""
    return FakeList((BRIO,))


class HangingDriver:
    """A listing that does not come back before it is let go."""

    def __init__(self) -> None:
        """Hold on."""
        self.entered = threading.Event()
        self.let_go = threading.Event()
        self.calls = 0

    def __call__(self, timeout_s: float) -> FakeList:
        """Hang."""
        del timeout_s
        self.calls += 1
        self.entered.set()
        self.let_go.wait(30)
        return FakeList((BRIO,))
