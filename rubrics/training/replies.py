"""Reads the labelled replies to follow-ups, in the blocks of `answers`, and makes the layer that judges them.

    === 1-r-001
    question: bq-dive-data-anomaly
    target: lesson
    probe: Looking back, what would you do differently today?
    gives: met
    also: own_role
    ---
    Next time I would talk to the nurses on the first day.

`gives` is what the reply is worth as an answer to the probe, `also` what else it gives that nobody asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from pydantic import BaseModel, ConfigDict, ValidationError

from prompts.schema import GAPS, Question
from rubrics.assessment import Assessment, CriterionVerdict
from rubrics.heads import Floats, Heads, Linear
from rubrics.minilm_engine import MiniLMEncoder
from rubrics.minilm_judge import MiniLMJudge
from rubrics.reading import Vectors
from rubrics.reply import REPLIED, reply_features, reply_layer
from rubrics.story import CRITERIA
from rubrics.structure import ROLES
from rubrics.training.answers import AnswerFileError, blocks, fields_of
from rubrics.training.behavioral import Story, speaking
from rubrics.training.lbfgs_engine import fit_outcomes
from rubrics.training.noise import as_recognised
from rubrics.training.technical import READ_AT_ONCE, spoken_words

RIDGE = 3e-5
UNASKED_WEIGHT = 0.02
"""Of a reply for a part that it was not asked for: there are seven of these for each one that was."""
FOUND_WEIGHT = 3.0
"""Times as much for one that it gives all the same; of these there are few."""
BESIDE_WEIGHT = 0.001
"""Of a reply as if another part had been asked for: so that something good, but something else, is not taken for it."""
AKIN = (("action", "own_role"), ("result", "metric"), ("situation", "task"))
"""Parts of which a reply to one may well give the other, whether the labels say so or not."""
STORY_SHARE = 0.4
"""What all sentences of stories weigh together, beside the replies that were asked for a part."""
NOISY_WEIGHT = 0.5
"""A noisy copy is no new reply. All of these were chosen by leaving out either hand in turn."""


class Reply(BaseModel):
    """One reply to a follow-up, with its label."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    author: str
    question: str
    target: str
    probe: str
    gives: CriterionVerdict
    also: tuple[str, ...] = ()
    text: str


def read_replies(path: Path) -> tuple[Reply, ...]:
    """All replies of one file, in order.

    Args:
        path: `replies-HAND.txt`; HAND names who wrote it.

    Raises:
        AnswerFileError: a block is not as described above.
        OSError: the file cannot be read.
    """
    return tuple(_reply(path, line, block) for line, block in blocks(path.read_text(encoding="utf-8")))


def _reply(path: Path, line: int, block: list[str]) -> Reply:
    where = f"{path.name}:{line}"
    fields, body = fields_of(where, block)
    also = fields.pop("also", "").replace(",", " ").split()
    made = {**fields, "also": also, "author": path.stem.rsplit("-", 1)[-1], "text": " ".join(body)}
    try:
        reply = Reply.model_validate(made)
    except ValidationError as error:
        first = error.errors()[0]
        raise AnswerFileError(f"{where}: {'.'.join(map(str, first['loc']))}: {first['msg']}") from error
    if not {reply.target, *reply.also} <= GAPS or not reply.text:
        raise AnswerFileError(f"{where}: targets are {', '.join(sorted(GAPS))}, and a reply has words.")
    return reply


@dataclass(frozen=True, eq=False)
class ReplyRows:
    """What the layers learn from; known by identity, so that layers can be remembered."""

    replies: tuple[Reply, ...]
    """Each twice: as it was written, and as recognised with 10% word errors."""
    manners: Floats
    """How each is said, shape (n, n_features)."""
    weight: Floats
    """Shape (n,)."""
    told: Floats
    """How each sentence of the labelled stories is said, shape (n_sentences, n_features)."""
    gives: Floats
    """Whether it begins and meets each of REPLIED, 0 to 1, shape (n_sentences, 8, 2); NaN where nobody has said that."""


def reply_rows(replies: Sequence[Reply], stories: Sequence[Story], encoder: MiniLMEncoder) -> ReplyRows:
    """Replies and stories as the layers see them.

    Raises:
        JudgeError: the transformer cannot be loaded.
    """
    texts = [r.text for r in replies] + [as_recognised(r.text, len(r.text)) for r in replies]
    manners: list[Vectors] = []
    for start in range(0, len(texts), READ_AT_ONCE):
        some = texts[start : start + READ_AT_ONCE]
        manners += [reading.manner(0, len(text)) for text, reading in zip(some, encoder.read(some), strict=True)]
    weight = np.repeat([1.0, NOISY_WEIGHT], len(replies))
    told = [story.reading.manner(s.start_char, s.end_char) for story in stories for s in story.sentences]
    gives = np.concatenate([_given(story) for story in stories])
    return ReplyRows((*replies, *replies), np.array(manners, np.float64), weight, np.array(told, np.float64), gives)


