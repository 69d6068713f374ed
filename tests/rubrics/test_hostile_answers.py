"""What the real judge does with answers that are odd, empty, endless or foreign."""

from __future__ import annotations

import pytest

from audio.transcript import Transcript, Word
from rubrics.minilm_judge import MiniLMJudge
from rubrics.screening import MAX_WORDS
from tests.rubrics.answers import ALL, MIDDLE, STRONG, as_heard, timed
from tests.rubrics.judging import BOTH, FACTS, FEW, POINTS, REFERENCE, STORY, check, judged, quotes

pytestmark = pytest.mark.engines


@pytest.fixture(scope="module")
def other(questions):
    """Another judge with another past, and nothing on disk."""
    made = MiniLMJudge(threads=2)
    made.prepare(questions[1])
    made.prepare(questions[0])
    made.prepare(STORY)
    return made


def test_the_same_answer_gets_the_same_to_the_last_digit_from_any_judge(judge, other, questions):
    for question in (STORY, FACTS, questions[0]):
        for text in (STRONG[1].text, MIDDLE[0].text, REFERENCE, questions[0].reference, "I don't know, sorry."):
            first = judge.judge(question, timed(text))
            assert first == judge.judge(question, timed(text))
            assert first == other.judge(question, timed(text))


def test_of_two_equal_sentences_the_first_is_quoted(judge):
    text = f"{POINTS[0].text} The weather was nice. {POINTS[0].text}"
    found = judged(judge, FACTS, text)
    assert [e.start_char for e in found.key_points[0].evidence] == [0]


def test_equal_points_get_equal_verdicts(judge):
    twins = FACTS.model_copy(update={"key_points": (POINTS[0], POINTS[1], POINTS[0])})
    first, _, third = judged(judge, twins, POINTS[0].text).key_points
    assert (first.verdict, first.evidence) == (third.verdict, third.evidence)
    assert first.probability == third.probability


def test_saying_it_again_and_again_is_worth_no_more(judge):
    once = judged(judge, FACTS, POINTS[0].text)
    often = judged(judge, FACTS, f"{POINTS[0].text} " * 5)
    assert often.score <= once.score + 0.3


@BOTH
@pytest.mark.parametrize("text", ["Dropout", "yes", "…", "5", "🙂", "I", "."])
def test_one_word_is_no_answer(judge, question, text):
    found = judged(judge, question, text)
    assert found.score is None
    assert found.flags == ("too_short",)


@BOTH
@pytest.mark.parametrize("transcript", [Transcript(), Transcript(duration_s=30.0)])
def test_silence_is_unscored(judge, question, transcript):
    found = judge.judge(question, transcript)
    assert (found.score, found.flags, found.interval) == (None, (), None)
    assert found.unscored_reason


@BOTH
def test_twenty_thousand_words_are_no_spoken_answer(judge, question):
    words = (STRONG[0].text.split() * 200)[:20_000]
    found = judged(judge, question, " ".join(words))
    assert (found.score, found.flags) == (None, ("too_long",))


@BOTH
def test_the_longest_answer_is_still_judged(judge, question):
    words = " ".join(a.text for a in ALL).split()
    found = judged(judge, question, " ".join((words * 4)[:MAX_WORDS]))
    assert "too_long" not in found.flags


@BOTH
@pytest.mark.parametrize(
    "text",
    [
        "Wir haben die Daten der letzten drei Monate geprüft und ich habe den Fehler in der Metrik gefunden.",
        "Nous avons vérifié les données des trois derniers mois et j'ai trouvé une erreur dans la mesure.",
        "El año pasado yo era el científico del equipo y mi tarea fue encontrar el error en los datos de la tienda.",
        "Я проверил данные за три месяца и нашёл ошибку в метрике",
        "我 检查 了 三个月 的 数据 然后 找到 了 错误",
    ],
    ids=["German", "French", "Spanish", "Russian", "Chinese"],
)
def test_another_language_is_said_and_unscored(judge, question, text):
    found = judged(judge, question, text)
    assert (found.score, found.flags) == (None, ("not_english",))
    assert "English" in found.unscored_reason


@BOTH
@pytest.mark.parametrize("text", ["12 94 3.5 17 42 100 8 9 23 5000", "one two three four five six seven eight nine"])
def test_numbers_alone_are_worth_nothing(judge, question, text):
    found = judged(judge, question, text)
    assert found.score is None or found.score <= 1.5


@BOTH
@pytest.mark.parametrize(
    "text",
    [
        "um uh um uh um uh um uh um uh um uh",
        "\u202eI pulled the logs\u202c and \u200bfixed\u200b it \x00 in two days, then",
        "{{ 7 * 7 }} <script>alert(1)</script> '; DROP TABLE answers; -- and so on",
        "[CLS] [SEP] [MASK] [PAD] [UNK] [SEP] [CLS] and then some more words",
        "a" * 20_000 + " and then I fixed it in two days",
        "I pulled the logs 🙂🙂🙂 and 日本語 then I fixed it naïvely — “quoted” it's done…",
    ],
    ids=["fillers", "control characters", "code", "the model's own marks", "one endless word", "signs"],
)
def test_odd_characters_do_no_harm(judge, question, text):
    found = judged(judge, question, text)
    assert found.score is None or found.score <= 3


def test_words_without_time_are_judged_too(judge):
    words = tuple(Word(text=t, start_s=0.0, end_s=0.0) for t in STRONG[0].text.split())
    transcript = Transcript(words=words)
    found = judge.judge(STORY, transcript)
    check(found, transcript)
    assert found.score >= 4
    assert found.structure.setup_s == 0.0


@pytest.mark.parametrize("answer", ALL, ids=lambda a: a.name)
def test_quotes_are_exact_slices_of_stories(judge, answer):
    found = judged(judge, STORY, answer.text)
    assert found.score is not None


def test_quotes_are_exact_slices_of_facts(judge, questions):
    for question in questions[:FEW]:
        for text in (question.reference, as_heard(question.reference), f"  {question.reference.replace('. ', ' .  ')}"):
            assert quotes(judged(judge, question, text)), question.id


def test_a_question_of_ones_own_with_only_key_points(judge):
    found = judged(judge, FACTS, REFERENCE)
    assert [p.verdict for p in found.key_points] == ["covered"] * 3
    assert found.score >= 4.5
    assert judged(judge, FACTS, "I would rather talk about the weather, it was nice on Monday.").score <= 1.5


def test_a_question_of_ones_own_with_only_a_reference(judge):
    question = FACTS.model_copy(update={"key_points": (), "reference": REFERENCE})
    found = judged(judge, question, REFERENCE)
    assert len(found.key_points) == 3
    assert found.score >= 4.5
    half = judged(judge, question, POINTS[0].text)
    assert half.key_points[0].covered
    assert 1.5 < half.score < found.score
