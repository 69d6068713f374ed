"""A drill's verdict and summary as lines of plain text, and as words to be spoken. Pure."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence

from interviewer.drills.catalogue import DRILLS, Drill
from interviewer.drills.verdict import DrillVerdict
from interviewer.review.show import WIDTH, rule
from interviewer.text import clean_line, seconds, shorten

THUMB = "Rules of thumb over your words and times: they hear whether something was said, not whether it was good."


def verdict_lines(verdict: DrillVerdict) -> list[str]:
    """What was heard, the time, passed or not, the one thing to change."""
    head = "Passed." if verdict.passed else "Not yet."
    lines = [f"  {head}  {verdict.time}".rstrip()]
    shown: set[str] = set()
    for check in verdict.checks:
        sign = "+" if check.ok else "-" if check.counts else "~"
        note = f" ({check.note})" if check.note else ""
        again = check.quote in shown
        quote = ", in the same sentence" if again else f': "{shorten(check.quote, 90)}"' if check.quote else ""
        shown |= {check.quote} if check.quote else set()
        missing = "" if check.ok or check.quote or check.note else ": not heard"
        lines += _wrapped(f"{sign} {check.name}{note}{quote}{missing}")
    if verdict.change:
        lines += _wrapped(f"> {'next time' if verdict.passed else 'change one thing'}: {verdict.change}")
    return lines


def summary_lines(drill: Drill, verdicts: Sequence[DrillVerdict]) -> list[str]:
    """The best and the last answer of a drill, and how many passed."""
    lines = [rule(drill.title)]
    if not verdicts:
        return [*lines, "", "Nothing was answered, so there is nothing to say."]
    passed = sum(verdict.passed for verdict in verdicts)
    best = max(range(len(verdicts)), key=lambda index: (verdicts[index].passed, verdicts[index].met))
    lines += ["", f"{passed} of {len(verdicts)} answers passed."]
    lines.append(f"Best: answer {best + 1}, {_short(verdicts[best])}.")
    lines.append(f"Last: answer {len(verdicts)}, {_short(verdicts[-1])}.")
    if not verdicts[-1].passed:
        lines += textwrap.wrap(f"Keep in mind: {clean_line(verdicts[-1].change)}", WIDTH)
    lines += ["", *textwrap.wrap(THUMB, WIDTH)]
    return lines


def list_lines() -> list[str]:
    """All drills, and how to begin."""
    lines = ["Short drills with a verdict at once:", ""]
    for drill in DRILLS.values():
        lines += [f"  {drill.name:<12} {drill.title}, about {drill.minutes} min", f"{'':<15}{drill.trains}"]
    return [*lines, "", "Begin with: interviewer drill setup"]


def spoken_verdict(verdict: DrillVerdict) -> str:
    """The verdict for the voice: passed or not, and the one thing to change, without symbols."""
    head = "That passes." if verdict.passed else "Not yet."
    timed = f"{round(verdict.total_s)} seconds." if verdict.time_verdict in {"over", "short"} else ""
    change = "" if verdict.passed else _SYMBOLS.sub(" ", verdict.change.replace("…", ""))
    return " ".join(f"{head} {timed} {change}".split())


def again_line(passage: str) -> str:
    """What is said before a second try."""
    return f"Once more: {passage}" if passage else "Once more, the same one."


_SYMBOLS = re.compile(r"[\"“”():;/%<>*#]")


def _short(verdict: DrillVerdict) -> str:
    kept = "passed" if verdict.passed else "not passed"
    return f"{kept}, {verdict.met} of {verdict.of} things, {seconds(verdict.total_s)}"


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(clean_line(text), WIDTH, initial_indent="  ", subsequent_indent="    ")
