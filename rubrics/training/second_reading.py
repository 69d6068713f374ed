"""The second, blind labels of the same answers, and how the two readings are settled into one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from rubrics.assessment import CriterionVerdict, SentenceRole
from rubrics.training.answers import (
    ROLE_LETTERS,
    VERDICTS,
    Answer,
    AnswerFileError,
    BehavioralAnswer,
    TechnicalAnswer,
)

Labels = Mapping[str, str]
"""What stands after each key of a block."""
_LETTERS: dict[str, CriterionVerdict] = {"m": "met", "p": "partial", "x": "missing"}
_NUMBER = re.compile(r"\d+")


def read_second(paths: Iterable[Path]) -> dict[str, Labels]:
    """The second labels by the id of their answer.

    Raises:
        AnswerFileError: a line is not `key: value`.
    """
    found: dict[str, Labels] = {}
    for path in paths:
        for block in path.read_text(encoding="utf-8").split("=== ")[1:]:
            name, *lines = (line.strip() for line in block.strip().splitlines())
            labels = dict(line.split(":", 1) for line in lines if ":" in line)
            if len(labels) != len([line for line in lines if line]):
                raise AnswerFileError(f"{path.name}: the block of {name} has a line that is not `key: value`.")
            found[name] = {key: value.strip() for key, value in labels.items()}
    return found


def settled(answer: Answer, second: Labels | None) -> Answer:
    """The answer with what both readings come to.

    Scores are averaged. Where one reader sees something made and the other sees it missing, it is partial; where they
    are one step apart, the author's own label stands: it knows what was meant. Verdicts, gaps and roles of the
    second reader are kept beside.
    """
    if second is None:
        return answer
    score = (answer.score + float(second["score"])) / 2
    if isinstance(answer, TechnicalAnswer):
        return answer.model_copy(update={"score": score, **_points(answer, second)})
    letters = re.findall(r"[mpx]", second.get("verdicts", ""))
    verdicts = dict(answer.verdicts)
    others = dict(zip(VERDICTS, (_LETTERS[x] for x in letters), strict=True)) if len(letters) == len(VERDICTS) else None
    for name, other in (others or {}).items():
        if {verdicts[name], other} == {"met", "missing"}:
            verdicts[name] = "partial"
    gaps = tuple(second.get("gaps", "").replace(",", " ").split())
    shows = tuple(second.get("shows", "").replace(",", " ").split())
    found = {"score": score, "verdicts": verdicts, "other_verdicts": others, "other_gaps": gaps, "other_shows": shows}
    return answer.model_copy(update={**found, "other_roles": second_roles(answer, second) or None})


def second_roles(answer: BehavioralAnswer, second: Labels) -> tuple[SentenceRole, ...]:
    """The roles of the second reading; empty where it does not have one for each sentence."""
    roles = tuple(ROLE_LETTERS[letter] for letter in re.findall(r"[starlo]", second.get("roles", "")))
    return roles if len(roles) == len(answer.roles) else ()


def _points(answer: TechnicalAnswer, second: Labels) -> dict[str, tuple[int, ...]]:
    other = {
        key: {int(n) for n in _NUMBER.findall(second.get(key, ""))} for key in ("covered", "partial", "contradicted")
    }
    touched = other["covered"] | other["partial"]
    doubtful = {i for i in answer.covered if i not in touched}
    doubtful |= {i for i in other["covered"] if i not in {*answer.covered, *answer.partial, *answer.contradicted}}
    return {
        "covered": tuple(i for i in answer.covered if i not in doubtful),
        "partial": tuple(sorted({*answer.partial, *doubtful})),
    }
