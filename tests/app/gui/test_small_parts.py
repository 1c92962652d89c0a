"""The parts of the window that need no window."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from PySide6.QtCore import QRectF, QSizeF
from PySide6.QtWidgets import QApplication
from tests.app.gui.fakes import RUNNING
from tests.app.scenes import CARD, make_analysis, make_face, make_reading, of_ids, read_face

from mien.engine.status import Status
from mien.gui.about import figure
from mien.gui.choices import Choices
from mien.gui.easing import Easing
from mien.gui.held import HOLD_NS, HeldCards
from mien.gui.latency import Durations
from mien.gui.placing import Place, Placer, box_edges, edges, hidden
from mien.gui.selection import Selection, face_at
from mien.gui.status_bar import provider_text, source_text
from mien.gui.stylesheet import stylesheet
from mien.gui.theme import DARK, FAMILY, LIGHT, Theme, font, load_fonts, theme_for
from mien.overlays import OVERLAYS
from mien.overlays.style import Style
from mien.settings import Settings
from mien.types import Analysis, Box, ReadFace

AREA = QRectF(0, 0, 800, 600)
CARD_SIZE = QSizeF(200, 150)


def test_choices_tell_what_is_other_than_before() -> None:
    QApplication.instance() or QApplication([])
    choices, told = Choices(Settings(box=True), None), list[frozenset[str]]()
    choices.changed.connect(told.append)
    choices.change(box=False, landmarks=Settings().landmarks)
    choices.change(box=False)
    choices.change(**Settings(box=True, opacity=0.9).model_dump())
    assert told == [{"box"}, {"box", "opacity"}]


def test_durations_forget_the_oldest() -> None:
    durations = Durations(kept=3)
    assert math.isnan(durations.median())
    assert math.isnan(durations.p95())
    for value in (100.0, 1.0, 2.0, 3.0):
        durations.add(value)
    assert durations.values() == [1.0, 2.0, 3.0]
    assert durations.median() == 2.0
    durations.clear()
    assert durations.values() == []


def test_the_95th_percentile_is_the_nearest_rank() -> None:
    durations = Durations(kept=200)
    for value in range(100, 0, -1):
        durations.add(float(value))
    assert durations.p95() == 95.0


def test_values_glide_to_their_aim_and_fade() -> None:
    easing = Easing(2)
    easing.aim([0.2, 0.4])
    easing.step(10.0)
    assert easing.presence == 1.0
    easing.aim([0.8, 0.4])
    easing.step(0.03)
    assert 0.2 < easing.shown[0] < 0.8
    assert easing.shown[1] == pytest.approx(0.4)
    for _ in range(20):
        easing.step(0.1)
    assert easing.shown[0] == pytest.approx(0.8, abs=0.01)
    easing.aim(None)
    easing.step(0.1)
    assert 0.0 < easing.presence < 1.0
    easing.step(10.0)
    assert easing.presence == 0.0
    assert not easing.step(1.0)


SMILE = [overlay for overlay in OVERLAYS if overlay.setting == "smile"]


def smiles(held: HeldCards, analysis: Analysis) -> list[tuple[Box, float]]:
    """The box and the smile of each face, as they are drawn."""
    drawn = held.shapes(analysis, CARD, Style(), SMILE)
    return [(bars.beside, bar.value) for bars in drawn for bar in bars.bars]


def test_cards_are_held_for_a_moment_but_faces_are_not() -> None:
    held = HeldCards()
    first = replace(make_analysis(read_face(reading=make_reading(smile=0.1))), done_ns=10**9)
    smiles(held, first)
    moved = read_face(make_face(1, 200), make_reading(smile=0.9))
    soon = replace(make_analysis(moved), done_ns=10**9 + HOLD_NS // 2)
    late = replace(soon, done_ns=10**9 + HOLD_NS)
    assert smiles(held, soon) == [(moved.face.box, 0.1)]
    assert smiles(held, late) == [(moved.face.box, 0.9)]


def test_a_face_that_comes_meanwhile_has_its_card_at_once() -> None:
    held = HeldCards()
    here = read_face(make_face(1), make_reading(smile=0.1))
    smiles(held, replace(make_analysis(here), done_ns=10**9))
    new = read_face(make_face(2, 200), make_reading(smile=0.6))
    soon = replace(make_analysis(here, new), done_ns=10**9 + 1)
    assert smiles(held, soon) == [(here.face.box, 0.1), (new.face.box, 0.6)]


def test_a_held_card_is_not_given_to_a_face_that_was_not_read() -> None:
    held = HeldCards()
    assert smiles(held, replace(make_analysis(read_face()), done_ns=10**9))
    unread = replace(make_analysis(ReadFace(make_face(), None)), done_ns=10**9 + 1)
    assert smiles(held, unread) == []


def test_nothing_is_held_after_a_renewal() -> None:
    held = HeldCards()
    smiles(held, replace(make_analysis(read_face(reading=make_reading(smile=0.1))), done_ns=10**9))
    held.renew()
    later = make_analysis(read_face(reading=make_reading(smile=0.9)))
    assert [value for _, value in smiles(held, replace(later, done_ns=10**9 + 1))] == [0.9]


def test_another_overlay_is_drawn_at_once() -> None:
    held = HeldCards()
    analysis = replace(make_analysis(read_face()), done_ns=10**9)
    assert smiles(held, analysis)
    assert held.shapes(analysis, CARD, Style(), []) == []


def main_id(selection: Selection, analysis: Analysis) -> int | None:
    main = selection.main(analysis)
    return main.face.face_id if main is not None else None


def test_the_main_face_does_not_hop_between_equals() -> None:
    selection = Selection()
    assert main_id(selection, of_ids([1, 2], [100, 90])) == 1
    assert main_id(selection, of_ids([1, 2], [95, 100])) == 1
    assert main_id(selection, of_ids([1, 2], [80, 120])) == 2
    assert main_id(selection, make_analysis()) is None


def test_a_chosen_face_stays_and_comes_back() -> None:
    selection = Selection()
    both, other = of_ids([1, 2], [100, 60]), of_ids([1], [100])
    selection.choose(2)
    assert main_id(selection, both) == 2
    assert main_id(selection, other) == 1
    assert main_id(selection, both) == 2
    selection.choose(None)
    assert main_id(selection, of_ids([1, 2], [200, 60])) == 1


def test_the_next_face_goes_round() -> None:
    selection = Selection()
    three = of_ids([1, 2, 5], [100, 60, 60])
    seen = [main_id(selection, three)]
    for _ in range(3):
        selection.next(three)
        seen.append(main_id(selection, three))
    assert seen == [1, 2, 5, 1]


def test_the_face_under_a_point_is_the_smallest_there() -> None:
    large, small = make_face(1, 0, 0, 300), make_face(2, 100, 100, 50)
    analysis = make_analysis(ReadFace(large, None), ReadFace(small, None))
    assert face_at(analysis, 120, 120) == 2
    assert face_at(analysis, 20, 20) == 1
    assert face_at(analysis, 500, 20) is None


def rectangle(box: Box) -> QRectF:
    return QRectF(box.x, box.y, box.width, box.height)


def placed(placer: Placer, *boxes: Box, sizes: tuple[QSizeF, ...] = (CARD_SIZE,)) -> list[Place]:
    cards = [(number, box, sizes) for number, box in enumerate(boxes)]
    places = placer.place(cards, boxes, AREA)
    return [places[number] for number in range(len(boxes))]


@pytest.mark.parametrize("x", [20.0, 300.0, 600.0])
def test_a_card_stands_beside_its_face_inside_the_picture(x: float) -> None:
    box = Box(x, 200, 150, 150)
    ((place, _),) = placed(Placer(), box)
    assert AREA.contains(place)
    assert not place.intersects(rectangle(box))


def test_cards_of_neighbours_do_not_cover_each_other() -> None:
    boxes = [Box(150, 200, 150, 150), Box(450, 200, 150, 150)]
    (first, _), (second, _) = placed(Placer(), *boxes)
    assert not first.intersects(second)
    for place in (first, second):
        assert hidden(edges(place), [box_edges(box) for box in boxes]) == 0.0


def test_a_card_does_not_hop_to_the_other_side_for_little() -> None:
    placer = Placer()
    right = Box(400, 200, 180, 150)  # just fits on the right
    ((first, _),) = placed(placer, right)
    assert first.left() > right.x + right.width
    nudged = Box(405, 200, 180, 150)  # now it would fit better on the left
    ((second, _),) = placed(placer, nudged)
    assert second.left() > nudged.x
    far = Box(600, 200, 180, 150)
    ((third, _),) = placed(placer, far)
    assert third.right() < far.x


def test_where_a_card_would_hide_the_face_a_smaller_one_is_taken() -> None:
    sizes = (QSizeF(260, 300), QSizeF(150, 80))
    assert placed(Placer(), Box(20, 200, 150, 150), sizes=sizes)[0][1] == 0
    close = Box(230, 60, 340, 500)  # room for 260 nowhere
    place, taken = placed(Placer(), close, sizes=sizes)[0]
    assert taken == 1
    assert not place.intersects(rectangle(close))


def test_the_smallest_card_stays_where_nothing_fits() -> None:
    sizes = (QSizeF(260, 300), QSizeF(150, 80))
    place, taken = placed(Placer(), Box(0, 0, 800, 600), sizes=sizes)[0]
    assert taken == 1
    assert AREA.contains(place)


@pytest.mark.parametrize(
    ("provider", "shown"),
    [
        ("CPUExecutionProvider", "CPU"),
        ("CUDAExecutionProvider", "GPU \N{MIDDLE DOT} CUDA"),
        ("NewExecutionProvider", "New"),
        ("", "\N{EN DASH}"),
    ],
)
def test_providers_have_names_for_people(provider: str, shown: str) -> None:
    assert provider_text(provider) == shown


def test_the_source_is_told_only_as_far_as_it_is_known() -> None:
    assert source_text(Status()) == ""
    assert RUNNING.source is not None
    bare = replace(RUNNING.source, width=0, height=0, rate=float("nan"))
    assert source_text(replace(RUNNING, source=bare)) == "clip.mp4"


def test_figures_of_a_card_are_flat() -> None:
    assert figure(0.8423) == "0.842"
    assert figure({"a": 1, "b": [0.5, "x"]}) == "a 1, b 0.500, x"


@pytest.mark.parametrize("theme", [DARK, LIGHT])
def test_text_can_be_read_on_its_ground(theme: Theme) -> None:
    for ground in (theme.surface, theme.raised):
        assert contrast(theme.text, ground) >= 7.0
        assert contrast(theme.muted, ground) >= 4.5
        assert contrast(theme.faint, ground) >= 3.0
    assert contrast(theme.on_accent, theme.accent) >= 4.0
    assert contrast(theme.text, theme.accent_soft) >= 7.0


def contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2.1."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("theme", [DARK, LIGHT])
def test_the_style_sheet_has_no_gaps(theme: Theme) -> None:
    assert "$" not in stylesheet(theme)


def test_a_choice_of_theme_is_followed(app: QApplication) -> None:
    assert theme_for("dark") is DARK
    assert theme_for("light") is LIGHT
    assert theme_for("system") in (DARK, LIGHT)


def test_the_typeface_is_shipped_and_its_digits_have_one_width(app: QApplication) -> None:
    from PySide6.QtGui import QFontMetrics

    assert load_fonts() == FAMILY
    metrics = QFontMetrics(font(14, tabular=True))
    assert len({metrics.horizontalAdvance(digit) for digit in "0123456789"}) == 1


def test_a_large_card_does_not_hide_a_small_face() -> None:
    around = [Box(300 + 200 * x, 250 + 150 * y, 40, 50) for x in (-1, 0, 1) for y in (-1, 0, 1)]
    sizes = (QSizeF(210, 300), QSizeF(120, 60))
    faces = [around[4], *around[:4], *around[5:]]
    (place, taken), *_ = placed(Placer(), *faces, sizes=sizes)
    assert taken == 1
    for face in faces:
        shared = place.intersected(rectangle(face))
        assert shared.width() * shared.height() <= 0.25 * face.width * face.height
