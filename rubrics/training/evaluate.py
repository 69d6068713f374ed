"""Judges every labelled answer by heads that know neither its author nor its question: the figures of the card.

For each hand, and each half of the questions it answered, heads are fitted on the other hands' answers to other questions;
the answers left out are then judged through the very path that candidates' answers take.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from prompts.schema import Question, TechnicalQuestion
from rubrics.assessment import Assessment, Criterion
from rubrics.minilm_judge import MiniLMJudge
from rubrics.training.answers import BehavioralAnswer, TechnicalAnswer
from rubrics.training.noise import as_recognised
from rubrics.training.technical import spoken_words
from rubrics.training.train import Material, fit, in_single_wordings

HALVES = 2


@dataclass(frozen=True)
class Judged:
    """A labelled answer and what was made of it."""

    answer: BehavioralAnswer | TechnicalAnswer
    found: Assessment
    noisy: Assessment
    """Of the same answer as recognised with 10 % word errors."""
    reworded: Assessment | None = None
    """Of the same answer in other words, where somebody has written that."""
    plainly: Assessment | None = None
    """Of the same answer to a technical question whose statements are worded in one way each."""

    def criterion(self, name: str) -> Criterion | None:
        """The verdict on one criterion, by the names of the labels: `principle` is the first one of the question."""
        return next((c for c in self.found.criteria if c.id.split(":")[0] == name), None)


def judge_unseen(
    material: Material,
    answers: Mapping[str, BehavioralAnswer | TechnicalAnswer],
    questions: Mapping[str, Question],
    judge: MiniLMJudge,
    reworded: Mapping[str, str] | None = None,
) -> Iterator[Judged]:
    """Every answer, judged by heads that have seen neither its author nor its question.

    Args:
        material: what heads are fitted on.
        answers: by id.
        questions: by id.
        judge: lends its encoder and prepared questions.
        reworded: some of the answers in other words, by id.
    """
    hands = sorted({answer.author for answer in answers.values()})
    for hand in hands:
        own = [answer for answer in answers.values() if answer.author == hand]
        names = sorted({answer.question for answer in own})
        for half in range(HALVES):
            left_out = frozenset(names[half::HALVES])
            heads = fit(material, left_out, frozenset(hands) - {hand})
            fitted = judge.with_heads(heads)
            for answer in sorted((a for a in own if a.question in left_out), key=lambda a: (a.question, a.id)):
                question = questions[answer.question]
                found = fitted.judge(question, spoken_words(answer.text))
                heard = spoken_words(as_recognised(answer.text, len(answer.text), bare=False))
                again = (reworded or {}).get(answer.id)
                other = fitted.judge(question, spoken_words(again)) if again else None
                plainly = None
                if isinstance(question, TechnicalQuestion):
                    plainly = fitted.judge(in_single_wordings(question), spoken_words(answer.text))
                yield Judged(answer, found, fitted.judge(question, heard), other, plainly)
