"""The parts of the review page that need no window, on real sessions."""

from __future__ import annotations

import math
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tests.app.record.sessions import make_session

from mien.errors import MienError
from mien.gui.job import Job, Outcome
from mien.gui.review.colours import Colours
from mien.gui.review.film import DAMAGED, GONE, Film, Shot, times_ms
from mien.gui.review.lanes import lay_out, values_by_face
from mien.gui.review.marker_book import MarkerBook, words
from mien.gui.review.player import Player, end_of
from mien.gui.review.recents import recent_sessions
from mien.gui.review.scale import Scale, clock, means, peaks, rows_of_columns
from mien.gui.review.strips import FaceColumns, columns_of, hatched, strip
from mien.gui.review.timeline_paint import runs, stimuli
from mien.gui.review.under import words_under
from mien.gui.theme import DARK
from mien.record.markers import Marker, read_markers
from mien.record.session import Session


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Session:
    """A session with a second face, skipped frames and a gap."""
    return make_session(tmp_path_factory.mktemp("sessions"))


def shot_of(film: Film, index: int) -> Shot:
    film.ask(index)
    ends = time.monotonic() + 30
    while time.monotonic() < ends:
        shot = film.look()
        if shot is not None and shot.index == index:
            return shot
        time.sleep(0.005)
    raise AssertionError("no picture came")


def film_of(session: Session) -> Film:
    path = session.video_path("clean")
    assert path is not None
    return Film(path, times_ms(session.frames), session.manifest.width, session.manifest.height)


def bar_width(shot: Shot) -> int:
    """How wide the red bar is that the recorded pictures carry: 2 and the source's frame number."""
    assert shot.image is not None
    line = shot.image[90].astype(int)
    return int((line[:, 0] - line[:, 1] > 60).sum())


def test_the_film_gives_every_picture_by_its_number_in_any_order(session: Session) -> None:
    film = film_of(session)
    indices = session.frames.video_index
    for index in (0, 1, 7, 44, 20, 19, 18, 3, 30, 44, 0):
        row = int(np.flatnonzero(indices == index)[0])
        shot = shot_of(film, index)
        assert shot.image is not None
        assert shot.image.shape == (180, 320, 3)
        expected = 2 + int(session.frames.source_frame[row]) % 320
        assert abs(bar_width(shot) - expected) <= 2
    film.close(5.0)


