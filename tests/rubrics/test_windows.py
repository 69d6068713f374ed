"""Sentences and windows of a transcript."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from audio.transcript import Transcript, Word
from rubrics.windows import sentences, windows
from tests.rubrics.answers import ALL, timed


def texts(text):
    return [s.text for s in sentences(timed(text))]


def test_full_stops_split_but_not_in_abbreviations_or_numbers():
    said = "The AUC was 0.92 vs. 0.89 before, e.g. on mobile. J. Smith checked it. Was it real? Yes!"
    assert texts(said) == [
        "The AUC was 0.92 vs. 0.89 before, e.g. on mobile.",
        "J. Smith checked it.",
        "Was it real?",
        "Yes!",
    ]


def test_without_punctuation_clauses_split():
    said = "at my last job the model was slow my task was to fix it so i profiled the loop and then i rewrote the loader in the end it was twice as fast"
    assert texts(said) == [
        "at my last job the model was slow",
        "my task was to fix it",
        "so i profiled the loop",
        "and then i rewrote the loader",
        "in the end it was twice as fast",
    ]


def test_a_long_pause_splits_where_punctuation_is_missing():
    words = [Word(text=t, start_s=i * 0.4, end_s=i * 0.4 + 0.3) for i, t in enumerate("the model drifted".split())]
    words += [Word(text=t, start_s=5 + i * 0.4, end_s=5.3 + i * 0.4) for i, t in enumerate("nobody noticed".split())]
    assert [s.text for s in sentences(Transcript(words=tuple(words)))] == ["the model drifted", "nobody noticed"]


def test_a_long_sentence_is_cut_at_clauses():
    said = (
        "We started with the logs of the last three months that the platform team had kept for us in the old storage and then "
        "we compared them with the tables that finance uses because nobody trusted the dashboard any more."
    )
    found = texts(said)
    assert len(found) > 1
    assert " ".join(found) == said


def test_times_are_those_of_the_words():
    first, second = sentences(timed("One two three. Four five."))
    assert (first.start_s, second.start_s) == (0.0, 3 * 0.4)


def test_nothing_said():
    assert sentences(Transcript()) == ()


@given(st.lists(st.text(alphabet="abi.?, ", min_size=1).map(lambda t: t.replace(" ", "") or "a"), max_size=120))
def test_every_word_once_and_spans_exact(tokens):
    transcript = timed(" ".join(tokens))
    found = sentences(transcript)
    assert [i for s in found for i in range(s.first_word, s.last_word + 1)] == list(range(len(tokens)))
    text = transcript.text
    assert all(text[s.start_char : s.end_char] == s.text for s in found)
    assert all(text[w.start_char : w.end_char] == w.text for w in windows(found, text))


def test_windows_have_one_to_three_sentences_single_first():
    transcript = timed("A one. B two. C three. D four.")
    sizes = [w.last - w.first + 1 for w in windows(sentences(transcript), transcript.text)]
    assert sizes == [1] * 4 + [2] * 3 + [3] * 2


def test_the_marked_answers_split_at_their_first_action():
    for answer in ALL:
        if answer.setup_s is not None:
            assert any(abs(s.start_s - answer.setup_s) < 0.01 for s in sentences(timed(answer.text))), answer.name
