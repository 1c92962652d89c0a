"""Close-up, history and meanings: what they show, and when."""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot
from tests.app.gui.conftest import MakeWindow
from tests.app.gui.fakes import FakeEngine
from tests.app.gui.hands import chosen, play, press
from tests.app.scenes import (
    ACTION_UNITS,
    CARD,
    EXPRESSIONS,
    make_analysis,
    make_face,
    make_frame,
    make_reading,
    read_face,
)

from mien.gui.insight.lines import DARK, LIGHT, LineColours, toggled
from mien.gui.insight.plot import HistoryPlot
from mien.gui.insight.plot_paint import apart, lines_place
from mien.gui.insight.strip import Line, Look, painted, spans
from mien.gui.insight.traces import MOST, SPAN_S, STALL_S, Trace, Traces
from mien.gui.pull import PREVIEW_NS
from mien.gui.theme import DARK as DARK_THEME
from mien.gui.theme import LIGHT as LIGHT_THEME
from mien.gui.theme import Theme
from mien.gui.window import MainWindow
from mien.measures.asymmetry import UNKNOWN
from mien.settings import MOST_PLOTTED
from mien.types import Analysis, Measures, Quality, ReadFace

KEY = Qt.Key
SECOND = 1_000_000_000
SMILE = len(CARD.values) - 1
Places = NDArray[np.intp]


def at(time_s: float, *faces: ReadFace) -> Analysis:
    frame = replace(make_frame(), captured_ns=round(time_s * SECOND), time_s=time_s)
    return make_analysis(*faces, frame=frame)


def smiling(face_id: int, smile: float) -> ReadFace:
    return read_face(make_face(face_id, 100 * face_id), make_reading(smile=smile))


# What is remembered.


def test_every_value_of_every_face_is_kept_and_its_absence_is_a_gap() -> None:
    traces = Traces()
    traces.add(at(1.0, smiling(1, 0.2), smiling(2, 0.9)), CARD)
    traces.add(at(1.1, smiling(2, 0.8)), CARD)
    traces.add(at(1.2, smiling(1, 0.4), ReadFace(make_face(2), None)), CARD)
    first, second = traces.of(1), traces.of(2)
    assert first is not None
    assert second is not None
    np.testing.assert_allclose(first.values[:, SMILE], [0.2, np.nan, 0.4], rtol=1e-6)
    np.testing.assert_allclose(second.values[:, SMILE], [0.9, 0.8, np.nan], rtol=1e-6)
    np.testing.assert_allclose(first.times, [1.0, 1.1, 1.2])
    au12 = CARD.values.index("AU12")
    assert first.values[0, au12] == pytest.approx(0.9)
    assert traces.of(None) is traces.of(3) is None


def test_a_time_without_pictures_is_a_gap() -> None:
    traces = Traces()
    for time_s in (0.0, 0.9 * STALL_S, 4.0):
        traces.add(at(time_s, smiling(1, 0.5)), CARD)
    trace = traces.of(1)
    assert trace is not None
    assert len(trace.times) == 4
    assert np.isnan(trace.values[2]).all()
    assert trace.times[1] < trace.times[2] < trace.times[3]


def test_a_face_that_is_seen_too_poorly_is_a_gap() -> None:
    poor = replace(
        smiling(1, 0.5), measures=Measures(Quality(0.1, "dark"), UNKNOWN, 0.0, 0.0, 0, 0.0)
    )
    traces = Traces()
    traces.add(at(0.0, smiling(1, 0.5)), CARD)
    traces.add(at(0.1, poor), CARD)
    trace = traces.of(1)
    assert trace is not None
    assert np.isnan(trace.values[1]).all()


def test_the_same_frame_again_is_no_new_sample() -> None:
    traces = Traces()
    for smile in (0.1, 0.3):
        traces.add(at(2.0, smiling(1, smile)), CARD)
    trace = traces.of(1)
    assert trace is not None
    np.testing.assert_allclose(trace.values[:, SMILE], [0.3], rtol=1e-6)


def test_who_is_long_gone_is_forgotten_and_another_network_begins_anew() -> None:
    traces = Traces()
    for step in range(40):
        traces.add(at(step, *([smiling(1, 0.5)] if step < 5 else []), smiling(2, 0.5)), CARD)
        assert (traces.of(1) is not None) == (step - 4 <= SPAN_S)
    other = CARD.model_copy(update={"expressions": ("calm",)})
    traces.add(at(41, smiling(2, 0.5)), other)
    trace = traces.of(2)
    assert trace is not None
    assert np.isnan(trace.values).all()  # a reading of the network before
    assert len(trace.times) == 1


