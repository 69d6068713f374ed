"""What the synthetic candidate says to each line of the interviewer: read from answers.yaml."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from interviewer.events import Line
from prompts.yaml_source import parse, read_text

ANSWERS_FILE = Path(__file__).with_name("answers.yaml")


class Strict(BaseModel):
    """Nothing unexpected, and nothing changes."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Answer(Strict):
    """The answer to one question of the bank, and the replies to follow-ups by the gap they ask about."""

    question: str
    about: str
    sentences: tuple[str, ...] = Field(min_length=1)
    replies: dict[str, str] = {}


class Candidate(Strict):
    """Everything the candidate can say."""

    voice: str
    words_per_minute: int
    answers: tuple[Answer, ...] = Field(min_length=1)
    reply_to_anything_else: str

    @property
    def questions(self) -> tuple[str, ...]:
        """The ids of the questions it has an answer to, in the order in which they are to be asked."""
        return tuple(answer.question for answer in self.answers)

    def says(self, line: Line) -> str:
        """The words that answer `line`, a question or a follow-up."""
        for answer in self.answers:
            if answer.question == line.question_id:
                if not line.target:
                    return " ".join(answer.sentences)
                return answer.replies.get(line.target, self.reply_to_anything_else)
        return self.reply_to_anything_else


def load_candidate(path: Path = ANSWERS_FILE) -> Candidate:
    """The candidate of a file.

    Raises:
        SourceError: the file cannot be read.
    """
    return Candidate.model_validate(parse(read_text(path), path))
