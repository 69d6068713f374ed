"""`interviewer demo`: a synthetic candidate, recognised for real, leaves a session like any other."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest

from interviewer.demo.candidate import load_candidate
from interviewer.demo.run import MODEL, DemoError, introduction
from interviewer.demo.sound import SpokenAnswer, Unheard
from interviewer.events import Line
from prompts.load import load_bank
from tests.audio.miniature_whisper import clips, text
from tests.audio.miniature_whisper.speech import speak
from tests.audio.speech import need_espeak

ROOT = Path(__file__).parents[2]


def interviewer(home: Path, *arguments: str, path: str | None = None, timeout_s: float = 200):
    environment = {**os.environ, "INTERVIEWER_HOME": str(home), "PYTHONPATH": str(ROOT)}
    environment |= {"PATH": path} if path is not None else {}
    return subprocess.run(
        [sys.executable, "-m", "interviewer.cli.main", *arguments],
        env=environment,
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=timeout_s,
    )


@pytest.fixture(scope="module")
def shown(tmp_path_factory, shared_cache):
    need_espeak()
    home = tmp_path_factory.mktemp("demo")
    (home / "cache").symlink_to(shared_cache)
    done = interviewer(home, "demo", "--silent")
    assert done.returncode == 0, done.stderr
    return home, " ".join(done.stdout.split())


@pytest.mark.engines
def test_the_interview_is_shown_as_it_goes_on(shown):
    _, output = shown
    assert "The candidate is a stand-in" in output
    assert "The recogniser is a stand-in" in output
    bank = load_bank()
    for question in load_candidate().questions:
        assert f"Interviewer: {bank.questions[question].text}" in output
    assert "compared the failed searches with the good ones" in output
    assert "over the 30 s" in output
    assert "Cut the set-up" in output
    assert "── Feedback" in output
    assert "The session is kept as" in output


@pytest.mark.engines
def test_the_session_can_be_reviewed_and_replayed(shown):
    home, _ = shown
    review = json.loads(interviewer(home, "review", "last", "--json").stdout)
    assert review["round"] == "demo"
    assert "miniature" in review["transcriber"]
    questions = [turn for turn in review["turns"] if turn["kind"] == "question"]
    assert [turn["timing"]["setup_verdict"] for turn in questions] == ["within", "over"]
    for turn, answer, setup in zip(questions, load_candidate().answers, (2, 6), strict=True):
        assert turn["timing"]["setup_s"] == pytest.approx(setup_s(answer.sentences, setup), abs=0.5)
        heard = " ".join(word["text"] for word in turn["transcript"]["words"])
        said = tuple(clips.SpokenWord(w, 0, 0, first=False) for w in clips.words_of(" ".join(answer.sentences)))
        assert clips.difference(said, [(word, 0.0) for word in clips.words_of(heard)]).error_rate < 0.1
    assert [turn["target"] for turn in review["turns"] if turn["kind"] == "follow_up"] == ["metric", "lesson"]
    replayed = interviewer(home, "replay", "last", "--no-audio")
    assert replayed.returncode == 0
    assert "nurses" in replayed.stdout


def setup_s(sentences: tuple[str, ...], count: int) -> float:
    spoken = speak(" ".join(sentences))
    assert spoken is not None
    return spoken.words[sum(len(clips.words_of(line)) for line in sentences[:count])].start_s


def test_without_espeak_one_line_says_what_to_do(tmp_path):
    done = interviewer(tmp_path, "demo", path="/nowhere")
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert "install espeak-ng" in done.stderr
    assert not (tmp_path / "sessions").exists()


def test_without_the_model_one_line_says_what_to_do(tmp_path, monkeypatch):
    from interviewer.config import load_config
    from interviewer.demo import run

    need_espeak()
    monkeypatch.setattr(run, "MODEL", tmp_path / "gone.pt")
    with pytest.raises(DemoError, match="install the project again"):
        run.run_demo(load_config(), silent=True)


def test_every_answer_belongs_to_a_question_and_was_trained_on():
    candidate = load_candidate()
    bank = load_bank()
    trained = set(text.corpus().scripted)
    for answer in candidate.answers:
        assert bank.questions[answer.question].kind == "behavioral"
        assert {*answer.sentences, *answer.replies.values()} <= trained
    assert candidate.reply_to_anything_else in trained


def test_the_candidate_answers_what_was_asked():
    candidate = load_candidate()
    first, second = candidate.answers
    assert candidate.says(asked(first.question)) == " ".join(first.sentences)
    assert candidate.says(asked(second.question, "lesson")) == second.replies["lesson"]
    assert candidate.says(asked(second.question, "tradeoff")) == candidate.reply_to_anything_else
    assert candidate.says(asked("bq-unknown")) == candidate.reply_to_anything_else


def asked(question_id: str, target: str = "") -> Line:
    return Line(
        kind="follow_up" if target else "question",
        text="?",
        utterance=1,
        turn=1,
        question_id=question_id,
        target=target,
    )


def test_unheard_lines_take_time_and_can_be_stopped():
    player, finished = Unheard(pace=4.0), threading.Event()
    player.play(np.zeros(16_000, np.float32), finished.set)
    assert not finished.is_set()
    assert finished.wait(5)
    player.play(np.zeros(16_000_000, np.float32), (again := threading.Event()).set)
    player.stop()
    assert again.wait(1)
    player.hurry()
    player.play(np.zeros(16_000_000, np.float32), (at_once := threading.Event()).set)
    assert at_once.wait(5)


def test_the_answer_is_played_while_it_is_recorded():
    class Loudspeaker:
        heard = stopped = 0

        def play(self, samples, finished):
            self.heard = len(samples)

        def stop(self):
            self.stopped += 1

    loudspeaker, got = Loudspeaker(), threading.Event()
    recorder = SpokenAnswer(np.ones(16_000, np.float32), loudspeaker, pace=1.0)
    recorder.start(lambda _: got.set())
    assert got.wait(5)
    recorder.stop()
    assert (loudspeaker.heard, loudspeaker.stopped) == (24_000, 1), "with the breath, so that both stay together"


def test_the_introduction_tells_how_fast_it_goes():
    assert "real time" in introduction(heard=True)
    assert "as fast as real time" in introduction(heard=False)
    assert MODEL.name == "miniature.pt"


def test_help_loads_nothing_heavy():
    code = (
        "import sys\nfrom interviewer.cli.main import run\nassert run(['demo', '--help']) == 0\n"
        "assert not {'torch', 'whisper', 'numpy', 'sounddevice'} & {name.split('.')[0] for name in sys.modules}"
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True)