def test_hours_at_full_rate_take_no_more_room() -> None:
    trace = Trace(2)
    for index in range(5 * MOST):
        trace.add(index / 120, np.array([index, 0], np.float32))
    assert len(trace.times) == MOST
    assert trace.values[-1, 0] == 5 * MOST - 1
    assert (np.diff(trace.times) > 0).all()
    assert MOST / 120 > SPAN_S


# How it is drawn.


def test_each_column_spans_from_its_least_to_its_largest_sample() -> None:
    times = np.array([0.0, 0.25, 0.5, 0.75, 1.0, 1.5])
    values = np.array([[0.0], [1.0], [0.2], [0.4], [0.0], [0.0]], np.float32)
    low, high = spans(times, values, 0, 1, rate=1.0)
    np.testing.assert_allclose(low[:, 0], [0.0, 0.0])
    np.testing.assert_allclose(high[:, 0], [1.0, 0.0])


def test_lines_are_straight_between_samples_and_broken_at_gaps() -> None:
    times = np.array([0.0, 4.0, 5.0, 6.5, 7.0])
    values = np.array([[0.0], [0.8], [np.nan], [0.5], [0.5]], np.float32)
    low, high = spans(times, values, 0, 6, rate=1.0)
    np.testing.assert_allclose(low[:4, 0], [0.0, 0.2, 0.4, 0.6], atol=1e-6)
    np.testing.assert_allclose(high[:4, 0], [0.2, 0.4, 0.6, 0.8], atol=1e-6)
    assert np.isnan(low[5, 0])
    assert high[6, 0] == pytest.approx(0.5)


def test_a_value_stands_at_its_height_in_its_colour() -> None:
    look = Look(width=10, height=107, density=1.0, lines=(Line(0, (200, 100, 50)),))
    level = np.full((10, 1), 0.5, np.float32)
    pixels = painted(level, level, look)
    rows = np.flatnonzero(pixels[:, 5, 3] > 128)
    assert rows.tolist() == [53]
    assert pixels[53, 5].tolist() == [50, 100, 200, 255]
    unknown = np.full((10, 1), np.nan, np.float32)
    assert not painted(unknown, unknown, look).any()


@pytest.fixture
def plot(app: QApplication, qtbot: QtBot) -> HistoryPlot:
    """A shown history of smile and AU12."""
    plot = HistoryPlot(DARK_THEME)
    qtbot.addWidget(plot)
    plot.resize(900, plot.height())
    plot.choose(("smile", "AU12", "no such value"))
    with qtbot.waitExposed(plot):
        plot.show()
    return plot


def lines_of(plot: HistoryPlot, name: str) -> tuple[Places, Places]:
    """Where the screen has the colour of a value, left of the names: rows and columns."""
    image = plot.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1)
    pixels = rows[:, : image.width() * 3].reshape(image.height(), image.width(), 3)[
        :, : lines_place(plot.size()).right() + 1
    ]
    ink = QColor(plot.colours.colours(DARK_THEME)[name])
    wanted = np.array([ink.red(), ink.green(), ink.blue()])
    rows_there, columns = np.nonzero(np.abs(pixels.astype(int) - wanted).max(axis=2) < 60)
    return rows_there, columns


def test_the_newest_value_is_at_the_right_and_the_old_ones_move_left(plot: HistoryPlot) -> None:
    before = plot.names
    for step in range(31):
        plot.take(at(step / 10, smiling(1, 0.2)), CARD, 1)
    assert before == ()
    assert plot.names == ("smile", "AU12")
    _, columns = lines_of(plot, "smile")
    right = columns.max()
    place = lines_place(plot.size())
    assert right >= place.right() - 1
    assert columns.min() == pytest.approx(right - 3.0 / SPAN_S * place.width(), abs=3)
    for step in range(31, 62):
        plot.take(at(step / 10, smiling(1, 0.9)), CARD, 1)
    rows, columns = lines_of(plot, "smile")
    assert columns.max() == right
    assert rows[columns > right - 20].mean() < rows[columns < right - 90].mean() - 40


