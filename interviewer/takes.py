"""Takes of one question side by side: set-up, seconds in each role, score, evidence gained and lost. Pure."""

from __future__ import annotations

import itertools
import textwrap
from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict

from interviewer.difference import Difference, difference, difference_lines
from interviewer.feedback import score_reason
from interviewer.history import ROLE_ORDER, Take
from interviewer.show import WIDTH
from interviewer.text import clean_line, seconds, shorten
from prompts.load import Bank
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
        ("told", tuple(f"{take.told_at:%Y-%m-%d %H:%M}" for take in takes)),
        ("score", tuple(_score(take) for take in takes)),
        ("set-up", tuple(_setup(take) for take in takes)),
    ]
    table += [
        (role, tuple(_seconds(take, take.role_s.get(role, 0.0)) for take in takes))
        for role in ROLE_ORDER
        if any(role in take.role_s for take in takes)
    ]
    table.append(("whole answer", tuple(_seconds(take, take.total_s) for take in takes)))
    if any(take.words_per_minute for take in takes):
        table.append(
            ("words a minute", tuple(f"{t.words_per_minute:.0f}" if t.words_per_minute else "-" for t in takes))
        )
    return table


def comparison_lines(comparison: Comparison) -> list[str]:
    """Takes side by side for the terminal, and how to hear each."""
    lines = [clean_line(comparison.question), ""]
    if comparison.reworded:
        lines[1:] = ["(It was asked in other words in some of these takes.)", ""]
    head = "".join(f"{f'take {number}':<{COLUMN}}" for number in range(1, len(comparison.takes) + 1))
    lines.append(f"{'':<15}{head}".rstrip())
    for name, cells in rows(comparison):
        lines.append(f"{name:<15}" + "".join(f"{shorten(cell, COLUMN - 2):<{COLUMN}}" for cell in cells).rstrip())
    for number, change in enumerate(comparison.changes, 1):
        lines += ["", f"From take {number} to take {number + 1}:"]
        lines += [f"  {clean_line(line)}" for line in change_lines(change)]
    lines.append("")
    for number, take in enumerate(comparison.takes, 1):
        lines.append(f"Take {number}: {replay_command(take)}")
        lines += textwrap.wrap(clean_line(why(take)), WIDTH, initial_indent="  ", subsequent_indent="  ")
    return lines


def why(take: Take) -> str:
    """The reason of the score of the answer alone; "" where it has none."""
    if take.assessment is None or take.assessment.score is None:
        return ""
    return f"{take.assessment.score:.1f}: {score_reason(None, take.assessment)}."


def change_lines(change: Difference | None) -> list[str]:
    """What was gained and lost from one take to the next."""
    if change is None:
        return ["one of the two was not judged"]
    # Other words for the same verdict are no news in another telling, and neither are sentences that moved.
    plain = change.model_copy(update={"evidence": (), "roles_moved": 0})
    words = {"+ ": "gained: ", "- ": "lost: ", "~ ": ""}
    return [words.get(line[:2], line[:2]) + line[2:] for line in difference_lines(plain)]


def replay_command(take: Take) -> str:
    """The command that plays one take."""
    return f"interviewer replay {take.session} --turn {take.turn}"


def with_question(bank: Bank, question: Question) -> Bank:
    """The bank with this question as it stands, in place of the one of the same id."""
    return Bank([*(other for other in bank.questions.values() if other.id != question.id), question])


def _score(take: Take) -> str:
    if take.question_score is None:
        return f"unscored ({take.unscored_reason or 'not judged'})"
    if take.score is not None and take.score != take.question_score:
        return f"{take.question_score:.1f} ({take.score:.1f} alone)"
    return f"{take.question_score:.1f}"


def _setup(take: Take) -> str:
    return "not found" if take.setup_s is None else f"{_seconds(take, take.setup_s)} {take.setup_verdict or ''}".strip()


def _seconds(take: Take, value: float | None) -> str:
    if value is None:
        return "-"
    return f"{'about ' if take.estimated else ''}{seconds(value)}"
