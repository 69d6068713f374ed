"""Finds the words that a judgement rests on: every quote stands in the transcript exactly as it is given. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from interviewer.loop.form_parts import Quote
from interviewer.review.full import FullReview
from interviewer.review.parts import Judged, TurnDetails
from interviewer.review.review import TurnReview
from rubrics.assessment import Evidence
from rubrics.numbers import quantities
from rubrics.windows import Sentence, sentences

MOST_CHARS = 160
"""A quote is a sentence or two, long enough to be checked and short enough to be read."""
_AGAINST = ("misconception", "contradicted", "partial")


def quote_of(turn: int, evidence: Evidence) -> Quote:
    """Evidence as a quote, cut at a word if it is long; the cut piece is still found in the transcript."""
    return Quote(quote=cut(evidence.quote), start_s=evidence.start_s, turn=turn)


def cut(text: str) -> str:
    """The beginning of `text` up to a whole word within MOST_CHARS."""
    if len(text) <= MOST_CHARS:
        return text
    return text[:MOST_CHARS].rsplit(" ", 1)[0] or text[:MOST_CHARS]


def first_words(turn: TurnReview) -> tuple[Quote, ...]:
    """How an answer began: what there is to check where nothing in it was worth a verdict."""
    if turn.transcript is None or not turn.transcript.words:
        return ()
    text = cut(turn.transcript.text)
    return (Quote(quote=text, start_s=turn.transcript.words[0].start_s, turn=turn.turn),) if text.strip() else ()


def whole_words(turn: TurnReview) -> tuple[Quote, ...]:
    """Everything that was said in a turn."""
    if turn.transcript is None or not turn.transcript.words:
        return ()
    return (Quote(quote=turn.transcript.text, start_s=turn.transcript.words[0].start_s, turn=turn.turn),)


def words_about(review: FullReview, question_ids: Sequence[str], *, against: bool) -> tuple[Quote, ...]:
    """A quote from the first of these questions that has one.

    Args:
        review: the round.
        question_ids: in the order in which they are to be looked at.
        against: look for what speaks against the answer, rather than for it.
    """
    for question_id in question_ids:
        turns = [turn for turn in review.turns if turn.question_id == question_id]
        own = {turn.turn for turn in turns}
        details = [one for one in review.details if one.turn in own]
        found = weak_words(details, turns) if against else best_words(details, turns)
        if found:
            return found
    return ()


def best_words(details: Sequence[TurnDetails], turns: Sequence[TurnReview]) -> tuple[Quote, ...]:
    """What speaks for the answers: the strongest moment, or else how the first one began."""
    for one in details:
        for moment in one.moments:
            return (quote_of(one.turn, moment.evidence),)
    return next((found for turn in turns if (found := first_words(turn))), ())


def weak_words(details: Sequence[TurnDetails], turns: Sequence[TurnReview]) -> tuple[Quote, ...]:
    """What speaks against the answers: something wrong, something half said, or else how the first one began."""
    for sort in _AGAINST:
        for one in details:
            for verdict in one.judged:
                if verdict.evidence and sort in {verdict.group, verdict.verdict}:
                    return (quote_of(one.turn, verdict.evidence[0]),)
    return next((found for turn in turns if (found := first_words(turn))), ())


def figures(turn: TurnReview) -> tuple[Quote, ...]:
    """Every sentence of an answer with a number in it."""
    if turn.transcript is None:
        return ()
    return tuple(_quoted(turn.turn, one) for one in sentences(turn.transcript) if quantities(one.text))


def sentences_with(turn: TurnReview, pattern: re.Pattern[str]) -> tuple[Quote, ...]:
    """The sentences of an answer in which the pattern is found."""
    if turn.transcript is None:
        return ()
    return tuple(_quoted(turn.turn, one) for one in sentences(turn.transcript) if pattern.search(one.text))


def _quoted(turn: int, sentence: Sentence) -> Quote:
    return Quote(quote=cut(sentence.text), start_s=sentence.start_s, turn=turn)


def evidence_of(turn: int, verdict: Judged) -> tuple[Quote, ...]:
    """The first quote of a verdict, if it has one."""
    return (quote_of(turn, verdict.evidence[0]),) if verdict.evidence else ()
