"""The judge that runs everywhere: MiniLM finds the places, rules and small logistic models give the verdicts."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np

from audio.transcript import Transcript
from prompts.schema import BehavioralQuestion, Question
from prompts.vocabulary import Level
from rubrics.assessment import Assessment, Criterion, Flag, Kind, RoleSpan, ScorerInfo, SentenceRole, Structure
from rubrics.minilm_engine import MiniLMEncoder, Vectors
from rubrics.point_verdicts import judge_points, no_points, on_topic
from rubrics.principle_evidence import Indicators, find_principle, load_indicators
from rubrics.quotes import evidence
from rubrics.score import rescored
from rubrics.screening import Screening, screen
from rubrics.statements import Prepared, prepare
from rubrics.story import is_general, story_criteria
from rubrics.structure import Course, course, prototypes, setup_seconds, setup_verdict
from rubrics.vector_cache import kept_vectors
from rubrics.windows import Sentence, Window, sentences, windows

REMEMBERED_QUESTIONS = 64
OFF_TOPIC_STORY = 0.25
"""No window as similar as this to the question: an answer without a story is about something else."""
MOSTLY_AWAY = 0.5
"""An answer that makes no point and is on topic to less than this degree is flagged as off topic."""


class MiniLMJudge:
    """Judges answers on the CPU, deterministically, in a fraction of a second.

    Args:
        level: the candidate's level; key points above it are a bonus.
        cache_dir: where vectors of fixed texts are kept between runs; None keeps them in memory.
        threads: threads torch may use.
    """

    info = ScorerInfo(name="minilm", version="1")

    def __init__(self, level: Level = "L5", cache_dir: Path | None = None, threads: int | None = 2) -> None:
        self._level = level
        self._cache_dir = cache_dir
        self._encoder = MiniLMEncoder(threads=threads)
        self._lock = threading.Lock()
        self._indicators: dict[str, Indicators] | None = None
        self._prototypes: dict[SentenceRole, Vectors] = {}
        self._questions: dict[tuple[object, ...], Prepared] = {}

    def load(self) -> None:
        """Load the model and the rubrics' vectors, once; safe from any thread.

        Raises:
            JudgeError: the model cannot be loaded.
        """
        with self._lock:
            if self._indicators is not None:
                return
            texts = prototypes()
            vectors = kept_vectors(
                self._encoder, [t for role in texts.values() for t in role], "roles", self._cache_dir
            )
            cuts = np.cumsum([0, *(len(role) for role in texts.values())])
            self._prototypes = {r: vectors[a:b] for r, (a, b) in zip(texts, pairwise(cuts), strict=True)}
            self._encoder.load()
            self._indicators = load_indicators(self._encoder, self._cache_dir)

    def prepare(self, question: Question) -> None:
        """Work out beforehand what judging an answer to this question needs; safe from any thread.

        Raises:
            JudgeError: the model cannot be loaded or fails.
        """
        self.load()
        if not (isinstance(question, BehavioralQuestion) and question.form == "story") and self._judgeable(question):
            self._prepared(question)

    def judge(self, question: Question, transcript: Transcript) -> Assessment:
        """The verdicts and the score for one answer.

        Raises:
            JudgeError: the model failed.
        """
        kind: Kind = "behavioral" if question.kind == "behavioral" else "technical"
        told = isinstance(question, BehavioralQuestion) and question.form == "story"
        found = sentences(transcript)
        screening = screen(transcript, found, question.text)
        if screening.unscored_reason is None and not told and not self._judgeable(question):
            screening = Screening(unscored_reason="The question has neither key points nor a reference to judge by.")
        if screening.unscored_reason is not None:
            reason, flags = screening.unscored_reason, screening.flags
            return Assessment(kind=kind, unscored_reason=reason, flags=flags, scorer=self.info)
        self.load()
        parts = windows(found, transcript.text)
        vectors = self._encoder.encode([part.text for part in parts])
        if told:
            assert isinstance(question, BehavioralQuestion)
            return rescored(self._story(question, found, parts, vectors, screening))
        return rescored(self._points(question, kind, parts, vectors, screening))

    def _judgeable(self, question: Question) -> bool:
        return bool(question.key_points or getattr(question, "reference", "").strip())

    def _prepared(self, question: Question) -> Prepared:
        """The question made ready, kept for the answers to its follow-ups."""
        key = (question.text, question.key_points, question.misconceptions, getattr(question, "reference", ""))
        if key not in self._questions:
            while len(self._questions) >= REMEMBERED_QUESTIONS:
                del self._questions[next(iter(self._questions))]
            self._questions[key] = prepare(question, self._encoder, self._cache_dir)
        return self._questions[key]

    def _points(
        self, question: Question, kind: Kind, parts: Sequence[Window], vectors: Vectors, screening: Screening
    ) -> Assessment:
        prepared = self._prepared(question)
        keep = [i for i, part in enumerate(parts) if all(screening.usable[part.first : part.last + 1])]
        if screening.empty or not keep:
            points, wrong = no_points(prepared)
        else:
            points, wrong = judge_points(prepared, [parts[i] for i in keep], vectors[keep])
        bonus = [i for i, point in enumerate(question.key_points) if point.level > self._level]
        marks = {"covered": "met", "partial": "partial", "missing": "missing", "contradicted": "missing"}
        flags = list(screening.flags)
        if not flags and not any(p.verdict != "missing" for p in points) and on_topic(prepared, vectors) < MOSTLY_AWAY:
            flags.append("off_topic")
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
        parts: Sequence[Window],
        vectors: Vectors,
        screening: Screening,
    ) -> Assessment:
        assert self._indicators is not None
        usable = screening.usable
        run = course(found, vectors[: len(found)], self._prototypes, usable)
        criteria = list(story_criteria(found, run, usable))
        real = [ok and not is_general(s.text) for s, ok in zip(found, usable, strict=True)]
        told = criteria[0].verdict != "missing"
        for principle in question.principles:
            mask = [told and p.last - p.first <= 1 and all(real[p.first : p.last + 1]) for p in parts]
            shown = find_principle(principle, vectors, mask, self._indicators)
            quotes = tuple(evidence(parts[i]) for i in shown.windows)
            name = f"principle:{principle}"
            criteria.append(Criterion(id=name, verdict=shown.verdict, confidence=shown.confidence, evidence=quotes))
        flags: list[Flag] = list(screening.flags)
        if not screening.empty and not told and any(is_general(s.text) for s in found):
            flags.append("hypothetical")
        elif (
            not flags
            and not told
            and float((vectors @ self._encoder.encode([question.text])[0]).max()) < OFF_TOPIC_STORY
        ):
            flags.append("off_topic")
        structure = _structure(found, run, criteria)
        return Assessment(
            kind="behavioral",
            structure=structure,
            criteria=tuple(criteria),
            flags=tuple(flags),
            scorer=self.info,
            score=1.0,
        )


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
