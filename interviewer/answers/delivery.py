"""Adds to the assessment of a spoken answer how it was delivered: pace, pauses, fillers."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING, Any

from audio.transcript import Transcript
from interviewer.locale_format import number, seconds
from prompts.phrasebook import phrase
from rubrics.assessment import Assessment

if TYPE_CHECKING:
    from audio.delivery import Delivery

log = logging.getLogger(__name__)


def with_delivery(
    assessment: Assessment,
    transcript: Transcript,
    voiced: tuple[tuple[float, float], ...],
    recording: Path | None = None,
) -> Assessment:
    """The assessment with the delivery of a spoken answer; a typed one has none.

    Args:
        assessment: of the answer.
        transcript: its words.
        voiced: where voice was heard, in seconds of the recording; empty for typed answers.
        recording: of the answer; with it the pauses are exact to a few hundredths of a second, without it to a tenth.
    """
    if not voiced or transcript.estimated:
        return assessment
    delivery = _measured(transcript, voiced, recording)
    return assessment.model_copy(update={"delivery": delivery.model_dump(mode="json")})


def _measured(transcript: Transcript, voiced: tuple[tuple[float, float], ...], recording: Path | None) -> Delivery:
    from audio.delivery import measure_delivery  # noqa: PLC0415 - loads numpy, which text mode does without
    from audio.errors import AudioFileError  # noqa: PLC0415
    from audio.samples import load_audio  # noqa: PLC0415
    from audio.segment_edges import refined_segments  # noqa: PLC0415

    try:
        samples = load_audio(recording) if recording is not None else None
    except AudioFileError as error:
        log.info("the pauses are measured without the recording: %s", error)
        samples = None
    if samples is None:
        return measure_delivery(transcript, voiced)
    return measure_delivery(transcript, refined_segments(samples, voiced), end_lag_s=0.0)


def delivery_sentence(delivery: dict[str, Any] | None) -> str:
    """Pace, pauses and fillers in one line; "" where nothing was measured."""
    if not delivery or delivery.get("words_per_minute") is None:
        return ""
    parts = [phrase("feedback.pace_words", number=number(delivery["words_per_minute"]))]
    pauses = delivery.get("pauses") or []
    if pauses:
        longest = seconds(delivery.get("longest_pause_s") or 0.0)
        parts.append(phrase("feedback.pace_pauses", count=len(pauses), longest=longest))
    fillers = len(delivery.get("fillers") or [])
    if fillers:
        parts.append(phrase("feedback.pace_fillers", count=fillers))
    return phrase("feedback.pace", parts=", ".join(parts))
