"""Takes of one question side by side: set-up, seconds in each role, score, evidence gained and lost. Pure."""

from __future__ import annotations

import itertools
import textwrap
from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict

from interviewer.history.difference import Difference, difference, difference_lines
from interviewer.history.history import ROLE_ORDER, Take
from interviewer.locale_format import number
from interviewer.review.feedback import estimated, score_reason
from interviewer.review.show import ROLES, SETUP_VERDICTS, WIDTH
from interviewer.text import clean_line, shorten
from prompts.load import Bank
from prompts.phrasebook import phrase
from prompts.schema import Question

COLUMN = 22
"""Characters of a column in the terminal."""


class Comparison(BaseModel):
    """Takes of one question, oldest first, and what changed from each to the next."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    question_id: str
    question: str
    takes: tuple[Take, ...]
    changes: tuple[Difference | None, ...]
    """One fewer than there are takes; None where one of the two was not judged."""
    reworded: bool
    """Whether the question was asked in other words in some of them."""


def compare(takes: Sequence[Take], question_id: str, question: Question | None = None) -> Comparison:
    """The takes of one question out of all there are.

    Args:
        takes: any takes, oldest first.
        question_id: the question they answer.
        question: for the wording of its key points.
    """
    own = tuple(take for take in takes if take.question_id == question_id)
    changes = tuple(
        difference(old.assessment, new.assessment, question) if old.assessment and new.assessment else None
        for old, new in itertools.pairwise(own)
    )
    return Comparison(
        question_id=question_id,
        question=own[-1].question if own else "",
        takes=own,
        changes=changes,
        reworded=len({take.question for take in own}) > 1,
    )


def rows(comparison: Comparison) -> list[tuple[str, tuple[str, ...]]]:
    """The table: a name and one cell for each take; rows that nobody has are left out."""
    takes = comparison.takes
    table = [
        (phrase("takes.told"), tuple(f"{take.told_at:%Y-%m-%d %H:%M}" for take in takes)),
        (phrase("takes.score"), tuple(_score(take) for take in takes)),
        (phrase("takes.setup"), tuple(_setup(take) for take in takes)),
    ]
    table += [
        (ROLES.get(role, role), tuple(_seconds(take, take.role_s.get(role, 0.0)) for take in takes))
        for role in ROLE_ORDER
        if any(role in take.role_s for take in takes)
    ]
    table.append((phrase("takes.whole"), tuple(_seconds(take, take.total_s) for take in takes)))
    if any(take.words_per_minute for take in takes):
        table.append(
            (phrase("takes.pace"), tuple(number(t.words_per_minute) if t.words_per_minute else "-" for t in takes))
        )
    return table


def comparison_lines(comparison: Comparison) -> list[str]:
    """Takes side by side for the terminal, and how to hear each."""
    lines = [clean_line(comparison.question), ""]
    if comparison.reworded:
        lines[1:] = [phrase("takes.reworded"), ""]
    head = "".join(f"{phrase('takes.column', number=index):<{COLUMN}}" for index in range(1, len(comparison.takes) + 1))
    lines.append(f"{'':<15}{head}".rstrip())
    for name, cells in rows(comparison):
        lines.append(f"{name:<15}" + "".join(f"{shorten(cell, COLUMN - 2):<{COLUMN}}" for cell in cells).rstrip())
    for index, change in enumerate(comparison.changes, 1):
        lines += ["", phrase("takes.change", old=index, new=index + 1)]
        lines += [f"  {clean_line(line)}" for line in change_lines(change)]
    lines.append("")
    for index, take in enumerate(comparison.takes, 1):
        lines.append(phrase("takes.replay", number=index, command=replay_command(take)))
        lines += textwrap.wrap(clean_line(why(take)), WIDTH, initial_indent="  ", subsequent_indent="  ")
    return lines


def why(take: Take) -> str:
    """The reason of the score of the answer alone; "" where it has none."""
    if take.assessment is None or take.assessment.score is None:
        return ""
    score = number(take.assessment.score, 1)
    return phrase("takes.why", score=score, reason=score_reason(None, take.assessment))


def change_lines(change: Difference | None) -> list[str]:
    """What was gained and lost from one take to the next."""
    if change is None:
        return [phrase("takes.not_judged_one")]
    # Other words for the same verdict are no news in another telling, and neither are sentences that moved.
    plain = change.model_copy(update={"evidence": (), "roles_moved": 0})
    return [_told(line) for line in difference_lines(plain)]


def _told(line: str) -> str:
    sign, change = line[:2], line[2:]
    if sign == "+ ":
        return phrase("takes.gained", change=change)
    if sign == "- ":
        return phrase("takes.lost", change=change)
    return change if sign == "~ " else line


def replay_command(take: Take) -> str:
    """The command that plays one take."""
    return f"interviewer replay {take.session} --turn {take.turn}"


def with_question(bank: Bank, question: Question) -> Bank:
    """The bank with this question as it stands, in place of the one of the same id."""
    return Bank([*(other for other in bank.questions.values() if other.id != question.id), question])


def _score(take: Take) -> str:
    if take.question_score is None:
        return phrase("score.unscored_why", reason=take.unscored_reason or phrase("takes.not_judged"))
    if take.score is not None and take.score != take.question_score:
        return phrase("takes.alone", score=number(take.question_score, 1), own=number(take.score, 1))
    return number(take.question_score, 1)


def _setup(take: Take) -> str:
    if take.setup_s is None:
        return phrase("takes.not_found")
    verdict = SETUP_VERDICTS[take.setup_verdict] if take.setup_verdict else ""
    return f"{_seconds(take, take.setup_s)} {verdict}".strip()


def _seconds(take: Take, value: float | None) -> str:
    if value is None:
        return "-"
    return estimated(value, take.estimated)
