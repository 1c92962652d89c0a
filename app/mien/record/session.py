"""A session that was recorded, for everything that reads one: review, exports, reports."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Self

import numpy as np

from mien.errors import MienError
from mien.measures.quality import CODES
from mien.network.card import Card
from mien.record.details import POINTS, Detail, DetailReader
from mien.record.layout import VIDEOS, Which, inside
from mien.record.manifest import Manifest, read_manifest
from mien.record.markers import Marker, read_markers
from mien.record.measured import measures_of
from mien.record.tables import FaceTable, FrameTable, read_tables
from mien.types import Box, Face, Floats, Pose, ReadFace, Reading, frozen
from mien.words import told


@dataclass(frozen=True)
class Session:
    """A finished or recovered session folder, read; nothing of it is ever written through this.

    frames, faces: the rows as columns. markers: by time. Only the files that a session has are
    ever opened, and none that is a link.
    """

    folder: Path
    manifest: Manifest
    frames: FrameTable
    faces: FaceTable
    markers: tuple[Marker, ...]
    _details: DetailReader = field(repr=False, compare=False)

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Read a folder. MienError where it is none, damaged, of a newer version or unfinished."""
        folder = Path(folder)
        if not folder.is_dir():
            raise MienError(
                told("There is no session folder {folder}: check the path.", folder=folder)
            )
        manifest = read_manifest(folder)
        if manifest.state == "recording":
            raise _unfinished(folder, manifest)
        frames, faces = read_tables(folder, manifest.rows)
        frames = replace(frames, video_index=_shown(frames, manifest))
        return cls(folder, manifest, frames, faces, read_markers(folder), DetailReader(folder))

    @property
    def card(self) -> Card:
        """The card of the network that read the faces."""
        return self.manifest.network.card

    @property
    def expressions(self) -> tuple[str, ...]:
        """The names of the expressions, in the order of the columns."""
        return self.card.expressions

    @property
    def action_units(self) -> tuple[str, ...]:
        """The names of the Action Units, in the order of the columns."""
        return self.card.action_units

    def video_path(self, which: Which) -> Path | None:
        """The video, None where none was kept. MienError where a link lies in its place."""
        return inside(self.folder, VIDEOS[which])

    def markers_again(self) -> tuple[Marker, ...]:
        """The markers as they stand in the folder now."""
        return read_markers(self.folder)

    def analysis(self, frame: int) -> tuple[ReadFace, ...]:
        """The faces of a frame, by the session's number, as the overlays take them.

        Landmarks, crop and saliency are NaN where they were not kept. Readings are the raw ones.
        """
        first, after = np.searchsorted(self.faces.frame, [frame, frame + 1])
        details = {detail.face_id: detail for detail in self._details.read(frame)}
        return tuple(
            self._read_face(row, details.get(int(self.faces.face_id[row])))
            for row in range(int(first), int(after))
        )

    def _read_face(self, row: int, detail: Detail | None) -> ReadFace:
        table = self.faces
        detail = detail or _unknown(int(table.face_id[row]))
        face = Face(
            face_id=int(table.face_id[row]),
            score=float(table.score[row]),
            box=Box(*(float(c[row]) for c in (table.x, table.y, table.width, table.height))),
            landmarks=detail.landmarks,
            pose=Pose(*(float(c[row]) for c in (table.pitch, table.yaw, table.roll))),
            blendshapes=frozen(table.blendshapes[row].astype(np.float32)),
            to_crop=detail.to_crop,
        )
        reason = int(table.reason[row])
        return ReadFace(
            face,
            self._reading(row, detail.saliency),
            measures_of(table.measures[row].tolist(), CODES[reason] if reason >= 0 else ""),
        )

    def _reading(self, row: int, saliency: Floats | None) -> Reading | None:
        table = self.faces
        if saliency is None and not table.read(row):
            return None
        return Reading(
            expression=frozen(table.expression[row].astype(np.float32)),
            action_units=frozen(table.action_units[row].astype(np.float32)),
            smile=float(table.smile[row]),
            saliency=self._no_map if saliency is None else saliency,
        )

    @cached_property
    def _no_map(self) -> Floats:
        return frozen(np.full((1, 1), np.nan, np.float32))


def _unfinished(folder: Path, manifest: Manifest) -> MienError:
    if manifest.writer is not None and manifest.writer.alive:
        return MienError(
            told("{name} is being recorded just now: stop the recording first.", name=folder.name)
        )
    return MienError(
        told(
            "The recording of {name} was cut short: run 'mien recover \"{folder}\"' first.",
            name=folder.name,
            folder=folder,
        )
    )


def _shown(frames: FrameTable, manifest: Manifest) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Places in the videos, -1 for those that no video has, as after a recording cut short."""
    most = max(manifest.video_frames.values(), default=0)
    index = np.where(frames.video_index < most, frames.video_index, -1)
    return frozen(np.maximum(index, -1))


def _unknown(face_id: int) -> Detail:
    nothing = np.full((POINTS, 3), np.nan, np.float32)
    return Detail(face_id, frozen(np.full((2, 3), np.nan, np.float32)), frozen(nothing), None)
