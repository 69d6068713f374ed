"""How often the first probe asks for one of the three things that a reader of the answer found to be missing.

The verdicts are taken from the labels of the answers, so that the choice alone is measured, not the judge. The order was
chosen on the answers of hands 1 and 2; those of hands 3 and 4 had no part in it. `hit_rate` takes any rule, so that a
judge can be put in the labels' place.

Usage: python -m benchmarks follow_ups
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from interviewer.answers.followup import GAP_ORDER, choose_follow_up
from prompts.load import load_bank
from prompts.schema import BehavioralQuestion
from rubrics import training
from rubrics.assessment import Assessment, Criterion, ScorerInfo
from rubrics.training.answers import BehavioralAnswer, read_answers
from rubrics.training.second_reading import read_second

ANSWERS = Path(training.__file__).parent / "answers"
TUNED_ON, HELD_BACK = ("hand-1", "hand-2"), ("hand-3", "hand-4")
MOST_GAPS = 3
SILENT_ON = frozenset(("non_answer", "addresses_the_grader"))
"""Answers with these flags are not asked about any further; they are left out."""

Choose = Callable[[BehavioralAnswer], str | None]
"""From an answer to the target of the first probe."""


@dataclass(frozen=True, slots=True)
class Hits:
    """What came of a set of answers."""

    with_gaps: int
    """Answers for which the reader named a gap."""
    hits: int
    """Of these, the first probe asks for one of the reader's gaps."""
    silent: int
    """Of these, nothing is asked."""
    without_gaps: int
    needless: int
    """Of those without gaps, something is asked all the same."""

    @property
    def rate(self) -> float:
        """Hits among the answers with gaps; silence is a miss."""
        return self.hits / self.with_gaps if self.with_gaps else 0.0


def labelled(answer: BehavioralAnswer) -> Assessment:
    """The assessment that a judge would give who saw what the author meant; parts of the story by their sentences."""
    parts = {name: "met" if name in answer.roles else "missing" for name in ("situation", "task", "action")}
    verdicts = {name: verdict for name, verdict in answer.verdicts.items() if name != "principle"} | parts
    return Assessment(
        kind="behavioral",
        score=answer.score,
        criteria=tuple(
            Criterion.model_validate({"id": name, "verdict": verdict, "confidence": 1.0})
            for name, verdict in verdicts.items()
        ),
        flags=answer.flags,
        scorer=ScorerInfo(name="labels", version="1"),
    )


def by_verdicts(assess: Callable[[BehavioralAnswer], Assessment]) -> Choose:
    """The target of the first probe for the verdicts that a judge, or the labels, give."""

    def choose(answer: BehavioralAnswer) -> str | None:
        question = load_bank().get(answer.question)
        assert isinstance(question, BehavioralQuestion)
        chosen = choose_follow_up(question, assess(answer), said=answer.text, asked=frozenset())
        return chosen.target if chosen is not None else None

    return choose


by_labels = by_verdicts(labelled)


def by_fixed_order(answer: BehavioralAnswer) -> str | None:
    """A baseline: the first thing of a fixed order that is missing, and nothing else is looked at."""
    assessment = labelled(answer)
    return next((gap for gap in GAP_ORDER if assessment.verdict(gap) == "missing"), None)


def always(target: str) -> Choose:
    """A baseline: the same probe after every answer."""
    return lambda _: target


def hit_rate(answers: Iterable[BehavioralAnswer], gaps: Mapping[str, tuple[str, ...]], choose: Choose) -> Hits:
    """Compare first probes with the gaps that a reader named.

    Args:
        answers: those whose flags forbid a probe are left out.
        gaps: by the answer's id, the most important first.
        choose: the target of the first probe.
    """
    count = dict.fromkeys(("with_gaps", "hits", "silent", "without_gaps", "needless"), 0)
    for answer in answers:
        if SILENT_ON & set(answer.flags) or answer.id not in gaps:
            continue
        target, wanted = choose(answer), gaps[answer.id][:MOST_GAPS]
        if wanted:
            count["with_gaps"] += 1
            count["hits"] += target in wanted
            count["silent"] += target is None
        else:
            count["without_gaps"] += 1
            count["needless"] += target is not None
    return Hits(**count)


def stories(hands: Iterable[str]) -> list[BehavioralAnswer]:
    """The labelled stories of some hands."""
    found = [one for hand in hands for one in read_answers(ANSWERS / f"{hand}-behavioral.txt")]
    return [one for one in found if isinstance(one, BehavioralAnswer)]


def gaps_by_reader(answers: Iterable[BehavioralAnswer]) -> dict[str, dict[str, tuple[str, ...]]]:
    """The gaps that the author and the second reader named, by the answer's id."""
    second = read_second(sorted(ANSWERS.glob("second-*-behavioral.txt")))
    return {
        "author": {one.id: one.gaps for one in answers},
        "second reader": {
            name: tuple(labels.get("gaps", "").replace(",", " ").split()) for name, labels in second.items()
        },
    }


def first_probes(found: Mapping[str, Assessment], answers: Sequence[BehavioralAnswer]) -> dict[str, object]:
    """Hit rates of a judge's verdicts, for both readers' gaps, beside the same probe after every answer.

    Args:
        found: what the judge made of each answer, by its id.
        answers: with their authors' gaps.
    """
    rules: dict[str, Choose] = {"verdicts of the judge": by_verdicts(lambda answer: found[answer.id])}
    rules |= {"always metric": always("metric"), "always result": always("result")}
    figures: dict[str, object] = {}
    for reader, gaps in gaps_by_reader(answers).items():
        for name, rule in rules.items():
            hits = hit_rate(answers, gaps, rule)
            figures[f"{reader} / {name}"] = round(hits.rate, 3)
            if rule is rules["verdicts of the judge"]:
                figures[f"{reader} / asked without need"] = f"{hits.needless} of {hits.without_gaps}"
                figures[f"{reader} / nothing asked"] = f"{hits.silent} of {hits.with_gaps}"
    return figures


def measure() -> dict[str, object]:
    """Hit rates on the hands tuned on and on those held back, for both readers' gaps, beside the baselines."""
    rules: dict[str, Choose] = {"chosen": by_labels, "fixed order": by_fixed_order}
    rules |= {f"always {gap}": always(gap) for gap in ("metric", "action")}
    figures: dict[str, object] = {}
    for part, hands in (("tuned on", TUNED_ON), ("held back", HELD_BACK)):
        answers = stories(hands)
        for reader, gaps in gaps_by_reader(answers).items():
            for rule, choose in rules.items():
                found = hit_rate(answers, gaps, choose)
                figures[f"{part} / {reader} / {rule}"] = {
                    "first probe among the gaps": round(found.rate, 3),
                    "answers with gaps": found.with_gaps,
                    "of these nothing asked": found.silent,
                    "asked without need": f"{found.needless} of {found.without_gaps}",
                }
    return figures
