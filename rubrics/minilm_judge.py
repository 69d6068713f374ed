"""The judge that runs everywhere: MiniLM reads the answer once, trained heads give the verdicts, arithmetic the score."""

from __future__ import annotations

import copy
import threading
from collections.abc import Sequence
from pathlib import Path

from audio.transcript import Transcript
from prompts.schema import BehavioralQuestion, Question
from prompts.vocabulary import Level
from rubrics.assessment import Assessment, Criterion, Flag, Kind, RoleSpan, ScorerInfo, Structure
from rubrics.exchange import as_reply
from rubrics.fitting import asked, is_open, load_company
from rubrics.heads import Heads, load_heads
from rubrics.key_points import Spoken
from rubrics.minilm_engine import MiniLMEncoder
from rubrics.on_question import LEAST_WORDS, Questions, bounded, chance, on_question, story_vectors
from rubrics.point_verdicts import judge_points, no_points, relevance
from rubrics.principle_evidence import Indicators, load_indicators
from rubrics.principle_verdicts import judge_principle
from rubrics.probes import with_probes
from rubrics.reading import Reading, Vectors
from rubrics.recent import Recent
from rubrics.reply import is_reply, reply_criteria
from rubrics.score import rescored
from rubrics.screening import Screening, screen, without_questions
from rubrics.statements import Prepared, empty, load_distractors, prepare
from rubrics.story import Told, is_general, sentence_features, story_criteria, told
from rubrics.structure import Course, course, role_features, setup_seconds, setup_verdict
from rubrics.windows import Sentence, sentences, windows

REMEMBERED_BYTES = 160_000_000
"""Vectors of prepared questions that are kept: those of the whole bank, of which a question has 0.6 MB in the mean."""
MOSTLY_AWAY = 0.5
"""An answer that makes no point and is on topic to less than this degree is flagged as off topic."""
OFF_TOPIC_STORY = 0.25
"""Cosine of answer and question below which an answer without a story is about something else."""


