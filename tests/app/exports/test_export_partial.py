"""Networks that do not read everything: no column, bar or lane of what they do not read."""

from __future__ import annotations

import csv
import dataclasses
import re
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
from tests.app.exports.conftest import Exporter
from tests.app.record.sessions import analysis_at, make_manifest, record
from tests.app.scenes import ACTION_UNITS, CARD, EXPRESSIONS, make_face, make_reading

from mien.cli.summary_table import write_summaries
from mien.cli.table import columns as analyze_columns
from mien.exports.formats import FORMATS
from mien.network.card import Card, Output, Outputs
from mien.outlets.channels import channels, values
from mien.outlets.messages import frame_values
from mien.outlets.sample import Sample
from mien.record.columns import RowFormat
from mien.record.manifest import Keep
from mien.record.session import Session
from mien.record.summary import summarise
from mien.types import NO_EVIDENCE, NO_SALIENCY, ReadFace, Reading

NAN = float("nan")
KINDS = ("expression", "action_units", "smile", "saliency")


def card_with(*kinds: str) -> Card:
    """The usual card with these alone."""
    return CARD.model_copy(
        update={
            "expressions": EXPRESSIONS if "expression" in kinds else (),
            "action_units": ACTION_UNITS if "action_units" in kinds else (),
            "saliency_size": CARD.saliency_size if "saliency" in kinds else None,
            "evidence_size": None,
            "outputs": Outputs(**{kind: Output(name=kind) for kind in kinds}),
        }
    )


def reading_with(card: Card, smile: float = 0.7) -> Reading:
    whole = make_reading(smile=smile)
    return dataclasses.replace(
        whole,
        expression=whole.expression[: len(card.expressions)],
        action_units=whole.action_units[: len(card.action_units)],
        smile=smile if card.smile else NAN,
        saliency=whole.saliency if card.saliency_size else NO_SALIENCY,
        evidence=NO_EVIDENCE,
    )


def recorded(folder: Path, card: Card, keep: Keep) -> Session:
    faces = [ReadFace(make_face(1, 30, 30, 90), reading_with(card, i / 20)) for i in range(12)]
    unread = ReadFace(make_face(2, 150, 30, 90), None)
    items = [analysis_at(i, [face, unread]) for i, face in enumerate(faces)]
    record(folder, items, make_manifest(keep, card))
    return Session.open(folder)


@pytest.fixture(params=KINDS, scope="module")
def alone(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Session:
    """A session whose network gives one kind of value."""
    folder = tmp_path_factory.mktemp("alone") / str(request.param)
    return recorded(folder, card_with(str(request.param)), Keep(clean=False))


def test_rows_and_tables_have_the_columns_of_the_card(alone: Session, exported: Exporter) -> None:
    card = alone.card
    absent = {*EXPRESSIONS, *ACTION_UNITS, "expression", "smile"} - set(card.columns)
    assert set(card.columns) == ({"expression"} if card.expressions else set()) | set(card.values)
    assert not absent & {*RowFormat(card).names, *analyze_columns(card)}
    with exported("csv", alone).open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert set(card.columns) <= rows[0].keys()
    assert not absent & rows[0].keys()
    assert set(pq.read_table(exported("parquet", alone)).column_names) == rows[0].keys()


def test_what_was_read_comes_back(alone: Session) -> None:
    first, unread = alone.analysis(3)
    wanted = reading_with(alone.card, 3 / 20)
    assert first.reading is not None
    assert unread.reading is None
    np.testing.assert_allclose(first.reading.expression, wanted.expression, atol=1e-5)
    np.testing.assert_allclose(first.reading.action_units, wanted.action_units, atol=1e-5)
    np.testing.assert_allclose(first.reading.smile, wanted.smile, atol=1e-5)
    assert np.isfinite(first.reading.saliency).all() == (alone.card.saliency_size is not None)


@pytest.mark.parametrize("name", [one.name for one in FORMATS if one.name != "mp4"])
def test_every_format_takes_it(alone: Session, exported: Exporter, name: str) -> None:
    assert exported(name, alone).stat().st_size > 0


def test_the_report_shows_no_lane_of_what_is_not_read(alone: Session, exported: Exporter) -> None:
    text = exported("html", alone).read_text(encoding="utf-8")
    labels = set(re.findall(r"<text[^>]*>([^<]*)</text>", text))
    assert ("Expression" in labels) == bool(alone.expressions)
    assert ("Smile" in labels) == alone.card.smile
    assert ("Time share of expressions" in text) == bool(alone.expressions)
    assert (ACTION_UNITS[0] in labels) == bool(alone.action_units)


def test_the_summary_has_no_figures_of_what_is_not_read(alone: Session, tmp_path: Path) -> None:
    face = summarise(alone).faces[0]
    assert len(face.expression_share) == len(alone.expressions)
    assert np.isnan(face.smile_mean) != alone.card.smile
    write_summaries(tmp_path / "summary.csv", [alone])
    with (tmp_path / "summary.csv").open(newline="") as file:
        header, *rows = csv.reader(file)
    assert ("smile_mean" in header) == alone.card.smile
    assert {len(row) for row in rows} == {len(header)}


def test_channels_and_messages_follow_the_card(alone: Session) -> None:
    card, (seen, unread) = alone.card, alone.analysis(3)
    names = [one.name for one in channels(card)]
    first = [*card.values, "pitch", "yaw", "roll", "face_id"]
    assert names[: len(first)] == first
    assert not ({*EXPRESSIONS, *ACTION_UNITS, "smile"} - set(card.values)) & set(names)
    for face in (seen, unread, None):
        assert len(values(face, card)) == len(names)
    message = frame_values(Sample(0, 3, 0.1, 1, 0, 320, 180, (seen, unread), 1), card)
    first_face, other = message.faces
    assert tuple(first_face.expression) == card.expressions
    assert tuple(first_face.action_units) == card.action_units
    assert (first_face.smile is not None) == card.smile
    assert other.smile is None


def test_a_video_with_overlays_shows_what_there_is(tmp_path: Path, exported: Exporter) -> None:
    card = card_with("action_units")
    session = recorded(tmp_path / "units", card, Keep(clean=True, annotated=True))
    assert session.manifest.video_frames == {"clean": 12, "annotated": 12}
    assert exported("mp4", session).stat().st_size > 0
