"""A review as lines of plain text: the same words for text mode, replay and `review` in the terminal. Pure."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from itertools import pairwise

from interviewer.answers.delivery import delivery_sentence
from interviewer.locale_format import number, seconds
from interviewer.review.feedback import criterion_name, length_sentence, missing, setup_sentence, strengths
from interviewer.review.feedback import estimated as estimated_time
from interviewer.review.note_words import note_words, why_no_verdict
from interviewer.review.review import Review, TurnReview
from interviewer.text import clean_line, shorten
from prompts.phrasebook import Named, phrase
from prompts.schema import Question
from rubrics.assessment import Assessment, Evidence, FollowUp

WIDTH = 78
RECOMMENDATIONS = Named("recommendation")
RECOMMENDATIONS_WITHIN = Named("recommendation_within")
ROLES = Named("role")
TIMES = Named("review.times")
SETUP_VERDICTS = Named("setup_verdict")


def answer_lines(turn: TurnReview) -> list[str]:
    """What was measured in one answer, in a line or two."""
    timing = turn.timing
    if timing is None:
        return []
    setup = setup_sentence(timing) if turn.kind == "question" else ""
    spoken = delivery_sentence(turn.assessment.delivery if turn.assessment else None)
    timed = f"{setup} {length_sentence(timing)}".strip()
    return [line for line in (phrase("show.estimated", line=timed) if timing.estimated else timed, spoken) if line]


def turn_score(turn: TurnReview) -> str:
    """What one answer is worth; after a follow-up, what the question is worth with everything said to it."""
    assessment = turn.assessment
    if assessment is None:
        return ""
    if turn.kind == "follow_up" and turn.question_score is not None:
        return phrase("show.question_with", score=score_text(turn.question_score, None))
    return phrase("show.this_answer", score=score_text(assessment.score, assessment.unscored_reason))


def said_at(turn: TurnReview, evidence: Evidence) -> str:
    """When something was said, from the first word of the answer on: " (at 12 s)"; "" where there is no time."""
    if evidence.start_s is None or turn.transcript is None or not turn.transcript.words:
        return ""
    return phrase("show.at", time=seconds(max(0.0, evidence.start_s - turn.transcript.words[0].start_s)))


def score_text(score: float | None, reason: str | None) -> str:
    """A score for people; a missing one with its reason."""
    if score is not None:
        return phrase("score.of_five", score=number(score, 1))
    return phrase("score.unscored_why", reason=reason or phrase("score.no_reason"))


def feedback_lines(review: Review) -> list[str]:
    """The feedback on a whole interview."""
    lines = [rule(phrase("show.feedback"))]
    after = {turn.turn: following for turn, following in pairwise(review.turns)}
    for place, question in enumerate(review.questions, 1):
        lines += ["", f"{place}. {shorten(question.text, WIDTH - 4)}"]
        lines.append(f"   {score_text(question.score, question.unscored_reason)}")
        for turn in review.turns:
            if turn.question_id == question.question_id:
                following = after.get(turn.turn)
                lines += _turn_lines(turn, asked_on=following is not None and bool(following.target))
    lines.append("")
    lines += _overall(review)
    return lines


def _overall(review: Review) -> list[str]:
    if review.score is None or review.recommendation is None:
        return [phrase("show.overall_unscored", reason=review.unscored_reason or phrase("score.no_reason"))]
    judged = sum(q.score is not None for q in review.questions)
    score, decided = score_text(review.score, None), RECOMMENDATIONS_WITHIN[review.recommendation]
    line = phrase("show.overall", score=score, recommendation=decided)
    if judged < len(review.questions):
        counts = {"judged": judged, "all": len(review.questions)}
        line = phrase("show.overall_partly", score=score, recommendation=decided, **counts)
    scorer = next((t.assessment.scorer for t in review.turns if t.assessment), None)
    return [f"{line} {phrase('show.scored_by', name=scorer.name, version=scorer.version)}" if scorer else line]


def _turn_lines(turn: TurnReview, *, asked_on: bool) -> Iterator[str]:
    if turn.kind == "follow_up":
        yield f"   {phrase('show.follow_up', line=shorten(turn.asked, WIDTH - 14))}"
    for line in answer_lines(turn):
        yield from _wrapped(line)
    assessment = turn.assessment
    if assessment is None:
        reason = why_no_verdict(turn.notes)
        if reason is not None:
            yield f"   {phrase('show.not_judged', reason=note_words(reason))}"
        return
    if turn.kind == "follow_up" and assessment.unscored_reason:
        yield f"   {phrase('show.unscored', reason=assessment.unscored_reason)}"
    for line in question_feedback(turn):
        yield from _wrapped(line)
    if assessment.follow_up is not None and turn.kind == "question" and not asked_on:
        yield from _wrapped(_ask_next(assessment.follow_up))


def _ask_next(probe: FollowUp) -> str:
    return phrase("show.ask_next", line=probe.line, why=probe.why)


def question_feedback(turn: TurnReview) -> list[str]:
    """What was strong, missing and worth doing next in one answer."""
    assessment = turn.assessment
    if assessment is None or assessment.score is None:
        return []
    lines = []
    for name, evidence in strengths(assessment, most=3):
        quote, at = shorten(evidence.quote, 120), said_at(turn, evidence)
        lines.append(phrase("show.strong", name=name, quote=quote, at=at))
    lines += [phrase("show.missing", gap=gap) for gap in turn.missing[:3]]
    if turn.next_time:
        lines.append(phrase("show.next_time", advice=turn.next_time))
    return [clean_line(line) for line in lines]


def review_lines(review: Review) -> list[str]:
    """A whole session for the terminal: what was asked and said, the times, the verdicts, the feedback."""
    times = phrase("show.times_are", how=TIMES.get(review.times_are, review.times_are))
    if review.transcriber:
        times += f" {phrase('show.recognised_by', name=review.transcriber)}"
    about = {"id": review.session_id, "round": review.round, "mode": review.mode, "created": review.created_at}
    lines = [phrase("show.session", **about, ended=review.ended), times]
    if review.damaged:
        lines.append(phrase("show.damaged", count=review.damaged))
    for turn in review.turns:
        lines += ["", rule(phrase("show.turn", number=turn.turn)), *textwrap.wrap(clean_line(turn.asked), WIDTH), ""]
        lines += ["  " + line for line in transcript_lines(turn)]
        lines += ["", *("  " + line for line in answer_lines(turn))]
        if turn.assessment is not None:
            lines.append(f"  {turn_score(turn)}")
            lines += verdict_lines(turn.assessment, turn.target)
        lines += ["  " + note_words(note) for note in turn.notes]
    return [*lines, "", *feedback_lines(review)]


def verdict_lines(assessment: Assessment, target: str = "") -> list[str]:
    """Each verdict with its evidence, one a line; of the answer to a follow-up only what it adds or was asked for."""
    signs = {"met": "+", "partial": "~", "missing": "-", "covered": "+", "contradicted": "!"}
    lines = []
    for criterion in assessment.criteria:
        if criterion.is_bonus:
            continue  # shown as the key point that it belongs to
        if target not in {"", criterion.id} and criterion.verdict == "missing":
            continue
        quote = f'  "{shorten(criterion.evidence[0].quote, 70)}"' if criterion.evidence else ""
        lines.append(f"    {signs[criterion.verdict]} {criterion_name(criterion.id):<28}{quote}")
    for point in assessment.key_points:
        if target not in {"", f"key_point:{point.index}"} and point.verdict == "missing":
            continue
        quote = f'  "{shorten(point.evidence[0].quote, 70)}"' if point.evidence else ""
        name = phrase("criterion.key_point_number", number=point.index + 1)
        lines.append(f"    {signs[point.verdict]} {name:<28}{quote}")
    for wrong in assessment.misconceptions:
        if wrong.stated:
            quote = f'  "{shorten(wrong.evidence[0].quote, 70)}"' if wrong.evidence else ""
            lines.append(f"    ! {phrase('criterion.misconception_number', number=wrong.index + 1):<28}{quote}")
    return lines


def assessment_lines(question: Question, assessment: Assessment, *, estimated: bool) -> list[str]:
    """One assessed answer for the terminal."""
    lines = [clean_line(question.text), "", score_text(assessment.score, assessment.unscored_reason)]
    if assessment.recommendation:
        lines[-1] += f", {RECOMMENDATIONS_WITHIN[assessment.recommendation]}"
    lines += verdict_lines(assessment)
    structure = assessment.structure
    if structure is not None and structure.setup_s is not None:
        verdict = SETUP_VERDICTS[structure.setup_verdict or "not_found"]
        lines.append(phrase("show.setup", time=estimated_time(structure.setup_s, estimated), verdict=verdict))
    lines += [phrase("show.missing", gap=gap) for gap in missing(question, assessment)[:4]]
    if assessment.follow_up is not None:
        lines.append(_ask_next(assessment.follow_up))
    if assessment.flags:
        lines.append(phrase("show.flags", flags=", ".join(assessment.flags)))
    return lines


def notes_lines(review: Review) -> list[str]:
    """What the interviewer has noted so far: times and words, no scores."""
    lines = [phrase("show.notes")]
    for turn in review.turns:
        words = len(turn.transcript.words) if turn.transcript else 0
        if words:
            timed = " ".join(answer_lines(turn))
            line = phrase("show.noted", asked=shorten(turn.asked, 60), count=words, timed=timed)
            lines.append(f"  {line}".rstrip())
    return lines if len(lines) > 1 else [phrase("show.no_notes")]


def transcript_lines(turn: TurnReview) -> list[str]:
    """The answer, with the time of each sentence and its role where it is known."""
    if turn.transcript is None or not turn.transcript.words:
        return [phrase("show.no_words")]
    structure = turn.assessment.structure if turn.assessment else None
    if structure is None or not structure.roles:
        return textwrap.wrap(clean_line(turn.transcript.text), WIDTH - 6)
    lines = []
    for role in structure.roles:
        at = phrase("duration.seconds", value=number(role.start_s, 1)) if role.start_s is not None else ""
        head = f"{at:>8}  {ROLES.get(role.role, role.role):<9}  "
        body = textwrap.wrap(clean_line(role.text), WIDTH - len(head)) or [""]
        lines.append(head + body[0])
        lines += [" " * len(head) + rest for rest in body[1:]]
    return lines


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(clean_line(text), WIDTH, initial_indent="   ", subsequent_indent="     ")


def rule(title: str) -> str:
    """A heading across the width."""
    return f"── {title} " + "─" * (WIDTH - len(title) - 4)
