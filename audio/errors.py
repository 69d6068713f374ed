"""What can go wrong with sound; each message says what happened and what to do, in one line."""


class AudioError(Exception):
    """Base of the errors of this package."""


class AudioFileError(AudioError):
    """A file that holds no usable audio."""


class DeviceError(AudioError):
    """A microphone or loudspeaker that cannot be used."""


class SynthesisError(AudioError):
    """A line that could not be spoken."""


class TranscriptionError(AudioError):
    """Speech that could not be recognised."""


class ModelMissingError(TranscriptionError):
    """The weights of the recogniser are not on this machine."""
