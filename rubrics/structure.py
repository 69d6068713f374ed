"""Which part of the story each sentence tells, and where the set-up ends.

A trained linear head looks at each sentence: its vector in the context of the answer, the cue words in it and beside it,
and its place. Small networks that hear the sentences in their order (`role_network.py`) count as much each. How stories run
(situation, task, action, result, lesson; transitions learned by counting) then weighs in: each sentence gets the role that
is likeliest over all courses of the whole answer (forward-backward), so that one odd sentence does not break the story.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import get_args

import numpy as np

from rubrics import cues
from rubrics.assessment import SentenceRole, SetupVerdict
from rubrics.heads import Floats, Heads
from rubrics.numbers import quantities
from rubrics.reading import Reading
from rubrics.role_network import network_log_odds, role_networks
from rubrics.windows import Sentence

ROLES: tuple[SentenceRole, ...] = get_args(SentenceRole)

SETUP_LIMIT_S = 30.0
"""Both interview guides: the situation in "30 seconds or less"."""
BORDERLINE_S = 1.0
"""Within this of the limit no verdict is given: word times are not that exact."""
VECTOR_SCALE = 5.7
"""Coordinates of a vector of length 1 are about 0.05; scaled, one ridge serves them and the cues alike."""
LONG_SENTENCE_WORDS = 40
SETUP_WORDS = 75
"""Words in 30 s at 150 words a minute."""
UNUSABLE = 20.0
"""Log-odds that make a sentence `other`, whatever it says."""
SURE_ACTION = 0.6
"""Posterior from which a sentence that names an act, without a neighbour of its kind, counts as the first action."""
_ACTING = re.compile(r"\b(?:i|we)(?:'\w+)?\b")


@dataclass(frozen=True)
class Course:
    """The roles of an answer's sentences."""

    roles: tuple[SentenceRole, ...]
    posterior: Floats
    """Probability of each role for each sentence, shape (n_sentences, 6), in the order of ROLES."""
    first_action: int | None
    """Index of the sentence where the set-up ends."""

    @property
    def confidence(self) -> tuple[float, ...]:
        """Posterior probability of each sentence's role, 0 to 1."""
        return tuple(float(self.posterior[i, ROLES.index(role)]) for i, role in enumerate(self.roles))


def role_features(sentences: Sequence[Sentence], reading: Reading) -> Floats:
    """What the head looks at, shape (n_sentences, n_features): vector, cues, the neighbours' cues, place."""
    vectors = VECTOR_SCALE * np.stack([reading.manner(s.start_char, s.end_char) for s in sentences])
    marks = np.array([cue_marks(s.text) for s in sentences], np.float64)
    none = np.zeros((1, marks.shape[1]))
    before, after = np.vstack([none, marks[:-1]]), np.vstack([marks[1:], none])
    count = len(sentences)
    index = np.arange(count)
    starts = np.array([s.first_word for s in sentences], np.float64)
    ends = np.array([s.last_word + 1 for s in sentences], np.float64)
    place = np.stack(
        [
            index / max(1, count - 1),
            index == 0,
            index == count - 1,
            ends / ends[-1],
            np.minimum(starts / SETUP_WORDS, 3.0),
        ],
        axis=1,
    )
    return np.concatenate([vectors, marks, before, after, place], axis=1).astype(np.float64)


def cue_marks(text: str) -> list[float]:
    """The cues in one sentence as numbers, 0 to 1.5."""
    said = cues.plain(text)
    hypothetical = bool(cues.HYPOTHETICAL.search(said))
    acted = cues.ACTION.search(said)
    found = quantities(text)
    return [
        0.0 if acted is None or hypothetical else 1.5 if acted[0].startswith("i ") else 1.0,
        *(float(bool(p.search(said))) for p in (cues.LESSON, cues.RESULT, cues.TASK, cues.SITUATION, cues.TRADEOFF)),
        float(bool(cues.OWN_I.search(said))),
        float(bool(cues.OWN_WE.search(said))),
        float(hypothetical),
        float(cues.is_clarification(text)),
        float(any(q.kind == "change" for q in found)),
        float(bool(found)),
        min(1.0, len(text.split()) / LONG_SENTENCE_WORDS),
        float(text.rstrip().endswith("?")),
    ]


