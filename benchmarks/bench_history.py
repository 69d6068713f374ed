"""How long it takes to look back over 200 sessions: the history, the stories in it, the progress, and its page.

Usage: python -m benchmarks.bench_history

The baseline is what nobody can do without: reading the files and parsing their JSON, in the same run.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

SESSIONS = 200
_RUNS = 3
_KINDS = ("strong", "rambling", "over_time", "coding_talk")


def made_sessions(folder: Path) -> Path:
    """A folder with golden sessions, one a day, in turn."""
    from interviewer.sessions.session_file import FILE_NAME
    from tests.golden.build import build

    texts = {name: (build(folder / "golden", name) / FILE_NAME).read_text(encoding="utf-8") for name in _KINDS}
    first = dt.datetime(2026, 1, 1, 9, tzinfo=dt.UTC)
    for number in range(SESSIONS):
        name, day = _KINDS[number % len(_KINDS)], first + dt.timedelta(days=number)
        session_id = f"{day:%Y%m%d-%H%M%S}-{number:04x}"
        text = texts[name].replace(f"golden-{name}", session_id)
        text = re.sub(r'"created_at":"[^"]*"', f'"created_at":"{day.isoformat()}"', text, count=1)
        (folder / "sessions" / session_id).mkdir(parents=True)
        (folder / "sessions" / session_id / FILE_NAME).write_text(text, encoding="utf-8")
    return folder / "sessions"


def measure() -> dict[str, float]:
    """Seconds of each step (medians), and how many times as long as the baseline all of it takes."""
    from interviewer.history.history import load_history
    from interviewer.progress.pages import progress_page
    from interviewer.progress.progress import build_progress
    from interviewer.stories.match import background, known_size
    from interviewer.stories.stories import StoryFile, story_views

    now = dt.datetime(2026, 8, 1, tzinfo=dt.UTC)
    background()
    with tempfile.TemporaryDirectory() as folder:
        sessions = made_sessions(Path(folder))
        history = load_history(sessions)
        views = story_views(StoryFile(), history.takes)
        progress = build_progress(history, views, now)

        def tell() -> None:
            known_size.cache_clear()
            story_views(StoryFile(), history.takes)

        result = {
            "sessions": SESSIONS,
            "answers": len(history.takes),
            "baseline_json_s": _seconds(lambda: _parse(sessions)),
            "history_s": _seconds(lambda: load_history(sessions)),
            "stories_s": _seconds(tell),
            "progress_s": _seconds(lambda: build_progress(history, views, now)),
            "page_s": _seconds(lambda: progress_page(progress, now)),
            "page_kb": len(progress_page(progress, now)) / 1000,
        }
    parts = ("history_s", "stories_s", "progress_s", "page_s")
    return {**result, "times_the_baseline": sum(result[part] for part in parts) / result["baseline_json_s"]}


def _parse(sessions: Path) -> None:
    for path in sessions.glob("*/session.jsonl"):
        for line in path.read_text(encoding="utf-8").splitlines():
            json.loads(line)


def _seconds(work: Callable[[], object]) -> float:
    times = []
    for _ in range(_RUNS):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def main() -> None:
    """Print a table to stderr and JSON to stdout."""
    result = {name: round(value, 3) for name, value in measure().items()}
    for name, value in result.items():
        print(f"{name:<20} {value:>10.3f}", file=sys.stderr)
    print(json.dumps(result))


if __name__ == "__main__":
    main()
