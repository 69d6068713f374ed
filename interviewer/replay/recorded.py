"""How long each recording of a session is, from its header alone."""

from __future__ import annotations

from pathlib import Path

from interviewer.review.review import Review


def recorded_lengths(review: Review, folder: Path) -> dict[str, float]:
    """Seconds of every recording that can be opened, by its name; others are left out, as if there were no sound.

    Args:
        review: names the recordings that are there.
        folder: of the session.
    """
    import soundfile  # noqa: PLC0415 - only where something will be played

    names = {turn.answer_audio for turn in review.turns} | {line["audio"] for line in review.lines}
    lengths = {}
    for name in sorted(name for name in names if name):
        try:
            lengths[name] = float(soundfile.info(folder / name).duration)
        except (soundfile.LibsndfileError, TypeError):
            continue
    return lengths
