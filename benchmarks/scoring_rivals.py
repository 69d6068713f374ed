"""What the judge's figures are to be seen beside: two readers' agreement, the first scorer, cosine and length. Pure but for files."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np

from benchmarks.scoring_figures import pearson
from prompts.schema import Question
from rubrics.minilm_engine import MiniLMEncoder
from rubrics.training.answers import VERDICTS, Answer, BehavioralAnswer, TechnicalAnswer
from rubrics.training.evaluate import Judged
from rubrics.training.second_reading import Labels, second_roles
from rubrics.training.technical import rank_share

FIRST_SCORER = Path(__file__).with_name("first_scorer.json")
PARAPHRASES = Path(__file__).with_name("paraphrases.txt")
SECONDS_A_WORD = 0.4
FIRST_GAPS = 3
_NUMBER = re.compile(r"\d+")


def first_scorer() -> dict[str, object]:
    """Its figures on the same answers, measured once; the file says how."""
    found: dict[str, object] = json.loads(FIRST_SCORER.read_text(encoding="utf-8"))
    return found


def paraphrases() -> dict[str, str]:
    """Answers in other words, by the id of the answer that they say again."""
    found: dict[str, list[str]] = {}
    name = ""
    for line in PARAPHRASES.read_text(encoding="utf-8").splitlines():
        if line.startswith("=== "):
            name = line.removeprefix("=== ").strip()
        elif name:
            found.setdefault(name, []).append(line.strip())
    return {name: " ".join(lines) for name, lines in found.items()}


def readers_on_stories(answers: Iterable[BehavioralAnswer], second: Mapping[str, Labels]) -> dict[str, object]:
    """How far the second reader agrees with the author: what a judge could hope for.

    Args:
        answers: with the author's own labels, not the settled ones.
        second: by the answer's id.
    """
    read = [(a, second[a.id]) for a in answers if a.id in second]
    same = words = hits = asked = 0
    setup: list[float] = []
    agreed: dict[str, list[bool]] = {name: [] for name in VERDICTS}
    for answer, labels in read:
        roles = second_roles(answer, labels)
        mine, theirs = (
            [r for text, r in zip(answer.sentences, some, strict=True) for _ in text.split()]
            for some in (answer.roles, roles or answer.roles)
        )
        if roles:
            same, words = same + sum(a == b for a, b in zip(mine, theirs, strict=True)), words + len(mine)
            if "action" in mine and "action" in theirs:
                setup.append(SECONDS_A_WORD * abs(mine.index("action") - theirs.index("action")))
        letters = re.findall("[mpx]", labels.get("verdicts", ""))
        for name, letter in zip(VERDICTS, letters, strict=False):
            agreed[name].append({"m": "met", "p": "partial", "x": "missing"}[letter] == answer.verdicts[name])
        gaps = labels.get("gaps", "").replace(",", " ").split()
        if gaps and answer.gaps:
            asked, hits = asked + 1, hits + (gaps[0] in answer.gaps[:FIRST_GAPS])
    return {
        **_scores(read),
        "roles, agreement by word": round(same / words, 3),
        "set-up end, median / 90th percentile difference in s": [
            round(float(np.median(setup)), 1),
            round(float(np.quantile(setup, 0.9)), 1),
        ],
        "verdicts, agreement (three ways)": {name: round(float(np.mean(hits)), 3) for name, hits in agreed.items()},
        "first gap among the author's first three": round(hits / asked, 3),
    }


def readers_on_points(
    answers: Iterable[TechnicalAnswer], second: Mapping[str, Labels], questions: Mapping[str, Question]
) -> dict[str, object]:
    """The same for technical answers; arguments as before, and the questions by id."""
    read = [(a, second[a.id]) for a in answers if a.id in second]
    points: list[bool] = []
    wrong: list[bool] = []
    for answer, labels in read:
        question = questions[answer.question]
        for same, own, key, count in (
            (points, answer.covered, "covered", len(question.key_points)),
            (wrong, answer.misconceptions, "misconceptions", len(question.misconceptions)),
        ):
            theirs = {int(n) for n in _NUMBER.findall(labels.get(key, ""))}
            same += [(i in own) == (i in theirs) for i in range(count)]
    return {
        **_scores(read),
        "key points, agreement (covered or not)": round(float(np.mean(points)), 3),
        "misconceptions, agreement (stated or not)": round(float(np.mean(wrong)), 3),
    }


def _scores(read: Sequence[tuple[Answer, Labels]]) -> dict[str, object]:
    mine, theirs = [a.score for a, _ in read], [float(labels["score"]) for _, labels in read]
    return {
        "answers": len(read),
        "score, pearson": pearson(mine, theirs),
        "score, mean absolute difference": round(float(np.mean(np.abs(np.subtract(mine, theirs)))), 3),
    }


def statement_rivals(
    judged: Sequence[Judged], questions: Mapping[str, Question], encoder: MiniLMEncoder
) -> dict[str, object]:
    """Areas under the curve of simple rivals for key points and misconceptions: cosine with the answer, its length."""
    rows: dict[str, list[tuple[float, float, bool]]] = {"key points": [], "misconceptions": []}
    for j in judged:
        assert isinstance(j.answer, TechnicalAnswer)
        question, length = questions[j.answer.question], float(len(j.answer.text.split()))
        whole = encoder.encode([j.answer.text])[0]
        made, stated = j.answer.covered, j.answer.misconceptions
        for kind, texts, true, doubtful in (
            ("key points", [p.text for p in question.key_points], made, j.answer.partial),
            ("misconceptions", [m.text for m in question.misconceptions], stated, ()),
        ):
            near = encoder.encode(texts) @ whole if texts else ()
            rows[kind] += [(float(c), length, i in true) for i, c in enumerate(near) if i not in doubtful]
    return {
        f"{kind}, area under the curve": {
            name: round(rank_share(np.array([r[at] for r in found]), np.array([r[2] for r in found])), 3)
            for at, name in enumerate(("cosine", "length"))
        }
        for kind, found in rows.items()
    }


def role_rivals(judged: Sequence[Judged]) -> dict[str, float]:
    """Accuracy by word of taking every sentence for an action, and of cutting stories where most are cut."""
    shares = {"every word an action": _always("action"), "by place alone": _by_place}
    truths = [_roles_by_word(j.answer) for j in judged if isinstance(j.answer, BehavioralAnswer)]
    total = sum(len(truth) for truth in truths)
    return {
        name: round(sum(a == b for t in truths for a, b in zip(t, guess(len(t)), strict=True)) / total, 3)
        for name, guess in shares.items()
    }


def _roles_by_word(answer: BehavioralAnswer) -> list[str]:
    return [role for text, role in zip(answer.sentences, answer.roles, strict=True) for _ in text.split()]


def _always(role: str) -> Callable[[int], list[str]]:
    return lambda count: [role] * count


def _by_place(count: int) -> list[str]:
    """A third situation, then actions to four fifths, then results."""
    return ["situation" if i < count / 3 else "action" if i < 0.8 * count else "result" for i in range(count)]
