"""A review as Markdown, for notes and for sending to a coach. The candidate's words stay words: nothing in them is markup."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from interviewer.errors import SessionError
from interviewer.feedback import length_sentence, setup_sentence
from interviewer.review import TurnReview
from interviewer.review_full import FullReview
from interviewer.review_parts import Competency, TurnDetails
from interviewer.review_words import ESTIMATED, PARTS, STANDINGS, VERDICTS, about, capital, clock, title
from interviewer.show import RECOMMENDATIONS, score_text
from interviewer.text import clean_line, seconds

# What can be markup within a line, what begins a block at its start, and what would become a link by itself.
_INLINE = re.compile(r"([\\`*_{}\[\]<>|~$&@])|:(?=//)|(?<=www)\.", re.IGNORECASE)
_BLOCK = re.compile(r"^(?:[#=]|[+\-](?=[\s\-]|$)|\d+[.)](?=\s|$))")


def escaped(text: str) -> str:
    """Words on one line in which every sign stands for itself."""
    inline = _INLINE.sub(lambda sign: "\\" + sign[0], clean_line(text))
    return _BLOCK.sub(lambda begin: begin[0][:-1] + "\\" + begin[0][-1], inline)


def write_markdown(review: FullReview, path: Path) -> None:
    """Write the review to a file.

    Raises:
        SessionError: it cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(markdown(review), encoding="utf-8")
    except OSError as error:
        raise SessionError(f"{path} cannot be written: {error.strerror}. Choose another path.") from error


def markdown(review: FullReview) -> str:
    """The whole review."""
    lines = [f"# {escaped(title(review))}", "", escaped(about(review)), ""]
    lines += [f"**Overall: {escaped(score_text(review.score, review.unscored_reason))}**"]
    if review.recommendation:
        lines[-1] += f" ({RECOMMENDATIONS[review.recommendation]})"
    if review.next_step:
        lines += ["", f"**One thing for next time:** {escaped(review.next_step)}"]
    if review.moments:
        lines += ["", "Strongest moments:", ""]
        lines += [f"- {capital(m.name)}: “{escaped(m.evidence.quote)}” (turn {m.turn})" for m in review.moments]
    for turn, details in zip(review.turns, review.details, strict=True):
        lines += ["", *_turn(turn, details)]
    return "\n".join([*lines, "", *_form(review), ""])


def _turn(turn: TurnReview, details: TurnDetails) -> Iterator[str]:
    yield f"## Turn {turn.turn}: {'question' if turn.kind == 'question' else 'follow-up'}"
    yield ""
    yield f"> {escaped(turn.asked)}"
    if details.why:
        yield ""
        yield f"Asked because {escaped(details.why)}."
    yield ""
    yield from _answer(turn)
    assessment = turn.assessment
    if assessment is not None:
        score = turn.question_score if turn.kind == "follow_up" else assessment.score
        yield ""
        yield f"**{escaped(score_text(score, assessment.unscored_reason))}**"
    yield ""
    for one in details.judged:
        sign, word = VERDICTS[one.verdict]
        quote = f": “{escaped(one.evidence[0].quote)}”" if one.evidence else ""
        right = f" Right is: {escaped(one.correction)}" if one.correction else ""
        yield f"- {sign} {escaped(capital(one.name))}, {word}{quote}{right}"
    for part in details.shape:
        budget = f" of {part.least_s or 0:.0f} to {part.most_s:.0f} s" if part.most_s is not None else ""
        yield f"- {PARTS[part.part]}: {escaped(seconds(part.spent_s))}{budget}"
    for measure in details.delivery:
        usual = f" (your usual: {measure.usual:.3g})" if measure.usual is not None else ""
        yield f"- {capital(measure.name)}: {measure.value:.3g} {measure.unit}{usual}"
    if turn.missing:
        yield f"- Missing: {escaped('; '.join(turn.missing))}"
    if turn.next_time:
        yield f"- Next time: {escaped(turn.next_time)}"
    yield from (f"- {escaped(note.replace('_', ' '))}" for note in turn.notes)


def _answer(turn: TurnReview) -> Iterator[str]:
    transcript = turn.transcript
    if transcript is None or not transcript.words:
        yield "*No words.*"
        return
    structure = turn.assessment.structure if turn.assessment else None
    if structure is not None and structure.roles:
        for role in structure.roles:
            at = f" {clock(role.start_s)}" if role.start_s is not None else ""
            yield f"- **{role.role}{at}** {escaped(role.text)}"
    else:
        yield escaped(transcript.text)
    if turn.timing is not None:
        yield ""
        setup = setup_sentence(turn.timing) if turn.kind == "question" else ""
        said = " ".join(line for line in (setup, length_sentence(turn.timing)) if line)
        yield escaped(said + (ESTIMATED if transcript.estimated else ""))


def _form(review: FullReview) -> Iterator[str]:
    yield "## The interviewer’s form"
    yield ""
    decided = RECOMMENDATIONS[review.recommendation] if review.recommendation else "None, nothing could be scored"
    yield f"**Overall recommendation:** {decided}"
    for heading, items in (
        ("Leadership Principles", review.form.principles),
        ("Technical competencies", review.form.technical),
    ):
        if items:
            yield from ("", f"### {heading}", "")
            yield from (_competency(one) for one in items)
    yield from ("", "### Notes")
    for note in review.form.notes:
        yield from ("", f"{escaped(note.asked)}", "")
        yield from (f"- {escaped(line)}" for line in (*note.said, *note.impressions))
    yield from ("", "### What was not judged", "")
    yield from (f"- {escaped(line)}" for line in review.form.not_judged)
    if review.form.scorers:
        by = ", ".join(f"{one.name} {one.version}" for one in review.form.scorers)
        yield from ("", f"Filled in by {escaped(by)}, a program, from the verdicts above.")


def _competency(one: Competency) -> str:
    quote = f" “{escaped(one.moment.evidence.quote)}”" if one.moment else ""
    return f"- {escaped(one.name)}: **{STANDINGS[one.standing]}**. {escaped(one.because)}{quote}"
