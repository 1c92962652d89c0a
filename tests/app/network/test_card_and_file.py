"""A card against the ports of its file, and the numbers on both sides of a network."""

from __future__ import annotations

import numpy as np
import pytest
from tests.app.conftest import ACTION_UNITS, EXPRESSIONS, SIDE, small_card

from mien.exports.openface import INTENSITIES
from mien.network.card import Output, Outputs
from mien.network.card_check import RESERVED, checked, remarks
from mien.network.failure import unusable
from mien.network.fit import Port, faults, input_of, misfits
from mien.network.tensors import LUMA, Input, raw_values, readings
from mien.record.columns import RowFormat
from mien.types import Image

FLOAT = "tensor(float)"
IMAGE = Port("image", ("n", 3, SIDE, SIDE), FLOAT)
OUTPUTS = (
    Port("expression", ("n", len(EXPRESSIONS)), FLOAT),
    Port("action_units", ("n", len(ACTION_UNITS)), FLOAT),
    Port("smile", ("n",), FLOAT),
    Port("saliency", ("n", 8, 8), FLOAT),
)


@pytest.fixture
def crops() -> Image:
    return np.random.default_rng(1).integers(0, 256, (2, SIDE, SIDE, 3), np.uint8)


def only(activation: str, **fields: object) -> Outputs:
    """Outputs of a network that gives expressions alone."""
    return Outputs.model_validate({"expression": {"name": "o", "activation": activation, **fields}})


def test_ports_that_fit_have_no_problem() -> None:
    assert misfits(small_card(), (IMAGE,), OUTPUTS) == []
    assert misfits(small_card(input_name="image"), (IMAGE,), OUTPUTS) == []
    free = Port("image", ("n", 3, "side", None), FLOAT)
    assert misfits(small_card(), (free,), OUTPUTS) == []
    wide = (Port("expression", ("n", 3, 1, 1), FLOAT), *OUTPUTS[1:])
    assert misfits(small_card(), (IMAGE,), wide) == []
    maps = Port("evidence", ("n", 6, 7, 7), FLOAT)
    assert misfits(small_card(evidence_size=(7, 7)), (IMAGE,), (*OUTPUTS, maps)) == []


@pytest.mark.parametrize(
    ("inputs", "said"),
    [
        ((), "no input of N x 3 x 32 x 32: the file has none"),
        ((IMAGE, Port("mask", ("n",), FLOAT)), "the file has image, mask; 'input_name' chooses"),
        ((Port("image", ("n", 3, 32), FLOAT),), "the input 'image' is n x 3 x 32, not N x 3 x"),
        ((Port("image", (4, 3, 32, 32), FLOAT),), "it takes 4 faces at a time"),
        ((Port("image", ("n", 3, 32, 32), "tensor(string)"),), "takes tensor(string), and not"),
        ((Port("image", ("n", 3, 16, 32), FLOAT),), "the input 'image' is n x 3 x 16 x 32"),
    ],
)
def test_an_input_that_does_not_fit_is_said(inputs: tuple[Port, ...], said: str) -> None:
    (problem,) = misfits(small_card(), inputs, OUTPUTS)
    assert said in problem


def test_an_input_that_is_named_and_not_there_is_said() -> None:
    (problem,) = misfits(small_card(input_name="picture"), (IMAGE,), OUTPUTS)
    assert problem.startswith("no input 'picture' of N x 3 x 32 x 32: the file has image")


def test_an_input_that_is_named_may_not_have_others_beside_it() -> None:
    card, mask = small_card(input_name="image"), Port("mask", (), FLOAT)
    assert input_of(card, (mask, IMAGE)) == IMAGE
    assert misfits(card, (mask, IMAGE), OUTPUTS) == ["it wants more than a picture: mask"]


def test_an_output_that_is_no_tensor_or_of_another_size_is_said() -> None:
    odd = (Port("expression", (), "seq(map(int64,tensor(float)))"), *OUTPUTS[1:3])
    problems = misfits(small_card(), (IMAGE,), odd)
    assert problems == [
        "the output 'expression' is no tensor, but seq(map(int64,tensor(float)))",
        "no output 'saliency' of N x 8 x 8 for saliency",
    ]
    short = (Port("expression", ("n", 2), FLOAT), *OUTPUTS[1:])
    (size,) = misfits(small_card(), (IMAGE,), short)
    assert size == "the output 'expression' is n x 2, not N x 3"
    free = (Port("expression", ("n", "labels"), FLOAT), *OUTPUTS[1:])
    assert misfits(small_card(), (IMAGE,), free) == []  # the trial tells


