"""Which part of the story each sentence tells, and where the set-up ends.

Three sources are added for each sentence and role: similarity to prototype sentences, cue words, and place in the
answer. Viterbi decoding over a prior on how stories run (situation, task, action, result, lesson) then picks the most
likely course, so that one odd sentence does not break the story.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import get_args

import numpy as np
from numpy.typing import NDArray

from prompts.yaml_source import parse, read_text
from rubrics import cues
from rubrics.assessment import SentenceRole, SetupVerdict
from rubrics.minilm_engine import Vectors
from rubrics.numbers import quantities
from rubrics.windows import Sentence

PROTOTYPES_FILE = Path(__file__).with_name("structure_prototypes.yaml")
ROLES: tuple[SentenceRole, ...] = get_args(SentenceRole)

SETUP_LIMIT_S = 30.0
"""Both interview guides: the situation in "30 seconds or less"."""
BORDERLINE_S = 1.0
"""Within this of the limit no verdict is given: word times are not that exact."""
NEAREST = 4
"""Prototypes averaged for each role."""
SHARPNESS = 14.0
"""Turns a difference in cosine into a difference in log-odds: 0.1 is worth 1.4."""
CUE = 1.6
"""Log-odds that a cue adds; a strong cue (own action, lesson) adds one and a half times as much."""
UNUSABLE = 20.0
"""Log-odds that make a sentence `other`, whatever it says."""
SURE_ACTION = 0.6
"""Posterior from which a sentence without a neighbour of its kind counts as the first action."""

# Rows from, columns to, in the order of ROLES; log-odds by hand from how STAR stories run, stays cheap, going back dear.
_STAY = {"situation": 0.9, "task": 0.1, "action": 1.2, "result": 0.5, "lesson": 0.7, "other": 0.3}
_FORWARD = {
    ("situation", "task"): 0.6, ("situation", "action"): 0.2, ("situation", "result"): -1.6, ("situation", "lesson"): -2.0,
    ("task", "situation"): -0.3, ("task", "action"): 0.7, ("task", "result"): -1.2, ("task", "lesson"): -2.0,
    ("action", "situation"): -1.5, ("action", "task"): -0.9, ("action", "result"): 0.2, ("action", "lesson"): -0.6,
    ("result", "situation"): -2.0, ("result", "task"): -1.8, ("result", "action"): -0.7, ("result", "lesson"): 0.4,
    ("lesson", "situation"): -2.2, ("lesson", "task"): -2.0, ("lesson", "action"): -1.4, ("lesson", "result"): -0.6,
}  # fmt: skip
_TO_OTHER, _FROM_OTHER = -0.7, -0.2
_START = {"situation": 0.8, "task": -0.2, "action": -0.6, "result": -2.0, "lesson": -2.0, "other": 0.4}


@dataclass(frozen=True)
class Course:
    """The roles of an answer's sentences."""

    roles: tuple[SentenceRole, ...]
    confidence: tuple[float, ...]
    """Posterior probability of each sentence's role, 0 to 1."""
    first_action: int | None
    """Index of the sentence where the set-up ends."""


@cache
def prototypes() -> dict[SentenceRole, tuple[str, ...]]:
    """The prototype sentences by role."""
    loaded = parse(read_text(PROTOTYPES_FILE), PROTOTYPES_FILE)
    return {role: tuple(loaded[role]) for role in ROLES}


def course(
    sentences: Sequence[Sentence],
    vectors: Vectors,
    prototype_vectors: Mapping[SentenceRole, Vectors],
    usable: Sequence[bool] | None = None,
) -> Course:
    """The most likely roles of the sentences.

    Args:
        sentences: of the answer.
        vectors: one row for each sentence.
        prototype_vectors: the encoded `prototypes`.
        usable: False for sentences that are no part of the story, such as words to the grader: they become `other`.
    """
    if not sentences:
        return Course((), (), None)
    emissions = np.stack([_similar(vectors, prototype_vectors[role]) for role in ROLES], axis=1)
    emissions = SHARPNESS * (emissions - emissions.mean(1, keepdims=True))
    for i, sentence in enumerate(sentences):
        for role, bonus in role_cues(sentence.text).items():
            emissions[i, ROLES.index(role)] += bonus
        if usable is not None and not usable[i]:
            emissions[i, ROLES.index("other")] += UNUSABLE
    path, posterior = _decode(emissions)
    roles = tuple(ROLES[state] for state in path)
    sure = tuple(float(posterior[i, state]) for i, state in enumerate(path))
    return Course(roles, sure, _first_action(sentences, roles, sure))


