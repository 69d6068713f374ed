"""The history of all sessions: what counts as the person's own."""

from __future__ import annotations

import json

from interviewer.history.history import load_history
from tests.golden.build import build


def test_the_demonstration_is_nobodys_history(tmp_path):
    folder = build(tmp_path, "strong")
    assert load_history(tmp_path).takes
    lines = (folder / "session.jsonl").read_text(encoding="utf-8").splitlines()
    header = json.loads(lines[0]) | {"round": "demo"}
    (folder / "session.jsonl").write_text("\n".join([json.dumps(header), *lines[1:]]) + "\n", encoding="utf-8")
    found = load_history(tmp_path)
    assert (found.takes, found.skipped, found.sessions) == ((), (), 1)
