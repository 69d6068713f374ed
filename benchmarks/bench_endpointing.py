"""How often the end of a turn cuts a speaker off, and how long it lets one wait.

516 spoken answers with known true ends (tests/audio/pause_corpus): 156 to tune on, 156 with other texts, 156 that
nobody has looked into (`fresh`, the figures that count), and 48 hard ones. The policy is given silero's probabilities
and the words that a late and faulty recogniser would give; fixed silences see the same probabilities in the same run.
Usage: python -m benchmarks.bench_endpointing [--quick] [--stratum NAME] [--json PATH]
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np

from audio.endpoint import EndpointSettings
from audio.pause_habit import PauseHabit
from audio.protocols import Samples
from tests.audio.pause_corpus.plan import SpokenAnswer, read_manifest
from tests.audio.pause_corpus.play import Played, play
from tests.audio.pause_corpus.render import Rendered, tracks

QUICK_SPEAKERS = 4
FIXED_S = (0.8, 1.5, 2.5, 4.0)
Tracks = dict[str, tuple[Rendered, Samples]]


@dataclass(frozen=True)
class Policy:
    """One way to end turns."""

    name: str
    settings: EndpointSettings
    words: Literal["faulty", "true", "none"] = "faulty"


def policies() -> tuple[Policy, ...]:
    """Ours, what it loses without each of its parts, and fixed silences."""
    ours, unlearned = EndpointSettings(), EndpointSettings(learned_s=0.0)
    fixed = (Policy(f"fixed {s} s", EndpointSettings(end_pause_s=s, learned_s=0.0), words="none") for s in FIXED_S)
    return (
        Policy("policy", ours),
        Policy("faultless words", ours, words="true"),
        Policy("without learning", unlearned),
        Policy("without words", ours, words="none"),
        Policy("without both", unlearned, words="none"),
        *fixed,
    )


def run(answers: Sequence[SpokenAnswer], found: Tracks, policy: Policy) -> list[Played]:
    """Play all answers; each speaker's habit is carried from one answer to the next."""
    results: list[Played] = []
    habits: dict[str, PauseHabit] = {}
    for answer in answers:
        sound, track = found[answer.id]
        habit = habits.get(answer.speaker)
        result = play(answer, sound.spans, track, policy.settings, words=policy.words, habit=habit)
        habits[answer.speaker] = result.habit
        results.append(result)
    return results


def summary(results: Sequence[Played]) -> dict[str, Any]:
    """The figures of one policy on some answers."""
    waits = [r.wait_s for r in results]
    cuts = sum(r.cut for r in results)
    return {
        "answers": len(results),
        "cut_off": cuts,
        "cut_off_share": round(cuts / len(results), 4),
        "cut_off_at_most": round(upper_bound(cuts, len(results)), 4),
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


def measure(quick: bool = False, stratum: str = "fresh") -> dict[str, Any]:
    """The figures of every policy on one stratum and on the hard answers.

    Args:
        quick: only the first speakers.
        stratum: `fresh`, `report` or `tune`.
    """
    answers = read_manifest()
    chosen = [a for a in answers if a.stratum == stratum]
    hard = [a for a in answers if a.stratum == "hard"]
    if quick:
        chosen, hard = chosen[: 6 * QUICK_SPEAKERS], hard[:6]
    found = tracks([*chosen, *hard])
    figures: dict[str, Any] = {"stratum": stratum, "policies": {}, "hard": {}}
    for policy in policies():
        results = run(chosen, found, policy)
        figures["policies"][policy.name] = summary(results)
        figures["hard"][policy.name] = summary(run(hard, found, policy))
        if policy.name == "policy":
            figures["splits"] = splits(results)
    return figures


def table(rows: dict[str, dict[str, Any]]) -> str:
    """Rows of figures for a terminal."""
    head = f"{'':24}{'answers':>8}{'cut off':>9}{'(<= 95%)':>9}{'median':>8}{'p95':>7}{'nudges':>8}{'late':>6}"
    lines = [head]
    for name, row in rows.items():
        lines.append(
            f"{name:24}{row['answers']:8}{row['cut_off_share']:9.1%}{row['cut_off_at_most']:9.1%}"
            f"{row['wait_median_s']:7.2f}s{row['wait_p95_s']:6.2f}s{row['nudges_during']:8}{row['nudges_after']:6}"
        )
    return "\n".join(lines)


def main() -> None:
    """Print the tables; write the JSON if asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--stratum", choices=["fresh", "report", "tune"], default="fresh")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    figures = measure(options.quick, options.stratum)
    print(f"Endings of turns, answers: {figures['stratum']}\n{table(figures['policies'])}\n")
    print(f"The policy, split\n{table(figures['splits'])}\n")
    print(f"Hard answers: 2 to 4 s of silence after a finished sentence\n{table(figures['hard'])}")
    if options.json:
        options.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
