"""What the page shows, in the words it shows it in: a view of the full review for the template. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from interviewer.locale_format import number, seconds
from interviewer.review.feedback import length_sentence, setup_sentence
from interviewer.review.full import FullReview
from interviewer.review.parts import Judged, Moment, RoleTime, TurnDetails
from interviewer.review.review import TurnReview
from interviewer.review.words import PARTS, SIGNS, VERDICTS, capital, clock, score_words
from interviewer.text import clean, clean_line
from interviewer.web.sound import Clip
from interviewer.web.timeline import Timeline, timeline
from interviewer.web.transcript import Spoken, spoken
from prompts.phrasebook import Named, phrase
from rubrics.assessment import Evidence, FollowUp

GROUPS = Named("page.group")


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of the candidate and where they stand on the page."""

    text: str
    turn: int
    line: str
    """Id of the line that they begin in; "" where it is not known."""
    at_s: float | None
    at: str
    """The time for people."""


@dataclass(frozen=True, slots=True)
class Row:
    """One verdict."""

    sign: str
    word: str
    verdict: str
    name: str
    quotes: tuple[Quote, ...]
    correction: str
    confidence: str


@dataclass(frozen=True, slots=True)
class ShapeRow:
    """The time of one part, drawn against its budget on a common scale."""

    name: str
    spent: str
    budget: str
    verdict: str
    css: str
    """Name of the verdict in the style sheet."""
    source: str
    spent_percent: float
    least_percent: float
    most_percent: float


@dataclass(frozen=True, slots=True)
class TurnView:
    """One turn."""

    number: int
    heading: str
    within: str
    """The heading within a sentence."""
    review: TurnReview
    details: TurnDetails
    spoken: Spoken
    timeline: Timeline | None
    clip: Clip | None
    line_src: str
    facts: tuple[str, ...]
    score: str
    score_words: str
    groups: tuple[tuple[str, tuple[Row, ...]], ...]
    shape: tuple[ShapeRow, ...]
    strong: tuple[tuple[str, Quote], ...]
    estimated: bool
    unasked: FollowUp | None
    """The probe that the answer called for and that was not asked any more."""


def turn_views(review: FullReview, clips: Mapping[str, Clip], lines: Mapping[str, str]) -> dict[int, TurnView]:
    """Every turn, by number.

    Args:
        review: the session.
        clips: the recordings of answers that can be played, by name.
        lines: the addresses of the interviewer's recorded lines, by name.
    """
    words = {t.turn: spoken(t, d) for t, d in zip(review.turns, review.details, strict=True)}
    views: dict[int, TurnView] = {}
    numbers: dict[str, int] = {}
    for turn, details in zip(review.turns, review.details, strict=True):
        place = numbers.setdefault(turn.question_id, len(numbers) + 1)
        clip = clips.get(turn.answer_audio or "")
        length_s = clip.duration_s if clip else turn.transcript.duration_s if turn.transcript else 0.0
        shown_score, anchor = _score(turn)
        views[turn.turn] = TurnView(
            number=turn.turn,
            heading=_heading(turn, place),
            within=_heading(turn, place, "_within"),
            review=turn,
            details=details,
            spoken=words[turn.turn],
            timeline=timeline(turn, details, length_s, clip.peaks if clip else ()),
            clip=clip,
            line_src=lines.get(turn.line_audio or "", ""),
            facts=_facts(turn),
            score=shown_score,
            score_words=anchor,
            groups=_groups(turn.turn, details, words[turn.turn]),
            shape=_shape(details.shape),
            strong=tuple((capital(m.name), quote_of(m, words)) for m in details.moments),
            estimated=turn.transcript.estimated if turn.transcript else False,
            unasked=_unasked(review, turn),
        )
    return views


def _heading(turn: TurnReview, number: int, suffix: str = "") -> str:
    kind = "question" if turn.kind == "question" else "follow_up"
    return phrase(f"page.{kind}{suffix}", number=number)


def quote_of(moment: Moment, words: Mapping[int, Spoken]) -> Quote:
    """A moment as a quote with its place."""
    return _quote(moment.turn, moment.evidence, words[moment.turn])


def _quote(turn: int, evidence: Evidence, words: Spoken) -> Quote:
    at_s = evidence.start_s
    return Quote(
        text=clean_line(evidence.quote),
        turn=turn,
        line=words.line_of(evidence),
        at_s=at_s,
        at=clock(at_s) if at_s is not None else "",
    )


def _score(turn: TurnReview) -> tuple[str, str]:
    assessment = turn.assessment
    if assessment is None:
        return "", ""
    score = turn.question_score if turn.kind == "follow_up" else assessment.score
    return (number(score, 1), score_words(score)) if score is not None else ("", "")


def _unasked(review: FullReview, turn: TurnReview) -> FollowUp | None:
    probe = turn.assessment.follow_up if turn.assessment else None
    later = {one.target for one in review.turns if one.question_id == turn.question_id and one.turn > turn.turn}
    return probe if probe is not None and not later else None


def _facts(turn: TurnReview) -> tuple[str, ...]:
    timing = turn.timing
    if timing is None:
        return ()
    setup = setup_sentence(timing) if turn.kind == "question" else ""
    return tuple(line for line in (setup, length_sentence(timing)) if line)


def _groups(turn: int, details: TurnDetails, words: Spoken) -> tuple[tuple[str, tuple[Row, ...]], ...]:
    found = []
    for group, title in GROUPS.items():
        rows = tuple(_row(turn, one, words) for one in details.judged if one.group == group)
        if rows:
            found.append((title, rows))
    return tuple(found)


def _row(turn: int, one: Judged, words: Spoken) -> Row:
    return Row(
        sign=SIGNS[one.verdict],
        word=VERDICTS[one.verdict],
        verdict=one.verdict,
        name=capital(clean(one.name)),
        quotes=tuple(_quote(turn, evidence, words) for evidence in one.evidence[:2]),
        correction=clean(one.correction),
        confidence=f"{100 * one.confidence:.0f} %",
    )


_CSS = {"within": "within", "under": "shorter", "over": "longer", "absent": "absent", "no_budget": ""}


def _budget(part: RoleTime) -> str:
    if part.most_s is None:
        return ""
    if part.least_s:
        return phrase("page.budget_range", least=number(part.least_s), most=number(part.most_s))
    return phrase("page.budget_most", most=number(part.most_s))


def _shape(parts: tuple[RoleTime, ...]) -> tuple[ShapeRow, ...]:
    scale = 1.02 * max((max(part.spent_s, part.most_s or 0.0) for part in parts), default=0.0) or 1.0
    rows = []
    for part in parts:
        least, most = part.least_s or 0.0, part.most_s or 0.0
        rows.append(
            ShapeRow(
                name=PARTS[part.part],
                spent=seconds(part.spent_s) if part.spent_s else phrase("duration.seconds", value="0"),
                budget=_budget(part),
                verdict="" if part.verdict == "no_budget" else phrase(f"page.{part.verdict}"),
                css=_CSS[part.verdict],
                source=part.source,
                spent_percent=round(100 * part.spent_s / scale, 1),
                least_percent=round(100 * least / scale, 1),
                most_percent=round(100 * most / scale, 1),
            )
        )
    return tuple(rows)
