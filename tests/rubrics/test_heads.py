"""The trained heads on disk."""

from __future__ import annotations

import json

import numpy as np
import pytest
from safetensors.numpy import save_file

from rubrics.assessment import JudgeError
from rubrics.company import MISTAKE_COMPANY, POINT_COMPANY
from rubrics.heads import HEADS_FILE, Heads, Linear, load_heads, save_heads, sigmoid
from rubrics.key_points import FEATURES
from rubrics.minilm_engine import MIDDLE, WIDTH
from rubrics.principle_evidence import PRINCIPLE_FEATURES
from rubrics.role_network import role_networks
from rubrics.story import CRITERIA, STORY_FEATURES
from rubrics.structure import ROLES
from rubrics.training.role_network_engine import MEANS, SEEDS

SMALL = Heads(
    "7",
    {
        "point": Linear(("one", "two"), np.array([[0.5], [-2.0]]), np.array([0.25])),
        "roles": Linear((), np.arange(6.0).reshape(2, 3), np.zeros(3)),
    },
    {"start": np.array([0.5, 1.5])},
)


def test_what_is_saved_is_loaded(tmp_path):
    save_heads(SMALL, tmp_path / "deep" / "heads.safetensors")
    found = load_heads(tmp_path / "deep" / "heads.safetensors")
    assert found.version == "7"
    assert found.arrays["start"].tolist() == [0.5, 1.5]
    for name, layer in SMALL.linear.items():
        assert found.linear[name].names == layer.names
        assert found.linear[name].weights.tolist() == layer.weights.tolist()
        assert found.linear[name].bias.tolist() == layer.bias.tolist()


def parts(path):
    """The header, parsed, and the bytes of the weights: the order of the metadata is the library's own affair."""
    whole = path.read_bytes()
    size = int.from_bytes(whole[:8], "little")
    return json.loads(whole[8 : 8 + size]), whole[8 + size :]


def test_the_same_heads_give_the_same_file(tmp_path):
    turned = Heads("7", dict(reversed(SMALL.linear.items())), SMALL.arrays)
    save_heads(SMALL, tmp_path / "a")
    save_heads(turned, tmp_path / "b")
    save_heads(load_heads(tmp_path / "a"), tmp_path / "c")
    assert parts(tmp_path / "a") == parts(tmp_path / "b") == parts(tmp_path / "c")


def test_the_shipped_heads_survive_the_round_trip(tmp_path):
    save_heads(load_heads(), tmp_path / "again")
    assert parts(tmp_path / "again") == parts(HEADS_FILE)


def broken(path, kind):
    save_heads(SMALL, path)
    whole = path.read_bytes()
    some = {"weights.point": np.zeros((2, 1), np.float32)}
    match kind:
        case "missing":
            path.unlink()
        case "empty":
            path.write_bytes(b"")
        case "truncated":
            path.write_bytes(whole[:-3])
        case "cut in its header":
            path.write_bytes(whole[:40])
        case "another format":
            path.write_bytes(b"PK\x03\x04" + bytes(200))
        case "without metadata":
            save_file(some, path)
        case "without a layer":
            save_file(some, path, {"version": "1", "names": json.dumps({"point": []})})
        case "names that are no JSON":
            save_file(some, path, {"version": "1", "names": "{"})
        case "a folder":
            path.unlink()
            path.mkdir()


@pytest.mark.parametrize(
    "kind",
    [
        *("missing", "empty", "truncated", "cut in its header", "another format"),
        *("without metadata", "without a layer", "names that are no JSON", "a folder"),
    ],
)
def test_heads_that_cannot_be_read_say_so_in_one_line(tmp_path, kind):
    path = tmp_path / "heads.safetensors"
    broken(path, kind)
    with pytest.raises(JudgeError) as caught:
        load_heads(path)
    said = str(caught.value)
    assert str(path) in said
    assert "\n" not in said
    assert "install again" in said


def test_a_layer_is_a_sum():
    layer = SMALL.linear["point"]
    assert layer.log_odds(np.array([2.0, 1.0])).tolist() == [-0.75]
    assert layer.log_odds(np.zeros((5, 2))).shape == (5, 1)
    assert layer.probabilities(np.array([0.5, 0.25])).tolist() == [0.5]


def test_probabilities_do_not_overflow():
    assert sigmoid(np.array([-1e6, 0.0, 1e6])) == pytest.approx([0, 0.5, 1], abs=1e-9)


def test_the_shipped_heads_are_those_that_the_judge_asks_for():
    heads = load_heads()
    count = len(FEATURES)
    shapes = {
        "alone:point": (count, 3),
        "alone:mistake": (count, 1),
        "point": (len(POINT_COMPANY) + count, 3),
        "mistake": (len(MISTAKE_COMPANY) + count, 1),
        "principle": (len(PRINCIPLE_FEATURES), 2),
        **{f"verdict:{name}": (len(STORY_FEATURES), 2) for name in CRITERIA},
    }
    assert {name: heads.linear[name].weights.shape for name in shapes} == shapes
    assert heads.linear["roles"].bias.shape == (len(ROLES),)
    assert all(heads.linear[f"speaks:{name}"].bias.shape == (2,) for name in CRITERIA)
    assert heads.arrays["transitions"].shape == (len(ROLES), len(ROLES))
    assert heads.arrays["start"].shape == (len(ROLES),)
    assert (heads.arrays["token_rarity"] >= 0).all()
    features = len(heads.linear["roles"].weights)
    networks = role_networks(heads.arrays)
    assert len(networks) == len(SEEDS)
    for net in networks:
        assert net["score"].shape == (WIDTH * len(MIDDLE), MEANS)
        assert net["features"].shape[0] == features
        assert net["out_bias"].shape == (len(ROLES),)
        assert all(np.isfinite(array).all() for array in net.values())
    for layer in heads.linear.values():
        assert np.isfinite(layer.weights).all()
        assert np.isfinite(layer.bias).all()
        assert not layer.names or len(layer.names) == len(layer.weights)