def test_a_gap_is_empty_and_another_face_has_its_own_past(plot: HistoryPlot) -> None:
    for step in range(60):
        away = 20 <= step < 40
        faces = [smiling(2, 0.1)] + ([] if away else [smiling(1, 0.6)])
        plot.take(at(step / 10, *faces), CARD, 1)
    _, columns = lines_of(plot, "smile")
    present = np.isin(np.arange(columns.min(), columns.max() + 1), columns)
    assert 30 < (~present).sum() < 60
    plot.take(at(6.0, smiling(1, 0.6), smiling(2, 0.1)), CARD, 2)
    rows, columns = lines_of(plot, "smile")
    assert np.isin(np.arange(columns.min(), columns.max() + 1), columns).all()
    assert rows.mean() > 110


def test_drawing_only_what_is_new_gives_the_same_picture(plot: HistoryPlot, qtbot: QtBot) -> None:
    generator = np.random.default_rng(3)
    times = np.cumsum(generator.uniform(0.005, 0.12, 700))
    for time_s in times:
        faces = [] if 20 < time_s < 22 else [smiling(1, float(generator.random()))]
        plot.take(at(float(time_s), *faces), CARD, 1)
        if generator.random() < 0.5:
            plot.grab()
    lines = lines_place(plot.size())  # the names beside them are written less often
    piecemeal = plot.grab(lines).toImage()
    plot.resize(899, plot.height())
    plot.grab()
    plot.resize(900, plot.height())
    assert plot.grab(lines).toImage() == piecemeal


def test_a_screen_reader_hears_the_newest_values(plot: HistoryPlot) -> None:
    plot.take(at(0.0, smiling(1, 0.68)), CARD, 1)
    plot.describe()
    assert plot.accessibleDescription() == "Smile 3.4, AU12 90\N{NO-BREAK SPACE}%"


def test_names_at_the_lines_ends_do_not_cover_each_other() -> None:
    places = apart([50.0, 51.0, 49.0, 120.0], 14.0, 10.0, 130.0)
    assert sorted(range(4), key=lambda i: places[i]) == [2, 0, 1, 3]
    assert (np.diff(sorted(places)) >= 14.0).all()
    crowded = apart([200.0] * 6, 14.0, 10.0, 130.0)
    assert max(crowded) <= 123.0
    assert (np.diff(sorted(crowded)) >= 14.0).all()


# Which values.


def test_a_value_keeps_its_colour_while_others_come_and_go() -> None:
    colours = LineColours()
    colours.choose(("smile", "AU12", "AU06"))
    before = colours.colours(DARK_THEME)
    colours.choose(("AU12", "AU06"))
    colours.choose(("AU12", "AU06", "anger"))
    after = colours.colours(DARK_THEME)
    assert after["AU12"] == before["AU12"]
    assert after["AU06"] == before["AU06"]
    assert after["anger"] == before["smile"]


def test_no_more_lines_than_can_be_told_apart() -> None:
    known = tuple(f"AU{number:02}" for number in range(20))
    full = known[:MOST_PLOTTED]
    assert toggled(full, "AU19", known) is None
    assert toggled(full, "AU03", known) == tuple(name for name in full if name != "AU03")
    elsewhere = ("calm", *full[1:])  # of another network: gives way
    assert toggled(elsewhere, "AU19", known) == (*full[1:], "AU19")


