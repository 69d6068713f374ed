"""The errors a user can meet; each message is one line that says what happened and what to do."""


class InterviewerError(Exception):
    """Base: the work could not be done (exit code 1)."""


class UsageError(InterviewerError):
    """The command was given something it cannot work with (exit code 2)."""


class SessionError(InterviewerError):
    """A session that cannot be read or written."""
