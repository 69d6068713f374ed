"""`interviewer practice --resume`: going on with a session that was cut off, in the mode in which it was begun."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from interviewer.config import Config, sessions_folder
from interviewer.errors import SessionError, UsageError


def refuse_plans(given: Mapping[str, object]) -> None:
    """A session that goes on has its plan.

    Raises:
        UsageError: an option that plans was given too.
    """
    for name, value in given.items():
        if value is not None and value is not False:
            raise UsageError(f"--resume goes on with what was planned; leave {name} out.")


def resumed(name: str, config: Config, *, text: bool, voice: Mapping[str, Any]) -> tuple[str, Any]:
    """Go on with a session; returns its id and the runner.

    Args:
        name: its id, the beginning of it, or `last`.
        config: which devices are used.
        text: whether text mode was asked for.
        voice: the fields of `VoiceOptions`, as the command line gives them.

    Raises:
        SessionError: there is no such session, or it cannot go on.
        UsageError: it was begun in another mode.
        VoiceError: it was spoken, and nothing can be heard here.
    """
    from interviewer.sessions.session_file import find_session, read_session  # noqa: PLC0415 - `--help` stays light

    session = read_session(find_session(sessions_folder(), name))
    mode = session.header.mode
    if mode == "text":
        from interviewer.practice import resume_text  # noqa: PLC0415

        if voice["files"] or voice["barge_in"]:
            raise UsageError("That session is a typed one; leave the options of a voice interview out.")
        return resume_text(session)
    if mode == "scripted":
        raise SessionError(f"The session {session.id} was scripted; nobody can go on with it.")
    if text:
        raise UsageError("That session is a spoken one; leave --text out.")
    from interviewer.resume_point import resume_point  # noqa: PLC0415
    from interviewer.voice.equipment import VoiceOptions, device_problem  # noqa: PLC0415
    from interviewer.voice.run import resume_voice  # noqa: PLC0415

    resume_point(session)  # whether it can go on at all comes before what is missing on this machine
    options = VoiceOptions(**voice)
    problem = device_problem(config, options.files)
    if problem is not None:
        raise problem
    return resume_voice(session, config, options)
