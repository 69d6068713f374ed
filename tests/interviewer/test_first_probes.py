"""The first probe against what readers of labelled answers would have asked for, on hands that had no part in the choice."""

from __future__ import annotations

import pytest

from benchmarks.bench_follow_ups import (
    HELD_BACK,
    by_fixed_order,
    by_labels,
    gaps_by_reader,
    hit_rate,
    labelled,
    stories,
)

GOAL = 0.85


@pytest.mark.parametrize("reader", ["author", "second reader"])
def test_the_first_probe_is_among_the_three_most_important_gaps(reader):
    answers = stories(HELD_BACK)
    gaps = gaps_by_reader(answers)[reader]
    chosen, baseline = (hit_rate(answers, gaps, rule) for rule in (by_labels, by_fixed_order))
    assert chosen.with_gaps > 200
    assert chosen.rate >= GOAL
    assert chosen.rate > baseline.rate
    assert chosen.needless < baseline.needless


def test_no_probe_asks_for_what_the_labels_call_given():
    for answer in stories(HELD_BACK):
        target = by_labels(answer)
        assessment = labelled(answer)
        if target is None or assessment.verdict("story") != "met":
            continue
        assert assessment.verdict(target) in {"missing", "partial"}, answer.id


def test_silence_counts_as_a_miss():
    answers = [one for one in stories(HELD_BACK) if one.gaps][:10]
    found = hit_rate(answers, {one.id: one.gaps for one in answers}, lambda _: None)
    assert (found.hits, found.silent, found.rate) == (0, found.with_gaps, 0.0)
