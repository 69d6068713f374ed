"""From behavioral answers to the layers that say whether a story answers the question: told pairs of answer and question apart.

A labelled answer goes with its own question. It does not go with another one that asks for no principle which its own question
or either reader names, and that is no near rewording of its own. (Of 176 such pairs that were read, 165 did not fit, 11 might be let
pass, none answered the question.)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from rubrics.heads import Floats, Linear
from rubrics.on_question import LEAST_WORDS, NAME, PRIOR, Questions, nearness, story_vectors
from rubrics.training.behavioral import Story
from rubrics.training.logistic import fit_falling

RIDGE = 1e-3
NEAR_QUESTIONS = 0.6
"""Cosine of two questions' words from which one may reword the other."""
LEAST_SCORE = 2.0
"""Answers below hold no story that could be told to another question."""
HALVES = 2
FEATURES = ("asked", "fitting")


@dataclass(frozen=True)
class Pairs:
    """Every story beside every question."""

    stories: tuple[Story, ...]
    questions: tuple[str, ...]
    vectors: tuple[np.ndarray, ...]
    """Of each story, see `story_vectors`."""
    asked: Questions
    """In the order of `questions`."""
    others: Questions
    own: np.ndarray
    """Index of each story's question."""
    foreign: np.ndarray
    """Whether a story surely does not go with a question, shape (n_stories, n_questions)."""


def pairs(stories: Sequence[Story], names: Sequence[str], asked: Questions, others: Questions) -> Pairs:
    """The stories that can be told to another question, beside all questions.

    Args:
        stories: labelled.
        names: ids of the questions that have fitting sentences; with the others goes nearly any story.
        asked: the same questions.
        others: with which nearness is compared.
    """
    kept = tuple(s for s in stories if s.question.id in names and _tells(s))
    near = asked.text @ asked.text.T >= NEAR_QUESTIONS
    own = np.array([names.index(s.question.id) for s in kept])
    principles = {s.question.id: frozenset(s.question.principles) for s in stories}
    foreign = np.zeros((len(kept), len(names)), bool)
    for i, story in enumerate(kept):
        seen = {*story.answer.shows, *story.answer.other_shows, *story.question.principles}
        foreign[i] = [name in principles and not principles[name] & seen for name in names]
    vectors = tuple(story_vectors(s.sentences, s.screening.usable, s.reading) for s in kept)
    return Pairs(kept, tuple(names), vectors, asked, others, own, foreign & ~near[own])


def _tells(story: Story) -> bool:
    answer = story.answer
    return (
        answer.verdicts["story"] != "missing"
        and "off_topic" not in answer.flags
        and answer.score >= LEAST_SCORE
        and len(answer.text.split()) >= LEAST_WORDS
        and any(story.screening.usable)
    )


def fit_on_question(told: Pairs, chosen: np.ndarray, known: np.ndarray) -> tuple[dict[str, Linear], Floats]:
    """The layers, and the mean vector of the stories.

    Args:
        told: all there is.
        chosen: which stories may be learned from, shape (n_stories,).
        known: which questions may, shape (n_questions,).
    """
    chosen = chosen & known[told.own]
    indices = np.flatnonzero(chosen)
    centre: Floats = np.mean([told.vectors[i][0] for i in indices], axis=0, dtype=np.float64)
    rows: list[Floats] = []
    fits: list[float] = []
    weights: list[float] = []
    for i in indices:
        strange = np.flatnonzero(told.foreign[i] & known)
        if len(strange):
            rows += [*nearness(told.vectors[i], centre, told.asked, told.others)[[told.own[i], *strange]]]
            fits += [1.0, *[0.0] * len(strange)]
            weights += [1 - PRIOR, *[PRIOR / len(strange)] * len(strange)]
    made = {}
    for name, width in ((NAME, 2), (f"{NAME}:text", 1)):
        features, wanted, shares = np.array(rows)[:, :width], np.array(fits), np.array(weights)
        misses = fit_falling(features, 1 - wanted, [0], RIDGE, shares)
        made[name] = Linear(FEATURES[:width], -misses.weights, -misses.bias)
    return made, centre


@dataclass(frozen=True)
class Chances:
    """Chances that were given to pairs by layers that knew neither the author nor any of the questions."""

    fitting: Floats
    foreign: Floats
    akin: Floats
    """Stories beside other questions that ask for the same principle first: some of them fit."""


def unseen_chances(told: Pairs, *, words_alone: bool = False) -> Chances:
    """Every story beside its own question and the foreign ones among those left out with it.

    Args:
        told: all there is.
        words_alone: whether the questions' fitting sentences are kept back, as with a question of the user's own.
    """
    hands = np.array([s.answer.author for s in told.stories])
    first = {s.question.id: s.question.principles[0] for s in told.stories}
    found: tuple[list[float], list[float], list[float]] = ([], [], [])
    for hand in sorted(set(hands)):
        answered = sorted({told.own[i] for i in np.flatnonzero(hands == hand)}, key=lambda j: told.questions[j])
        for half in range(HALVES):
            out = np.isin(np.arange(len(told.questions)), answered[half::HALVES])
            layers, centre = fit_on_question(told, hands != hand, ~out)
            layer = layers[f"{NAME}:text" if words_alone else NAME]
            for i in np.flatnonzero((hands == hand) & out[told.own]):
                mine = first[told.questions[told.own[i]]]
                near = nearness(told.vectors[i], centre, told.asked, told.others)[:, : len(layer.names)]
                for j in np.flatnonzero(out):
                    value = float(layer.probabilities(near[j])[0])
                    if j == told.own[i]:
                        found[0].append(value)
                    elif told.foreign[i, j]:
                        found[1].append(value)
                    elif first.get(told.questions[j]) == mine:
                        found[2].append(value)
    return Chances(*(np.array(values) for values in found))
