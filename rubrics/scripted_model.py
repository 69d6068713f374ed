"""An instruct model that says what it was told to say: a real implementation of the protocol, for tests."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from rubrics.assessment import JudgeError
from rubrics.instruct_prompt import Message


class ScriptedModel:
    """Gives prepared replies, one a call in order, or asks a function for each.

    Args:
        script: replies and errors in the order of the calls, or a function of the conversation. A `JudgeError` is raised.
    """

    name = "scripted"

    def __init__(self, script: Iterable[str | JudgeError] | Callable[[Sequence[Message]], str]) -> None:
        self._function = script if callable(script) else None
        self._left = [] if callable(script) else list(script)
        self.asked: list[tuple[Message, ...]] = []
        """Every conversation that was to be continued, in order."""

    def load(self) -> None:
        """Nothing to load."""

    def reply(self, messages: Sequence[Message], most_tokens: int) -> str:
        """The next prepared reply, cut at four characters a token.

        Raises:
            JudgeError: it was prepared, or nothing is left.
        """
        self.asked.append(tuple(messages))
        if self._function is not None:
            return self._function(messages)[: 4 * most_tokens]
        if not self._left:
            raise JudgeError("The scripted model has no reply left; prepare one for each turn.")
        said = self._left.pop(0)
        if isinstance(said, JudgeError):
            raise said
        return said[: 4 * most_tokens]
