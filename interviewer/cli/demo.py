"""`interviewer demo`: see an interview without taking part in it."""

from __future__ import annotations

from typing import Annotated

import typer


def demo(
    silent: Annotated[bool, typer.Option("--silent", help="Without sound, faster than real time.")] = False,
) -> int:
    """Watch a synthetic candidate answer two questions; needs no microphone and downloads nothing.

    Takes a minute without a loudspeaker and two and a half with one. The session can be replayed and reviewed.

    Example: interviewer demo
    """
    from interviewer.cli.practice import report  # noqa: PLC0415 - `--help` stays light
    from interviewer.config import load_config  # noqa: PLC0415
    from interviewer.demo.run import run_demo  # noqa: PLC0415

    return report(*run_demo(load_config(), silent=silent))
