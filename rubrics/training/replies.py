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

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from pydantic import BaseModel, ConfigDict, ValidationError

from prompts.schema import GAPS, Question
from rubrics.assessment import Assessment, CriterionVerdict
from rubrics.heads import Floats, Heads, Linear
from rubrics.minilm_engine import MiniLMEncoder
from rubrics.minilm_judge import MiniLMJudge
from rubrics.reply import REPLIED, reply_features, reply_layer
from rubrics.training.answers import AnswerFileError, blocks
from rubrics.training.lbfgs_engine import fit_outcomes
from rubrics.training.noise import as_recognised
from rubrics.training.technical import READ_AT_ONCE, spoken_words

RIDGE = 3e-5
UNASKED_WEIGHT = 0.05
"""Of a reply for a part that it was not asked for: there are seven of these for each one that was."""
FOUND_WEIGHT = 3.0
"""Times as much for one that it gives all the same; of these there are few."""
NOISY_WEIGHT = 0.5
"""A noisy copy is no new reply. All four were chosen by leaving out either hand in turn."""


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
    if "---" not in block:
        raise AnswerFileError(f"{where}: there is no line of three dashes before the reply.")
    cut = block.index("---")
    fields: dict[str, object] = {}
    for entry in block[1:cut]:
        key, colon, value = entry.partition(":")
        if not colon:
            raise AnswerFileError(f"{where}: {entry!r} is not `key: value`.")
        fields[key.strip()] = value.strip()
    fields |= {"also": str(fields.get("also", "")).replace(",", " ").split(), "id": block[0].removeprefix("=== ").strip()}
    fields |= {"author": path.stem.rsplit("-", 1)[-1], "text": " ".join(row.strip() for row in block[cut + 1 :]).strip()}
    try:
        reply = Reply.model_validate(fields)
    except ValidationError as error:
        raise AnswerFileError(f"{where}: {str(error).splitlines()[0]}") from error
    if not {reply.target, *reply.also} <= GAPS or not reply.text:
        raise AnswerFileError(f"{where}: targets are {', '.join(sorted(GAPS))}, and a reply has words.")
    return reply


@dataclass(frozen=True)
class ReplyRows:
    """Replies as the layers see them, each twice: as it was written, and as recognised with 10% word errors."""

    replies: tuple[Reply, ...]
    manners: Floats
    """How each is said, shape (n, n_features)."""
    weight: Floats
    """Shape (n,)."""


def reply_rows(replies: Sequence[Reply], encoder: MiniLMEncoder) -> ReplyRows:
    """The replies, read.

    Raises:
        JudgeError: the transformer cannot be loaded.
    """
    texts = [r.text for r in replies] + [as_recognised(r.text, len(r.text)) for r in replies]
    manners: list[Floats] = []
    for start in range(0, len(texts), READ_AT_ONCE):
        some = texts[start : start + READ_AT_ONCE]
        manners += [reading.manner(0, len(text)) for text, reading in zip(some, encoder.read(some), strict=True)]
    weight = np.repeat([1.0, NOISY_WEIGHT], len(replies))
    return ReplyRows((*replies, *replies), np.array(manners, np.float64), weight)


def fit_replies(rows: ReplyRows, hands: Collection[str] | None = None) -> dict[str, Linear]:
    """For each part of a story the layer that says whether a reply begins it and whether it gives it.

    Args:
        rows: labelled.
        hands: whose replies are learned from; None for all.
    """
    chosen = np.array([hands is None or r.author in hands for r in rows.replies])
    made = {}
    for part in REPLIED:
        asked = np.array([r.target == part for r in rows.replies])
        found = np.array([part in r.also for r in rows.replies])
        begun = np.where(asked, [r.gives != "missing" for r in rows.replies], found)
        met = np.where(asked, [r.gives == "met" for r in rows.replies], found)
        weight = rows.weight * np.where(asked, 1.0, UNASKED_WEIGHT * np.where(found, FOUND_WEIGHT, 1.0))
        outcomes = np.stack([begun, met], axis=1).astype(np.float64)
        features = reply_features(rows.manners, asked.tolist())
        weights = np.repeat(weight[chosen, None], 2, axis=1)
        made[reply_layer(part)] = fit_outcomes(features[chosen], outcomes[chosen], RIDGE, weights)
    return made


@dataclass(frozen=True)
class JudgedReply:
    """A labelled reply and what was made of it by layers that had learned from the other hands."""

    reply: Reply
    found: Assessment
    noisy: Assessment
    """Of the same reply as recognised with 10% word errors."""


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
        layers = fit_replies(rows, set(hands) - {hand})
        fitted = judge.with_heads(Heads(heads.version, {**heads.linear, **layers}, heads.arrays))
        for reply in dict.fromkeys(r for r in rows.replies if r.author == hand):
            question = questions[reply.question]
            heard = as_recognised(reply.text, len(reply.text) + 1, bare=False)
            found, noisy = (fitted.judge(question, spoken_words(text), reply.target) for text in (reply.text, heard))
            yield JudgedReply(reply, found, noisy)
