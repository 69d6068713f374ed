"""What a candidate who is stuck is pointed at: the hints of a question, the most basic first. Pure.

Coding and SQL questions bring their hints. A technical one has a line for what was not said yet; the line for its most
basic point serves as a pointer beforehand. For a story nothing can be given away but that a small one will do.
"""

from __future__ import annotations

from interviewer.script import Hint
from prompts.load import fill, lines
from prompts.schema import BehavioralQuestion, CodingQuestion, Question, SqlQuestion


def hints_of(question: Question) -> tuple[Hint, ...]:
    """The hints of a question, in the order in which they are given."""
    fixed = lines()["hints"]
    if isinstance(question, CodingQuestion | SqlQuestion):
        return tuple(Hint(text=text) for text in question.hints)
    if isinstance(question, BehavioralQuestion):
        return tuple(Hint(text=text) for text in fixed[question.form])
    own = {probe.target: probe.line for probe in question.follow_ups if "{" not in probe.line}
    points = sorted(range(len(question.key_points)), key=lambda index: (question.key_points[index].level, index))
    targets = [f"key_point:{index}" for index in points]
    pointers = tuple(
        Hint(text=fill(fixed["pointer"], line=own[target]), target=target) for target in targets if target in own
    )
    return pointers or tuple(Hint(text=text) for text in fixed["technical"])
