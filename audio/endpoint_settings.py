"""The thresholds of endpointing."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class EndpointSettings:
    """Thresholds of the policy."""

    on: float = 0.5
    """Probability from which a frame can begin speech; Silero's default."""
    off: float = 0.35
    """Probability below which a frame ends it; Silero's default is `on` - 0.15."""
    min_speech_s: float = 0.096
    """Seconds (3 frames) that make a run of frames speech; shorter than any spoken word."""
    min_gap_s: float = 0.1
    """Seconds of silence that separate two segments; Silero's default."""
    soft_pause_s: float = 0.4
    """Seconds of silence after which recognition of the words so far can begin."""
    end_pause_s: float = 2.5
    """Seconds of silence that end the turn while nothing is known of the words; a user's setting."""
    shortest_pause_s: float = 1.2
    """Seconds after an announced end; the least in which a recogniser's words are there."""
    settled_pause_s: float = 1.85
    """Seconds after words that are likely the last: half of all answers end so, and with it a wait of 2 s is not exceeded."""
    longest_pause_s: float = 2.82
    """Seconds after words that could well be the last; with it a wait of 3 s is not exceeded."""
    early_pause_s: float = 4.5
    """Seconds after finished words that are hardly ever the last, such as the first sentence of a story."""
    settled_odds: float = -3.0
    """Logarithm of the odds of still going on (`Endpointer`) under which words are likely the last."""
    open_odds: float = 0.0
    """The same from which they hold the floor: hardly an answer ends with such."""
    story: bool | None = None
    """Whether the question asks for a long answer, so that one sentence is not the end; None if that is not known, which counts as yes."""
    open_pause_s: float = 6.0
    """Seconds after an unfinished sentence until a nudge; most searches for a word are over by then."""
    thinking_pause_s: float = 10.0
    """Seconds after "let me think" until a nudge."""
    after_nudge_s: float = 8.0
    """Seconds from a nudge to the end: the time to understand it, and to think once more."""

    @classmethod
    def patient(cls, end_pause_s: float) -> EndpointSettings:
        """All silences after words that could be the last, longer or shorter in proportion to a user's one setting."""
        default = cls()
        factor = end_pause_s / default.end_pause_s
        return cls(
            end_pause_s=end_pause_s,
            shortest_pause_s=default.shortest_pause_s * factor,
            settled_pause_s=default.settled_pause_s * factor,
            longest_pause_s=default.longest_pause_s * factor,
            early_pause_s=default.early_pause_s * factor,
        )
