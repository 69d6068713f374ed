"""A judge that asks an instruct model, checks every quote it gives, and leaves the score to arithmetic."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from audio.transcript import Transcript
from prompts.schema import Question
from prompts.vocabulary import Level
from rubrics.assessment import Assessment, JudgeError, ScorerInfo
from rubrics.instruct_assessment import Heard, assessed, nothing_said, unfounded
from rubrics.instruct_prompt import Checklist, Message, checklist_of, correction, first_message, plain
from rubrics.instruct_verdicts import AnyReply, ReplyError, Transcribed, parse_reply
from rubrics.screening import screen
from rubrics.windows import sentences

VERSION = "1"
"""Of the prompt and of what is made of the replies."""
LONGEST_ECHO = 4000
"""Characters of a failed reply that are shown to the model again."""
LONGEST_REASON = 200


class InstructModel(Protocol):
    """Continues a conversation."""

    @property
    def name(self) -> str:
        """Which model it is; for the record, never a path."""

    def load(self) -> None:
        """Load it, once.

        Raises:
            JudgeError: it cannot be loaded.
        """

    def reply(self, messages: Sequence[Message], most_tokens: int) -> str:
        """What it says next.

        Raises:
            JudgeError: it failed.
        """


class InstructJudge:
    """Takes seconds to minutes an answer; meant for a second look after the interview.

    Sentences that address the grader or repeat the question are not shown to the model, and nothing that it says counts
    without a quote that stands in the rest.

    Args:
        model: that is asked.
        level: the candidate's level; key points above it are a bonus.
    """

    def __init__(self, model: InstructModel, level: Level = "L5") -> None:
        self._model = model
        self._level = level
        self.info = ScorerInfo(name=f"instruct:{model.name}", version=VERSION)
        """The model's name, and the version of what it is asked."""

    def load(self) -> None:
        """Load the model, once.

        Raises:
            JudgeError: it cannot be loaded.
        """
        self._model.load()

    def prepare(self, question: Question) -> None:  # noqa: ARG002 - the protocol's
        """Load the model; nothing else can be done before the answer is there.

        Raises:
            JudgeError: it cannot be loaded.
        """
        self._model.load()

    def judge(self, question: Question, transcript: Transcript, target: str = "") -> Assessment:
        """The verdicts and the score for one answer; unscored with the reason where the model gives none.

        Args:
            question: what was asked.
            transcript: the answer.
            target: not empty for the reply to a follow-up, which may be short.

        Raises:
            JudgeError: the model cannot be loaded.
        """
        found = sentences(transcript)
        screening = screen(transcript, found, question.text, reply=bool(target))
        checklist = checklist_of(question)
        unscored = Assessment(
            kind="behavioral" if question.kind == "behavioral" else "technical",
            unscored_reason=screening.unscored_reason,
            flags=screening.flags,
            scorer=self.info,
        )
        if screening.unscored_reason is not None:
            return unscored
        if not checklist.items:
            reason = "The question has neither key points nor a reference to judge by."
            return unscored.model_copy(update={"unscored_reason": reason})
        usable = [(s.start_char, s.end_char) for s, ok in zip(found, screening.usable, strict=True) if ok]
        heard = Heard(found, screening, Transcribed(transcript, usable))
        if screening.empty:
            return assessed(question, nothing_said(checklist), heard, self._level, self.info)
        self.load()
        said = " ".join(sentence.text for sentence in heard.usable)
        try:
            reply = self._asked(checklist, first_message(question, checklist, said), heard.text)
        except JudgeError as error:
            return unscored.model_copy(update={"unscored_reason": str(error)})
        except ReplyError as error:
            problem = plain(str(error))[:LONGEST_REASON]
            reason = f"The model {self._model.name} gave no usable verdicts, twice ({problem}); try a larger one."
            return unscored.model_copy(update={"unscored_reason": reason})
        return assessed(question, reply, heard, self._level, self.info)

    def _asked(self, checklist: Checklist, question: Message, text: Transcribed) -> AnyReply:
        """The model's verdicts: its first reply, or where that has faults and the second has fewer, the second.

        Raises:
            JudgeError: the model failed.
            ReplyError: neither reply can be used.
        """
        first = self._model.reply([question], checklist.most_tokens)
        kept: AnyReply | None = None
        try:
            kept = parse_reply(first, checklist)
        except ReplyError as error:
            problem = str(error)
        else:
            wrong = unfounded(kept, text)
            if not wrong:
                return kept
            problem = f"these quotes do not stand in the answer word for word: {'; '.join(wrong)[:LONGEST_REASON]}"
        turns = [question, Message("assistant", first[:LONGEST_ECHO]), correction(problem)]
        try:
            second = parse_reply(self._model.reply(turns, checklist.most_tokens), checklist)
        except (ReplyError, JudgeError):
            if kept is None:
                raise
            return kept
        return second if kept is None or len(unfounded(second, text)) < len(unfounded(kept, text)) else kept
