"""What the window needs of an engine; it pulls once a mailbox rings that something came."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from mien.engine.status import Status
from mien.faces.label import FaceLabel
from mien.flow import Latest
from mien.measures.observer import Observer
from mien.network.card import Card
from mien.record.markers import MarkerKind
from mien.record.plan import Plan
from mien.record.progress import Progress
from mien.sources.request import CameraWish
from mien.types import Analysis, Frame


class EngineLike(Protocol):
    """An engine as seen from the window; every method but `close` returns at once."""

    @property
    def observer(self) -> Observer:
        """What is measured of faces, and their calibrations."""

    @property
    def sha256(self) -> str:
        """Of the network's file, '' before it is loaded."""

    @property
    def frames(self) -> Latest[Frame]:
        """The newest captured frame, for a preview while models load."""

    @property
    def analyses(self) -> Latest[Analysis]:
        """The newest analysed frame."""

    @property
    def coming(self) -> Latest[Frame]:
        """The frame whose faces are being read: its analysis is the next one."""

    @property
    def card(self) -> Card | None:
        """The network's card once it is loaded."""

    def open(self, source: str, device: str = "auto") -> None:
        """Replace the present source; text as `sources.open_source` takes it."""

    def use_network(self, path: Path | None) -> None:
        """Read with a user's own network from the next opening on, None for the shipped one."""

    def use_device(self, device: str) -> None:
        """Have the network run elsewhere; source and recording go on."""

    def wish(self, wanted: CameraWish) -> None:
        """Choose what cameras are asked for, from the next opening on."""

    def stop(self) -> None:
        """Ask to stop."""

    def close(self, timeout_s: float = 2.0) -> bool:
        """Stop and wait; False when something still ran after `timeout_s` seconds."""

    def status(self) -> Status:
        """What the engine is doing."""

    def start_recording(self, plan: Plan) -> None:
        """Record every analysis from now on. Raises MienError where that cannot be."""

    def stop_recording(self) -> None:
        """Have the recording written to its end."""

    def mark(
        self, kind: MarkerKind, label: str = "", note: str = "", at_ns: int | None = None
    ) -> bool:
        """Set a marker, now or at `at_ns`, monotonic; False where nothing is recorded."""

    def limit_faces(self, count: int) -> None:
        """Look for at most so many faces."""

    def pin(self, face_id: int | None) -> None:
        """Choose the main face of the present source, None for none."""

    def name_face(self, face_id: int, label: FaceLabel) -> bool:
        """Keep what a face is called in the recording; False where nothing is recorded."""

    def recording(self) -> Progress:
        """How the present or last recording goes."""
