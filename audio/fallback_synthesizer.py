"""Speech synthesis that goes on when an engine fails: a chain that remembers which one works."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from audio.cached_synthesizer import identity_of
from audio.errors import SynthesisError
from audio.protocols import Samples, Synthesizer

_log = logging.getLogger(__name__)


class FallbackSynthesizer:
    """Speaks by the first engine that can, and stays with it until it fails.

    Args:
        synthesizers: in the order of preference.
    """

    def __init__(self, synthesizers: Sequence[Synthesizer]) -> None:
        self._synthesizers = list(synthesizers)

    @property
    def identity(self) -> str:
        """The identities of all, in the order given by what worked."""
        return " | ".join(identity_of(one) for one in self._synthesizers)

    def synthesize(self, text: str) -> Samples:
        """The spoken line.

        Raises:
            SynthesisError: none of them could speak it; the message holds the reason of each.
        """
        reasons = []
        for one in tuple(self._synthesizers):
            try:
                samples = one.synthesize(text)
            except SynthesisError as error:
                _log.warning("%s", error)
                reasons.append(str(error))
            else:
                self._prefer(one)
                return samples
        raise SynthesisError(" ".join(reasons) or "No voice is set up.")

    def _prefer(self, working: Synthesizer) -> None:
        if self._synthesizers[0] is not working:
            self._synthesizers = [working, *(one for one in self._synthesizers if one is not working)]


def first_working(synthesizers: Sequence[Synthesizer]) -> FallbackSynthesizer:
    """A chain whose first engine has spoken a word.

    Raises:
        SynthesisError: none of them can speak.
    """
    chain = FallbackSynthesizer(synthesizers)
    chain.synthesize("Hello.")
    return chain
