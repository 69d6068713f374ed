"""A small sound question file and ways to spoil it, for the tests of the checker and of packs."""

import copy
from pathlib import Path

import yaml

from prompts.check import check_files, files_of

REFERENCE = " ".join(["A pure sentence about the subject at hand."] * 9)


def story(question_id="my-story"):
    return {
        "id": question_id,
        "kind": "behavioral",
        "text": "Tell me about a time when you cleaned up after a release.",
        "principles": ["ownership"],
        "follow_ups": [
            {"target": "situation", "line": "What had happened before?"},
            {"target": "action", "line": "What did you do first?"},
            {"target": "result", "line": "How did it end?"},
        ],
    }


def technical(question_id="my-technical"):
    return {
        "id": question_id,
        "kind": "technical",
        "topic": "statistics",
        "text": "What does a median tell you that a mean does not?",
        "reference": REFERENCE,
        "key_points": [{"text": f"The median has property number {word}."} for word in ("one", "two", "three", "four")],
        "misconceptions": [
            {"text": "The median is always equal to the mean.", "correction": "Only for symmetric data."},
            {"text": "The median uses the size of every value.", "correction": "It uses only their order."},
        ],
        "follow_ups": [{"target": "key_point:0", "line": "What about outliers?"}],
    }


def pack(*questions):
    return {"pack": {"id": "my-pack", "title": "A pack"}, "questions": list(copy.deepcopy(questions))}


def write(path: Path, value) -> Path:
    """Write a pack in block style, keys in the order given, one key a line."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.safe_dump(value, sort_keys=False, width=1000), encoding="utf-8")
    return path


def line_of(path: Path, piece: str, nth=1) -> int:
    """The number of the nth line that contains `piece`."""
    found = [number for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1) if piece in line]
    return found[nth - 1]


def problems_in(path, known=()):
    """(line, place, message) of every problem, all of them in this file."""
    _, problems = check_files(files_of(path), known)
    assert {problem.path for problem in problems} <= {path}
    return [(problem.line, problem.where, problem.message) for problem in problems]


def spoilt(tmp_path, question, *others):
    return write(tmp_path / "spoilt.yaml", pack(question, *others))