def test_a_film_that_is_gone_or_cut_ends_in_a_sentence(session: Session, tmp_path: Path) -> None:
    times = times_ms(session.frames)
    missing = Film(tmp_path / "none.mkv", times, 320, 180)
    assert shot_of(missing, 3) == Shot(3, None, GONE)
    path = session.video_path("clean")
    assert path is not None
    cut = tmp_path / "cut.mkv"
    whole = path.read_bytes()
    cut.write_bytes(whole[: len(whole) // 3])
    film = Film(cut, times, 320, 180)
    assert shot_of(film, 0).image is not None
    assert shot_of(film, 44) == Shot(44, None, DAMAGED)
    assert shot_of(film, 1).image is not None
    film.close(5.0)


def test_no_two_pictures_share_a_millisecond(session: Session) -> None:
    near = session.frames.time_s.copy()
    near[:4] = [0.0, 0.0002, 0.0004, 0.1]
    times = times_ms(replace(session.frames, time_s=near))
    assert times[:4].tolist() == [0, 1, 2, 100]
    assert (np.diff(times) > 0).all()


def test_a_player_plays_at_its_speed_and_stops_at_the_end(session: Session) -> None:
    player = Player(session.frames)
    assert player.row == 0
    player.play(100.0)
    player.speed = 2.0
    player.tick(100.11)
    assert player.place_s == pytest.approx(0.22)
    assert player.row == 6
    player.tick(200.0)
    assert not player.playing
    assert player.row == len(session.frames) - 1
    player.play(300.0)  # at the end: from the start again
    assert player.row == 0


def test_steps_go_row_by_row_and_stay_inside(session: Session) -> None:
    player = Player(session.frames)
    player.play(0.0)
    player.step(1)
    assert (player.row, player.playing) == (1, False)
    player.step(-5)
    assert player.row == 0
    player.step(10_000)
    assert player.row == len(session.frames) - 1
    player.seek(-math.inf)
    assert player.row == 0


def test_a_session_without_rows_stands_still(session: Session) -> None:
    none = {name: getattr(session.frames, name)[:0] for name in session.frames.__slots__}
    player = Player(replace(session.frames, **none))
    player.play(0.0)
    player.tick(5.0)
    player.step(1)
    player.seek(3.0)
    assert (player.row, player.playing, player.end_s) == (-1, False, 0.0)


def test_zooming_keeps_the_time_under_the_pointer() -> None:
    scale = Scale(10.0, 20.0, 400.0)
    closer = scale.zoomed(4.0, 15.0)
    assert closer.span_s == 5.0
    assert closer.x_of(15.0) == pytest.approx(scale.x_of(15.0))
    assert scale.time_of(scale.x_of(12.5)) == pytest.approx(12.5)
    assert Scale(-5.0, 3.0, 400.0).within(0.0, 60.0).start_s == 0.0
    assert Scale(59.0, 3.0, 400.0).within(0.0, 60.0).start_s == 57.0
    assert Scale(0.0, 900.0, 400.0).within(0.0, 60.0).span_s == 60.0


def test_ticks_are_round_and_apart() -> None:
    step, times = Scale(1.3, 10.0, 1000.0).ticks(80.0)
    assert step == 1
    assert times == (2, 3, 4, 5, 6, 7, 8, 9, 10, 11)


def test_clock_texts() -> None:
    assert clock(0) == "0:00.000"
    assert clock(61.5, 0.1) == "1:01.5"
    assert clock(3725.04, 1) == "1:02:05"
    assert clock(59.9999, 0.1) == "1:00.0"
    assert clock(-0.25, 0.01) == "\N{MINUS SIGN}0:00.25"


def test_columns_hold_peaks_and_means_and_nothing_outside() -> None:
    times = np.array([0.0, 1.0, 2.0, 3.0])
    first, after = rows_of_columns(times, 4.0, Scale(0.0, 8.0, 4.0), 4)
    assert [(int(a), int(b)) for a, b in zip(first, after, strict=True)][:2] == [(0, 2), (2, 4)]
    assert (after[2:] == first[2:]).all()
    values = np.array([[0.1], [0.9], [np.nan], [np.nan]])
    assert peaks(values, first, after)[:, 0].tolist()[0] == 0.9
    assert means(values, first, after)[0, 0] == pytest.approx(0.5)
    assert np.isnan(peaks(values, first, after)[1:]).all()
    assert np.isnan(means(values, first, after)[1:]).all()
    # Closer than a row a column: a row lasts until the next one begins.
    first, after = rows_of_columns(times, 4.0, Scale(1.0, 1.0, 4.0), 4)
    assert (first == 1).all()
    assert (after == 2).all()


def test_values_by_face_are_the_stored_ones(session: Session) -> None:
    faces = values_by_face(session)
    assert [face.face_id for face in faces] == [1, 2]
    one, two = faces
    mine = session.faces.face_id == 1
    assert (one.smile == session.faces.smile[mine]).all()
    assert (session.frames.frame[one.rows] == session.faces.frame[mine]).all()
    assert len(two.rows) == 1
    assert np.isnan(two.smile).all()
    assert one.at(int(one.rows[3])) == 3
    assert one.at(int(np.flatnonzero(session.frames.faces == 0)[0])) == -1


def test_lanes_show_what_matters_or_everything(session: Session) -> None:
    faces = values_by_face(session)
    few = lay_out(session, faces, everything=False)
    everything = lay_out(session, faces, everything=True)
    assert [row.name for row in few if row.face == 0] == ["Face 1", "Expression", "Smile", "AU12"]
    names = {row.name for row in everything if row.face == 1}
    assert {*session.action_units, "Happiness", "Anger"} <= names
    for rows in (few, everything):
        ends = [row.top + row.height for row in rows]
        assert all(end <= row.top for end, row in zip(ends, rows[1:], strict=False))


def test_lanes_are_empty_where_nothing_was_read_and_never_zero(session: Session) -> None:
    faces = values_by_face(session)
    colours = Colours.of(DARK, session.expressions)
    width = 4 * len(session.frames)
    end = end_of(session.frames)
    columns = columns_of(session, end, Scale(0.0, end, float(width)), width)
    unseen = np.zeros(width, bool)
    for without in np.flatnonzero((session.frames.faces == 0) & ~session.frames.gap):
        unseen |= (columns.first == without) & (columns.after == without + 1)
    assert unseen.any()
    empty, zero = colours.surface.astype(np.uint8), colours.track.astype(np.uint8)
    for row in lay_out(session, faces, everything=True):
        pixels = strip(row, FaceColumns(faces[row.face], columns), colours, row.height)
        assert pixels.shape == (row.height, width, 3)
        assert (pixels[:, unseen] == empty).all()
        if row.kind in ("unit", "smile") and row.face == 0:
            assert not (pixels[0] == empty).all(axis=1).all()
            assert (zero != empty).any()


def test_gaps_are_hatched_and_skipped_frames_counted(session: Session) -> None:
    end = end_of(session.frames)
    columns = columns_of(session, end, Scale(0.0, end, 600.0), 600)
    gap = int(np.flatnonzero(session.frames.gap)[0])
    start, after = session.frames.time_s[gap], session.frames.time_s[gap + 1]
    (first, last), *others = runs(columns.gap)
    assert not others
    assert first == pytest.approx(start / end * 600, abs=2)
    assert last == pytest.approx(after / end * 600, abs=2)
    assert columns.skipped.max() == 2
    colours = Colours.of(DARK, session.expressions)
    pixels = np.full((20, 600, 3), 200, np.uint8)
    hatched(pixels, columns.gap, colours)
    assert (pixels[:, ~columns.gap] == 200).all()
    assert len(np.unique(pixels[:, columns.gap].reshape(-1, 3), axis=0)) == 2


def test_the_value_under_the_pointer_is_the_stored_one(session: Session) -> None:
    faces = values_by_face(session)
    rows = {row.name: row for row in lay_out(session, faces, everything=True) if row.face == 0}
    at = int(faces[0].rows[5])
    time_s = float(session.frames.time_s[at]) + 0.001
    au12 = session.action_units.index("AU12")
    shown = f"{faces[0].action_units[5, au12] * 100:.0f}\N{NO-BREAK SPACE}%"
    value, place = words_under(session, faces, rows["AU12"], time_s)
    assert value == f"AU12 Lip corner puller {shown}"
    assert f"frame {at}" in place
    assert words_under(session, faces, rows["Expression"], time_s)[0].startswith("Happiness 70")
    gap = float(session.frames.time_s[session.frames.gap][0]) + 0.2
    assert words_under(session, faces, None, gap)[-1] == "No picture came here"
    skipped = float(session.frames.time_s[session.frames.skipped > 0][0]) + 0.001
    assert words_under(session, faces, None, skipped)[-1] == "2 frames skipped before this one"
    second = next(row for row in lay_out(session, faces, everything=True) if row.face == 1)
    assert words_under(session, faces, second, time_s)[0] == "Face 2: not in view"


def test_markers_are_saved_at_once_and_every_step_can_be_undone(tmp_path: Path) -> None:
    session = make_session(tmp_path, frames=6)
    book = MarkerBook(session.folder, session.markers)
    kept = book.markers
    added = book.add(0.05, 1, "mark", "3")
    assert read_markers(session.folder) == book.markers
    assert book.get(added.id) == added
    book.change(replace(added, label="three", note="a\nb"))
    assert (found := book.get(added.id)) is not None
    assert (found.label, found.note) == ("three", "a\nb")
    book.move(added.id, 0.01, 0)
    book.delete(kept[0].id)
    assert read_markers(session.folder) == book.markers
    for _ in range(4):
        book.undo()
        assert read_markers(session.folder) == book.markers
    assert book.markers == kept
    assert not book.can_undo
    for _ in range(4):
        book.redo()
    assert read_markers(session.folder) == book.markers
    assert book.get(kept[0].id) is None
    assert not book.can_redo
    assert book.add(0.2, 5, "note").id > added.id


def test_what_cannot_be_saved_is_not_done(tmp_path: Path) -> None:
    session = make_session(tmp_path, frames=6)
    book = MarkerBook(session.folder, session.markers)
    kept = book.markers
    session.folder.rename(tmp_path / "elsewhere")
    with pytest.raises(MienError, match="cannot be saved"):
        book.add(0.05, 1, "mark")
    assert book.markers == kept
    assert not book.can_undo


def test_a_marker_in_words() -> None:
    assert words(Marker(0, 0, "mark", "7", "x")) == "7"
    assert words(Marker(0, 0, "note", "", "first\nsecond")) == "first"
    assert words(Marker(0, 0, "stimulus_on")) == "Stimulus on"


def test_stimuli_reach_from_on_to_off() -> None:
    on, off = Marker(1, 0, "stimulus_on", "a"), Marker(3, 0, "stimulus_off", "a")
    other = Marker(2, 0, "stimulus_on", "b")
    assert stimuli((on, other, off), 9.0) == [(1, 3), (2, 9.0)]
    assert stimuli((off,), 9.0) == []


def test_recent_sessions_are_told_even_where_one_is_damaged(tmp_path: Path) -> None:
    make_session(tmp_path, "good", frames=6)
    (tmp_path / "bad").mkdir()
    (tmp_path / "bad" / "session.json").write_text("{", encoding="utf-8")
    by_name = {recent.name: recent for recent in recent_sessions(tmp_path)}
    assert "6 frames" in by_name["good"].about
    assert "damaged" in by_name["bad"].about
    assert recent_sessions(tmp_path / "none") == ()


@pytest.mark.parametrize(
    ("error", "said"), [(MienError("Do this."), "Do this."), (KeyError("x"), "unexpectedly")]
)
def test_a_job_that_fails_ends_in_a_sentence(error: Exception, said: str) -> None:
    def fail() -> int:
        raise error

    outcome = finished(Job("test", fail))
    assert outcome.value is None
    assert said in outcome.problem
    assert finished(Job("test", lambda: 3)) == Outcome(3)


def finished(job: Job[int]) -> Outcome[int]:
    ends = time.monotonic() + 30
    while (outcome := job.outcome()) is None:
        assert time.monotonic() < ends
        time.sleep(0.002)
    return outcome