def test_ports_are_told_in_words() -> None:
    assert IMAGE.words == "image, n x 3 x 32 x 32, float"
    assert Port("x", (None, 3), "tensor(float16)").words == "x, ? x 3, float16"
    assert Port("x", (), FLOAT).words == "x, one number, float"


def test_numbers_of_a_trial_have_to_be_probabilities() -> None:
    right = np.array([[0.25, 0.75]], np.float32)
    assert faults({"expression": right, "evidence": np.array([[-9.0, 40.0]], np.float32)}) == []
    (sums,) = faults({"expression": np.array([[0.5, 0.75]], np.float32)})
    assert "sum to 1.25 and not to 1" in sums
    (wide,) = faults({"smile": np.array([4.0], np.float32)})
    assert "smile goes from 0 to 4" in wide
    assert "'sigmoid'" in wide
    (none,) = faults({"saliency": np.array([[np.nan]], np.float32)})
    assert none == "saliency is not always a number"


@pytest.mark.parametrize("colour", ["RGB", "BGR", "gray"])
@pytest.mark.parametrize("layout", ["NCHW", "NHWC"])
def test_the_input_is_made_as_the_card_says(colour: str, layout: str, crops: Image) -> None:
    one = colour == "gray"
    mean, std = ((10.0,), (2.0,)) if one else ((10.0, 20.0, 30.0), (2.0, 4.0, 8.0))
    card = small_card(colour=colour, layout=layout, scale=0.5, mean=mean, std=std)
    ordered = {"RGB": crops, "BGR": crops[..., ::-1], "gray": (crops @ LUMA)[..., None]}[colour]
    wanted = (ordered * 0.5 - np.array(mean)) / np.array(std)
    wanted = wanted.transpose(0, 3, 1, 2) if layout == "NCHW" else wanted
    np.testing.assert_allclose(Input(card)(crops), wanted, atol=1e-3)


@pytest.mark.parametrize("activation", ["none", "softmax", "sigmoid"])
def test_outputs_are_activated_as_the_card_says(activation: str) -> None:
    fields = {"action_units": (), "saliency_size": None, "temperature": 2.0}
    card = small_card(outputs=only(activation), **fields)
    given = np.array([[[1.0], [3.0], [-800.0]]], np.float64)
    (values,) = raw_values([given], card, 1)["expression"]
    powers = np.exp(given.ravel() / 2)
    wanted = {
        "none": given.ravel(),
        "softmax": powers / powers.sum(),
        "sigmoid": 1 / (1 + np.exp(-given.ravel().clip(-700))),
    }[activation]
    np.testing.assert_allclose(values, wanted, atol=1e-6)
    with pytest.raises(ValueError, match="reshape"):
        raw_values([given[:, :2]], card, 1)


def test_what_is_out_of_range_or_not_given_is_not_known() -> None:
    card = small_card(evidence_size=(2, 2))
    raw = {
        "expression": np.array([[0.5, 0.5005, 0.0], [0.2, 0.2, 0.2]], np.float32),
        "action_units": np.array([[1.0005, 1.5], [0.5, -0.5]], np.float32),
        "smile": np.array([0.5, np.nan], np.float32),
        "saliency": np.full((2, 8, 8), 2.0, np.float32),
        "evidence": np.full((2, 6, 2, 2), -7.0, np.float32),
    }
    first, second = readings(raw, card, 2)  # type: ignore[arg-type]
    np.testing.assert_allclose(first.expression, [0.5, 0.5005, 0.0], atol=1e-6)
    assert np.isnan(second.expression).all()
    np.testing.assert_array_equal(first.action_units, [1.0, np.nan])
    np.testing.assert_array_equal(second.action_units, [0.5, np.nan])
    assert first.smile == 0.5
    assert np.isnan(second.smile)
    assert np.isnan(first.saliency).all()
    assert (first.evidence == -7.0).all()
    (bare,) = readings({"smile": np.array([0.5], np.float32)}, card, 1)
    assert np.isnan(bare.expression).all()
    assert len(bare.evidence) == 0
    (none,) = readings({}, small_card(expressions=(), action_units=()), 1)
    assert none.expression.shape == (0,)


