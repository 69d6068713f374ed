"""How exact the measures of delivery are, on spoken answers whose pauses, pace and hesitations are known.

The sound is that of tests/audio/pause_corpus (espeak-ng, noise, breaths), the words are the true ones with the times a
recogniser gives them: every word is stretched up to the next one, the first back to the start of the recording, the
last over the silence behind it. Two columns for each level of noise: silero's segments as they are (the baseline, their
ends 85 ms earlier), and with their edges refined on the samples, as the program measures. True silences are those that
were spliced in and those that espeak-ng makes itself inside a part. Usage: python -m benchmarks.bench_delivery [--quick]
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from audio.delivery import (
    ARTICULATION_PAUSE_S,
    PAUSE_S,
    SILERO_END_LAG_S,
    UNWORDED,
    find_repeated_starts,
    measure_delivery,
)
from audio.endpoint import Endpointer
from audio.protocols import SAMPLE_RATE, Samples
from audio.segment_edges import refined_segments
from audio.transcript import Transcript, Word
from tests.audio.pause_corpus.plan import SpokenAnswer, read_manifest
from tests.audio.pause_corpus.render import render, speak, tracks

STARTS = (("I I", "i"), ("we we", "we"), ("so the, um, the", "the"), ("and then we and then we", "and then we"))
"""Repeated starts put before sentences, and what is to be found."""
_ALONE = {"Um,", "Uh,"}
"""Hesitations that are a part of their own."""
_SHORT_S = ARTICULATION_PAUSE_S
_SILENT = 0.005
"""Amplitude below which clean speech, at -26 dBFS, is silent."""
_BATCH = 32
"""Answers rendered at a time; nothing else runs while the refining is timed."""
SpanS = tuple[float, float]
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
        if not hesitations and part.text in _ALONE:
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


def true_silences(answer: SpokenAnswer, spans: Spans) -> list[SpanS]:
    """The silences between words: spliced in, or made by espeak-ng inside a part (after a comma, between sentences)."""
    found = [(end, start) for (_, end), (start, _) in pairwise(spans)]
    for part, (start, _) in zip(answer.parts, spans, strict=True):
        said = speak(answer.voice, answer.rate_wpm, part.text)
        edges = np.diff(np.concatenate(([0], np.abs(said) < _SILENT, [0])).astype(int))
        runs = zip(np.flatnonzero(edges == 1), np.flatnonzero(edges == -1), strict=True)
        found += [(start + int(a), start + int(b)) for a, b in runs]
    return sorted((a / SAMPLE_RATE, b / SAMPLE_RATE) for a, b in found if b - a >= _SHORT_S * SAMPLE_RATE)


def one(answer: SpokenAnswer, spans: Spans, segments: Sequence[SpanS], end_lag_s: float) -> dict[str, Any]:
    """The errors on one answer."""
    transcript = stretched_words(answer, spans, hesitations=True)
    measured = measure_delivery(transcript, segments, end_lag_s)
    silences = true_silences(answer, spans)
    first_s, last_s = spans[0][0] / SAMPLE_RATE, spans[-1][1] / SAMPLE_RATE
    pace = 60 * len(transcript.words) / (last_s - first_s)
    silent_s = sum(b - a for a, b in silences)
    articulation = 60 * len(transcript.words) / (last_s - first_s - silent_s)
    pauses = [(a, b) for a, b in silences if b - a >= PAUSE_S]
    longest_s = max((b - a for a, b in pauses), default=0.0)
    found = [min(measured.pauses, key=lambda p: abs(p.start_s + p.end_s - a - b), default=None) for a, b in pauses]
    pairs = [(p, t) for p, t in zip(found, pauses, strict=True) if p and p.start_s < t[1] and p.end_s > t[0]]
    nearly = [(a, b) for a, b in silences if b - a >= PAUSE_S - 0.1]
    dropped = measure_delivery(stretched_words(answer, spans, hesitations=False), segments, end_lag_s)
    return {
        "pauses": len(pauses),
        "pauses_found": len(pairs),
        "pauses_invented": sum(not any(p.start_s < b and p.end_s > a for a, b in nearly) for p in measured.pauses),
        "start_errors_s": [p.start_s - t[0] for p, t in pairs],
        "end_errors_s": [p.end_s - t[1] for p, t in pairs],
        "pace_error": (measured.words_per_minute or pace) / pace - 1,
        "articulation_error": (measured.articulation_rate or articulation) / articulation - 1,
        "share_error": (measured.silence_share or 0.0) - silent_s / (last_s - first_s),
        "longest_pause_error_s": (measured.longest_pause_s or 0.0) - longest_s,
        "first_word_error_s": (measured.time_to_first_word_s or 0.0) - first_s,
        "fillers_left_out": sum(part.text in _ALONE for part in answer.parts[1:-1]),
        "voices_found": sum(filler.text == UNWORDED for filler in dropped.fillers),
        "voices_invented": sum(filler.text == UNWORDED for filler in measured.fillers),
        "worded_fillers": sum("um," in part.text.lower() or "uh," in part.text.lower() for part in answer.parts),
        "worded_fillers_found": sum(filler.text in {"um", "uh"} for filler in measured.fillers),
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
        "start_p95_ms": _p95(starts * 1000, 0),
        "end_p95_ms": _p95(ends * 1000, 0),
        "pace_within_2_percent": round(float(np.mean(pace <= 0.02)), 3),
        "pace_error_p95": _p95(pace),
        "articulation_error_p95": _p95([row["articulation_error"] for row in rows]),
        "silence_share_error_p95": _p95([row["share_error"] for row in rows]),
        "longest_pause_error_p95_ms": _p95([1000 * row["longest_pause_error_s"] for row in rows], 0),
        "first_word_error_p95_ms": _p95([1000 * row["first_word_error_s"] for row in rows], 0),
    }


def _p95(errors: Any, digits: int = 4) -> float:
    return round(float(np.percentile(np.abs(errors), 95)), digits or None)


def measure(quick: bool = False) -> dict[str, Any]:
    """The figures by noise, on the answers that nothing was tuned on."""
    answers = [a for a in read_manifest() if a.stratum == "unseen" and len(a.parts) > 1]
    answers = answers[:24] if quick else answers
    found = tracks(answers)
    rows = []
    refining_s = sound_s = 0.0
    for first in range(0, len(answers), _BATCH):
        batch = answers[first : first + _BATCH]
        with ThreadPoolExecutor(2) as pool:
            sounds = list(pool.map(render, batch))
        for answer, sound in zip(batch, sounds, strict=True):
            segments = segments_s(found[answer.id][1])
            started_s = time.perf_counter()
            refined = refined_segments(sound.samples, segments)
            refining_s += time.perf_counter() - started_s
            sound_s += len(sound.samples) / SAMPLE_RATE
            plain = one(answer, sound.spans, segments, SILERO_END_LAG_S)
            rows.append((answer.snr_db, plain, one(answer, sound.spans, refined, 0.0)))
    figures = {}
    for snr in (0, *sorted({snr for snr, _, _ in rows}, key=lambda db: db or 99)):
        name = {0: "all", None: "no noise"}.get(snr, f"{snr} dB SNR")
        some = [row for row in rows if snr == 0 or row[0] == snr]
        figures[f"{name}, segments"] = summary([plain for _, plain, _ in some])
        figures[f"{name}, refined"] = summary([refined for _, _, refined in some])
    cost = {"refining_ms_for_a_minute_of_sound": round(60_000 * refining_s / sound_s, 1)}
    return {"delivery": figures, "repeated_starts": repeated_starts(answers), **cost}


def main() -> None:
    """Print the figures as JSON, a column for each level of noise."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    figures = measure(options.quick)
    columns = figures["delivery"]
    print(f"{'':26}" + "".join(f"{name:>22}" for name in columns))
    for key in next(iter(columns.values())):
        print(f"{key:26}" + "".join(f"{column[key]:>22}" for column in columns.values()))
    print(f"repeated starts: {figures['repeated_starts']}")
    print(f"refining: {figures['refining_ms_for_a_minute_of_sound']} ms for a minute of sound")
    if options.json:
        options.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
