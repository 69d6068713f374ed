"""How exact the measures of delivery are, on spoken answers whose pauses, pace and hesitations are known.

The sound is that of tests/audio/pause_corpus (espeak-ng, noise, breaths), the segments are silero's, the words are the
true ones with the times a recogniser gives them: every word is stretched up to the next one, the first back to the
start of the recording, the last over the silence behind it. Usage: python -m benchmarks.bench_delivery [--quick]
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from audio.delivery import PAUSE_S, UNWORDED, find_repeated_starts, measure_delivery
from audio.endpoint import Endpointer
from audio.protocols import SAMPLE_RATE, Samples
from audio.transcript import Transcript, Word
from tests.audio.pause_corpus.plan import SpokenAnswer, read_manifest
from tests.audio.pause_corpus.render import tracks

STARTS = (("I I", "i"), ("we we", "we"), ("so the, um, the", "the"), ("and then we and then we", "and then we"))
"""Repeated starts put before sentences, and what is to be found."""
_HESITATION = "hesitation"
Spans = Sequence[tuple[int, int]]


def stretched_words(answer: SpokenAnswer, spans: Spans, *, hesitations: bool) -> Transcript:
    """The true words with times as a recogniser gives them: the words of a part share its time by their lengths.

    Args:
        answer: what is said.
        spans: where its parts lie.
        hesitations: False leaves "Um," out, as recognisers do, and no neighbour is stretched over it.
    """
    timed: list[tuple[str, float, float]] = []
    for part, (start, end) in zip(answer.parts, spans, strict=True):
        texts = part.text.split()
        if not hesitations and part.text in {"Um,", "Uh,"}:
            continue
        edges = start + (end - start) * np.cumsum([0, *(len(t) + 1 for t in texts)]) / sum(len(t) + 1 for t in texts)
        timed += zip(texts, (edges[:-1] / SAMPLE_RATE).tolist(), (edges[1:] / SAMPLE_RATE).tolist(), strict=True)
    words = []
    for index, (text, start_s, end_s) in enumerate(timed):
        until_s = timed[index + 1][1] if index + 1 < len(timed) else end_s + 1.0
        stretch_s = until_s if hesitations else end_s
        words.append(Word(text=text, start_s=start_s if index else 0.0, end_s=stretch_s))
    return Transcript(words=tuple(words), duration_s=words[-1].end_s)


def segments_s(track: Samples) -> list[tuple[float, float]]:
    """The detected speech."""
    endpointer = Endpointer()
    for probability in track.tolist():
        endpointer.push(probability)
    return [(start / SAMPLE_RATE, end / SAMPLE_RATE) for start, end in endpointer.segments]


def true_silences(spans: Spans) -> Iterator[tuple[float, float]]:
    """The silences that were spliced in."""
    for (_, end), (start, _) in pairwise(spans):
        yield end / SAMPLE_RATE, start / SAMPLE_RATE


def one(answer: SpokenAnswer, spans: Spans, track: Samples) -> dict[str, Any]:
    """The errors on one answer."""
    segments = segments_s(track)
    transcript = stretched_words(answer, spans, hesitations=True)
    measured = measure_delivery(transcript, segments)
    silences = list(true_silences(spans))
    first_s, last_s = spans[0][0] / SAMPLE_RATE, spans[-1][1] / SAMPLE_RATE
    pace = 60 * len(transcript.words) / (last_s - first_s)
    true_share = sum(b - a for a, b in silences if b - a >= 0.25) / (last_s - first_s)
    pauses = [(a, b) for a, b in silences if b - a >= PAUSE_S]
    found = [min(measured.pauses, key=lambda p: abs(p.start_s + p.end_s - a - b), default=None) for a, b in pauses]
    pairs = [(p, t) for p, t in zip(found, pauses, strict=True) if p and p.start_s < t[1] and p.end_s > t[0]]
    dropped = measure_delivery(stretched_words(answer, spans, hesitations=False), segments)
    return {
        "pauses": len(pauses),
        "pauses_found": len(pairs),
        "pauses_invented": len(measured.pauses) - len({p.start_s for p, _ in pairs}),
        "start_errors_s": [p.start_s - t[0] for p, t in pairs],
        "end_errors_s": [p.end_s - t[1] for p, t in pairs],
        "pace_error": (measured.words_per_minute or pace) / pace - 1,
        "share_error": (measured.silence_share or 0.0) - true_share,
        "fillers_left_out": sum(part.text in {"Um,", "Uh,"} for part in answer.parts[1:-1]),
        "voices_found": sum(filler.text == UNWORDED for filler in dropped.fillers),
        "voices_invented": sum(filler.text == UNWORDED for filler in measured.fillers),
    }


def repeated_starts(answers: Sequence[SpokenAnswer]) -> dict[str, int]:
    """How many repeated starts are found where they were put in, and how many where there are none."""
    put = found = invented = 0
    for answer in answers:
        plain = " ".join(part.text for part in answer.parts)
        invented += len(list(find_repeated_starts(_words(plain))))
        for begun, text in STARTS:
            put += 1
            found += text in {s.text for s in find_repeated_starts(_words(f"{begun} said that {plain}"))}
    return {"put_in": put, "found": found, "invented": invented}


def _words(text: str) -> list[Word]:
    return [Word(text=word, start_s=i, end_s=i + 1) for i, word in enumerate(text.split())]


def summary(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The figures of some answers."""
    starts = np.abs([e for row in rows for e in row["start_errors_s"]])
    ends = np.abs([e for row in rows for e in row["end_errors_s"]])
    pace = np.abs([row["pace_error"] for row in rows])
    total = {k: sum(row[k] for row in rows) for k in rows[0] if isinstance(rows[0][k], int)}
    return {
        "answers": len(rows),
        **total,
        "start_within_50_ms": round(float(np.mean(starts <= 0.05)), 3),
        "end_within_50_ms": round(float(np.mean(ends <= 0.05)), 3),
        "start_p95_ms": round(float(np.percentile(starts, 95)) * 1000),
        "end_p95_ms": round(float(np.percentile(ends, 95)) * 1000),
        "pace_within_2_percent": round(float(np.mean(pace <= 0.02)), 3),
        "pace_error_p95": round(float(np.percentile(pace, 95)), 4),
        "silence_share_error_p95": round(float(np.percentile(np.abs([r["share_error"] for r in rows]), 95)), 4),
    }


def measure(quick: bool = False) -> dict[str, Any]:
    """The figures by noise, on the answers that nothing was tuned on."""
    answers = [a for a in read_manifest() if a.stratum == "unseen" and len(a.parts) > 1]
    answers = answers[:24] if quick else answers
    found = tracks(answers)
    rows = [(a, one(a, found[a.id][0].spans, found[a.id][1])) for a in answers]
    figures = {"all": summary([row for _, row in rows])}
    for snr in sorted({a.snr_db for a in answers}, key=lambda db: db or 99):
        name = f"{snr} dB SNR" if snr else "no noise"
        figures[name] = summary([row for a, row in rows if a.snr_db == snr])
    return {"delivery": figures, "repeated_starts": repeated_starts(answers)}


def main() -> None:
    """Print the figures as JSON, a column for each level of noise."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    figures = measure(options.quick)
    columns = figures["delivery"]
    print(f"{'':26}" + "".join(f"{name:>12}" for name in columns))
    for key in columns["all"]:
        print(f"{key:26}" + "".join(f"{column[key]:>12}" for column in columns.values()))
    print(f"repeated starts: {figures['repeated_starts']}")
    if options.json:
        options.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