def _given(story: Story) -> Floats:
    """What each sentence of a story gives of REPLIED, shape (n_sentences, 8, 2)."""
    outcomes, weights = speaking(story)
    made = np.full((len(story.sentences), len(REPLIED), 2), np.nan)
    for index, part in enumerate(REPLIED):
        if part in CRITERIA:
            at = 2 * CRITERIA.index(part)
            known = weights[:, at] > 0
            made[known, index] = outcomes[known, at : at + 2]
        else:
            made[:, index] = story.roles[:, [ROLES.index(part)]]
    return made


@lru_cache(maxsize=1)
def fit_replies(rows: ReplyRows, hands: frozenset[str] | None = None) -> dict[str, Linear]:
    """For each part of a story the layer that says whether a reply begins it and whether it gives it.

    Args:
        rows: labelled.
        hands: whose replies are learned from; None for all. Sentences of stories are learned from in any case.
            The last layers are remembered: whoever leaves out questions of stories needs the same ones again.
    """
    chosen = np.array([hands is None or r.author in hands for r in rows.replies])
    return {reply_layer(part): _fit_part(part, rows, chosen) for part in REPLIED}


def _fit_part(part: str, rows: ReplyRows, chosen: np.ndarray) -> Linear:
    asked = np.array([r.target == part for r in rows.replies])
    found = np.array([part in r.also for r in rows.replies])
    akin = np.array([any({r.target, part} == set(pair) for pair in AKIN) for r in rows.replies])
    begun = np.where(asked, [r.gives != "missing" for r in rows.replies], found)
    met = np.where(asked, [r.gives == "met" for r in rows.replies], found)
    outcomes = np.stack([begun, met], axis=1).astype(np.float64)
    weight = rows.weight * np.where(asked, 1.0, UNASKED_WEIGHT * np.where(found, FOUND_WEIGHT, 1.0))
    beside = chosen & ~asked & ~found & ~akin
    gives = rows.gives[:, REPLIED.index(part)]
    known = ~np.isnan(gives[:, 0])
    share = STORY_SHARE * weight[chosen & asked].sum() / 2
    giving, other = gives[known, 0], 1 - gives[known, 0]
    features = np.concatenate(
        [
            reply_features(rows.manners[chosen], asked[chosen].tolist()),
            reply_features(rows.manners[beside], [True] * int(beside.sum())),
            reply_features(rows.told[known], [True] * int(known.sum())),
        ]
    )
    wanted = np.concatenate([outcomes[chosen], outcomes[beside], gives[known]])
    weights = np.concatenate(
        [
            weight[chosen],
            BESIDE_WEIGHT * rows.weight[beside],
            share * np.where(giving > 0.5, 1 / giving.sum(), 1 / other.sum()),
        ]
    )
    return fit_outcomes(features, wanted, RIDGE, np.repeat(weights[:, None], 2, axis=1))


@dataclass(frozen=True)
class JudgedReply:
    """A labelled reply and what was made of it by layers that had learned from the other hands."""

    reply: Reply
    found: Assessment
    noisy: Assessment
    """Of the same reply as recognised with 10% word errors."""
    plain: Assessment
    """Of the same words as an answer of their own, read off their cues: the rival."""

    def verdict(self, of: Assessment) -> CriterionVerdict:
        """The verdict of an assessment on what was asked for; without one nothing was found."""
        return of.verdict(self.reply.target) or "missing"


def judge_unseen_replies(
    rows: ReplyRows, questions: Mapping[str, Question], judge: MiniLMJudge, heads: Heads
) -> Iterator[JudgedReply]:
    """Every reply, through the path that candidates' replies take, by layers that have not seen its author.

    Args:
        rows: what the layers are fitted on.
        questions: by id.
        judge: lends its encoder.
        heads: all others.
    """
    hands = sorted({reply.author for reply in rows.replies})
    for hand in hands:
        layers = fit_replies(rows, frozenset(hands) - {hand})
        fitted = judge.with_heads(Heads(heads.version, {**heads.linear, **layers}, heads.arrays))
        for reply in dict.fromkeys(r for r in rows.replies if r.author == hand):
            question = questions[reply.question]
            heard = as_recognised(reply.text, len(reply.text) + 1, bare=False)
            found, noisy = (fitted.judge(question, spoken_words(text), reply.target) for text in (reply.text, heard))
            plain = fitted.judge(question, spoken_words(reply.text))
            yield JudgedReply(reply, found, noisy, plain)