class MiniLMJudge:
    """Judges answers on the CPU, deterministically, in a fraction of a second.

    Args:
        level: the candidate's level; key points above it are a bonus.
        cache_dir: where vectors of fixed texts are kept between runs; None keeps them in memory.
        threads: threads torch may use.
        heads: other heads than the shipped ones; for training and its measurement.
    """

    def __init__(
        self,
        level: Level = "L5",
        cache_dir: Path | None = None,
        threads: int | None = 2,
        heads: Heads | None = None,
    ) -> None:
        self._level = level
        self._cache_dir = cache_dir
        self._encoder = MiniLMEncoder(threads=threads)
        self._lock = threading.Lock()
        self._heads = heads
        self._indicators: dict[str, Indicators] | None = None
        self._distractors: Vectors = empty()
        self._company: Questions | None = None
        self._questions: Recent[tuple[object, ...], Prepared] = Recent(REMEMBERED_BYTES)

    @property
    def info(self) -> ScorerInfo:
        """Name and version; the version is that of the heads."""
        return ScorerInfo(name="minilm", version=(self._heads or load_heads()).version)

    def with_heads(self, heads: Heads) -> MiniLMJudge:
        """The same judge with other heads; what is loaded and prepared is shared."""
        self.load()
        other = copy.copy(self)
        other._heads = heads  # noqa: SLF001 - its own kind
        return other

    def load(self) -> None:
        """Load the model, its heads and the rubrics' vectors, once; safe from any thread.

        Raises:
            JudgeError: the model or the heads cannot be loaded.
        """
        with self._lock:
            if self._indicators is not None:
                return
            self._heads = self._heads or load_heads()
            self._encoder.load()
            self._distractors = load_distractors(self._encoder, self._cache_dir)
            self._company = load_company(self._encoder, self._cache_dir)
            self._indicators = load_indicators(self._encoder, self._cache_dir)

    def prepare(self, question: Question) -> None:
        """Work out beforehand what judging an answer to this question needs; safe from any thread.

        Raises:
            JudgeError: the model cannot be loaded or fails.
        """
        self.load()
        if isinstance(question, BehavioralQuestion) and question.form == "story":
            asked([question], self._encoder)  # the encoder remembers
        elif self._judgeable(question):
            self._prepared(question)

    def judge(self, question: Question, transcript: Transcript, target: str = "") -> Assessment:
        """The verdicts and the score for one answer.

        Args:
            question: what was asked.
            transcript: the answer.
            target: for the reply to a follow-up, what that asked for.

        Raises:
            JudgeError: the model failed.
        """
        kind: Kind = "behavioral" if question.kind == "behavioral" else "technical"
        told_story = isinstance(question, BehavioralQuestion) and question.form == "story"
        found = sentences(transcript)
        screening = screen(transcript, found, question.text, reply=bool(target))
        if screening.unscored_reason is None and not told_story and not self._judgeable(question):
            screening = Screening(unscored_reason="The question has neither key points nor a reference to judge by.")
        if screening.unscored_reason is not None:
            reason, flags = screening.unscored_reason, screening.flags
            return Assessment(kind=kind, unscored_reason=reason, flags=flags, scorer=self.info)
        self.load()
        reading = self._encoder.read([transcript.text])[0]
        if told_story:
            assert isinstance(question, BehavioralQuestion)
            story = rescored(self._story(question, found, reading, screening, target))
            return as_reply(story) if target else story
        stated = without_questions(screening, found)
        return rescored(self._points(question, kind, Spoken(reading, windows(found, transcript.text)), stated))

    def _judgeable(self, question: Question) -> bool:
        return bool(question.key_points or getattr(question, "reference", "").strip())

    def _prepared(self, question: Question) -> Prepared:
        """The question made ready, kept for the answers to its follow-ups."""
        key = (question.text, question.key_points, question.misconceptions, getattr(question, "reference", ""))
        prepared = self._questions.get(key)
        if prepared is None:
            prepared = prepare(question, self._encoder, self._known().arrays["token_rarity"], self._distractors)
            self._questions.keep(key, prepared, prepared.nbytes)
        return prepared

    def _known(self) -> Heads:
        assert self._heads is not None
        return self._heads

    def _points(self, question: Question, kind: Kind, spoken: Spoken, screening: Screening) -> Assessment:
        prepared = self._prepared(question)
        usable = tuple(w for w in spoken.windows if all(screening.usable[w.first : w.last + 1]))
        flags = list(screening.flags)
        if screening.empty or not usable:
            points, wrong = no_points(prepared)
        else:
            kept = Spoken(spoken.reading, usable)
            points, wrong = judge_points(prepared, kept, self._known())
            if not flags and all(p.verdict == "missing" for p in points) and relevance(prepared, kept) < MOSTLY_AWAY:
                flags.append("off_topic")
        bonus = [i for i, point in enumerate(question.key_points) if point.level > self._level]
        marks = {"covered": "met", "partial": "partial", "missing": "missing", "contradicted": "missing"}
        return Assessment(
            kind=kind,
            key_points=points,
            misconceptions=wrong,
            criteria=tuple(
                Criterion.model_validate(
                    {"id": f"bonus:{i}", "verdict": marks[points[i].verdict], "confidence": points[i].probability}
                )
                for i in bonus
            ),
            flags=tuple(flags),
            scorer=self.info,
            score=1.0,
        )

    def _story(
        self,
        question: BehavioralQuestion,
        found: Sequence[Sentence],
        reading: Reading,
        screening: Screening,
        target: str,
    ) -> Assessment:
        assert self._indicators is not None
        heads = self._known()
        inputs = role_features(found, reading)
        run = course(found, inputs, reading, heads, screening.usable)
        features = sentence_features(found, run, inputs, reading)
        story = told(found, run, features, screening.usable, heads)
        known = self._indicators
        criteria = list(story_criteria(story, heads))
        if is_reply(found, target):
            given = {c.id: c for c in reply_criteria(found, screening.usable, reading, target, heads)}
            criteria = [given.get(c.id, c) for c in criteria]
        fits = self._fits(question, story, criteria, reading)
        sure = 1.0 if fits is None or fits.credit is None else fits.credit
        shown = [judge_principle(name, question, story, reading, known, heads) for name in question.principles]
        criteria += [bounded(one, sure) for one in shown]
        flags: list[Flag] = list(screening.flags)
        flags += [] if target else self._missing_story(question, story, criteria, reading, screening)
        flags += ["off_topic"] if fits is not None and fits.verdict == "missing" else []
        return Assessment(
            kind="behavioral",
            structure=_structure(found, run, criteria),
            criteria=(*with_probes(criteria, heads), *([] if fits is None else [fits])),
            flags=tuple(flags),
            scorer=self.info,
            score=1.0,
        )

    def _fits(
        self, question: BehavioralQuestion, story: Told, criteria: Sequence[Criterion], reading: Reading
    ) -> Criterion | None:
        """Whether a story answers the question; None where any would, where there is no story, or too little to tell."""
        long = sum(len(s.text.split()) for s in story.sentences) >= LEAST_WORDS
        if not long or is_open(question) or not any(story.usable) or criteria[0].verdict == "missing":
            return None
        assert self._company is not None
        vectors = story_vectors(story.sentences, story.usable, reading)
        target = asked([question], self._encoder)
        sure = chance(vectors, target, self._company, self._known())
        return on_question(story.sentences, story.usable, vectors, target, sure)

    def _missing_story(
        self,
        question: BehavioralQuestion,
        story: Told,
        criteria: Sequence[Criterion],
        reading: Reading,
        screening: Screening,
    ) -> list[Flag]:
        """Why an answer holds no story, if a flag can say it."""
        if screening.empty or criteria[0].verdict != "missing":
            return []
        if any(is_general(s.text) for s in story.sentences):
            return ["hypothetical"]
        alike = float(reading.whole @ self._encoder.encode([question.text])[0])
        return [] if screening.flags or alike >= OFF_TOPIC_STORY else ["off_topic"]


def _structure(found: Sequence[Sentence], run: Course, criteria: Sequence[Criterion]) -> Structure:
    setup_s = setup_seconds(found, run)
    return Structure(
        score=None,
        roles=tuple(
            RoleSpan(
                text=s.text, role=role, start_s=s.start_s, end_s=s.end_s, start_char=s.start_char, end_char=s.end_char
            )
            for s, role in zip(found, run.roles, strict=True)
        ),
        setup_s=setup_s,
        setup_verdict=setup_verdict(setup_s),
        missing=tuple(c.id for c in criteria if c.verdict == "missing" and not c.id.startswith("principle:")),
    )
