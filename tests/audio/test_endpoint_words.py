"""Endings by what was said: each kind of last words, late and revised words, nudges, habits, by hand and at random."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audio.completeness import Completeness
from audio.endpoint import (
    EndOfTurn,
    Endpointer,
    EndpointSettings,
    Nudge,
    SpeechPaused,
    SpeechResumed,
    SpeechStarted,
)
from audio.pause_habit import PauseHabit
from audio.protocols import FRAME_SAMPLES, SAMPLE_RATE
from tests.audio.test_endpoint import FRAME_S, at, feed

PLAIN = EndpointSettings()


def after(text, silence_s, settings=PLAIN, speech_s=3.2):
    """(seconds of silence, signal) once `text` is heard 0.5 s into the silence after some speech."""
    endpointer = Endpointer(settings)
    feed(endpointer, (1, speech_s), (0, 0.5))
    endpointer.hear(text, at(speech_s))
    start = at(speech_s)
    heard = feed(endpointer, (0, silence_s - 0.5))
    return [(((index + 1) * FRAME_SAMPLES - start) / SAMPLE_RATE, signal) for index, signal in heard]


STORY = (
    "Last year I joined a team that made software for hospitals, and we had a problem with a report that nobody could "
    "read, because it was far too slow for the nurses at night. I moved it to a table of its own. "
)


def end_s(text, settings=PLAIN):
    ((silence_s, signal),) = after(text, 8.0, settings)
    assert signal == EndOfTurn(at(3.2))
    return silence_s


def test_without_words_the_setting_ends_the_turn():
    assert 2.5 <= end_s("") < 2.5 + FRAME_S
    assert 4.0 <= end_s("", EndpointSettings(end_pause_s=4.0)) < 4.0 + FRAME_S


def test_the_silence_that_ends_a_turn_depends_on_the_words():
    announced = end_s(STORY + "So that's the result.")
    outcome = end_s(STORY + "As a result, the time fell by half, and everyone was happy with it.")
    step = end_s(STORY + "So I asked the nurses what they needed, and then I looked at the table.")
    setup = end_s("Last year I was working on a team of six engineers.")
    assert PLAIN.shortest_pause_s <= announced < outcome < step < setup <= PLAIN.early_pause_s + FRAME_S


def test_what_was_asked_decides_whether_a_sentence_is_the_end():
    text = "We used a holdout group of five percent."
    story, unknown, follow_up = (end_s(text, replace(PLAIN, story=asked)) for asked in (True, None, False))
    assert follow_up < unknown == story
    assert (
        end_s("I was working for a bank at the time, and we had a problem.", replace(PLAIN, story=True))
        > PLAIN.longest_pause_s
    )


TOLD = STORY + "The time fell by half, and I learned to ask the nurses first. "


@pytest.mark.parametrize(
    "end", ["Since then they see which ones are used.", "Since then, nobody has asked me for that."]
)
def test_an_end_that_looks_open_is_not_waited_for_when_the_answer_is_told(end):
    assert end_s(TOLD + end, replace(PLAIN, story=True)) <= PLAIN.longest_pause_s + FRAME_S


@pytest.mark.parametrize("searching", ["We talked to the", "We talked to the.", "Everyone was happy with", "because"])
def test_who_searches_for_a_word_is_waited_for_even_then(searching):
    (nudged_s, nudge), _ = after(TOLD + searching, 30.0, replace(PLAIN, story=True))
    assert nudge == Nudge(at(3.2))
    assert nudged_s >= PLAIN.open_pause_s


@settings(deadline=None)
@given(st.text(max_size=80), st.sampled_from([None, True, False]), st.lists(st.floats(0, 60), max_size=30))
def test_whatever_is_said_and_learned_the_silence_is_bounded(text, story, pauses):
    habit = PauseHabit()
    for pause_s in pauses:
        habit = habit.after(pause_s)
    endpointer = Endpointer(EndpointSettings(story=story), habit)
    feed(endpointer, (1, 3.2), (0, 0.5))
    endpointer.hear(text, at(3.2))
    bounded = PLAIN.shortest_pause_s <= endpointer.end_pause_s <= PLAIN.early_pause_s
    match endpointer.completeness:
        case Completeness.THINKING:
            assert endpointer.end_pause_s == PLAIN.thinking_pause_s + PLAIN.after_nudge_s
        case Completeness.OPEN:
            assert bounded or endpointer.end_pause_s == PLAIN.open_pause_s + PLAIN.after_nudge_s
        case _:
            assert bounded


@pytest.mark.parametrize(
    ("text", "nudge_s"), [("We were late because", 6.0), ("I talked to the.", 6.0), ("Let me think.", 10.0)]
)
def test_an_unfinished_sentence_is_nudged_once_and_then_ended(text, nudge_s):
    (nudged_s, nudge), (ended_s, end) = after(text, 30.0)
    assert (nudge, end) == (Nudge(at(3.2)), EndOfTurn(at(3.2)))
    assert nudge_s <= nudged_s < nudge_s + FRAME_S
    assert ended_s - nudged_s == pytest.approx(8.0, abs=FRAME_S)


def test_after_a_nudge_speech_goes_on_and_the_next_pause_is_nudged_again():
    endpointer = Endpointer(PLAIN)
    feed(endpointer, (1, 1.6), (0, 0.5))
    endpointer.hear("because", at(1.6))
    assert [s for _, s in feed(endpointer, (0, 6.0))] == [Nudge(at(1.6))]
    assert [s for _, s in feed(endpointer, (1, 1.6))] == [SpeechResumed(endpointer.last_segment[0])]
    feed(endpointer, (0, 0.5))
    endpointer.hear("because of the", endpointer.last_segment[1])
    assert [type(s) for _, s in feed(endpointer, (0, 30))] == [Nudge, EndOfTurn]


def test_words_of_an_earlier_pause_say_nothing_of_this_one():
    endpointer = Endpointer(PLAIN)
    feed(endpointer, (1, 1.6), (0, 0.64))
    endpointer.hear("We were late because", at(1.6))
    assert endpointer.completeness is Completeness.OPEN
    feed(endpointer, (1, 1.6))
    assert endpointer.completeness is Completeness.UNKNOWN
    assert endpointer.end_pause_s == 2.5


def test_words_are_revised_and_stale_ones_ignored():
    endpointer = Endpointer(PLAIN)
    feed(endpointer, (1, 3.2), (0, 0.64))
    endpointer.hear("We cut the", at(3.2))
    endpointer.hear("We cut the cost.", at(3.2))
    assert endpointer.completeness is Completeness.COMPLETE
    endpointer.hear("We", at(1.6))
    assert endpointer.completeness is Completeness.COMPLETE


def test_late_words_end_a_silence_that_is_long_enough_at_once():
    endpointer = Endpointer(PLAIN)
    feed(endpointer, (1, 1.6), (0, 2.4))
    endpointer.hear("That's it.", at(1.6))
    assert endpointer.push(0.0) == (EndOfTurn(at(1.6)),)


def test_words_before_any_speech_end_nothing():
    endpointer = Endpointer()
    endpointer.hear("That's it.", 0)
    assert feed(endpointer, (0, 60)) == []


def test_more_time_moves_the_nudge_and_the_end():
    endpointer = Endpointer(PLAIN)
    feed(endpointer, (1, 1.6), (0, 0.5))
    endpointer.hear("because", at(1.6))
    endpointer.extend(10)
    assert feed(endpointer, (0, 15)) == []
    assert [type(s) for _, s in feed(endpointer, (0, 1))] == [Nudge]
    endpointer.extend(5)
    assert feed(endpointer, (0, 12)) == []


def test_settings_scale_with_the_one_a_user_has():
    slow = EndpointSettings.patient(5.0)
    assert (slow.end_pause_s, slow.shortest_pause_s) == (5.0, 2 * PLAIN.shortest_pause_s)
    assert EndpointSettings.patient(2.5) == EndpointSettings()


@settings(deadline=None)
@given(st.sampled_from(["We did it.", STORY, STORY + "That's it.", "yes", "we did it and it was good", ""]))
def test_a_patient_setting_never_ends_earlier(text):
    ends_s = [end_s(text, EndpointSettings.patient(pause_s)) for pause_s in (1.5, 2.5, 3.5, 4.0)]
    assert ends_s == sorted(ends_s)


def test_pauses_are_learned_within_bounds_and_carried_on():
    text = STORY + "The nurses could read it at night."
    habits = {}
    for pause_s in (0.5, 1.2, 2.0):
        endpointer = Endpointer()
        for _ in range(12):
            feed(endpointer, (1, 1.6), (0, pause_s))
        habits[pause_s] = endpointer.habit
    brisk, middling, slow = (end_of(text, habits[pause_s]) for pause_s in (0.5, 1.2, 2.0))
    assert PLAIN.settled_pause_s <= brisk <= middling <= slow <= PLAIN.early_pause_s
    assert brisk < slow
    assert habits[2.0].typical_s == pytest.approx(2.0, abs=0.6)


def end_of(text, habit):
    endpointer = Endpointer(EndpointSettings(story=True), habit)
    feed(endpointer, (1, 3.2), (0, 0.5))
    endpointer.hear(text, at(3.2))
    return endpointer.end_pause_s


@settings(deadline=None)
@given(st.integers(1, 8), st.integers(1, 200), st.sampled_from(["", "We did it.", "because", "Let me think.", STORY]))
def test_once_ended_more_silence_changes_nothing(speech, more, text):
    endpointer = Endpointer()
    feed(endpointer, (1, 0.4 * speech), (0, 0.5))
    endpointer.hear(text, endpointer.last_segment[1])
    while not any(isinstance(signal, EndOfTurn) for signal in endpointer.push(0.0)):
        assert endpointer.silence_s < 20
    assert feed(endpointer, (0, 0.1 * more)) == []


def test_pauses_that_words_or_keys_explain_are_not_learned():
    endpointer = Endpointer()
    feed(endpointer, (1, 1.6), (0, 0.5))
    endpointer.hear("Let me think.", at(1.6))
    feed(endpointer, (0, 8), (1, 1.6))
    assert endpointer.habit == PauseHabit()
    feed(endpointer, (0, 0.5))
    endpointer.extend(10)
    feed(endpointer, (0, 8), (1, 1.6))
    assert endpointer.habit == PauseHabit()


@settings(deadline=None)
@given(st.lists(st.floats(0, 100), max_size=50))
def test_a_habit_stays_within_bounds(pauses):
    habit = PauseHabit()
    for pause_s in pauses:
        habit = habit.after(pause_s)
    assert 0.3 - 1e-9 <= habit.typical_s <= 4.0 + 1e-9
    assert habit.share_beyond(habit.typical_s) == pytest.approx(0.5)
    assert habit.share_beyond(2.0) > habit.share_beyond(3.0)


TEXTS = ("", "because", "We did it.", "that's it", "Let me think.", "we did it", "the.", "yes")
steps = st.lists(
    st.one_of(
        st.tuples(st.just("push"), st.sampled_from([0.0, 0.2, 0.4, 0.6, 1.0]), st.integers(1, 120)),
        st.tuples(st.just("hear"), st.sampled_from(TEXTS), st.integers(-SAMPLE_RATE, SAMPLE_RATE)),
        st.tuples(st.just("extend"), st.floats(0, 20), st.just(0)),
    ),
    max_size=30,
)


def walk(endpointer, script):
    """Yields (signals, probability) of each frame of a script."""
    for kind, value, number in script:
        if kind == "hear":
            endpointer.hear(value, max(0, endpointer._now + number))
        elif kind == "extend":
            endpointer.extend(value)
        else:
            for _ in range(number):
                yield endpointer.push(value), value


@settings(deadline=None)
@given(steps)
def test_signals_keep_their_order(script):
    follows = {
        None: {SpeechStarted},
        SpeechStarted: {SpeechPaused},
        SpeechPaused: {SpeechResumed, Nudge, EndOfTurn},
        SpeechResumed: {SpeechPaused},
        Nudge: {SpeechResumed, EndOfTurn},
        EndOfTurn: {SpeechResumed, EndOfTurn, Nudge},  # more time takes an end back
    }
    before = None
    for signals, _ in walk(Endpointer(), script):
        for signal in signals:
            assert type(signal) in follows[before]
            before = type(signal)


@settings(deadline=None)
@given(steps)
def test_never_an_end_before_the_first_word_nor_during_speech(script):
    endpointer = Endpointer()
    for signals, probability in walk(endpointer, script):
        ends = [s for s in signals if isinstance(s, EndOfTurn | Nudge)]
        if ends:
            assert endpointer.segments
            assert probability < EndpointSettings().on
            assert endpointer.silence_s >= EndpointSettings().shortest_pause_s
            assert ends[0].sample == endpointer.last_segment[1]


@settings(deadline=None)
@given(steps, st.sampled_from(TEXTS), st.floats(0.1, 30))
def test_more_time_always_helps(script, text, seconds):
    def ended_s(more_s):
        endpointer = Endpointer()
        for _ in walk(endpointer, script):
            pass
        feed(endpointer, (1, 0.64), (0, 0.5))
        endpointer.hear(text, endpointer.last_segment[1])
        if more_s:
            endpointer.extend(more_s)
        for _ in range(6000):
            if any(isinstance(s, EndOfTurn) for s in endpointer.push(0.0)):
                return endpointer.silence_s
        return None

    assert ended_s(seconds) == pytest.approx(ended_s(0) + seconds, abs=2 * FRAME_S)


@settings(deadline=None)
@given(steps)
def test_a_turn_can_always_be_taken_up_again(script):
    endpointer = Endpointer()
    for _ in walk(endpointer, script):
        pass
    feed(endpointer, (1, 0.64))
    asked_s = sum(seconds for what, seconds, _ in script if what == "extend")
    signals = [type(s) for _, s in feed(endpointer, (0, 80 + asked_s))]
    assert signals[0] is SpeechPaused
    assert signals[-1] is EndOfTurn
    assert [type(s) for _, s in feed(endpointer, (1, 0.64))] == [SpeechResumed]
