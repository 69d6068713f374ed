"""Each interviewer speaks with a voice of their own; where the machine has no such voice, the configured one speaks."""

from __future__ import annotations

import sys

import numpy as np
import pytest

from interviewer.config import Config
from interviewer.voice.equipment import make_synthesizer
from prompts.loops import load_loops
from tests.golden.ports import can_speak

LINE = "What did you do yourself?"
needs_voice = pytest.mark.skipif(sys.platform != "linux" or not can_speak(), reason="needs espeak-ng")
PEOPLE = {person.name: person for person in load_loops().people}


def test_no_two_people_have_the_same_voice_and_pace():
    assert len({(person.voice, person.rate) for person in PEOPLE.values()}) == len(PEOPLE)
    assert all(person.voice and 140 <= person.rate <= 200 for person in PEOPLE.values())


@needs_voice
@pytest.mark.engines
def test_people_sound_different_and_somebody_always_speaks(home):
    sounds = [
        make_synthesizer(Config(), PEOPLE[name].interviewer).synthesize(LINE) for name in ("Wei", "Ruth", "Elena")
    ]
    for one, other in ((0, 1), (1, 2), (0, 2)):
        assert len(sounds[one]) != len(sounds[other]) or not np.allclose(sounds[one], sounds[other])
    nobody = PEOPLE["Wei"].interviewer.model_copy(update={"voice": "gmw/no-such-voice"})
    assert len(make_synthesizer(Config(), nobody).synthesize(LINE)) > 8000


def test_what_is_kept_of_a_person_is_an_interviewer():
    kept = PEOPLE["Ruth"].interviewer
    assert type(kept).model_validate(kept.model_dump(mode="json")) == kept
    assert kept.role == "bar-raiser"
    assert "opening" not in kept.model_dump()
