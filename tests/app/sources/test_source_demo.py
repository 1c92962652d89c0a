"""The demo: the same on every run, and a face that really does what it is told to."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from mien.faces.vision import (
    BaseOptions,
    FaceLandmarker,
    FaceLandmarkerOptions,
    ImageFormat,
    MpImage,
)
from mien.sources import demo
from mien.sources.demo import CYCLE_S, RATE, DemoSource, look_at
from mien.sources.puppet import Look, Puppet
from mien.types import Image

NEUTRAL = Look(smile=0.0)


@pytest.fixture(scope="module")
def puppet() -> Puppet:
    return Puppet()


@pytest.fixture(scope="module")
def landmarker(face_model: Path) -> Iterator[FaceLandmarker]:
    options = FaceLandmarkerOptions(
        base_options=BaseOptions(model_asset_path=str(face_model)), output_face_blendshapes=True
    )
    with FaceLandmarker.create_from_options(options) as landmarker:
        yield landmarker


def blendshapes(landmarker: FaceLandmarker, image: Image) -> dict[str, float]:
    found = landmarker.detect(MpImage(image_format=ImageFormat.SRGB, data=image))
    assert len(found.face_blendshapes) == 1
    return {shape.category_name: shape.score for shape in found.face_blendshapes[0]}


def test_a_frame_is_the_same_on_every_run() -> None:
    with DemoSource(paced=False) as first, DemoSource(paced=False) as second:
        for _ in range(3):
            one, other = first.read(), second.read()
            assert one is not None
            assert other is not None
            assert np.array_equal(one.image, other.image)


def test_it_never_stands_still(puppet: Puppet) -> None:
    for index in (0, 100, 300, 5000):
        now, soon = puppet.draw(look_at(index)), puppet.draw(look_at(index + 1))
        assert not np.array_equal(now, soon)


def test_what_does_not_move_leaves_the_portrait_as_it_is(puppet: Puppet) -> None:
    moved = puppet.draw(Look(x=8, y=5, roll=0.05, zoom=0.02, yaw=11, pitch=5, smile=0, jaw=1))
    still = puppet.draw(Look())
    assert np.array_equal(moved[:, :290], still[:, :290])
    assert np.array_equal(moved[:, 990:], still[:, 990:])
    assert np.array_equal(moved[690:], still[690:])


@pytest.mark.parametrize(
    ("look", "shape", "rises_by"),
    [
        (Look(), "mouthSmileLeft", 0.5),
        (Look(), "mouthSmileRight", 0.5),
        (Look(smile=0, brow_raise=1), "browInnerUp", 0.25),
        (Look(smile=0, brow_lower=1), "browDownLeft", 0.2),
        (Look(smile=0, brow_lower=1), "browDownRight", 0.2),
        (Look(smile=0, blink=1), "eyeBlinkLeft", 0.25),
        (Look(smile=0, blink=1), "eyeBlinkRight", 0.25),
    ],
)
def test_each_movement_is_seen(
    puppet: Puppet, landmarker: FaceLandmarker, look: Look, shape: str, rises_by: float
) -> None:
    before = blendshapes(landmarker, puppet.draw(NEUTRAL))[shape]
    assert blendshapes(landmarker, puppet.draw(look))[shape] - before > rises_by


def test_the_cycle_shows_them_all(puppet: Puppet, landmarker: FaceLandmarker) -> None:
    frames = range(0, int(CYCLE_S * RATE), 16)
    seen = [blendshapes(landmarker, puppet.draw(look_at(index))) for index in frames]
    for shape in ("mouthSmileLeft", "browInnerUp", "browDownLeft"):
        values = [shapes[shape] for shapes in seen]
        assert max(values) - min(values) > 0.25, shape


def test_the_cycle_has_whole_blinks() -> None:
    blinks = [look_at(index).blink for index in range(int(CYCLE_S * RATE))]
    assert max(blinks) > 0.95
    assert sum(blink > 0 for blink in blinks) < 0.15 * len(blinks)


def test_the_face_is_a_fifth_to_a_quarter_of_the_picture(
    puppet: Puppet, landmarker: FaceLandmarker
) -> None:
    image = MpImage(image_format=ImageFormat.SRGB, data=puppet.draw(look_at(0)))
    columns = [point.x for point in landmarker.detect(image).face_landmarks[0]]
    assert 0.2 < max(columns) - min(columns) < 0.28


class Clock:
    """Time that passes only when it is told to; stands in for `time` and for `close`."""

    def __init__(self) -> None:
        self.now = 100.0

    def monotonic_ns(self) -> int:
        return round(self.now * 1e9)

    def wait(self, seconds: float) -> bool:
        self.now += seconds
        return False

    def is_set(self) -> bool:
        return False


def test_watched_it_runs_by_the_clock_and_leaves_out_what_nobody_took(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock = Clock()
    source = DemoSource()
    monkeypatch.setattr(demo, "time", clock)
    monkeypatch.setattr(source, "_closed", clock)
    indices = []
    for pause_s in (0, 0, 0, 1.0, 0):
        clock.now += pause_s
        frame = source.read()
        assert frame is not None
        indices.append(frame.index)
        assert frame.time_s == pytest.approx(frame.index / RATE)
        assert clock.now - 100 == pytest.approx(frame.time_s, abs=1.01 / RATE)
    assert indices == [0, 1, 2, 32, 33]
