"""Makes docs/example-loop.md and docs/example-debrief.html anew: a compressed loop of a scripted candidate.

Usage: python tools/make_loop_example.py [CANDIDATE]; one of tests/loop/candidates, by default the uneven one.
The real judge decides, under a virtual clock; what comes out is shown as it is.
"""

from __future__ import annotations

import sys
import tempfile
import textwrap
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from interviewer.loop.begin import begin_loop, stamp  # noqa: E402 - the project is found by the line above
from interviewer.loop.conduct import Conductor  # noqa: E402
from interviewer.loop.debrief_lines import debrief_lines  # noqa: E402
from interviewer.loop.debrief_page import debrief_page  # noqa: E402
from interviewer.loop.debrief_rules import load_rules  # noqa: E402
from interviewer.loop.filed import debrief_of, forms_of  # noqa: E402
from interviewer.loop.loop_file import Loop, read_loop  # noqa: E402
from interviewer.loop.loop_records import LoopHeader  # noqa: E402
from interviewer.loop.plan import LoopWishes, plan_loop  # noqa: E402
from interviewer.loop.words import welcome_lines, who_lines  # noqa: E402
from interviewer.sessions.session_file import read_session  # noqa: E402
from prompts.load import load_bank  # noqa: E402
from rubrics.minilm_judge import MiniLMJudge  # noqa: E402
from tests.loop.candidate import CandidateStage, candidate  # noqa: E402

SEED, NOW = 1, datetime(2026, 11, 28, 10, tzinfo=UTC)
HEAD = """# A loop, as it went

A compressed loop (`--compressed --seed {seed}`) of the scripted candidate "{name}"
([answers as data](../tests/loop/candidates/{name}.yaml)), judged by the model that comes with the program, under a virtual clock;
nothing is changed (`python tools/make_loop_example.py {name}`). An interruption falls in the middle of the answer that is shown
before it. The same debrief as a page: [example-debrief.html](example-debrief.html).

"""


def lines_of(sessions: Path, session_id: str) -> Iterator[str]:
    """What was said in a round, in its order."""
    session = read_session(sessions / session_id)
    words = {record.turn: record.transcript.text for record in session.records if record.code == "transcript"}
    told: set[int] = set()
    for record in session.records:
        if record.code == "line":
            yield f"**Interviewer**{' (interrupts)' if record.kind == 'interruption' else ''}: {record.text}"
        elif record.code == "transcript" and record.turn not in told:
            told.add(record.turn)
            yield f"**Candidate**: {words[record.turn]}"


def page(folder: Path, sessions: Path, name: str) -> str:
    """The whole example."""
    loop: Loop = read_loop(folder)
    parts = [HEAD.format(seed=SEED, name=name), "```text\n" + welcome_lines(loop) + "\n```\n"]
    for one in loop.rounds:
        parts.append(f"## {who_lines(one)}\n")
        spoken = lines_of(sessions, loop.session_id(one.index) or "")
        parts += [textwrap.fill(line, 120, break_on_hyphens=False) + "\n" for line in spoken]
    debrief = debrief_of(loop)
    if debrief is None:
        raise SystemExit("the loop has no debrief")
    parts.append("## The debrief\n")
    parts.append("```text\n" + "\n".join(debrief_lines(debrief, forms_of(loop))) + "\n```")
    return "\n".join(parts) + "\n"


def main(arguments: list[str]) -> int:
    """Hold the loop and write the pages."""
    name = arguments[0] if arguments else "uneven"
    wishes = LoopWishes(compressed=True)
    with tempfile.TemporaryDirectory() as home:
        header = LoopHeader(
            loop_id="20261128-100000-demo",
            created_at=stamp(NOW),
            role=wishes.role,
            level=wishes.level,
            compressed=True,
            seed=SEED,
            mode="scripted",
        )
        folder = begin_loop(Path(home) / "loops", header, plan_loop(load_bank(), wishes, SEED), NOW)
        stage = CandidateStage(candidate(name), MiniLMJudge(level=wishes.level))
        Conductor(folder, Path(home) / "sessions", stage, load_rules(), now=lambda: NOW).run()
        text = page(folder, Path(home) / "sessions", name)
        loop = read_loop(folder)
        debrief = debrief_of(loop)
        assert debrief is not None, "page has looked"
        shown = debrief_page(debrief, forms_of(loop))
    (ROOT / "docs" / "example-loop.md").write_text(text, encoding="utf-8")
    (ROOT / "docs" / "example-debrief.html").write_text(shown, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
