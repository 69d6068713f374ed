"""Opening and closing sound streams: what the microphone and the loudspeaker have in common."""

from __future__ import annotations

import threading
from typing import Any

from audio.devices import before_refresh, load_sounddevice
from audio.errors import DeviceError
from audio.protocols import SAMPLE_RATE

_portaudio = threading.RLock()
"""PortAudio allows one thread at a time to open, start or close a stream."""

_open: set[Any] = set()
"""The streams that are open. Closing one twice, or after PortAudio was started again, reads memory that is gone."""

_BUSY_S = 0.05
"""Seconds to wait for another thread that is opening a stream, which can take two."""

_CHECK = "see `interviewer doctor` for the devices there are"


def stream_format(device: str | int | None, *, output: bool) -> tuple[int, int]:
    """The (rate in Hertz, channels) to open a device with: 16 kHz mono if it takes that, else its own.

    Raises:
        DeviceError: there is no such device, or it takes no format that we have.
    """
    sounddevice = load_sounddevice()
    kind = "output" if output else "input"
    check = sounddevice.check_output_settings if output else sounddevice.check_input_settings
    try:
        own_rate_hz = int(sounddevice.query_devices(device, kind)["default_samplerate"])
    except (ValueError, sounddevice.PortAudioError) as error:
        raise DeviceError(f"The {kind} device {device or 'default'} is not there ({error}): {_CHECK}.") from error
    reason: Exception | None = None
    for rate_hz, channels in ((SAMPLE_RATE, 1), (own_rate_hz, 1), (SAMPLE_RATE, 2), (own_rate_hz, 2)):
        try:
            check(device=device, channels=channels, dtype="float32", samplerate=rate_hz)
        except (ValueError, sounddevice.PortAudioError) as error:
            reason = error
        else:
            return rate_hz, channels
    raise DeviceError(f"The {kind} device {device or 'default'} cannot be used ({reason}): {_CHECK}.")


def open_stream(class_name: str, **settings: object) -> Any:
    """A running `sounddevice.InputStream` or `OutputStream` with these settings.

    Raises:
        DeviceError: the device cannot be opened or started; nothing stays open.
    """
    sounddevice = load_sounddevice()
    try:
        with _portaudio:
            stream = getattr(sounddevice, class_name)(dtype="float32", **settings)
            try:
                stream.start()
            except sounddevice.PortAudioError:
                stream.close()
                raise
            _open.add(stream)
    except (ValueError, sounddevice.PortAudioError) as error:
        device = "microphone" if class_name == "InputStream" else "loudspeaker"
        raise DeviceError(f"The {device} cannot be opened ({error}): is another program using it?") from error
    return stream


def close_stream(stream: Any) -> None:
    """Close at once, throwing away what has not been heard; a device that is gone is closed too, a closed one stays."""
    with _portaudio:
        if stream in _open:
            _open.discard(stream)
            stream.close()


def is_running(stream: Any) -> bool:
    """Whether a stream is open and its device still takes or gives sound; yes while another is being opened."""
    if not _portaudio.acquire(timeout=_BUSY_S):
        return True
    try:
        return stream in _open and bool(stream.active)
    finally:
        _portaudio.release()


def _close_all() -> None:
    for stream in tuple(_open):
        close_stream(stream)


before_refresh(_close_all)