def test_remarks_are_no_problems() -> None:
    odd = small_card(action_units=("AU1", "AU12"))
    assert checked(odd.model_dump())[1] == []
    assert [one.split(":")[0] for one in remarks(odd)] == [
        "AU1",
        "the card tells no figure that was measured on test data",
    ]
    assert remarks(small_card(metrics={"set": {"accuracy": 0.5}})) == []


def test_more_that_is_wrong_with_a_card() -> None:
    whole = small_card().model_dump()
    assert checked([])[1] == ["the card is no table of fields"]
    (deep,) = checked(whole | {"metrics": {"set": 5}})[1]
    assert deep.startswith("'metrics.set' cannot be 5: it should be a valid")
    (long,) = checked(whole | {"paper": "x" * 3000})[1]
    assert long.startswith("'paper' cannot be 'xxx")
    assert "...: string should have at most 2000" in long
    (unknown,) = checked(whole | {"zzz": 1})[1]
    assert unknown == "'zzz' is no field of a card"
    (extra,) = checked(whole | {"outputs": {"smiles": {"name": "x"}}})[1][:1]
    assert extra == "'outputs.smiles' is no field of a card; is 'smile' meant?"
    given = {"evidence": {"name": "evidence"}, "smile": Output(name="smile").model_dump()}
    problems = checked(whole | {"outputs": given})[1]
    assert "'outputs' names one for evidence, and 'evidence_size' says nothing of it" in problems


def test_all_that_is_wrong_with_a_card_is_listed_at_once() -> None:
    card, problems = checked(
        {
            "name": "mine",
            "crop_siz": 32,
            "mean": [0.5, 0.5],
            "std": [0],
            "expressions": ["calm", "calm", "<b>"],
            "action_units": ["AU12", "smile"],
            "licence": "",
            "outputs": {"expression": {"activation": "sofmax"}},
        }
    )
    assert card is None
    for said in (
        "'version' is missing: which one of its name",
        "'crop_size' is missing: pixels of the square face that goes in",
        "'training_data' is missing",
        "'limits' is missing",
        "'crop_siz' is no field of a card; is 'crop_size' meant?",
        "'std.0' cannot be 0",
        "'outputs.expression.name' is missing: the output's name",
        "'outputs.expression.activation' cannot be 'sofmax': it should be 'none', 'softmax'",
        "'mean' has 2 numbers for 3 channels",
        "'licence' is empty",
        "the name 'calm' stands 2 times",
        "the name 'smile' is a column of Mien's own",
        "'<b>' cannot be a name",
    ):
        assert [one for one in problems if said in one], (said, problems)
    assert len(problems) == 13


def test_no_value_can_have_the_name_of_another_column() -> None:
    card = small_card()
    names = {*RowFormat(card).names, "expression", "smile"}
    beside = {name for name in names if name.endswith("_calibrated")}
    assert beside == {f"{name}_calibrated" for name in card.values}
    assert names - beside - {*EXPRESSIONS, *ACTION_UNITS} <= RESERVED
    _, problems = checked(small_card(expressions=("calm_calibrated",)).model_dump())
    assert [one for one in problems if "'calm_calibrated' is a column of Mien's own" in one]
    assert not {*EXPRESSIONS, *ACTION_UNITS, *INTENSITIES} & RESERVED


def test_a_card_that_says_of_nothing_is_no_card() -> None:
    nothing: dict[str, object] = {
        "expressions": [],
        "action_units": [],
        "saliency_size": None,
        "outputs": {},
    }
    _, problems = checked(small_card().model_dump() | nothing)
    assert problems == [
        "the card names no expression, no Action Unit, no smile and no saliency map"
    ]


@pytest.mark.parametrize(
    ("outputs", "said"),
    [
        ({"smile": {"name": "smile"}}, "'expressions' is given, and 'outputs' names none"),
        (
            {"saliency": {"name": "saliency"}, "expression": {"name": "expression"}},
            "'action_units' is given, and 'outputs' names none",
        ),
    ],
)
def test_outputs_and_names_have_to_agree(outputs: dict[str, object], said: str) -> None:
    _, problems = checked(small_card().model_dump() | {"outputs": outputs})
    assert [one for one in problems if said in one]


def test_a_sentence_holds_a_few_problems_and_tells_of_the_others() -> None:
    few, many = unusable("a.onnx", ["one", "two", "three"]), unusable("a.onnx", list("abcde"))
    assert str(few) == "a.onnx cannot be used: one; two; three."
    assert str(many).endswith(
        "cannot be used: a; b; c; and 2 more. 'mien network a.onnx' lists all."
    )
    assert many.problems == tuple("abcde")
