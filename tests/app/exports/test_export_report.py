"""The report: one page that holds everything, runs nothing and says what is stored."""

from __future__ import annotations

import math
import re
import xml.etree.ElementTree as ET
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest
from tests.app.exports.conftest import FORMULA, MARKUP, Exporter
from tests.app.record.sessions import record, usual_items

from mien.exports import plots
from mien.overlays.values import percent, title
from mien.record.manifest import Named
from mien.record.markers import make_marker, write_markers
from mien.record.session import Session
from mien.record.summary import summarise

VOID = {"meta", "br", "img", "link", "input", "hr"}


@dataclass
class Page(HTMLParser):
    """A page as a browser takes it: its elements, their attributes, its text, and no errors."""

    tags: list[str] = field(default_factory=list)
    attributes: dict[str, list[str]] = field(default_factory=dict)
    words: list[str] = field(default_factory=list)
    unclosed: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        for name, value in attrs:
            self.attributes.setdefault(name, []).append(value or "")
        if tag not in VOID:
            self.unclosed.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.unclosed.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.unclosed.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        return "\n".join(self.words)


def page_of(path: Path) -> Page:
    page = Page()
    page.feed(path.read_text(encoding="utf-8"))
    page.close()
    assert page.unclosed == []
    return page


def test_page_is_whole_and_loads_nothing(session: Session, exported: Exporter) -> None:
    page = page_of(exported("html", session))
    assert {"src", "href", "xlink:href", "srcset", "action"}.isdisjoint(page.attributes)
    assert {"script", "link", "img", "iframe", "object", "form"}.isdisjoint(page.tags)
    assert not [name for name in page.attributes if name.startswith("on")]
    assert "default-src 'none'" in page.attributes["content"][0]
    assert "url(" not in page.text
    assert "@import" not in page.text


def test_hostile_texts_stay_texts(hostile: Session, exported: Exporter) -> None:
    page = page_of(exported("html", hostile))
    assert {"script", "img", "b", "i"} & set(page.tags) == {"i"}  # the keys of the colours
    assert page.attributes["class"].count("key") == page.tags.count("i")
    assert not [name for name in page.attributes if name.startswith("on")]
    assert MARKUP in page.text
    assert FORMULA in page.text
    assert page.tags.count("style") == 1


def test_figures_are_those_of_the_summary(session: Session, exported: Exporter) -> None:
    text = page_of(exported("html", session)).text
    summary = summarise(session)
    first, second = summary.faces
    share = first.expression_share[session.expressions.index("happiness")]
    assert f"Happiness, {percent(share)}" in text
    for face in summary.faces:
        assert f"{face.present_s:.2f} s\n{percent(face.present_share)}" in text
    assert f"{first.smile_mean:.2f}\n{first.smile_peak:.2f}\n{percent(first.blink_share)}" in text
    assert "Blinks a minute\nWell seen" in text
    assert math.isnan(second.smile_mean)
    for mean, peak in zip(first.au_mean, first.au_peak, strict=True):
        assert f"{mean:.2f}, peak {peak:.2f}" in text
    assert f"{summary.length_s:.2f} s" in text
    assert f"1, together {summary.gap_s:.2f} s" in text
    assert all(f"{marker.time_s:.3f} s" in text for marker in session.markers)
    assert "nan" not in text.lower().replace("dominan", "")


def svgs(path: Path) -> list[ET.Element]:
    found = re.findall(r"<svg.*?</svg>", path.read_text(encoding="utf-8"), re.DOTALL)
    return [ET.fromstring(one) for one in found]  # noqa: S314  # our own


def test_plots_are_valid_and_show_gap_markers_and_curve(
    session: Session, exported: Exporter
) -> None:
    drawn = svgs(exported("html", session))
    assert len(drawn) == 3 * 2  # three a face
    timeline = drawn[0]
    classes = [element.get("class") for element in timeline.iter()]
    assert classes.count("gap") == 1
    assert classes.count("mark") == len(session.markers)
    assert classes.count("curve") == 4  # two frames without a face and the gap break it
    for number in re.findall(r"[-\d.]+", " ".join(str(e.get("points")) for e in timeline.iter())):
        assert -0.1 <= float(number) <= plots.WIDTH


def test_a_long_curve_is_thinned_and_keeps_its_extremes() -> None:
    times = np.arange(100_000) / 30
    values = np.full(len(times), 0.5)
    values[[1234, 77_777]] = 0.0, 1.0
    at, thin = plots.thinned(times, values, float(times[-1]))
    assert len(at) == len(thin) <= 2 * plots.WIDTH + 2
    assert (min(thin), max(thin)) == (0.0, 1.0)
    assert abs(at[int(np.argmax(thin))] - times[77_777]) < times[-1] / 700


@pytest.mark.parametrize(
    ("length", "step"), [(0.0, 0.0002), (2.5, 0.5), (16, 2), (60, 10), (3600, 500), (1e9, 2e8)]
)
def test_axis_has_few_round_numbers(length: float, step: float) -> None:
    assert plots.nice_step(length) == pytest.approx(step)
    assert length / plots.nice_step(length) <= 8


def test_thousands_of_markers_make_no_endless_page(tmp_path: Path, exported: Exporter) -> None:
    record(tmp_path / "s", usual_items(4))
    write_markers(
        tmp_path / "s", [make_marker(i / 1000, 0, "mark", str(i), "", i + 1) for i in range(3000)]
    )
    page = page_of(exported("html", Session.open(tmp_path / "s")))
    assert "2500 more are in the session." in page.text
    assert page.tags.count("tr") < 600


def test_keys_name_every_expression(session: Session, exported: Exporter) -> None:
    text = page_of(exported("html", session)).text
    assert all(title(name) in text for name in session.expressions)


def test_a_face_has_the_name_that_it_was_given(session: Session, exported: Exporter) -> None:
    named = {1: Named(name="<b>Anna</b> & co")}
    manifest = session.manifest.changed(face_labels=named)
    page = page_of(exported("html", replace(session, manifest=manifest)))
    assert "Face 1, <b>Anna</b> & co" in page.text
    assert "b" not in page.tags
