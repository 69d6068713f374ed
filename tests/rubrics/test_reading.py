"""A text read once: vectors of its stretches, and long texts whose every token is read once."""

from __future__ import annotations

import copy

import numpy as np
import pytest

from rubrics.minilm_engine import MIDDLE, OVERLAP, ROOM, WIDTH, MiniLMEncoder
from rubrics.reading import Reading, unit
from rubrics.recent import Recent

# "one two." as three tokens of two coordinates each
TEXT = "one two."
READING = Reading(
    np.array([7, 8, 9], np.int32),
    np.array([(0, 3), (4, 7), (7, 8)], np.int32),
    np.array([(3, 0), (0, 4), (0, 0)], np.float32),
)


def test_a_stretch_is_the_direction_of_its_mean_state():
    assert READING.vector(0, 3) == pytest.approx([1, 0])
    assert READING.vector(4, 7) == pytest.approx([0, 1])
    assert READING.vector(0, 7) == pytest.approx([0.6, 0.8])


def test_a_token_that_is_cut_belongs_to_both_stretches():
    assert READING.inside(1, 5) == slice(0, 2)
    assert READING.inside(0, 4) == slice(0, 1)


def test_a_stretch_without_a_token_is_zero():
    assert READING.inside(3, 4) == slice(1, 1)
    assert READING.vector(3, 4).tolist() == [0, 0]
    assert READING.vector(80, 90).tolist() == [0, 0]


def test_the_whole_is_the_stretch_of_everything():
    assert READING.whole == pytest.approx([0.6, 0.8])
    assert READING.whole.tolist() == READING.vector(0, len(TEXT)).tolist()


def test_directions_have_length_one_and_nothing_stays_nothing():
    assert READING.directions.tolist() == [[1, 0], [0, 1], [0, 0]]
    assert unit(np.array([3.0, 4.0], np.float32)) == pytest.approx([0.6, 0.8])


def test_an_empty_text_has_a_whole():
    empty = Reading(np.zeros(0, np.int32), np.zeros((0, 2), np.int32), np.zeros((0, WIDTH), np.float32))
    assert empty.whole.tolist() == [0] * WIDTH
    assert empty.directions.shape == (0, WIDTH)


@pytest.fixture(scope="module")
def encoder():
    made = MiniLMEncoder(threads=1)
    made.load()
    return made


WORDS = "we looked at the data and then i found that one depot was late "


def text_of(tokens):
    """A text of as many tokens: each of these words is one."""
    words = WORDS.split()
    return " ".join(words[i % len(words)] for i in range(tokens))


@pytest.mark.engines
@pytest.mark.parametrize(
    "tokens", [0, 1, ROOM - 1, ROOM, ROOM + 1, 2 * ROOM - OVERLAP, 2 * ROOM - OVERLAP + 1, 2 * ROOM, 1000]
)
def test_a_long_text_is_read_token_by_token_each_once(encoder, tokens):
    text = text_of(tokens)
    (reading,) = encoder.read([text])
    assert reading.ids.tolist() == encoder.token_ids([text])[0]
    assert len(reading.ids) == tokens
    assert reading.states.shape == (tokens, WIDTH)
    said = [text[a:b] for a, b in reading.spans]
    assert said == text.split()
    assert (np.linalg.norm(reading.states, axis=1) > 0).all()
    assert reading.middle.shape == (tokens, WIDTH * len(MIDDLE))
    assert (np.linalg.norm(reading.middle, axis=1) > 0).all()


def without_memory(encoder):
    """The same model, which forgets every stretch at once."""
    made = copy.copy(encoder)
    made._stretches = Recent(0)
    return made


@pytest.mark.engines
def test_a_text_that_has_grown_is_read_as_if_it_were_new(encoder):
    for tokens in (200, ROOM, 400, 600, 640):
        (known,), (new,) = encoder.read([text_of(tokens)]), without_memory(encoder).read([text_of(tokens)])
        for name in ("ids", "spans", "states", "middle"):
            assert getattr(known, name).tobytes() == getattr(new, name).tobytes(), (tokens, name)


@pytest.mark.engines
def test_of_a_text_that_has_grown_only_the_end_is_read(encoder, monkeypatch):
    encoder.read([text_of(700)])
    model, widths = encoder._model, []

    def counting(input_ids, **kwargs):
        widths.append(tuple(input_ids.shape))
        return model(input_ids=input_ids, **kwargs)

    monkeypatch.setattr(encoder, "_model", counting)
    (reading,) = encoder.read([text_of(720)])
    assert len(reading.ids) == 720
    assert widths == [(1, 720 - 3 * (ROOM - OVERLAP) + 2)]


@pytest.mark.engines
def test_texts_come_back_in_their_order(encoder):
    texts = [text_of(600), "", "One short sentence.", text_of(300), "Another."]
    together = encoder.read(texts)
    assert [len(r.ids) for r in together] == [len(ids) for ids in encoder.token_ids(texts)]
    for text, reading in zip(texts, together, strict=True):
        (alone,) = encoder.read([text])
        assert np.allclose(alone.states, reading.states, atol=1e-4)


@pytest.mark.engines
def test_the_beginning_of_a_long_text_is_read_like_a_short_one(encoder):
    (long,) = encoder.read([text_of(1000)])
    (short,) = encoder.read([text_of(ROOM)])
    kept = ROOM - OVERLAP // 2
    assert np.allclose(long.states[:kept], short.states[:kept], atol=1e-4)


@pytest.mark.engines
def test_a_reading_and_a_vector_of_the_same_text_point_the_same_way(encoder):
    texts = ["Dropout turns off random units.", "I pulled the logs for three months and recomputed the error."]
    for text, reading, vector in zip(texts, encoder.read(texts), encoder.encode(texts), strict=True):
        assert float(reading.whole @ vector) > 0.95, text


@pytest.mark.engines
def test_a_word_is_read_in_its_context(encoder):
    river, money = encoder.read(["The bank of the river was muddy.", "The bank lent me the money."])
    first, second = river.vector(4, 8), money.vector(4, 8)
    assert float(first @ second) < 0.95


def test_how_it_is_said_comes_from_the_middle_where_that_is_kept():
    middle = np.array([(0, 1, 0), (0, 0, 2), (0, 0, 0)], np.float32)
    kept = Reading(READING.ids, READING.spans, READING.states, middle)
    assert kept.manner(0, 3) == pytest.approx([0, 1, 0])
    assert kept.manner(4, 7) == pytest.approx([0, 0, 1])
    assert kept.manner(3, 4).tolist() == [0, 0, 0]
    assert READING.manner(0, 7).tolist() == READING.vector(0, 7).tolist()
