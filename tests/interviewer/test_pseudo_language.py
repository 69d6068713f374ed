"""A made-up language shows what bypasses the catalogue: all its letters have marks, so a plain English word stands out."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from interviewer.history.history import load_history
from interviewer.history.rescore import rescore_session
from interviewer.history.takes import compare, comparison_lines
from interviewer.progress.lines import progress_lines
from interviewer.progress.progress import build_progress
from interviewer.replay.replay import cues
from interviewer.replay.timeline import build_timeline
from interviewer.review.full import full_review
from interviewer.review.markdown import markdown
from interviewer.review.review import build_review
from interviewer.review.show import notes_lines
from interviewer.review.terminal import full_lines
from interviewer.sessions.session_file import read_session
from interviewer.stories.lines import story_list_lines
from interviewer.stories.stories import StoryFile, story_views
from interviewer.voice.screen import ScreenState, status_lines
from interviewer.web.page import render
from prompts import phrasebook
from prompts.phrasebook import Catalogue, load_catalogue
from rubrics.load import load_principles
from rubrics.scripted_judge import ScriptedJudge
from tests.interviewer.talks import NUMBER, QUESTIONS, STORY, interview, talk, verdicts

ANSWERS = [STORY, NUMBER, "It fits noise.", "A held-out set shows it.", "In general I would listen.", "Nothing else."]
MARKS = str.maketrans(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", "áƀçđéƒǧĥíĵķļḿñóṕɋŕšťúṽŵẋýžÁƁÇĐÉƑǦĤÍĴĶĻḾÑÓṔɊŔŠŤÚṼŴẊÝŽ"
)


def marked(text):
    """The text with a mark on every letter; slots stay."""
    return re.sub(r"\{\w+\}|[A-Za-z]+", lambda m: m[0] if m[0].startswith("{") else m[0].translate(MARKS), text)


def marked_all(value):
    if isinstance(value, dict):
        return {key: marked_all(one) for key, one in value.items()}
    return [marked_all(one) for one in value] if isinstance(value, list) else marked(value)


@pytest.fixture
def pseudo():
    english = load_catalogue("en")
    phrases = {
        key: marked_all(entry) if not key.startswith("date.") else entry for key, entry in english.phrases.items()
    }
    phrasebook.use(Catalogue("en", phrases, marked_all(english.spoken)))
    yield
    phrasebook.use(None)


def words(text):
    return set(re.findall(r"[A-Za-z]{2,}", text))


def content():
    """What is English whatever the language: the questions, the answers, names and values."""
    known = " ".join(question.model_dump_json() for question in QUESTIONS) + " ".join(ANSWERS)
    known += "Hello. Thank you. scripted unscored Nothing was said. test text mix completed estimated measured L5 min fort "  # a quote that ends within "forty"
    known += " ".join(rubric.name for rubric in load_principles().values())
    known += " that"  # stands in a probe for a topic that nothing names (interviewer/answers/followup.py)
    return {word.lower() for word in words(known)}


def check(text, *more):
    plain = {word for word in words(text) if word.lower() not in content()} - set(more)
    assert not plain, sorted(plain)


@pytest.fixture
def held(pseudo, tmp_path):
    return talk(tmp_path / "sessions", ANSWERS, plan=interview(follow_ups=1))


def test_what_the_interviewer_says_is_from_the_catalogue(held):
    said = [line["text"] for line in build_review(held.session).lines]
    assert len(said) >= 6
    check("\n".join(said))


def test_the_review_in_the_terminal_is_from_the_catalogue(held):
    text = "\n".join([*full_lines(full_review(held.session)), *notes_lines(build_review(held.session))])
    assert "Ǧ" in text or "é" in text
    check(text.replace(held.session.id, ""), *words(held.session.header.created_at))


def test_the_review_as_markdown_is_from_the_catalogue(held):
    check(markdown(full_review(held.session)), "January")


def test_the_page_is_from_the_catalogue(held):
    page = render(full_review(held.session), {}, {})
    page = re.sub(r"<(style|script)\b.*?</\1>", " ", page, flags=re.DOTALL)
    labels = re.findall(r'aria-label="([^"]*)"', page)
    visible = re.sub(r"<[^>]*>", " ", page)
    visible = re.sub(r"&\w+;|&#\d+;", " ", visible)
    check(
        " ".join([visible.replace(held.session.id, ""), *labels]),
        "um",
        *words(f"{dt.datetime.now().astimezone():%B}"),
        "January",
    )


def test_takes_progress_stories_and_replay_are_from_the_catalogue(held, tmp_path):
    history = load_history(tmp_path / "sessions")
    takes = [history.takes[0], history.takes[0]]
    lines = comparison_lines(compare(takes, takes[0].question_id))
    now = dt.datetime.now().astimezone()
    lines += progress_lines(build_progress(history, (), now))
    lines += story_list_lines(story_views(StoryFile(), history.takes))
    review = build_review(held.session)
    lines += [line for cue in cues(review) for line in cue.lines]
    lines += [mark.text for item in build_timeline(review, {}).items for mark in item.marks]
    lines += [one.sentence() for one in rescore_session(held.session.folder, ScriptedJudge(verdicts), model="tiny")]
    lines += status_lines(ScreenState(listening=True, first_word_s=0.0, limit_s=60.0), 31.0)
    text = re.sub(r"interviewer (practice|replay|stories)( [\w:.-]+)*( \"…\")?", " ", "\n".join(lines))
    check(text.replace(held.session.id, ""))
    assert read_session(held.session.folder).records
