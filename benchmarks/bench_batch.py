"""What `assess --batch` takes: answers a second, and memory after a thousand, five thousand and ten thousand of them.

The answers are the labelled ones of the training, each to its own question, every fourth to any question of the bank, and
one in twenty-five to a question that comes with it and has not been seen before. The command runs as a user runs it, in a
process of its own, whose memory is read while it runs (on Linux).
Usage: python -m benchmarks batch [--quick]: 10,000 answers, a quarter of an hour on 2 cores, or 1,000.
"""

from __future__ import annotations

import json
import os
import random
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from prompts.load import load_bank
from rubrics.training.answers import read_answers
from rubrics.training.train import ANSWERS_FOLDER

ROOT = Path(__file__).resolve().parents[1]
MARKS = (100, 1_000, 5_000, 10_000)
"""Answers after which memory is read."""
QUICK_MARKS = (100, 500, 1_000)
OTHER_QUESTION, OWN_QUESTION = 4, 25
"""One answer in so many is to another question of the bank; to a question of its own."""
LOOK_S = 0.5
MORE = 50
"""Answers after the last mark, so that the process is still there to be looked at."""


def measure(*, quick: bool = False) -> dict[str, object]:
    """Speed and memory of one batch."""
    marks = QUICK_MARKS if quick else MARKS
    with TemporaryDirectory() as folder:
        source, target = Path(folder) / "answers.jsonl", Path(folder) / "verdicts.jsonl"
        with source.open("w") as file:
            file.writelines(json.dumps(line) + "\n" for line in mixed(marks[-1] + MORE))
        return judged(source, target, marks)


def mixed(count: int) -> Iterator[dict[str, Any]]:
    """So many lines of a batch, always the same ones."""
    rng = random.Random(6)  # noqa: S311 - no secret
    answers = [a for path in sorted(ANSWERS_FOLDER.glob("hand-*.txt")) for a in read_answers(path)]
    questions = list(load_bank().questions.values())
    pointed = [q for q in questions if q.kind != "behavioral" and q.key_points]
    for number in range(count):
        answer = rng.choice(answers)
        line: dict[str, Any] = {"id": number, "answer": answer.text, "question_id": answer.question}
        if number % OTHER_QUESTION == 1:
            line["question_id"] = rng.choice(questions).id
        if number % OWN_QUESTION == 0:
            like = rng.choice(pointed)
            line["question"] = {
                "kind": "technical",
                "text": f"{like.text} ({number})",
                "key_points": [point.model_dump(mode="json") for point in like.key_points],
            }
            del line["question_id"]
        yield line


def judged(source: Path, target: Path, marks: tuple[int, ...]) -> dict[str, object]:
    """One run of the command, looked at from outside."""
    command = [sys.executable, "-m", "interviewer.cli.main", "assess", "--batch", str(source), "--out", str(target)]
    begun = time.perf_counter()
    process = subprocess.Popen(command, cwd=ROOT, env=os.environ | {"INTERVIEWER_HOME": str(target.parent / "home")})
    figures: dict[str, object] = {}
    reached: list[float] = []
    written = Written(target)
    while True:
        ended, status, used = os.wait4(process.pid, os.WNOHANG)
        count, now = written.lines(), time.perf_counter()
        while not ended and len(reached) < len(marks) and count >= marks[len(reached)]:
            figures[f"memory after {marks[len(reached)]:,} answers, MB"] = resident_mb(process.pid)
            reached.append(now)
        if ended:
            break
        time.sleep(LOOK_S)
    process.returncode = os.waitstatus_to_exitcode(status)
    figures |= {"answers judged": count, "exit code": process.returncode}
    figures["answers a second, start and unseen questions included (goal: 8)"] = round(count / (now - begun), 1)
    if len(reached) > 1:
        rate = (marks[len(reached) - 1] - marks[0]) / (reached[-1] - reached[0])
        figures[f"answers a second after the first {marks[0]}"] = round(rate, 1)
    figures["processor seconds an answer"] = round((used.ru_utime + used.ru_stime) / max(1, count), 3)
    figures["peak memory, MB (goal: 1000)"] = used.ru_maxrss // 1024
    return figures


class Written:
    """Counts the lines of a file that grows, without reading any of it twice."""

    def __init__(self, path: Path) -> None:
        self._path, self._at, self._lines = path, 0, 0

    def lines(self) -> int:
        """How many are there by now."""
        if self._path.exists():
            with self._path.open("rb") as file:
                file.seek(self._at)
                new = file.read()
            self._at, self._lines = self._at + len(new), self._lines + new.count(b"\n")
        return self._lines


def resident_mb(pid: int) -> int | str:
    """Memory that a process holds at present."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except OSError:
        return "not measured"
    return round(pages * resource.getpagesize() / 1e6)
