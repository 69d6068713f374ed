"""How often the end of a turn cuts a speaker off, and how long it lets one wait.

1,656 spoken answers with known true ends (tests/audio/pause_corpus); the main figures are those of `blind`, 216
answers that no weight or setting was made on. The policy is given silero's probabilities on the rendered sound and the
words that a late and faulty recogniser would give; fixed silences see the same probabilities in the same run.

`early`: an end was signalled before the true one. `cut`: and the speaker was noticed to go on later than 0.05 s after
it, when the interviewer could have begun to speak; `1 s`: the same for a line that takes 1 s to begin. `ears`: of the
cuts those in which the speaker goes on later than GOING_ON_S after that first sound, so that with `--barge-in` too it is
taken for the answer to the reply; `1 s`: the same for a line that takes 1 s. All of them can be taken back by key.
`late`: nudges after the true end. With PAUSE_CORPUS_CLIP=FILE a real speaker is measured too (tests/audio/pause_corpus/clip.py).
Usage: python -m benchmarks.bench_endpointing [--quick] [--stratum NAME] [--json PATH]
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Literal

import numpy as np

from audio.endpoint import EndpointSettings
from audio.meaning_engine import Meaning
from audio.pause_habit import PauseHabit
from audio.protocols import Samples
from audio.word_model import LastWords, last_words
from interviewer.stage import GOING_ON_S
from tests.audio.pause_corpus.clip import clip_answers, clip_path
from tests.audio.pause_corpus.plan import SpokenAnswer, read_manifest
from tests.audio.pause_corpus.play import Played, play
from tests.audio.pause_corpus.recognise import DELAY_S, LOST_FILLER, LOST_STOP, LOST_WORD, STRAY_STOP
from tests.audio.pause_corpus.render import Rendered, tracks
from tests.audio.pause_corpus.texts import ALL_PARTS

QUICK_SPEAKERS = 4
FIXED_S = (0.8, 1.5, 2.5, 4.0)
PATIENT_S = (2.0, 3.0, 4.0)
REPLY_S = 0.05
"""Seconds from an end to the interviewer's first sound, at the very least: a line that lies ready."""
SLOW_REPLY_S = 1.0
"""The same for a line that has to be made first; the goal for the 95th percentile."""
ASSUMED = {
    "seconds_from_end_to_reply": REPLY_S,
    "seconds_from_pause_noticed_to_words": DELAY_S,
    "share_of_cut_off_sentences_with_full_stop": STRAY_STOP,
    "share_of_sentences_without_full_stop": LOST_STOP,
    "share_of_last_words_lost": LOST_WORD,
    "share_of_fillers_lost": LOST_FILLER,
}
"""What the recogniser and the interviewer are taken to do; speech detection is real."""
Reader = Callable[[str], LastWords]
Tracks = dict[str, tuple[Rendered, Samples]]


@dataclass(frozen=True)
class Policy:
    """One way to end turns."""

    name: str
    settings: EndpointSettings = field(default_factory=EndpointSettings)
    words: Literal["faulty", "true", "none"] = "faulty"
    told: bool = True
    learns: bool = True
    meaning: bool = True
    """Whether asks for time and announced ends are recognised by their meaning too."""


def policies() -> tuple[Policy, ...]:
    """Ours, what it loses without each of its parts, more patient ones, and fixed silences."""
    patient = (Policy(f"end_pause_s {s}", EndpointSettings.patient(s)) for s in PATIENT_S)
    fixed = (Policy(f"fixed {s} s", EndpointSettings(end_pause_s=s), words="none") for s in FIXED_S)
    return (
        Policy("policy"),
        Policy("question unknown", told=False),
        Policy("faultless words", words="true"),
        Policy("without learning", learns=False),
        Policy("words, not their meaning", meaning=False),
        *patient,
        *fixed,
    )


def run(answers: Sequence[SpokenAnswer], found: Tracks, policy: Policy, read: Reader = last_words) -> list[Played]:
    """Play all answers; each speaker's habit is carried from one answer to the next.

    Args:
        answers: who says what.
        found: what they sound like, and silero's probabilities.
        policy: when a turn ends.
        read: says what last words are, by what they mean too.
    """
    results: list[Played] = []
    reader = read if policy.meaning else last_words
    habits: dict[str, PauseHabit] = {}
    for answer in answers:
        sound, track = found[answer.id]
        habit = habits.get(answer.speaker)
        result = play(
            answer, sound.spans, track, policy.settings, words=policy.words, habit=habit, told=policy.told, read=reader
        )
        if policy.learns:
            habits[answer.speaker] = result.habit
        results.append(result)
    return results


