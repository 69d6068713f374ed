"""A review as Markdown, for notes and for sending to a coach. The candidate's words stay words: nothing in them is markup."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from interviewer.errors import SessionError
from interviewer.locale_format import number, seconds, significant
from interviewer.review.feedback import length_sentence, setup_sentence
from interviewer.review.full import FullReview
from interviewer.review.note_words import note_words
from interviewer.review.parts import Competency, Measure, RoleTime, TurnDetails
from interviewer.review.review import TurnReview
from interviewer.review.show import RECOMMENDATIONS, ROLES, score_text
from interviewer.review.words import PARTS, SIGNS, STANDINGS, VERDICTS, about, capital, clock, title
from interviewer.text import clean_line
from prompts.phrasebook import phrase

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
    lines += [phrase("markdown.overall", score=escaped(score_text(review.score, review.unscored_reason)))]
    if review.recommendation:
        lines[-1] += f" ({RECOMMENDATIONS[review.recommendation]})"
    if review.next_step:
        lines += ["", phrase("markdown.next", advice=escaped(review.next_step))]
    if review.moments:
        lines += ["", phrase("markdown.strongest"), ""]
        moments = [(capital(m.name), escaped(m.evidence.quote), m.turn) for m in review.moments]
        lines += ["- " + phrase("markdown.moment", name=name, quote=said, turn=turn) for name, said, turn in moments]
    for turn, details in zip(review.turns, review.details, strict=True):
        lines += ["", *_turn(turn, details)]
    return "\n".join([*lines, "", *_form(review), ""])


def _turn(turn: TurnReview, details: TurnDetails) -> Iterator[str]:
    heading = "markdown.question" if turn.kind == "question" else "markdown.follow_up"
    yield f"## {phrase(heading, number=turn.turn)}"
    yield ""
    yield f"> {escaped(turn.asked)}"
    if details.why:
        yield ""
        yield phrase("markdown.because", why=escaped(details.why))
    yield ""
    yield from _answer(turn)
    assessment = turn.assessment
    if assessment is not None:
        score = turn.question_score if turn.kind == "follow_up" else assessment.score
        yield ""
        yield f"**{escaped(score_text(score, assessment.unscored_reason))}**"
    yield ""
    for one in details.judged:
        name, word = escaped(capital(one.name)), VERDICTS[one.verdict]
        quote = f": “{escaped(one.evidence[0].quote)}”" if one.evidence else ""
        right = f" {phrase('markdown.right', correction=escaped(one.correction))}" if one.correction else ""
        yield f"- {SIGNS[one.verdict]} {phrase('markdown.verdict', name=name, verdict=word)}{quote}{right}"
    yield from (f"- {_part(part)}" for part in details.shape)
    yield from (f"- {_measure(measure)}" for measure in details.delivery)
    if turn.missing:
        yield f"- {phrase('markdown.missing', gaps=escaped('; '.join(turn.missing)))}"
    if turn.next_time:
        yield f"- {phrase('markdown.next_time', advice=escaped(turn.next_time))}"
    yield from (f"- {escaped(note_words(note))}" for note in turn.notes)


def _part(part: RoleTime) -> str:
    name, time = PARTS[part.part], escaped(seconds(part.spent_s))
    if part.most_s is None:
        return phrase("markdown.part", part=name, time=time)
    least, most = number(part.least_s or 0), number(part.most_s)
    return phrase("markdown.part_budget", part=name, time=time, least=least, most=most)


def _measure(measure: Measure) -> str:
    name, value = capital(measure.name), significant(measure.value)
    if measure.usual is None:
        return phrase("markdown.measure", name=name, value=value, unit=measure.unit)
    usual = significant(measure.usual)
    return phrase("markdown.measure_usual", name=name, value=value, unit=measure.unit, usual=usual)


def _answer(turn: TurnReview) -> Iterator[str]:
    transcript = turn.transcript
    if transcript is None or not transcript.words:
        yield phrase("markdown.no_words")
        return
    structure = turn.assessment.structure if turn.assessment else None
    if structure is not None and structure.roles:
        for role in structure.roles:
            at = f" {clock(role.start_s)}" if role.start_s is not None else ""
            yield f"- **{ROLES.get(role.role, role.role)}{at}** {escaped(role.text)}"
    else:
        yield escaped(transcript.text)
    if turn.timing is not None:
        yield ""
        setup = setup_sentence(turn.timing) if turn.kind == "question" else ""
        said = " ".join(line for line in (setup, length_sentence(turn.timing)) if line)
        yield escaped(f"{said} {phrase('review.estimated')}" if transcript.estimated else said)


def _form(review: FullReview) -> Iterator[str]:
    yield f"## {phrase('markdown.form')}"
    yield ""
    decided = (
        RECOMMENDATIONS[review.recommendation] if review.recommendation else phrase("markdown.recommendation_none")
    )
    yield phrase("markdown.recommendation", decided=decided)
    for heading, items in (
        (phrase("markdown.principles"), review.form.principles),
        (phrase("markdown.technical"), review.form.technical),
    ):
        if items:
            yield from ("", f"### {heading}", "")
            yield from (_competency(one) for one in items)
    yield from ("", f"### {phrase('markdown.notes')}")
    for note in review.form.notes:
        yield from ("", f"{escaped(note.asked)}", "")
        yield from (f"- {escaped(line)}" for line in (*note.said, *note.impressions))
    yield from ("", f"### {phrase('markdown.not_judged')}", "")
    yield from (f"- {escaped(line)}" for line in review.form.not_judged)
    if review.form.scorers:
        by = ", ".join(f"{one.name} {one.version}" for one in review.form.scorers)
        yield from ("", phrase("markdown.filled_in", scorers=escaped(by)))


def _competency(one: Competency) -> str:
    quote = f" “{escaped(one.moment.evidence.quote)}”" if one.moment else ""
    return f"- {escaped(one.name)}: **{STANDINGS[one.standing]}**. {escaped(one.because)}{quote}"