@pytest.mark.parametrize(("table", "theme"), [(DARK, DARK_THEME), (LIGHT, LIGHT_THEME)])
def test_lines_can_be_seen_on_the_panel(table: tuple[str, ...], theme: Theme) -> None:
    def luminance(text: str) -> float:
        colour = QColor(text)
        parts = [colour.redF(), colour.greenF(), colour.blueF()]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    ground = luminance(theme.surface)
    for colour in table:
        light, dark = sorted((luminance(colour), ground), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 3.0, colour


# In the window.


def test_ticks_come_with_the_history_and_are_kept(window: MainWindow, engine: FakeEngine) -> None:
    play(window, engine)
    table = window.panel.action_units
    assert window.plot.isHidden()
    assert window.panel.smile_tick.isHidden()
    press(window, KEY.Key_H)
    assert not window.plot.isHidden()
    assert not window.panel.smile_tick.isHidden()
    row = ACTION_UNITS.index("AU06")
    height = table.height() / len(table.rows)
    QTest.mouseClick(table, Qt.MouseButton.LeftButton, pos=QPoint(6, round((row + 0.5) * height)))
    assert chosen(window).plotted == ("smile", "happiness", "AU12", "AU06")
    assert not chosen(window).evidence
    window.panel.smile_tick.click()
    assert "smile" not in chosen(window).plotted
    assert window.plot.names == ("happiness", "AU12", "AU06")
    press(window, KEY.Key_H)
    assert window.plot.isHidden()
    QTest.mouseClick(table, Qt.MouseButton.LeftButton, pos=QPoint(6, round((row + 0.5) * height)))
    assert chosen(window).evidence_of == "AU06"  # there are no ticks now


def test_a_seventh_tick_is_refused_with_a_sentence(
    make_window: MakeWindow, engine: FakeEngine
) -> None:
    window = make_window(history=True, plotted=CARD.values[:MOST_PLOTTED])
    play(window, engine)
    window.panel.smile_tick.click()
    assert chosen(window).plotted == CARD.values[:MOST_PLOTTED]
    assert "6" in window.notice.text
    assert not window.panel.smile_tick.isChecked()


def test_what_is_frozen_has_no_new_past(make_window: MakeWindow, engine: FakeEngine) -> None:
    window = make_window(history=True, close_up=True)
    play(window, engine)
    press(window, KEY.Key_Space)
    plot, close_up = window.plot.grab().toImage(), window.close_up.grab().toImage()
    engine.analyses.put(make_analysis(read_face(reading=make_reading("anger", smile=0.0))))
    window.live.tick()
    assert window.plot.grab().toImage() == plot
    assert window.close_up.grab().toImage() == close_up


def test_the_close_up_shows_the_map_that_is_switched_on(
    window: MainWindow, engine: FakeEngine
) -> None:
    play(window, engine)
    assert window.close_up.isHidden()
    press(window, KEY.Key_Z)
    assert not window.close_up.isHidden()
    assert "Saliency" in window.close_up.text
    saliency = window.close_up.view.grab().toImage()
    window.choices.change(saliency=False)
    assert "Saliency" in window.close_up.text  # shown here even where the face is left free
    window.saliency_menu.evidence.values["AU12"].trigger()
    assert "AU12 Lip corner puller" in window.close_up.text
    assert "against" in window.close_up.text
    assert window.close_up.view.grab().toImage() != saliency
    assert window.close_up.legend.accessibleDescription() == "\N{MINUS SIGN}4.0 … +4.0"
    press(window, KEY.Key_Z)
    assert window.close_up.isHidden()


def test_the_map_lies_on_the_place_of_the_crop_that_it_is_about(
    make_window: MakeWindow, engine: FakeEngine
) -> None:
    window = make_window(close_up=True, opacity=1.0)
    peak = (3, 10)  # of 14 rows and columns
    reading = make_reading(peak=peak)
    engine.analyses.put(make_analysis(read_face(make_face(1, 200, 80, 200), reading)))
    window.live.tick()

    def brightest() -> tuple[float, float]:
        image = window.close_up.view.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
        side = image.width()
        rows = np.frombuffer(image.constBits(), np.uint8).reshape(side, -1)[:, : side * 3]
        spread = np.ptp(rows.reshape(side, side, 3).astype(int), axis=2)
        y, x = np.unravel_index(spread.argmax(), spread.shape)
        return float(x) / side * 14, float(y) / side * 14

    x, y = brightest()
    assert abs(x - (peak[1] + 0.5)) < 2.5
    assert abs(y - (peak[0] + 0.5)) < 2.5
    window.choices.change(mirror_file=True)
    engine.analyses.put(make_analysis(read_face(make_face(1, 200, 80, 200), reading)))
    window.live.tick()
    assert abs(brightest()[0] - (14 - x)) < 2.5


def test_the_close_up_is_sharper_than_the_networks_crop(
    make_window: MakeWindow, engine: FakeEngine
) -> None:
    window = make_window(close_up=True, opacity=0.05)
    image = np.zeros((360, 640, 3), np.uint8)
    image[:, ::2] = 255  # lines of one pixel
    frame = replace(make_frame(), image=image)
    unread = ReadFace(make_face(1, 200, 40, 276), None)
    engine.analyses.put(make_analysis(unread, frame=frame))
    window.live.tick()
    shown = window.close_up.view.grab().toImage()
    row = [shown.pixelColor(x, shown.height() // 2).red() for x in range(100, 160)]
    assert max(row) - min(row) > 90


def test_another_main_face_is_enlarged_at_once(make_window: MakeWindow, engine: FakeEngine) -> None:
    window = make_window(close_up=True)
    engine.analyses.put(make_analysis(smiling(1, 0.5), smiling(2, 0.5)))
    window.live.tick()
    assert window.close_up.text.startswith("Face 1")
    press(window, KEY.Key_N)  # within the time in which no other frame is shown
    assert window.close_up.text.startswith("Face 2")


def test_nobody_there_is_an_empty_close_up(make_window: MakeWindow, engine: FakeEngine) -> None:
    window = make_window(close_up=True)
    play(window, engine)
    engine.analyses.put(make_analysis())
    window.live.tick()
    assert window.close_up.text.strip() == ""


def test_a_frame_that_nobody_analysed_is_an_empty_close_up(
    make_window: MakeWindow, engine: FakeEngine
) -> None:
    window = make_window(close_up=True)
    play(window, engine)
    assert window.close_up.text.startswith("Face 1")
    late = time.monotonic_ns() + 2 * PREVIEW_NS
    engine.frames.put(replace(make_frame(), captured_ns=late))
    window.live.tick()
    assert window.close_up.text.strip() == ""
    assert window.live.main_id is None


def test_a_small_window_makes_room_for_the_close_up(window: MainWindow, qtbot: QtBot) -> None:
    window.resize(window.minimumSize())
    least = window.width()
    press(window, KEY.Key_Z)
    qtbot.waitUntil(lambda: window.width() > least)
    parts = (window.stage, window.close_up, window.panel)
    qtbot.waitUntil(lambda: sum(part.width() for part in parts) == window.width())
    assert window.picture.width() >= window.picture.minimumWidth()
    press(window, KEY.Key_Z)
    assert window.minimumWidth() == least


def test_full_screen_leaves_only_the_picture(make_window: MakeWindow, engine: FakeEngine) -> None:
    window = make_window(close_up=True, history=True)
    play(window, engine)
    press(window, KEY.Key_F11)
    assert window.close_up.isHidden()
    assert window.plot.isHidden()
    press(window, KEY.Key_F11)
    assert not window.close_up.isHidden()
    assert not window.plot.isHidden()


# What it means.


def test_pointing_at_an_action_unit_lights_its_region_and_says_what_it_is(
    window: MainWindow, engine: FakeEngine, qtbot: QtBot
) -> None:
    play(window, engine)
    table, plain = window.panel.action_units, window.picture.grab().toImage()
    row = ACTION_UNITS.index("AU12")
    place = QPoint(60, round((row + 0.5) * table.height() / len(table.rows)))
    QTest.mouseMove(table, place)
    qtbot.waitUntil(lambda: table.pointed == row)
    assert window.picture.grab().toImage() != plain
    QTest.mouseMove(window.panel.smile, QPoint(5, 5))
    QApplication.sendEvent(table, QEvent(QEvent.Type.Leave))
    assert window.picture.grab().toImage() == plain


def test_the_arrow_keys_say_the_same(window: MainWindow, engine: FakeEngine, qtbot: QtBot) -> None:
    play(window, engine)
    window.panel.tick(2.0)
    table, plain = window.panel.action_units, window.picture.grab().toImage()
    window.activateWindow()
    table.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(lambda: QApplication.focusWidget() is table)
    for _ in range(ACTION_UNITS.index("AU12")):
        QTest.keyClick(table, KEY.Key_Down)
    assert ACTION_UNITS[table.pointed] == "AU12"
    assert "Zygomaticus major" in QToolTip.text()
    assert "AU12 Lip corner puller" in table.accessibleDescription()
    assert "corners of the lips" in table.accessibleDescription()
    assert window.picture.grab().toImage() != plain
    QTest.keyClick(table, KEY.Key_Return)
    assert chosen(window).evidence_of == "AU12"
    QTest.keyClick(table, KEY.Key_End)
    assert table.pointed == len(ACTION_UNITS) - 1
    QTest.keyClick(table, KEY.Key_Home)
    assert table.pointed == 0
    window.choices.change(history=True)
    QTest.keyClick(table, KEY.Key_Space)
    assert chosen(window).plotted[-1] == ACTION_UNITS[0]
    assert not window.live.frozen
    window.picture.setFocus()
    qtbot.waitUntil(lambda: table.pointed == -1)


def test_expressions_say_what_their_values_are(window: MainWindow, engine: FakeEngine) -> None:
    play(window, engine)
    rows = window.panel.expression.rows
    assert len(rows) == len(EXPRESSIONS)
    assert all("people who look" in row.text for row in rows)
