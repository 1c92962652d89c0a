"""A network of one's own: what is wrong with it is said, all of it; nothing it does reaches us."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import psutil
import pytest
from tests.app.conftest import SIDE, small_card, small_network
from tests.app.network.strangers import (
    FER_SIDE,
    block,
    faceapi_like,
    ferplus_like,
    ill_behaved,
    scores,
    softmax,
)

from mien.network.card import Card
from mien.network.card_file import INSIDE, find_card
from mien.network.failure import NetworkError
from mien.network.own import OwnNetwork, examine
from mien.network.process import Limits
from mien.network.session import Network
from mien.types import Image

LUMA = (0.299, 0.587, 0.114)
NO_PROBLEM: tuple[str, ...] = ()


def crops(count: int, side: int = SIDE) -> Image:
    return np.random.default_rng(5).integers(0, 256, (count, side, side, 3), np.uint8)


def alive() -> list[psutil.Process]:
    """The processes of networks that run now."""
    found = psutil.Process().children()
    return [one for one in found if "spawn_main" in " ".join(one.cmdline())]


def test_it_reads_as_in_the_apps_own_process(tiny_network: Path) -> None:
    here = Network.load(tiny_network, "cpu").read(crops(3))
    own = OwnNetwork.start(tiny_network, "cpu")
    there = own.read(crops(3))
    for a, b in zip(here, there, strict=True):
        np.testing.assert_array_equal(a.expression, b.expression)
        np.testing.assert_array_equal(a.action_units, b.action_units)
        np.testing.assert_array_equal(a.saliency, b.saliency)
        assert a.smile == b.smile
        with pytest.raises(ValueError, match="read-only"):
            b.expression[0] = 0
    assert own.read(crops(0)) == []
    assert own.card == Network.load(tiny_network, "cpu").card
    assert own.provider == "CPUExecutionProvider"
    assert len(own.sha256) == 64
    own.close()
    own.close()
    assert not alive()


def test_a_ferplus_like_network_reads_gray_pictures_one_by_one(tmp_path: Path) -> None:
    path = ferplus_like(tmp_path / "emotion-ferplus-8.onnx")
    own = OwnNetwork.start(path, "cpu")
    pictures = crops(3, FER_SIDE)
    readings = own.read(pictures)
    own.close()
    assert own.card.expressions[:2] == ("neutral", "happiness")
    for picture, reading in zip(pictures, readings, strict=True):
        gray = (picture.astype(np.float32) @ np.array(LUMA, np.float32))[None]
        np.testing.assert_allclose(reading.expression, softmax(scores(gray, 8, 1 / 50)), atol=1e-5)
        assert reading.action_units.shape == (0,)
        assert np.isnan(reading.smile)
        assert np.isnan(reading.saliency).all()
        assert len(reading.evidence) == 0


def test_a_faceapi_like_network_reads_colours_with_channels_last(tmp_path: Path) -> None:
    check = examine(faceapi_like(tmp_path / "expressions.onnx"), "cpu")
    assert check.problems == NO_PROBLEM
    assert check.where == "expressions.json"
    own = OwnNetwork.start(check.path, "cpu")
    pictures = crops(2, own.card.crop_size)
    readings = own.read(pictures)
    own.close()
    mean, std = np.array(own.card.mean), np.array(own.card.std)
    for picture, reading in zip(pictures, readings, strict=True):
        scaled = ((picture / 255 - mean) / std).astype(np.float32).transpose(2, 0, 1)
        np.testing.assert_allclose(reading.expression, softmax(scores(scaled, 7, 1.0)), atol=1e-4)


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ("nan", "expression is not always a number"),
        ("scores", "set the output's 'activation' to 'softmax'"),
        ("endless", "it did not answer within 6 s"),
        ("greedy", "it takes more memory than 500 MB"),
    ],
)
def test_a_network_that_does_harm_is_found_out_in_the_trial(
    tmp_path: Path, how: str, said: str
) -> None:
    path = ill_behaved(tmp_path / "bad.onnx", how)
    check = examine(path, "cpu", Limits(start_s=6.0, memory=500_000_000))
    assert len(check.problems) == 1
    assert said in check.problems[0]
    assert check.card is not None
    assert not alive()


def test_one_that_is_slow_or_large_is_refused(tiny_network: Path) -> None:
    slow = examine(tiny_network, "cpu", Limits(face_ms=0.0))
    assert [one for one in slow.problems if "ms a face, and 0 ms is the most" in one]
    large = examine(tiny_network, "cpu", Limits(size=10))
    assert large.problems == ("it has 0 MB, and 0 MB is the most",)
    assert large.opened is None


def test_one_whose_process_ends_is_an_error_and_not_a_crash(tiny_network: Path) -> None:
    own = OwnNetwork.start(tiny_network, "cpu")
    (process,) = alive()
    process.terminate()
    process.wait(5)
    with pytest.raises(NetworkError, match="The network test 0 was stopped: its process ended"):
        own.read(crops(1))
    with pytest.raises(NetworkError, match="it was stopped"):
        own.read(crops(1))
    assert not alive()


def test_nothing_is_left_behind_by_an_app_that_was_killed(tiny_network: Path) -> None:
    code = (
        "import sys, time, psutil\nfrom pathlib import Path\n"
        "from mien.network.own import OwnNetwork\n"
        "if __name__ == '__main__':\n"
        "    own = OwnNetwork.start(Path(sys.argv[1]), 'cpu')\n"
        "    found = psutil.Process().children()\n"
        "    print(*[p.pid for p in found if 'spawn_main' in ' '.join(p.cmdline())], flush=True)\n"
        "    time.sleep(60)\n"
    )
    command = [sys.executable, "-c", code, str(tiny_network)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as app:
        assert app.stdout is not None
        worker = psutil.Process(int(app.stdout.readline()))
        app.kill()
    ends = time.monotonic() + 10
    while worker.is_running() and worker.status() != psutil.STATUS_ZOMBIE:
        assert time.monotonic() < ends
        time.sleep(0.05)


def test_one_that_hangs_later_is_ended(tmp_path: Path, tiny_network: Path) -> None:
    own = OwnNetwork.start(tiny_network, "cpu", limits=Limits(read_s=0.3))
    (process,) = alive()
    process.suspend()
    begun = time.monotonic()
    with pytest.raises(NetworkError, match=r"did not answer within 0\.3 s"):
        own.read(crops(1))
    assert time.monotonic() - begun < 5
    assert not alive()


def test_a_card_with_problems_does_not_hide_what_the_file_is(tmp_path: Path) -> None:
    path = small_network(tmp_path / "mine.onnx", None)
    path.with_suffix(".json").write_text('{"name": "mine"}')
    check = examine(path, "cpu")
    assert len(check.problems) == 9
    assert check.opened is not None
    assert [port.name for port in check.opened.outputs] == [
        *("expression", "action_units", "smile", "saliency"),
    ]


def test_a_card_that_does_not_fit_its_file_says_all_of_it(tmp_path: Path) -> None:
    card = small_card(
        crop_size=64, expressions=("a", "b"), evidence_size=(7, 7), saliency_size=(9, 9)
    )
    check = examine(small_network(tmp_path / "mine.onnx", card, leave_out="smile"), "cpu")
    assert check.problems == (
        "the input 'image' is n x 3 x 32 x 32, not N x 3 x 64 x 64",
        "the output 'expression' is n x 3, not N x 2",
        "no output 'smile' of N for smile",
        "the output 'saliency' is n x 8 x 8, not N x 9 x 9",
        "no output 'evidence' of N x 5 x 7 x 7 for evidence",
    )


@pytest.mark.parametrize(
    ("suffix", "text", "said"),
    [
        (".toml", "name = ", "is no TOML"),
        (".json", "[1, 2]", "no table of fields"),
        (".json", "[" * 100_000, "is no JSON"),
        (".json", '{"name": "x"' + " " * 1_000_000, "larger than a card may be"),
    ],
)
def test_a_file_beside_that_is_no_card_is_said(
    tmp_path: Path, suffix: str, text: str, said: str
) -> None:
    path = tmp_path / "mine.onnx"
    path.with_suffix(suffix).write_text(text)
    found = find_card(path, small_card().model_dump_json())
    assert found.card is None
    assert len(found.problems) == 1
    assert said in found.problems[0]


def test_the_card_beside_a_file_goes_before_the_one_in_it(tmp_path: Path) -> None:
    beside = small_card(name="beside", expressions=("calm", "cross", "merry"))
    (tmp_path / "mine.json").write_text(beside.model_dump_json())
    found = find_card(tmp_path / "mine.onnx", small_card().model_dump_json())
    assert found.problems == NO_PROBLEM
    assert (found.card, found.where) == (beside, "mine.json")
    assert find_card(tmp_path / "other.onnx", small_card().model_dump_json()).where == INSIDE


def test_the_schema_describes_every_field() -> None:
    schema = Card.model_json_schema()
    assert [
        name for name, field in schema["properties"].items() if "description" not in field
    ] == []
    assert {"name", "licence", "limits", "training_data"} <= set(schema["required"])
    json.loads(block("json"))
