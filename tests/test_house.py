"""The rules of the house: who may import whom, what may be loaded when, and where words may be printed."""

from __future__ import annotations

import ast
import functools
import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("audio", "prompts", "rubrics", "interviewer")
MAY_IMPORT = {
    "audio": {"audio"},
    "prompts": {"prompts"},
    "rubrics": {"rubrics", "prompts", "audio.transcript"},
    "interviewer": set(PACKAGES),
}
HEAVY = {"torch", "whisper", "transformers", "sounddevice", "pyttsx3", "silero_vad", "faster_whisper", "ctranslate2"}
MAY_LOAD_HEAVY = {"microphone", "speaker", "devices", "streams", "torch_threads"}
MAY_PRINT = {"prompts/check.py"}
GROUND = {"__init__", "__version__", "config", "errors", "locale_format", "script", "text", "word_forms"}
"""The files beside the rooms that every room may use; the other files there are the interview, with its handlers."""
ROOMS = (
    *("ground", "answers", "tailoring", "sessions", "doctor", "review", "history", "interview", "replay", "web"),
    *("stories", "voice", "progress", "demo", "drills", "loop", "preparation", "cli"),
)
"""The rooms of `interviewer`, in an order in which each imports only those before it."""
FOLDERS = {path.parent.name for path in (ROOT / "interviewer").glob("*/__init__.py")}
COMMANDS = (
    "practice", "assess", "questions", "models", "doctor", "replay", "rescore", "progress", "plan", "drill", "takes",
    "stories", "tailor", "sessions",
)  # fmt: skip
FILES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@functools.cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imported(path: Path) -> set[str]:
    """Every module that a file names in an import, wherever in it."""
    found = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name(path)} imports by a relative name"
            assert node.module is not None
            found.add(node.module)
            if node.module in PACKAGES:
                found |= {f"{node.module}.{alias.name}" for alias in node.names}
                found.discard(node.module)
    return found


@pytest.mark.parametrize("path", FILES, ids=name)
def test_imports_go_in_one_direction(path):
    allowed = MAY_IMPORT[path.relative_to(ROOT).parts[0]]
    ours = {module for module in imported(path) if module.split(".")[0] in PACKAGES}
    wrong = {m for m in ours if m.split(".")[0] not in allowed and ".".join(m.split(".")[:2]) not in allowed}
    assert not wrong


def room(module: str) -> str:
    """Where a module of `interviewer` belongs, by its dotted name."""
    first = module.split(".")[1]
    if first in FOLDERS - {"handlers"}:
        return first
    return "ground" if first in GROUND else "interview"


@pytest.mark.parametrize("path", sorted((ROOT / "interviewer").rglob("*.py")), ids=name)
def test_a_room_imports_only_rooms_that_stand_before_it(path):
    own = room(name(path).removesuffix(".py").replace("/", "."))
    ours = {module for module in imported(path) if module.startswith("interviewer.")}
    assert {module for module in ours if room(module) not in ROOMS[: ROOMS.index(own) + 1]} == set()


def test_every_folder_is_a_room_that_newcomers_are_told_of():
    assert {*ROOMS, "handlers"} - {"ground", "interview"} == FOLDERS
    guide = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert {folder for folder in FOLDERS if f"`{folder}/`" not in guide} == set()


@pytest.mark.parametrize("path", FILES, ids=name)
def test_heavy_libraries_stay_in_engines_devices_and_workers(path):
    if path.stem.endswith(("_engine", "_worker")) or path.stem in MAY_LOAD_HEAVY:
        return
    assert not {module.split(".")[0] for module in imported(path)} & HEAVY


@pytest.mark.parametrize("path", FILES, ids=name)
def test_every_module_says_what_it_is_for(path):
    text = ast.get_docstring(tree(path))
    assert text
    assert text.splitlines()[0].endswith((".", "?", ":")), "a sentence"


@pytest.mark.parametrize("path", FILES, ids=name)
def test_nothing_is_printed_but_by_its_one_way_out(path):
    if name(path) in MAY_PRINT:
        return
    calls = [node for node in ast.walk(tree(path)) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)]
    assert not [node.lineno for node in calls if node.func.id == "print"]


def loaded_after(statement: str) -> set[str]:
    """The top-level modules that a fresh interpreter has after a statement."""
    code = f"import sys, json\n{statement}\nprint(json.dumps(sorted({{m.split('.')[0] for m in sys.modules}})))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, cwd=ROOT)
    return set(json.loads(done.stdout.splitlines()[-1]))


def test_the_command_line_loads_nothing_heavy():
    assert not loaded_after("import interviewer.cli.main") & (HEAVY | {"numpy", "yaml", "soundfile"})


def test_a_text_interview_begins_without_anything_heavy():
    statement = "import interviewer.practice, interviewer.text_io, prompts.load, prompts.rounds"
    assert not loaded_after(statement) & (HEAVY | {"numpy"})


def test_help_loads_nothing_heavy():
    """All of it in one process: what any help loads would still be there at the end."""
    shown = [[], *([command] for command in COMMANDS)]
    statement = f"from interviewer.cli.main import run\nfor one in {shown!r}: assert run([*one, '--help']) == 0"
    assert not loaded_after(statement) & (HEAVY | {"numpy"})


def test_progress_and_stories_in_the_terminal_load_no_charts_and_nothing_heavy():
    modules = ("progress.progress", "progress.lines", "stories.stories", "history.takes")
    statement = "import " + ", ".join(f"interviewer.{module}" for module in modules)
    assert not loaded_after(statement) & (HEAVY | {"numpy", "leather", "jinja2", "fsrs"})
