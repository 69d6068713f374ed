"""How large the page of a 60-minute session is, how long it takes to make, and how soon Chromium has opened it.

Usage: python -m benchmarks.bench_review [--quick]

The session is generated: 20 answers of 3 minutes and 450 words each, with recordings, roles, verdicts, pauses and
fillers. The baseline for opening is a page with one sentence, in the same browser and the same run.
"""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

from audio.protocols import SAMPLE_RATE
from audio.transcript import Transcript, Word
from audio.wav_file import WavWriter
from interviewer.answers.delivery import with_delivery
from interviewer.answers.timing import answer_timing
from interviewer.review.full import load_full
from interviewer.sessions import records as rec
from interviewer.sessions.session_file import SessionWriter, turn_audio
from interviewer.web.page import write_page
from rubrics.assessment import Assessment, Criterion, Evidence, RoleSpan, ScorerInfo, Structure
from rubrics.score import rescored

ANSWERS, SENTENCES, WORDS = 20, 25, 18
SECOND_A_WORD = 0.36
PAUSE_S = 180 / SENTENCES - WORDS * SECOND_A_WORD
PAGE_LIMIT_BYTES = 1_000_000
OPEN_LIMIT_MS = 1000.0
_ROLES = ["situation"] * 3 + ["task"] * 2 + ["action"] * 14 + ["result"] * 4 + ["lesson"] * 2
_SOME = (
    "we measured the weekly error of every store and compared it with what the planners had written down there".split()
)
_CRITERIA = ("story", "situation", "task", "action", "own_role", "result", "metric", "tradeoff", "lesson")


def made_session(sessions: Path, answers: int = ANSWERS) -> Path:
    """A session of `answers` answers of three minutes each, as the runner would have written it."""
    header = rec.Header(
        session_id="long", created_at="2026-01-01T00:00:00+00:00", mode="voice", app_version="0", round="bar-raiser"
    )
    writer = SessionWriter.create(sessions, header, clock=lambda: 0.0)
    questions = tuple(
        rec.PlannedRecord(question_id=f"q{n}", kind="behavioral", text=f"Question {n}?", limit_s=180, follow_ups=0)
        for n in range(1, answers + 1)
    )
    writer.append(rec.Plan(at_s=0, questions=questions))
    for turn in range(1, answers + 1):
        transcript, voiced, roles = _answer(turn)
        at_s = 180.0 * turn
        writer.append(
            rec.Spoken(
                at_s=at_s, kind="question", utterance=turn, turn=turn, question_id=f"q{turn}", text=f"No. {turn}?"
            )
        )
        writer.append(rec.Listening(at_s=at_s, turn=turn, revision=0, audio=turn_audio(turn)))
        writer.append(rec.Transcribed(at_s=at_s, turn=turn, revision=0, transcript=transcript))
        assessment = with_delivery(_assessment(transcript, roles), transcript, voiced)
        timing = answer_timing(transcript, assessment.structure, 180, voiced=voiced, time_to_first_word_s=1.0)
        writer.append(
            rec.Assessed(at_s=at_s, turn=turn, assessment=assessment, question_score=assessment.score, timing=timing)
        )
        _record(writer.folder / turn_audio(turn), voiced, turn)
    writer.append(rec.Finished(at_s=180.0 * (answers + 1), reason="completed"))
    writer.close()
    return writer.folder


def _answer(turn: int) -> tuple[Transcript, tuple[tuple[float, float], ...], tuple[RoleSpan, ...]]:
    words: list[Word] = []
    voiced, roles = [], []
    at_s, at = 0.0, 0
    for sentence in range(SENTENCES):
        own = [*_SOME[: WORDS - 2], "um," if sentence % 3 == 0 else "once", f"{turn}-{sentence}."]
        start_s, text = at_s, " ".join(own)
        for token in own:
            words.append(Word(text=token, start_s=round(at_s, 2), end_s=round(at_s + 0.33, 2), probability=0.9))
            at_s += SECOND_A_WORD
        voiced.append((round(start_s, 2), round(at_s, 2)))
        span = {"start_char": at, "end_char": at + len(text)}
        roles.append(
            RoleSpan(text=text, role=_ROLES[sentence], start_s=round(start_s, 2), end_s=round(at_s, 2), **span)
        )
        at_s += PAUSE_S
        at += len(text) + 1
    return Transcript(words=tuple(words), duration_s=round(at_s, 2)), tuple(voiced), tuple(roles)