def summary(results: Sequence[Played]) -> dict[str, Any]:
    """The figures of one policy on some answers."""
    waits = [r.wait_s for r in results]
    ended = sum(r.cut for r in results)
    cuts = sum(r.spoken_over(REPLY_S) for r in results)
    return {
        "answers": len(results),
        "ended_early": ended,
        "ended_early_share": round(ended / len(results), 4),
        "cut_off": cuts,
        "cut_off_share": round(cuts / len(results), 4),
        "cut_off_at_most": round(upper_bound(cuts, len(results)), 4),
        "cut_off_slow_reply": sum(r.spoken_over(SLOW_REPLY_S) for r in results),
        "cut_off_headphones": sum(r.replied_to(REPLY_S, GOING_ON_S) for r in results),
        "cut_off_headphones_slow_reply": sum(r.replied_to(SLOW_REPLY_S, GOING_ON_S) for r in results),
        "wait_median_s": round(float(np.median(waits)), 2),
        "wait_p95_s": round(float(np.percentile(waits, 95)), 2),
        "nudges_during": sum(r.nudges_early for r in results),
        "nudges_after": sum(r.nudges_late for r in results),
    }


def upper_bound(count: int, total: int, z: float = 1.96) -> float:
    """The upper end of the 95% interval of a share (Wilson 1927)."""
    share = count / total
    middle, spread = share + z * z / (2 * total), z * (share * (1 - share) / total + z * z / (4 * total**2)) ** 0.5
    return float((middle + spread) / (1 + z * z / total))


def splits(results: Sequence[Played]) -> dict[str, dict[str, Any]]:
    """The figures by noise, voice, ending and kind of recogniser."""

    def by(label: str, keys: Iterable[str]) -> dict[str, Any]:
        pairs = list(zip(keys, results, strict=True))
        return {f"{label} {key}": summary([r for k, r in pairs if k == key]) for key in sorted({k for k, _ in pairs})}

    snr = ("none" if r.answer.snr_db is None else f"{r.answer.snr_db} dB SNR" for r in results)
    return {
        **by("noise", snr),
        **by("voice", (r.answer.voice for r in results)),
        **by("ending", (r.answer.ending for r in results)),
        **by("punctuation", ("yes" if r.answer.punctuates else "no" for r in results)),
    }


def measure(quick: bool = False, stratum: str = "blind") -> dict[str, Any]:
    """The figures of every policy on one stratum and on the hard answers.

    Args:
        quick: only the first speakers.
        stratum: one of `texts.ALL_PARTS`.
    """
    answers = read_manifest()
    chosen = [a for a in answers if a.stratum == stratum]
    hard = [a for a in answers if a.stratum == "hard"]
    if quick:
        chosen, hard = chosen[: 6 * QUICK_SPEAKERS], hard[:6]
    found = tracks([*chosen, *hard])
    real = clip_answers() if clip_path() else []
    found |= tracks(real)
    read = cache(Meaning().load().last_words)
    figures: dict[str, Any] = {"stratum": stratum, "policies": {}, "hard": {}, "clip": {}, "assumed": ASSUMED}
    for policy in policies():
        results = run(chosen, found, policy, read)
        figures["policies"][policy.name] = summary(results)
        figures["hard"][policy.name] = summary(run(hard, found, policy, read))
        if real:
            figures["clip"][policy.name] = summary(run(real, found, policy, read))
        if policy.name == "policy":
            figures["splits"] = splits(results)
    return figures


def table(rows: dict[str, dict[str, Any]]) -> str:
    """Rows of figures for a terminal."""
    head = f"{'':24}{'answers':>8}{'early':>7}{'cut':>7}{'(<= 95%)':>9}{'1 s':>5}{'ears':>6}{'1 s':>5}{'median':>8}{'p95':>7}"
    lines = [f"{head}{'nudges':>8}{'late':>6}"]
    for name, row in rows.items():
        lines.append(
            f"{name:24}{row['answers']:8}{row['ended_early_share']:7.1%}{row['cut_off_share']:7.1%}"
            f"{row['cut_off_at_most']:9.1%}{row['cut_off_slow_reply']:5}"
            f"{row['cut_off_headphones']:6}{row['cut_off_headphones_slow_reply']:5}"
            f"{row['wait_median_s']:7.2f}s{row['wait_p95_s']:6.2f}s{row['nudges_during']:8}{row['nudges_after']:6}"
        )
    return "\n".join(lines)


def main() -> None:
    """Print the tables; write the JSON if asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--stratum", choices=ALL_PARTS, default="blind")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    figures = measure(options.quick, options.stratum)
    print(f"Endings of turns, answers: {figures['stratum']}\n{table(figures['policies'])}\n")
    print(f"The policy, split\n{table(figures['splits'])}\n")
    print(f"Hard answers: 2 to 4 s of silence after a finished sentence\n{table(figures['hard'])}")
    if figures["clip"]:
        print(f"\nA real speaker, with silences of 0.2 to 8 s between four phrases\n{table(figures['clip'])}")
    if options.json:
        options.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