def course(
    sentences: Sequence[Sentence], inputs: Floats, reading: Reading, heads: Heads, usable: Sequence[bool] | None = None
) -> Course:
    """The likeliest role of each sentence.

    Args:
        sentences: of the answer.
        inputs: `role_features` of them.
        reading: of the answer.
        heads: with the layer `roles`, any number of networks and the arrays `transitions` and `start`.
        usable: False for sentences that are no part of the story, such as words to the grader: they become `other`.
    """
    if not sentences:
        return Course((), np.zeros((0, len(ROLES))), None)
    tokens = [reading.tokens(s.start_char, s.end_char) for s in sentences]
    voices = [network_log_odds(tokens, inputs, network) for network in role_networks(heads.arrays)]
    voices.append(heads.linear["roles"].log_odds(inputs))
    emissions = np.mean([voice - np.logaddexp.reduce(voice, axis=1, keepdims=True) for voice in voices], axis=0)
    for i in range(len(sentences)):
        if usable is not None and not usable[i]:
            emissions[i, ROLES.index("other")] += UNUSABLE
    posterior = posteriors(emissions, heads.arrays["transitions"], heads.arrays["start"])
    roles = tuple(ROLES[int(state)] for state in posterior.argmax(1))
    return Course(roles, posterior, _first_action(sentences, roles, posterior))


def setup_seconds(sentences: Sequence[Sentence], found: Course) -> float | None:
    """Seconds from the first word of the answer to the first word of the first action sentence."""
    if found.first_action is None:
        return None
    return round(max(0.0, sentences[found.first_action].start_s - sentences[0].start_s), 2)


def setup_verdict(setup_s: float | None) -> SetupVerdict:
    """How a set-up compares with the 30 seconds that the guides allow."""
    if setup_s is None:
        return "not_found"
    if abs(setup_s - SETUP_LIMIT_S) <= BORDERLINE_S:
        return "borderline"
    return "within" if setup_s < SETUP_LIMIT_S else "over"


def _first_action(sentences: Sequence[Sentence], roles: Sequence[SentenceRole], posterior: Floats) -> int | None:
    """The first action sentence that is no stray: one that names an own act, or is followed by another; else the first.

    Sentences without an "I" or "we" that acts ("they used our reports every day") end no set-up where others have one.
    """
    actions = [i for i, role in enumerate(roles) if role == "action"]
    own = [i for i in actions if _ACTING.search(cues.plain(sentences[i].text))] or actions
    for i in own:
        named = bool(cues.ACTION.search(cues.plain(sentences[i].text)))
        if i + 1 in actions or (named and posterior[i, ROLES.index("action")] >= SURE_ACTION):
            return i
    return own[0] if own else None


def posteriors(emissions: Floats, table: Floats, start: Floats) -> Floats:
    """Probability of each state at each step over all paths (forward-backward, in log space), shape (n_steps, n_states).

    Taking the likeliest state of each step gets more of them right than the one likeliest path (Viterbi) does.

    Args:
        emissions: log-odds of each state at each step, shape (n_steps, n_states), at least one step.
        table: log-odds of a state (row) being followed by another (column).
        start: log-odds of the first state.
    """
    forward, backward = np.empty_like(emissions), np.zeros_like(emissions)
    forward[0] = start + emissions[0]
    for t in range(1, len(emissions)):
        forward[t] = np.logaddexp.reduce(forward[t - 1][:, None] + table, axis=0) + emissions[t]
    for t in range(len(emissions) - 2, -1, -1):
        backward[t] = np.logaddexp.reduce(table + (emissions[t + 1] + backward[t + 1])[None, :], axis=1)
    together = forward + backward
    made: Floats = np.exp(together - np.logaddexp.reduce(together, axis=1, keepdims=True))
    return made
