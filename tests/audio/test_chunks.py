"""Chunks hold all the speech, no silence of their own, and never exceed Whisper's window."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from audio.chunks import ChunkPlanner
from audio.endpoint import Endpointer
from audio.protocols import FRAME_SAMPLES, SAMPLE_RATE

FRAME_S = FRAME_SAMPLES / SAMPLE_RATE


def plan(*parts, finish=True, levels=None):
    """Ranges for (probability, seconds) parts, and the segments of speech."""
    endpointer, planner, ranges, frame = Endpointer(), ChunkPlanner(), [], 0
    for probability, seconds in parts:
        for _ in range(round(seconds / FRAME_S)):
            endpointer.push(probability)
            level = (levels or {}).get(frame, -20.0 if probability > 0.5 else -70.0)
            ranges.append(planner.push(endpointer.last_segment, level))
            frame += 1
    if finish:
        ranges.append(planner.finish(frame * FRAME_SAMPLES))
    return [span for span in ranges if span], endpointer.segments


def in_s(ranges):
    return [(round(start / SAMPLE_RATE, 2), round(end / SAMPLE_RATE, 2)) for start, end in ranges]


def test_silence_is_never_decoded():
    assert plan((0, 120)) == ([], ())
    assert plan((0, 60), (1, 0.064), (0, 60))[0] == []


def test_a_short_answer_is_one_chunk_without_the_silence_around_it():
    ranges, _ = plan((0, 40), (1, 3.2), (0, 4))
    assert in_s(ranges) == [(39.75, 43.45)]


def test_it_is_cut_in_a_pause_after_eight_seconds():
    ranges, _ = plan((1, 4.8), (0, 0.96), (1, 4.8), (0, 0.64), (1, 3.2), (0, 1))
    assert in_s(ranges) == [(0.0, 10.81), (10.95, 14.65)]


def test_a_pause_before_eight_seconds_does_not_cut():
    assert len(plan((1, 6.4), (0, 1), (1, 3.2), (0, 1))[0]) == 1


def test_who_never_pauses_is_cut_at_the_quietest_moment():
    quiet = dict.fromkeys(range(600, 606), -40.0)
    ranges, _ = plan((1, 50), levels=quiet)
    assert 600 * FRAME_SAMPLES <= ranges[0][1] <= 606 * FRAME_SAMPLES
    assert ranges[1][0] == ranges[0][1]
    assert all(end - start <= 28 * SAMPLE_RATE for start, end in ranges)


def test_the_tail_can_be_looked_at_ahead_of_time():
    planner, endpointer = ChunkPlanner(), Endpointer()
    assert planner.pending(0) is None
    for _ in range(100):
        endpointer.push(1.0)
        planner.push(endpointer.last_segment, -20)
    assert planner.pending(51_200) == planner.pending(51_200) == (0, 51_200) == planner.finish(51_200)
    assert planner.finish(51_200) is None


def test_speech_after_the_end_starts_a_further_chunk():
    planner, endpointer, tails = ChunkPlanner(), Endpointer(), []
    for turn in range(3):
        for probability, n in ((1.0, 50), (0.0, 100)):
            for _ in range(n):
                endpointer.push(probability)
                planner.push(endpointer.last_segment, -20)
        tails.append(planner.finish((turn + 1) * 150 * FRAME_SAMPLES))
    assert [tail is not None for tail in tails] == [True] * 3
    assert tails[0][1] <= tails[1][0]
    assert tails[1][1] <= tails[2][0]


@given(
    st.lists(st.tuples(st.sampled_from([0.0, 0.4, 0.6, 1.0]), st.integers(1, 600)), min_size=1, max_size=25),
    st.randoms(use_true_random=False),
)
def test_all_speech_is_covered_once_and_every_range_holds_speech(runs, random):
    endpointer, planner, ranges, now = Endpointer(), ChunkPlanner(), [], 0
    for probability, n in runs:
        for _ in range(n):
            now += FRAME_SAMPLES
            endpointer.push(probability)
            ranges.append(planner.push(endpointer.last_segment, random.uniform(-80, 0)))
    ranges = [span for span in [*ranges, planner.finish(now)] if span]
    edges = [edge for span in ranges for edge in span]
    assert edges == sorted(edges)
    for start, end in ranges:
        assert 0 < end - start <= 28 * SAMPLE_RATE
        assert any(a < end and b > start for a, b in endpointer.segments)
    for a, b in endpointer.segments:
        covered = sum(max(0, min(b, end) - max(a, start)) for start, end in ranges)
        assert covered == b - a
    assert not ranges or ranges[-1][1] <= now
