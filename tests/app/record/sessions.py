"""Small, real sessions, written by the real recorder, for every test that reads one."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from tests.app.scenes import CARD, make_face, make_frame, make_reading

from mien.network.card import Card
from mien.record.items import Item, Loss, Mark
from mien.record.manifest import Anchor, Keep, Manifest, Network, SourceFacts
from mien.record.recorder import Recorder
from mien.record.session import Session
from mien.sources.base import SourceInfo
from mien.types import Analysis, Image, ReadFace, frozen

WIDTH, HEIGHT, RATE = 320, 180, 30
START_NS = 5_000_000_000
CLEAN = Keep(clean=True)
NOTE = "<script>alert('x')</script> & \"said\"\nsecond line"
INFO = SourceInfo("camera", "A camera <b>by hand</b>", WIDTH, HEIGHT, 30.0, None, live=True)


def make_manifest(
    keep: Keep = CLEAN, card: Card = CARD, info: SourceInfo = INFO, **values: object
) -> Manifest:
    """A manifest to begin a recording with."""
    return Manifest(
        app_version="0",
        name="by hand",
        network=Network(card=card, sha256="0" * 64, provider="CPUExecutionProvider"),
        source=SourceFacts.of(info),
        keep=keep,
        anchor=Anchor.now(),
    ).changed(**values)


def as_it_is(analysis: Analysis) -> Image:
    """The picture without overlays."""
    return analysis.frame.image


def analysis_at(
    index: int,
    faces: Sequence[ReadFace] | None = None,
    *,
    skipped: int = 0,
    captured_ns: int | None = None,
    size: tuple[int, int] = (WIDTH, HEIGHT),
) -> Analysis:
    """The analysis of frame `index` at 30 a second; a face that moves and smiles unless given."""
    frame = make_frame(*size, index=index)
    image = frame.image.copy()
    image[:, : 2 + index % size[0]] = (200, 40, 40)
    at_ns = START_NS + round(index * 1e9 / RATE) if captured_ns is None else captured_ns
    frame = replace(frame, image=frozen(image), captured_ns=at_ns, time_s=index / RATE)
    if faces is None:
        smile = (1 + math.sin(index / 5)) / 2
        reading = make_reading(smile=smile, peak=(index % 14, 6), au12=smile)
        faces = [ReadFace(make_face(1, 20 + index % 40, 30, 90), reading)]
    return Analysis(frame, tuple(faces), skipped, done_ns=at_ns)


def usual_items(frames: int = 45) -> list[Item]:
    """What happens in the usual session; see `make_session`."""
    items: list[Item] = []
    source_index = 0
    for number in range(frames):
        skipped = 2 if number == frames // 4 else 0
        source_index += skipped
        seen: list[ReadFace] | None = (
            [] if number % 15 == 14 else None
        )  # a frame in which no face was found
        if number == frames // 2:
            items.append(Loss(START_NS + round(source_index * 1e9 / RATE)))
            source_index += RATE  # a second without a picture
        if number == frames // 3:
            other = ReadFace(make_face(2, 180, 40, 80), None)  # a face that was not read
            seen = [*analysis_at(source_index).faces, other]
        items.append(analysis_at(source_index, seen, skipped=skipped))
        source_index += 1
    return items


def record(
    folder: Path, items: Iterable[Item], manifest: Manifest | None = None, ended: str = ""
) -> Recorder:
    """Record the items to their end."""
    recorder = Recorder.begin(folder, manifest or make_manifest(), as_it_is)
    for item in items:
        recorder.give(item)
    recorder.stop(ended)
    assert recorder.join(30)
    return recorder


def make_session(
    parent: Path, name: str = "session", frames: int = 45, keep: Keep = CLEAN
) -> Session:
    """A session of 320 x 180 at 30 a second, opened.

    It has a face that moves and smiles in most frames, none in every 15th, a second face that was
    not read once, 2 frames skipped, one gap of a second, and a marker of each kind, the last with
    markup and a formula in its texts.
    """
    items = usual_items(frames)
    marks = [
        Mark(START_NS + 100_000_000, "neutral"),
        Mark(START_NS + 300_000_000, "stimulus_on", "film 1"),
        Mark(START_NS + 500_000_000, "mark", "1"),
        Mark(START_NS + 600_000_000, "stimulus_off", "film 1"),
        Mark(START_NS + 1_000_000_000, "note", "=1+1", NOTE),
    ]
    for mark in reversed(marks):
        place = next(
            (
                i
                for i, x in enumerate(items)
                if isinstance(x, Analysis) and x.frame.captured_ns > mark.at_ns
            ),
            len(items),
        )
        items.insert(place, mark)
    folder = parent / name
    recorder = record(folder, items, make_manifest(keep))
    progress = recorder.progress()
    assert progress.problem == "", progress.problem
    return Session.open(folder)
