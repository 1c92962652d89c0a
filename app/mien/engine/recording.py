"""How an engine's analyses reach a recorder."""

from __future__ import annotations

import threading
import time
from pathlib import Path

from mien import __version__
from mien.engine.analyser import Analyser
from mien.record.annotator import Annotator
from mien.record.codecs import coding_of
from mien.record.items import Loss
from mien.record.manifest import Anchor, Manifest, Named, Network, SourceFacts, read_manifest
from mien.record.plan import Plan
from mien.record.recorder import Recorder
from mien.record.resume import Reached, resume
from mien.sources.base import SourceInfo
from mien.types import Analysis

ASK_AGAIN_S = 0.1


def begin_recording(
    plan: Plan, analyser: Analyser, source: SourceInfo, path: Path | None = None
) -> Recorder:
    """A recorder that has begun; path: of the file that is analysed. MienError where it cannot."""
    folder = plan.folder()
    manifest = Manifest(
        app_version=__version__,
        name=folder.name,
        network=facts_of(analyser),
        source=SourceFacts.of(source, path),
        keep=plan.keep,
        overlays=plan.overlays,
        clock=plan.clock,
        codec=coding_of(plan.codec).codec if plan.keep.pictures else "",
        anchor=Anchor.now(),
        face_labels={
            face_id: Named(name=label.name, colour=label.colour)
            for face_id, label in plan.labels.items()
        },
    )
    annotator = Annotator(analyser.card, plan.overlays, plan.labels)
    return Recorder.begin(folder, manifest, annotator, annotator.set_labels)


def resume_recording(partial: Path, analyser: Analyser) -> tuple[Recorder, Reached] | None:
    """Go on with an interrupted session; None where it holds no whole frame. Raises MienError."""
    overlays = read_manifest(partial).overlays
    resumed = resume(partial, Annotator(analyser.card, overlays))
    return None if resumed is None else (Recorder(resumed[0]), resumed[1])


def facts_of(analyser: Analyser) -> Network:
    """What a session says of the network that reads its faces."""
    return Network(card=analyser.card, sha256=analyser.sha256, provider=analyser.provider)


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
