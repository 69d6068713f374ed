"""Adds to the assessment of a spoken answer how it was delivered: pace, pauses, fillers."""

from __future__ import annotations

from typing import Any

from audio.transcript import Transcript
from interviewer.text import seconds
from rubrics.assessment import Assessment


def with_delivery(
    assessment: Assessment, transcript: Transcript, voiced: tuple[tuple[float, float], ...]
) -> Assessment:
    """The assessment with the delivery of a spoken answer; a typed one has none.

    Args:
        assessment: of the answer.
        transcript: its words.
        voiced: where voice was heard, in seconds of the recording; empty for typed answers.
    """
    if not voiced or transcript.estimated:
        return assessment
    from audio.delivery import measure_delivery  # noqa: PLC0415 - loads numpy, which text mode does without

    return assessment.model_copy(update={"delivery": measure_delivery(transcript, voiced).model_dump(mode="json")})


def delivery_sentence(delivery: dict[str, Any] | None) -> str:
    """Pace, pauses and fillers in one line; "" where nothing was measured."""
    if not delivery or delivery.get("words_per_minute") is None:
        return ""
    parts = [f"{delivery['words_per_minute']:.0f} words a minute"]
    pauses = delivery.get("pauses") or []
    if pauses:
        longest = delivery.get("longest_pause_s") or 0.0
        parts.append(f"{len(pauses)} pause{'s' if len(pauses) > 1 else ''}, the longest {seconds(longest)}")
    fillers = len(delivery.get("fillers") or [])
    if fillers:
        parts.append(f"at least {fillers} filler{'s' if fillers > 1 else ''}")
    return f"Pace: {', '.join(parts)}."
