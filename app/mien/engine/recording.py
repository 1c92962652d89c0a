"""How an engine's analyses reach a recorder."""

from __future__ import annotations

import threading
import time
from pathlib import Path

from mien import __version__
from mien.engine.analyser import Analyser
from mien.record.annotator import Annotator
from mien.record.items import Loss
from mien.record.manifest import Anchor, Manifest, Network, SourceFacts
from mien.record.plan import Plan
from mien.record.recorder import Recorder
from mien.sources.base import SourceInfo
from mien.types import Analysis

ASK_AGAIN_S = 0.1


def begin_recording(
    plan: Plan, analyser: Analyser, source: SourceInfo, path: Path | None = None
) -> Recorder:
    """A recorder that has begun; path: of the file that is analysed. MienError where it cannot."""
    network = Network(card=analyser.card, sha256=analyser.sha256, provider=analyser.provider)
    folder = plan.folder()
    manifest = Manifest(
        app_version=__version__,
        name=folder.name,
        network=network,
        source=SourceFacts.of(source, path),
        keep=plan.keep,
        overlays=plan.overlays,
        clock=plan.clock,
        anchor=Anchor.now(),
    )
    return Recorder.begin(folder, manifest, Annotator(analyser.card, plan.overlays))


def hand_over(recorder: Recorder, analysis: Analysis, stopped: threading.Event) -> None:
    """Give an analysis to the recorder, waiting while the disk is behind.

    The one who waits is the analysis, so that the preview goes on. Once `stopped`, nobody waits,
    and the frame is counted as lost.
    """
    while not recorder.give(analysis, ASK_AGAIN_S):
        if not recorder.running:
            return
        if stopped.is_set():
            recorder.miss()
            return


def note_loss(recorder: Recorder | None) -> None:
    """The source gives no more pictures for now."""
    if recorder is not None:
        recorder.give(Loss(time.monotonic_ns()))
