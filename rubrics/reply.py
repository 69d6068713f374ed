"""Verdicts on the reply to a follow-up: whether it gives what was asked for, and what it gives besides. Pure.

A reply is a sentence or two, often without a verb ("About a third."), and leans on the story before it, so the heads of
whole stories say little of it. One layer for each part of a story reads how the reply is said (the states from the middle
of the transformer, see `reading`), knowing whether that part was asked for. It learned from labelled replies
(`training/replies.py`). A reply as long as a story is read as one.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from rubrics import cues
from rubrics.assessment import Criterion
from rubrics.heads import Floats, Heads, sigmoid
from rubrics.numbers import quantities
from rubrics.reading import Reading, unit
from rubrics.story import QUOTED_FROM, QUOTES, verdict_from
from rubrics.windows import Sentence

REPLIED = ("situation", "task", "action", "own_role", "result", "metric", "tradeoff", "lesson")
"""What a follow-up asks for, and a layer judges."""
LONGEST_REPLY = 80
"""Words up to which a reply is read as one; the labelled ones have up to 60, the stories 38 and more."""
AT_MOST_BEGUN = 0.49
"""The chance of `met` where there is nothing that it could rest on."""


def reply_layer(part: str) -> str:
    """The name of a part's layer among the heads."""
    return f"reply:{part}"


def reply_features(manners: Floats, asked: Sequence[bool]) -> Floats:
    """What a layer looks at: how each reply is said, and whether its part was asked for, shape (n, n_features + 1).

    Args:
        manners: the direction of the mean middle state of each reply, shape (n, n_features).
        asked: for each.
    """
    return np.concatenate([manners, np.array(asked, np.float64)[:, None]], axis=1)


def is_reply(found: Sequence[Sentence], target: str) -> bool:
    """Whether an answer is to be read as the reply to a follow-up that asked for `target`."""
    return target in REPLIED and sum(len(s.text.split()) for s in found) <= LONGEST_REPLY


def reply_criteria(
    found: Sequence[Sentence], usable: Sequence[bool], reading: Reading, target: str, heads: Heads
) -> tuple[Criterion, ...]:
    """The verdicts on all of REPLIED for one reply.

    Args:
        found: its sentences, at least one.
        usable: whether each may serve as evidence; without any, all is missing.
        reading: of the reply.
        target: what was asked for.
        heads: with the layers of the parts.
    """
    kept = [s for s, ok in zip(found, usable, strict=True) if ok]
    if not kept:
        return tuple(verdict_from(part, 0.0, 0.0, ()) for part in REPLIED)
    tokens = [reading.tokens(s.start_char, s.end_char) for s in kept]
    whole = unit(np.concatenate(tokens).mean(0))
    rows = np.stack([whole, *(reading.manner(s.start_char, s.end_char) for s in kept)]).astype(np.float64)
    return tuple(_judged(part, kept, rows, target, heads) for part in REPLIED)


def _judged(part: str, kept: Sequence[Sentence], rows: Floats, target: str, heads: Heads) -> Criterion:
    """The verdict on one part.

    Args:
        part: one of REPLIED.
        kept: the usable sentences.
        rows: how the reply as a whole and each of them is said, shape (1 + n_sentences, n_features).
        target: what was asked for.
        heads: with the layer.
    """
    odds = heads.linear[reply_layer(part)].log_odds(reply_features(rows, [part == target] * len(rows)))
    begun, met = (float(chance) for chance in sigmoid(odds[0]))
    if not _can_be_met(part, " ".join(s.text for s in kept)):
        met = min(met, AT_MOST_BEGUN)
    strength = sigmoid(odds[1:, 0])
    order = [int(i) for i in np.argsort(-strength, kind="stable")[:QUOTES]]
    quoted = sorted(i for i in order if strength[i] >= QUOTED_FROM * strength[order[0]])
    return verdict_from(part, begun, met, [kept[i] for i in quoted])


def _can_be_met(part: str, text: str) -> bool:
    """Whether there is what a part rests on: a number for a measured result, an "I" for the own part."""
    match part:
        case "metric":
            return bool(quantities(text))
        case "own_role":
            return bool(cues.OWN_I.search(cues.plain(text)))
    return True
