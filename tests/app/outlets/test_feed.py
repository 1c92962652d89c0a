"""From an engine's mailbox to the outlets: nothing lost unseen, nobody held up."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from tests.app.scenes import CARD, make_analysis, make_face, make_frame, of_ids, read_face

from mien.errors import MienError
from mien.flow import Latest
from mien.network.card import Card
from mien.outlets.allowance import Allowance
from mien.outlets.extras import needed
from mien.outlets.feed import Feed
from mien.outlets.main_face import MainFace
from mien.outlets.outlet import Outlet
from mien.outlets.sample import Item, Mark, Sample
from mien.types import Analysis


class Shelf:
    """A wire whose receiver is in this program; it may be made to hang or to fail."""

    name = "shelf"

    def __init__(self, problem: str = "") -> None:
        self.came: queue.Queue[Item] = queue.Queue()
        self.free = threading.Event()
        self.free.set()
        self.closed = False
        self.problem = problem

    def open(self, card: Card) -> str:
        if self.problem:
            raise MienError(self.problem)
        return card.name

    def send(self, item: Item) -> bool:
        self.free.wait(20)
        if isinstance(item, Mark) and item.text == "fail":
            raise ValueError("as asked")
        self.came.put(item)
        return not isinstance(item, Mark) or item.text != "no way"

    def listeners(self) -> int | None:
        return 1

    def close(self) -> None:
        self.closed = True


def analysis(index: int, skipped: int = 0) -> Analysis:
    made = make_analysis(read_face(), frame=make_frame(index=index))
    return replace(made, skipped=skipped)


def until(true: Callable[[], bool]) -> bool:
    ends = time.monotonic() + 20
    while not true() and time.monotonic() < ends:
        time.sleep(0.005)
    return true()


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


@pytest.fixture
def analyses() -> Latest[Analysis]:
    return Latest()


@pytest.fixture
def feed(analyses: Latest[Analysis], shelf: Shelf) -> Iterator[Feed]:
    made = Feed(analyses, [Outlet(shelf, most_waiting=8)])
    assert made.open(CARD) == (CARD.name,)
    yield made
    shelf.free.set()
    assert made.close(10.0)
    assert shelf.closed


def next_sample(shelf: Shelf) -> Sample:
    item = shelf.came.get(timeout=10)
    assert isinstance(item, Sample)
    return item


def test_each_analysis_is_handed_on_once_without_its_picture(
    feed: Feed, analyses: Latest[Analysis], shelf: Shelf
) -> None:
    for index in range(5):
        given = analysis(index)
        analyses.put(given)
        sample = next_sample(shelf)
        assert (sample.number, sample.frame, sample.main) == (index, index, 1)
        assert sample.captured_ns == given.frame.captured_ns
        assert (sample.width, sample.height) == (640, 360)
        assert not hasattr(sample, "image")
    assert feed.missed == 0
    assert shelf.came.empty()


def test_another_source_is_no_loss(feed: Feed, analyses: Latest[Analysis], shelf: Shelf) -> None:
    for index, skipped in ((0, 0), (3, 2), (4, 0)):
        analyses.put(analysis(index, skipped))
        next_sample(shelf)
    analyses.clear()
    analyses.put(analysis(2, skipped=2))
    assert next_sample(shelf).number == 3
    assert feed.missed == 0


def test_what_came_and_went_unseen_is_counted(analyses: Latest[Analysis], shelf: Shelf) -> None:
    seen: queue.Queue[Analysis] = queue.Queue()
    go = threading.Event()

    def choose(given: Analysis) -> int | None:
        seen.put(given)
        go.wait(20)
        return None

    feed = Feed(analyses, [Outlet(shelf)], main=choose)
    feed.open(CARD)
    analyses.put(analysis(0))
    seen.get(timeout=10)
    for index in (1, 2, 3):
        analyses.put(analysis(index))
    go.set()
    assert [next_sample(shelf).number for _ in range(2)] == [0, 3]
    assert feed.missed == 2
    assert feed.close(10.0)


def test_a_wire_that_hangs_costs_its_own_samples_alone(
    feed: Feed, analyses: Latest[Analysis], shelf: Shelf
) -> None:
    shelf.free.clear()
    other = Shelf()
    both = Feed(analyses, [Outlet(other)])
    both.open(CARD)
    for index in range(30):
        analyses.put(analysis(index))
        assert next_sample(other).frame == index
    assert until(lambda: feed.traffic()[0].dropped >= 30 - 8 - 1 - feed.missed)
    shelf.free.set()
    assert until(lambda: sum(count(feed)) == 30 - feed.missed)
    assert both.traffic()[0].dropped == 0
    assert both.close(10.0)


def count(feed: Feed) -> tuple[int, int]:
    (traffic,) = feed.traffic()
    return traffic.sent, traffic.dropped


def test_a_wire_that_fails_goes_on_and_says_so_once(
    feed: Feed, shelf: Shelf, caplog: pytest.LogCaptureFixture
) -> None:
    for text in ("fail", "fail", "no way", " two\n words "):
        feed.mark(text, 5)
    assert until(lambda: sum(count(feed)) == 4)
    assert count(feed) == (1, 3)
    assert shelf.came.get() == Mark("no way", 5)
    assert shelf.came.get() == Mark("two words", 5)
    assert len(caplog.records) == 1


def test_where_one_outlet_cannot_open_none_stays_open(analyses: Latest[Analysis]) -> None:
    before = set(threading.enumerate())
    good, bad = Shelf(), Shelf("the port is taken")
    feed = Feed(analyses, [Outlet(good), Outlet(bad)])
    with pytest.raises(MienError, match="port is taken"):
        feed.open(CARD)
    assert good.closed
    assert set(threading.enumerate()) <= before


def test_the_main_face_stays_while_it_is_there() -> None:
    main = MainFace()
    assert main(make_analysis()) is None
    assert main(of_ids((1, 2), (80, 120))) == 2
    assert main(of_ids((1, 2), (160, 40))) == 2
    assert main(make_analysis(read_face(make_face(1)))) == 1
    assert main(of_ids((1, 2), (60, 90))) == 1


def test_a_chosen_face_is_the_main_one_and_nobody_else_while_it_is_away() -> None:
    main = MainFace()
    both, other = of_ids((1, 2), (80, 120)), make_analysis(read_face(make_face(2)))
    assert main(replace(both, pinned=1)) == 1
    assert main(replace(other, pinned=1)) is None
    assert main(replace(both, pinned=1)) == 1
    assert main(both) == 1  # chosen no longer, but there
    assert main(other) == 2


def test_an_allowance_fills_again_and_never_overflows() -> None:
    now = [0.0]
    allowance = Allowance(2.0, 3.0, clock=lambda: now[0])
    assert [allowance.take() for _ in range(4)] == [True, True, True, False]
    now[0] = 0.5
    assert [allowance.take() for _ in range(2)] == [True, False]
    now[0] = 100.0
    assert not allowance.take(3.5)
    assert allowance.take(3.0)


def test_a_library_that_is_not_installed_is_a_sentence() -> None:
    with pytest.raises(MienError, match=r"pip install 'mien\[lsl\]'"):
        needed("mien_has_no_such_module", "lsl")
