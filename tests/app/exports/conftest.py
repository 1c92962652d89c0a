"""Real sessions to hand on: the usual one, and one whose every text is hostile."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.app.record.sessions import (
    NOTE,
    START_NS,
    analysis_at,
    make_manifest,
    make_session,
    record,
)
from tests.app.scenes import ACTION_UNITS, CARD, EXPRESSIONS

from mien.record.items import Item, Mark
from mien.record.manifest import Keep
from mien.record.markers import MarkerKind
from mien.record.session import Session
from mien.sources.base import SourceInfo

FORMULA = '=HYPERLINK("http://evil.example","win")'
MARKUP = "</style><script>alert(1)</script><img src=x onerror=alert(2)>"


@pytest.fixture(scope="session")
def session(tmp_path_factory: pytest.TempPathFactory) -> Session:
    """45 frames with a gap, a frame without a face, an unread face and five markers."""
    return make_session(tmp_path_factory.mktemp("sessions"), "Pilot 3")


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Session:
    """A session with formulas and markup in every text that anybody can write."""
    expressions = ("=1+1", "<b>&", "@SUM(A1)", *EXPRESSIONS[3:])
    units = ("-2+3", "</TIER>", *ACTION_UNITS[2:])
    card = CARD.model_copy(
        update={
            "expressions": expressions,
            "action_units": units,
            "name": "<i>net",
            "limits": (MARKUP, FORMULA),
        }
    )
    info = SourceInfo("camera", MARKUP, 320, 180, 30.0, None, live=True)
    items: list[Item] = [analysis_at(i) for i in range(12)]
    kinds: tuple[MarkerKind, ...] = ("mark", "stimulus_on", "note")
    for number, kind in enumerate(kinds, 1):
        at_ns = START_NS + number * 70_000_000
        items.insert(3 * number, Mark(at_ns, kind, FORMULA, f"{MARKUP}\n{NOTE}\n-->\n\t+1"))
    manifest = make_manifest(card=card, info=info, name=f"../../{MARKUP}")
    folder = tmp_path_factory.mktemp("hostile") / "=2+5 & 'x'"
    record(folder, items, manifest, ended=MARKUP)
    return Session.open(folder)


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Session:
    """A session of numbers only in which nobody was seen."""
    folder = tmp_path_factory.mktemp("empty") / "nobody"
    manifest = make_manifest(Keep(clean=False))
    record(folder, [analysis_at(i, []) for i in range(4)], manifest)
    return Session.open(folder)


Exporter = Callable[[str, Session], Path]


@pytest.fixture
def exported(tmp_path: Path) -> Exporter:
    """Writes a session in a format and says where."""
    from mien.exports.formats import format_of

    def write(name: str, session: Session) -> Path:
        found = format_of(name)
        assert found is not None
        path = tmp_path / f"out{found.suffix}"
        found.write(session, path)
        return path

    return write
