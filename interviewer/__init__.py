"""The interview itself: the machine, sessions, feedback and the command line."""

__version__ = "0.1.0"
