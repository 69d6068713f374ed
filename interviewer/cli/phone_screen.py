"""`interviewer phone-screen`: one or two calls, and whether they lead on to the loop."""

from __future__ import annotations

from typing import Annotated

import typer

from interviewer.cli.loop import (
    BargeIn,
    Compressed,
    CvFile,
    Feedback,
    JobFile,
    LevelOption,
    Model,
    OneRound,
    Pack,
    Realtime,
    Role,
    Seed,
    Strict,
    Text,
    Voice,
)
from interviewer.errors import UsageError


def phone_screen(
    rounds: Annotated[int, typer.Option("--rounds", metavar="N", help="One call or two.")] = 1,
    role: Role = "applied-scientist",
    level: LevelOption = "L5",
    compressed: Compressed = False,
    strict_timing: Strict = False,
    text: Text = False,
    voice: Voice = False,
    realtime: Realtime = False,
    seed: Seed = None,
    cv: CvFile = None,
    job: JobFile = None,
    pack: Pack = None,
    one_round: OneRound = False,
    feedback: Feedback = False,
    model: Model = None,
    barge_in: BargeIn = False,
) -> int:
    """Take the technical phone screen that comes before the loop; `interviewer loop resume` goes on with one.

    Example: interviewer phone-screen --compressed --level L5
    """
    from interviewer.cli.loop_run import Options, begin, conduct  # noqa: PLC0415 - `--help` stays light

    if not 1 <= rounds <= 2:
        raise UsageError("--rounds takes 1 or 2.")
    options = Options(text, voice, realtime, one_round, feedback, strict_timing, model, barge_in, cv, job)
    wishes = {"role": role, "level": level, "compressed": compressed, "kind": "phone-screen", "rounds": rounds}
    return conduct(begin(options, wishes, seed, pack or []), options, welcome=True)