def _assessment(transcript: Transcript, roles: tuple[RoleSpan, ...]) -> Assessment:
    criteria = []
    for name in _CRITERIA:
        role = next((one for one in roles if one.role == name), roles[6])
        quote = Evidence(quote=role.text, start_char=role.start_char, end_char=role.end_char, start_s=role.start_s)
        criteria.append(Criterion(id=name, verdict="met", confidence=0.8, evidence=(quote, quote)))
    first = next(one.start_s for one in roles if one.role == "action")
    structure = Structure(score=4.0, roles=roles, setup_s=first, setup_verdict="over", missing=())
    assert transcript.words
    return rescored(
        Assessment(
            kind="behavioral",
            criteria=tuple(criteria),
            structure=structure,
            scorer=ScorerInfo(name="generated", version="1"),
            score=1.0,
        )
    )


def _record(path: Path, voiced: tuple[tuple[float, float], ...], seed: int) -> None:
    """Noise where there is voice: as hard to compress as sound can be."""
    rng = np.random.default_rng(seed)
    samples = np.zeros(round((voiced[-1][1] + PAUSE_S) * SAMPLE_RATE), np.float32)
    for start_s, end_s in voiced:
        first, last = round(start_s * SAMPLE_RATE), round(end_s * SAMPLE_RATE)
        samples[first:last] = 0.1 * rng.standard_normal(last - first)
    writer = WavWriter(path)
    writer.append(samples)
    writer.close()


def measure(*, quick: bool = False) -> dict[str, Any]:
    """Sizes in bytes and times, medians; opening with its baseline."""
    answers = 4 if quick else ANSWERS
    figures: dict[str, Any] = {"minutes of answers": 3 * answers, "words": answers * SENTENCES * WORDS}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        sessions = folder / "sessions"
        session_folder = made_session(sessions, answers)
        begun = time.perf_counter()
        session, review = load_full(session_folder, sessions)
        figures["reading and reviewing, s"] = round(time.perf_counter() - begun, 2)
        page = folder / "out" / "page.html"
        begun = time.perf_counter()
        write_page(session, review, page)
        figures["writing the page and the sound beside it, s"] = round(time.perf_counter() - begun, 2)
        figures["HTML without sound, bytes"] = page.stat().st_size
        figures["goal, bytes"] = PAGE_LIMIT_BYTES
        figures |= _opening(page, 3 if quick else 7)
    return figures


def _opening(page: Path, runs: int) -> dict[str, Any]:
    from tests.browser.driver import chromium, look, missing

    if missing():
        return {"opening": f"not measured: {missing()} is missing"}
    plain = page.with_name("plain.html")
    plain.write_text("<!doctype html><title>One</title><p>One sentence.", encoding="utf-8")
    with chromium() as browser:
        look(browser)
        first = _load_ms(browser, page)
        times = {path: [_load_ms(browser, path) for _ in range(runs)] for path in (plain, page)}
    shown, baseline = (
        {kind: statistics.median(one[kind] for one in times[path]) for kind in ("load", "paint")}
        for path in (page, plain)
    )
    return {
        "opened: load event, ms": round(shown["load"], 1),
        "opened: first paint with content, ms": round(shown["paint"], 1),
        "the first time in a new browser: load event, ms": round(first["load"], 1),
        "a page of one sentence: load event, ms": round(baseline["load"], 1),
        "a page of one sentence: first paint with content, ms": round(baseline["paint"], 1),
        "goal, ms": OPEN_LIMIT_MS,
    }


def _load_ms(browser: Any, page: Path) -> dict[str, float]:
    browser.get("about:blank")
    browser.get(page.as_uri())
    script = """
        const done = arguments[0];
        const look = () => {
          const paint = performance.getEntriesByName('first-contentful-paint')[0];
          const load = performance.getEntriesByType('navigation')[0].loadEventEnd;
          if (paint && load) done({load, paint: paint.startTime}); else setTimeout(look, 20);
        };
        look();
    """
    found: dict[str, float] = browser.execute_async_script(script)
    return found


def main() -> None:
    """Print JSON."""
    print(json.dumps(measure(quick="--quick" in sys.argv), indent=1))


if __name__ == "__main__":
    main()
