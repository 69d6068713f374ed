"""Writes the documents that are made from the code: docs/machine.md from the table, docs/commands.md from --help.

Usage: python tools/generate_docs.py [--check]; with --check nothing is written, and the exit code says whether all is
up to date.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

COMMANDS = (
    (),
    ("practice",),
    ("demo",),
    ("replay",),
    ("review",),
    ("rescore",),
    ("takes",),
    ("progress",),
    ("plan",),
    ("drill",),
    ("stories",),
    ("stories", "list"),
    ("stories", "show"),
    ("stories", "add"),
    ("stories", "edit"),
    ("stories", "rename"),
    ("stories", "forget"),
    ("tailor",),
    ("tailor", "show"),
    ("sessions",),
    ("sessions", "delete"),
    ("sessions", "export"),
    ("sessions", "import"),
    ("assess",),
    ("transcribe",),
    ("questions",),
    ("questions", "list"),
    ("questions", "show"),
    ("questions", "check"),
    ("models",),
    ("models", "list"),
    ("models", "get"),
    ("doctor",),
)


def machine_document() -> str:
    """The states and transitions, drawn from the machine's own table."""
    from interviewer.states import TRANSITIONS, State

    lines = [
        "# The interview as a state machine",
        "",
        "Made by `make docs` from the table in `interviewer/states.py`; do not edit.",
        "",
        "An event that stands in no row below cannot happen in that state: it raises an error and changes nothing.",
        "Events of an earlier turn, revision or line are dropped.",
        "",
        "```mermaid",
        "stateDiagram-v2",
        "    [*] --> idle",
    ]
    for state, table in TRANSITIONS.items():
        arrows: dict[State, list[str]] = {}
        for event, targets in table.items():
            for target in targets:
                if target not in (state, State.FAILED):
                    arrows.setdefault(target, []).append(event.__name__)
        lines += [
            f"    {state.value} --> {target.value}: {', '.join(sorted(arrows[target]))}" for target in sorted(arrows)
        ]
    lines += ["    done --> [*]", "    failed --> [*]", "```", ""]
    lines += ["Every state but `done` and `failed` goes to `failed` on `SessionBroken` (a full disk, for example).", ""]
    lines += ["| state | event | may lead to |", "|---|---|---|"]
    for state, table in TRANSITIONS.items():
        for event in sorted(table, key=lambda kind: kind.__name__):
            targets = ", ".join(f"`{target.value}`" for target in sorted(table[event]))
            lines.append(f"| `{state.value}` | {event.__name__} | {targets} |")
    lines += ["", "## Events and effects", "", "| name | what it means |", "|---|---|"]
    lines += [f"| {name} | {text} |" for name, text in _meanings()]
    return "\n".join(lines) + "\n"


def _meanings() -> list[tuple[str, str]]:
    from interviewer import events

    kinds = [
        value
        for value in vars(events).values()
        if isinstance(value, type) and issubclass(value, events.Event | events.Effect)
    ]
    return [
        (kind.__name__, (kind.__doc__ or "").strip().splitlines()[0]) for kind in kinds if kind.__subclasses__() == []
    ]


def commands_document() -> str:
    """The help of every command, as it is printed."""
    os.environ["COLUMNS"] = "100"
    os.environ["TERMINAL_WIDTH"] = "100"
    from typer.testing import CliRunner

    from interviewer.cli.main import app

    lines = ["# Commands", "", "Made by `make docs` from each command's `--help`; do not edit.", ""]
    lines += ["Exit codes: 0 done, 1 the work failed, 2 wrong usage, 130 interrupted.", ""]
    for command in COMMANDS:
        name = " ".join(("interviewer", *command))
        result = CliRunner().invoke(app, [*command, "--help"], prog_name="interviewer")
        if result.exit_code:
            raise SystemExit(f"{name} --help failed: {result.output}")
        text = "\n".join(line.rstrip() for line in result.output.strip().splitlines())
        lines += [f"## {name}", "", "```text", text, "```", ""]
    return "\n".join(lines).rstrip() + "\n"


def main() -> int:
    """Write or check the documents."""
    stale = []
    for name, text in (("machine.md", machine_document()), ("commands.md", commands_document())):
        path = ROOT / "docs" / name
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            stale.append(name)
            if "--check" not in sys.argv:
                path.write_text(text, encoding="utf-8")
    if stale and "--check" in sys.argv:
        print(f"out of date: {', '.join(stale)}; run `make docs`", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
