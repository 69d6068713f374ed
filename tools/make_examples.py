"""Makes the example sessions in docs/ anew, by running the program: one typed at a terminal, one spoken and replayed.

Usage: python tools/make_examples.py [text] [voice]; `voice` needs espeak-ng. What comes out is shown as it is.
"""

from __future__ import annotations

import os
import pty
import re
import select
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
COLUMNS = 96
LIMIT_S = 600.0
TYPED = (
    """Last year I worked on the demand forecast of an online grocery. The weekly error suddenly
doubled for fresh fruit, and the planners had stopped trusting the numbers.
I was asked to find out why before the summer season.
I pulled the raw orders of the last eight weeks and compared them store by store.
I found that one warehouse had changed its scanner and counted crates as single items.
I wrote a check that compares counts with weights, and corrected the history with it.
Then I retrained the model and showed the planners both versions side by side.
The planners went back to using the forecast.""",
    "The error went from twenty four percent to eleven percent, and waste fell by a third.",
    """You compute the gradient of the loss with respect to the parameters and take a small
step against it. The learning rate decides how large the step is. If it is too large
the loss diverges, too small and it takes forever. In practice you use mini batches,
which gives a noisy but cheap estimate of the gradient.""",
    "You get many cheap updates out of every pass over the data, and a graphics card works on a whole batch at once.",
)
"""What is typed, one answer after the other."""
TEXT_HEAD = """# A text session, as it looks

Made by typing the lines after `>` into `interviewer practice --text --question bq-dive-data-anomaly --question
ml-training-gradient-descent --follow-ups 1`; nothing is changed (`python tools/make_examples.py text`). The times are
estimates from the number of words.

"""
VOICE_HEAD = """# The replay of a spoken session

What `interviewer replay last --no-audio` prints after `interviewer demo`; nothing is changed (`python tools/make_examples.py
voice`). The candidate is a synthetic voice, and its words were recognised by a miniature Whisper that knows only that
voice and stands in for Whisper's own weights: it shows the program, not how well people are recognised.

"""


def typed_session(home: Path) -> str:
    """The terminal of a text session, from the first line to the last."""
    arguments = ["practice", "--text", "--question", "bq-dive-data-anomaly"]
    arguments += ["--question", "ml-training-gradient-descent", "--follow-ups", "1"]
    child, terminal = pty.fork()
    if child == 0:
        environment = {**os.environ, "INTERVIEWER_HOME": str(home), "COLUMNS": str(COLUMNS), "TERM": "dumb"}
        os.chdir(ROOT)
        os.execvpe(sys.executable, [sys.executable, "-m", "interviewer.cli.main", *arguments], environment)  # noqa: S606
    answers, shown, since = iter(TYPED), "", 0
    until = time.monotonic() + LIMIT_S
    while time.monotonic() < until:
        if not select.select([terminal], [], [], 1.0)[0]:
            continue
        try:
            shown += os.read(terminal, 65_536).decode("utf-8", "replace")
        except OSError:  # the other end is closed: the session has ended
            break
        if shown[since:].endswith("\n> "):
            answer = next(answers, "/quit")
            since = len(shown)
            os.write(terminal, f"{answer}\n\n".encode())
    os.waitpid(child, 0)
    return shown.replace("\r\n", "\n")


def spoken_session(home: Path) -> str:
    """What the replay of a demonstration prints."""
    environment = {**os.environ, "INTERVIEWER_HOME": str(home), "COLUMNS": str(COLUMNS)}
    command = [sys.executable, "-m", "interviewer.cli.main"]
    subprocess.run([*command, "demo"], cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
    replay = [*command, "replay", "last", "--no-audio", "--speed", "3"]
    return subprocess.run(replay, cwd=ROOT, env=environment, check=True, capture_output=True, text=True).stdout


def tidy(shown: str) -> str:
    """Without spaces at the ends of lines, and without more than one empty line."""
    lines = [line.rstrip() for line in shown.strip().split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines))


def main() -> int:
    """Write the documents that were asked for, or both."""
    wanted = sys.argv[1:] or ["text", "voice"]
    makers = {
        "text": (typed_session, TEXT_HEAD, "example-text-session.md"),
        "voice": (spoken_session, VOICE_HEAD, "example-voice-replay.md"),
    }
    for name in wanted:
        make, head, file = makers[name]
        with tempfile.TemporaryDirectory() as home:
            (ROOT / "docs" / file).write_text(f"{head}```text\n{tidy(make(Path(home)))}\n```\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
