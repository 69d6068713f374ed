"""The times of one answer against what the interview allows: a pure function over words and sentence roles."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

from audio.transcript import Transcript
from rubrics.assessment import SetupVerdict, Structure

SETUP_LIMIT_S = 30.0
"""Seconds in which the situation should be set up: the guides' "30 seconds or less"."""


class AnswerTiming(BaseModel):
    """When things happened in one answer."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    time_to_first_word_s: float | None
    """From the end of the question to the first word; None for typed answers without a clock."""
    setup_s: float | None
    """From the first word to the first word of the first action sentence."""
    setup_verdict: SetupVerdict | None
    """None where the question is not behavioral, or where there are no words."""
    total_s: float
    """From the first word to the end of the last one."""
    limit_s: float
    limit_verdict: Literal["within", "over"]
    estimated: bool
    """True where the times come from the number of words."""


def answer_timing(
    transcript: Transcript,
    structure: Structure | None,
    limit_s: float,
    voiced: tuple[tuple[float, float], ...] = (),
    time_to_first_word_s: float | None = None,
) -> AnswerTiming:
    """The times of one answer.

    Args:
        transcript: the words; may be empty where there was no recogniser.
        structure: the roles of a behavioral answer, which say where the set-up ends.
        limit_s: seconds the question allows.
        voiced: stretches of voice (start_s, end_s); they count where there are no words, and they find the true
            first onset, since a recogniser tends to put its first word at 0.
        time_to_first_word_s: from the end of the question, where a clock has measured it.
    """
    words = transcript.words
    start = voiced[0][0] if voiced else words[0].start_s if words else 0.0
    end = max(voiced[-1][1] if voiced else 0.0, words[-1].end_s if words else 0.0)
    total = max(0.0, end - start)
    return AnswerTiming(
        time_to_first_word_s=time_to_first_word_s,
        setup_s=structure.setup_s if structure else None,
        setup_verdict=structure.setup_verdict if structure else None,
        total_s=round(total, 2),
        limit_s=limit_s,
        limit_verdict="within" if total <= limit_s else "over",
        estimated=transcript.estimated,
    )