def role_cues(text: str) -> dict[SentenceRole, float]:
    """The log-odds that the words of a sentence add to each role."""
    said = cues.plain(text)
    bonus: dict[SentenceRole, float] = {}
    hypothetical = bool(cues.HYPOTHETICAL.search(said))
    acted = cues.ACTION.search(said)
    if acted and not hypothetical:
        bonus["action"] = CUE * (1.5 if acted[0].startswith("i ") else 1.0)
    if cues.LESSON.search(said):
        bonus["lesson"] = 1.5 * CUE
    if cues.RESULT.search(said):
        bonus["result"] = CUE
    if any(q.kind == "change" for q in quantities(text)) and not cues.TASK.search(said):
        bonus["result"] = bonus.get("result", 0.0) + 0.8 * CUE
    if cues.TASK.search(said):
        bonus["task"] = CUE
    if cues.SITUATION.search(said):
        bonus["situation"] = CUE
    if (hypothetical and "lesson" not in bonus) or cues.is_clarification(text):
        bonus["other"] = 1.5 * CUE
    return bonus


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


def _first_action(sentences: Sequence[Sentence], roles: Sequence[SentenceRole], sure: Sequence[float]) -> int | None:
    """The first action sentence that is no stray: said with certainty, or with an own action, or followed by another."""
    actions = [i for i, role in enumerate(roles) if role == "action"]
    for i in actions:
        followed = any(j in actions for j in (i + 1, i + 2))
        own = bool(cues.ACTION.search(cues.plain(sentences[i].text)))
        if (sure[i] >= SURE_ACTION and (followed or own)) or (followed and own):
            return i
    return None


def _similar(vectors: Vectors, to: Vectors) -> NDArray[np.float64]:
    """Mean similarity of each row with its NEAREST prototypes."""
    ranked = np.sort(vectors @ to.T, axis=1)
    near: NDArray[np.float64] = ranked[:, -NEAREST:].mean(axis=1).astype(np.float64)
    return near


@cache
def _transitions() -> NDArray[np.float64]:
    table = np.zeros((len(ROLES), len(ROLES)))
    for i, a in enumerate(ROLES):
        for j, b in enumerate(ROLES):
            table[i, j] = _STAY[a] if a == b else _FORWARD.get((a, b), _FROM_OTHER if a == "other" else _TO_OTHER)
    return table


def _decode(emissions: NDArray[np.float64]) -> tuple[list[int], NDArray[np.float64]]:
    """The best path (Viterbi) and the posterior of each state at each step (forward-backward), in log space."""
    steps, states = emissions.shape
    table, start = _transitions(), np.array([_START[role] for role in ROLES])
    best, forward = np.zeros((steps, states)), np.zeros((steps, states))
    back = np.zeros((steps, states), dtype=int)
    best[0] = forward[0] = start + emissions[0]
    for t in range(1, steps):
        options = best[t - 1][:, None] + table
        back[t] = options.argmax(0)
        best[t] = options.max(0) + emissions[t]
        forward[t] = np.logaddexp.reduce(forward[t - 1][:, None] + table, axis=0) + emissions[t]
    backward = np.zeros((steps, states))
    for t in range(steps - 2, -1, -1):
        backward[t] = np.logaddexp.reduce(table + (emissions[t + 1] + backward[t + 1])[None, :], axis=1)
    together = forward + backward
    posterior = np.exp(together - np.logaddexp.reduce(together, axis=1, keepdims=True))
    path = [int(best[-1].argmax())]
    for t in range(steps - 1, 0, -1):
        path.append(int(back[t, path[-1]]))
    return path[::-1], posterior
