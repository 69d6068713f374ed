"""How likely an interviewer would ask next for each part of a story, given what the judge found in it. Pure.

Readers of the labelled answers named the gaps that they would probe first. A logistic layer has learned from the judge's
own verdicts on answers that it had not seen, so it knows which of them can be relied on. Its weights are so fitted that a
part is never asked for more eagerly because more of it was given.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from rubrics.assessment import Criterion
from rubrics.heads import Floats, Heads
from rubrics.score import criterion_credit
from rubrics.story import CRITERIA, PARTS, begun_and_met

JUDGED = (*CRITERIA, "principle")
"""Criteria of which the layer sees both probabilities; of the principles the first."""
PROBE_INPUTS = (*(f"{name}:{step}" for name in JUDGED for step in ("begun", "met")), *PARTS)
"""Of the parts it sees what they are worth."""
PROBED = ("action", "result", "metric", "lesson", "tradeoff", "own_role", "situation")
"""What is probed for. A missing task is none of it: listeners infer it, and readers hardly ever asked."""
NO_CREDIT = 0.5
"""Assumed for a criterion that was not looked at."""


def probe_inputs(criteria: Sequence[Criterion]) -> Floats:
    """What the layer sees, -1 (missing) to 1 (met), in the order of PROBE_INPUTS."""
    found: dict[str, Criterion] = {}
    for criterion in criteria:
        found.setdefault(criterion.id.split(":")[0], criterion)
    steps = [begun_and_met(found[name]) if name in found else (NO_CREDIT, NO_CREDIT) for name in JUDGED]
    worth = [criterion_credit(found[name]) if name in found else NO_CREDIT for name in PARTS]
    return 2 * np.array([*(chance for both in steps for chance in both), *worth]) - 1


def own_inputs(name: str) -> list[int]:
    """Indices of what the layer sees of one criterion."""
    return [index for index, one in enumerate(PROBE_INPUTS) if one.split(":")[0] == name]


def with_probes(criteria: Sequence[Criterion], heads: Heads) -> tuple[Criterion, ...]:
    """The criteria of a story, those that can be probed for with the chance that an interviewer would.

    Args:
        criteria: of one answer.
        heads: with the layer `probe`.
    """
    chances: Mapping[str, float] = dict(
        zip(PROBED, heads.linear["probe"].probabilities(probe_inputs(criteria)).tolist(), strict=True)
    )
    return tuple(c.model_copy(update={"missed": round(chances[c.id], 4)}) if c.id in chances else c for c in criteria)
