"""How the policy does on each part of the corpus by weights made without it: `python -m tests.audio.pause_corpus.left_out`.

What a part has taught is taken out of all three sets of weights; with its fold (`fit_words.fold`) go the answers of one
writer and, in the finality, some of the people. Settings are the shipped ones.
"""

from __future__ import annotations

import argparse
import logging
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from unittest import mock

import numpy as np

from audio import finality
from benchmarks.bench_endpointing import Policy, run, summary
from tests.audio.pause_corpus.fit import Moment, finality_weights, heard, moments
from tests.audio.pause_corpus.fit_meaning import Made, made
from tests.audio.pause_corpus.fit_words import FOLDS, PARTS, Example, examples, fold
from tests.audio.pause_corpus.plan import read_manifest
from tests.audio.pause_corpus.play import Played
from tests.audio.pause_corpus.render import tracks

log = logging.getLogger(__name__)

Weighed = tuple[Made, dict[str, tuple[float, float]], tuple[float, float]]
"""What says what last words are, the weights of the finality, and what it always adds."""


def made_without(number: int, known: Sequence[Example], found: Sequence[Moment]) -> Weighed:
    """All weights, without the part of this number and what belongs to it."""
    out = fold(number)
    words = made(known, (out[0], out[1]))
    rest = [m for m in found if m.part not in (*out, f"people {number}")]
    names, slopes, always = finality_weights(rest, heard(rest, known, out, (number,)))
    return words, {n: (float(a), float(b)) for n, (a, b) in zip(names, slopes, strict=True)}, (always[0], always[1])


def played(number: int, weighed: Weighed, policy: Policy) -> list[Played]:
    """The part of this number, by these weights."""
    answers = [a for a in read_manifest() if a.stratum == PARTS[number]]
    words, weights, always = weighed
    with mock.patch.object(finality, "WEIGHTS", weights), mock.patch.object(finality, "ALWAYS", always):
        return run(answers, tracks(answers), policy, cache(words.last_words))


def main() -> None:
    """Print cuts and waits, part by part and together."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=Path)
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    known, found = examples(), moments(options.people)
    everything: list[Played] = []
    for number in range(FOLDS):
        results = played(number, made_without(number, known, found), Policy("policy"))
        everything += results
        log.info("%s: %s", PARTS[number], line(results))
    log.info("all: %s", line(everything))


def line(results: Sequence[Played]) -> str:
    """The figures that matter."""
    figures = summary(results)
    over = np.mean([r.wait_s > 3.0 for r in results])
    return (
        f"{figures['answers']} answers, cut {figures['cut_off_share']:.1%}, median {figures['wait_median_s']:.2f} s, "
        f"95th {figures['wait_p95_s']:.2f} s, over 3 s {over:.1%}"
    )


if __name__ == "__main__":
    main()
