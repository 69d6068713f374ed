"""Fixtures of the tests of faults: a sound card made of software, with a microphone that has a name."""

from __future__ import annotations

import pytest

from tests.virtual_devices import virtual_devices

__all__ = ["named_microphone", "virtual_devices"]


@pytest.fixture
def named_microphone(virtual_devices):
    """The sound card, whose microphone can be asked for as `vmic`, so that no other source stands in when it is gone."""
    with (virtual_devices.folder / ".asoundrc").open("a") as file:
        file.write("pcm.vmic {type pulse device vmic hint {show on description vmic}}\n")
    return virtual_devices
