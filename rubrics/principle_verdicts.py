"""The verdict on one Leadership Principle in a story, with its quotes."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from prompts.schema import BehavioralQuestion
from rubrics.assessment import Criterion
from rubrics.heads import Floats, Heads
from rubrics.principle_evidence import Indicators, principle_features
from rubrics.reading import Reading
from rubrics.story import STORY_FEATURES, Told, is_general, story_features, verdict_from
from rubrics.windows import Window, windows

LONGEST_WINDOW = 2
"""Sentences in which a principle shows."""


def judge_principle(
    principle: str,
    question: BehavioralQuestion,
    story: Told,
    reading: Reading,
    indicators: Mapping[str, Indicators],
    heads: Heads,
) -> Criterion:
    """The criterion `principle:NAME`.

    Args:
        principle: its id.
        question: that was asked.
        story: the answer.
        reading: of the answer's text.
        indicators: of all principles.
        heads: with the layers `principle`, `verdict:story` and `verdict:result`.
    """
    name = f"principle:{principle}"
    if principle not in indicators:
        return verdict_from(name, 0.0, 0.0, ())
    inputs, quoted, parts = principle_inputs(principle, question, story, reading, indicators, heads)
    begun, met = heads.linear["principle"].probabilities(inputs)
    return verdict_from(name, float(begun), float(met), [parts[i] for i in quoted])


def principle_inputs(
    principle: str,
    question: BehavioralQuestion,
    story: Told,
    reading: Reading,
    indicators: Mapping[str, Indicators],
    heads: Heads,
) -> tuple[Floats, tuple[int, ...], tuple[Window, ...]]:
    """What the head looks at, the indices of the best windows, and the windows."""
    said = " ".join(s.text for s in story.sentences)
    parts = windows(story.sentences, said, LONGEST_WINDOW)
    real = [ok and not is_general(s.text) for s, ok in zip(story.sentences, story.usable, strict=True)]
    kept = tuple(p for p in parts if all(real[p.first : p.last + 1])) or parts
    vectors = np.stack([reading.vector(p.start_char, p.end_char) for p in kept])
    told_features = story_features(story)
    own = float(told_features[STORY_FEATURES.index("own_actions")])
    told, result = (float(heads.linear[f"verdict:{n}"].probabilities(told_features)[0]) for n in ("story", "result"))
    around = (float(principle == question.principles[0]), told, own, result)
    inputs, quoted = principle_features(principle, vectors, reading.whole, indicators, around)
    return inputs, quoted, kept
