"""How the policy does on each part of the corpus by weights made without it, for `train`.

With a part its fold is left out (`fit_words.fold`): the answers of one writer, a share of the wordings and, in the
finality, some of the people. Settings are the shipped ones, but for `settled_odds`, which sets how many answers end
at once: by these rows it was chosen, so that half of the answers do.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from unittest import mock

import numpy as np

from audio import finality
from audio.endpoint_settings import EndpointSettings
from audio.word_model import LastWords
from benchmarks.bench_endpointing import Policy, run, summary
from rubrics.heads import Floats
from tests.audio.pause_corpus.fit_finality import Moment, finality_weights, of_fold
from tests.audio.pause_corpus.fit_meaning import Made
from tests.audio.pause_corpus.fit_words import PARTS
from tests.audio.pause_corpus.plan import read_manifest
from tests.audio.pause_corpus.play import Played
from tests.audio.pause_corpus.render import tracks

Rows = list[list[Played]]


def played(
    number: int, words: Made, weighed: tuple[tuple[str, ...], Floats, Floats], policies: Sequence[Policy]
) -> Rows:
    """The part of this number by these weights, once for each policy.

    Args:
        number: of the part.
        words: what says what last words are.
        weighed: names of the finality's cues, their weights, and what it always adds.
        policies: when turns end.
    """
    answers = [a for a in read_manifest() if a.stratum == PARTS[number]]
    names, slopes, always = weighed
    weights = {n: (float(a), float(b)) for n, (a, b) in zip(names, slopes, strict=True)}
    found, read = tracks(answers), cache(words.last_words)
    with mock.patch.object(finality, "WEIGHTS", weights), mock.patch.object(finality, "ALWAYS", tuple(always)):
        return [run(answers, found, policy, read) for policy in policies]


def report(
    found: Sequence[Moment], said: Sequence[LastWords], models: Sequence[Made], settled_odds: Sequence[float]
) -> Iterator[str]:
    """Cuts and waits, a line for each part and setting, then for all together.

    Args:
        found: the moments that teach the finality.
        said: what the models that do not know them say of each.
        models: as `fit_meaning.made_in_turn` gives them.
        settled_odds: the settings to play with.
    """
    policies = [Policy(f"{odds}", EndpointSettings(settled_odds=odds)) for odds in settled_odds]
    everything: Rows = [[] for _ in policies]
    for number, words in enumerate(models):
        parts = of_fold(number)
        rest = [(m, w) for m, w in zip(found, said, strict=True) if m.part not in parts]
        weighed = finality_weights([m for m, _ in rest], [w for _, w in rest])
        for place, results in enumerate(played(number, words, weighed, policies)):
            everything[place] += results
            yield f"{PARTS[number]}, settled odds {policies[place].name}: {line(results)}"
    for policy, results in zip(policies, everything, strict=True):
        yield f"all, settled odds {policy.name}: {line(results)}"


def line(results: Sequence[Played]) -> str:
    """The figures that matter."""
    figures = summary(results)
    over = np.mean([r.wait_s > 3.0 for r in results])
    return (
        f"{figures['answers']} answers, cut {figures['cut_off_share']:.1%}, median {figures['wait_median_s']:.2f} s, "
        f"95th {figures['wait_p95_s']:.2f} s, over 3 s {over:.1%}"
    )
