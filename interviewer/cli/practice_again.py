"""What `practice --retake` and `practice --story` ask: a question of an earlier session, or one that fits a story."""

from __future__ import annotations

from collections.abc import Sequence

from interviewer.config import home, sessions_folder
from interviewer.errors import SessionError
from interviewer.history.history import find_take, load_history
from interviewer.history.takes import with_question
from interviewer.review.review import question_of
from interviewer.stories.file import load_stories
from interviewer.stories.stories import find_story, question_for, story_views
from prompts.load import Bank


def wished_again(
    bank: Bank, retake: str | None, story: str | None, questions: Sequence[str] | None, seed: int | None
) -> tuple[Bank, list[str]]:
    """The bank with an earlier session's question as it stood that day, and the ids to ask, the wished ones last.

    Args:
        bank: all questions.
        retake: `SESSION[:TURN]`, or None.
        story: a story's name, or None.
        questions: ids that were wished besides.
        seed: draws among a story's questions.

    Raises:
        SessionError: there is no such session, or it does not hold its question.
        UsageError: there is no such turn or story, or no question for it.
    """
    ids = []
    if retake is not None:
        session, turn = find_take(sessions_folder(), retake)
        question = question_of(session, turn.question_id) or bank.questions.get(turn.question_id)
        if question is None:
            raise SessionError(
                f"The session does not hold its question {turn.question_id}, and the bank has none of that id."
            )
        bank = with_question(bank, question)
        ids.append(question.id)
    if story is not None:
        takes = load_history(sessions_folder()).takes
        view = find_story(story_views(load_stories(home()).bank, takes), story)
        ids.append(question_for(view, bank, takes, seed or 0).id)
    return bank, [*ids, *(questions or ())]
