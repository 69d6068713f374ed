"""Microphones and loudspeakers: which there are, and a way to say why there are none."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

from audio.errors import DeviceError

_to_do_before_refresh: list[Callable[[], None]] = []

_REMEDY = "on Debian or Ubuntu `sudo apt install libportaudio2`, then `pip install sounddevice`"


@dataclass(frozen=True, slots=True)
class Device:
    """One sound device."""

    index: int
    """Its number in the present list; may change with `refresh`."""
    name: str
    host: str
    """The system it is reached by (ALSA, Core Audio)."""
    inputs: int
    """Channels it can record."""
    outputs: int
    """Channels it can play."""
    rate_hz: int
    """Its own sample rate."""


@dataclass(frozen=True, slots=True)
class DeviceList:
    """What is there, or why nothing is."""

    devices: tuple[Device, ...]
    reason: str | None = None
    """One sentence with a remedy where `devices` is empty."""


def list_devices() -> DeviceList:
    """The sound devices as of the start of the process or the last `refresh`; never raises."""
    try:
        sounddevice = load_sounddevice()
        hosts = [host["name"] for host in sounddevice.query_hostapis()]
        devices = tuple(_device(raw, hosts) for raw in sounddevice.query_devices())
    except DeviceError as error:
        return DeviceList((), str(error))
    except Exception as error:  # noqa: BLE001  PortAudio raises what it likes; a doctor reports it
        return DeviceList((), f"The sound devices cannot be listed ({error}): restart the sound server.")
    if not devices:
        return DeviceList((), "There are no sound devices: connect a headset, or interview in text mode (--text).")
    return DeviceList(devices)


def before_refresh(close: Callable[[], None]) -> None:
    """Have `close` called before PortAudio is started again: a stream that is open then can never be closed."""
    _to_do_before_refresh.append(close)


def refresh() -> DeviceList:
    """Look again: PortAudio freezes its list when it starts. Every open stream ends; never raises."""
    try:
        sounddevice = load_sounddevice()
        for close in _to_do_before_refresh:
            close()
        with _quiet_stderr():
            sounddevice._terminate()  # noqa: SLF001  the only way there is
            sounddevice._initialize()  # noqa: SLF001
    except DeviceError as error:
        return DeviceList((), str(error))
    except Exception as error:  # noqa: BLE001
        return DeviceList((), f"The sound system cannot be started again ({error}): restart the program.")
    return list_devices()


def find_input(name: str | int) -> Device | None:
    """The microphone with this number or, ignoring case, this in its name; an exact name wins. None if none has."""
    return _find(name, [device for device in list_devices().devices if device.inputs])


def find_output(name: str | int) -> Device | None:
    """The loudspeaker with this number or, ignoring case, this in its name; an exact name wins. None if none has."""
    return _find(name, [device for device in list_devices().devices if device.outputs])


def default_input() -> Device | None:
    """The system's microphone, or None."""
    return _default(0)


def default_output() -> Device | None:
    """The system's loudspeaker, or None."""
    return _default(1)


def load_sounddevice() -> Any:
    """The module `sounddevice`, imported when first needed: importing it starts PortAudio.

    Raises:
        DeviceError: it, or the library PortAudio, is not installed.
    """
    try:
        with _quiet_stderr():
            import sounddevice  # noqa: PLC0415  starts PortAudio
    except (ImportError, OSError) as error:
        raise DeviceError(f"Sound is not available ({error}): {_REMEDY}.") from error
    except Exception as error:
        raise DeviceError(f"The sound system cannot be started ({error}): restart the sound server.") from error
    return sounddevice


def _default(direction: int) -> Device | None:
    """The default device for input (0) or output (1)."""
    with suppress(Exception):
        index = load_sounddevice().default.device[direction]
        candidates = [device for device in list_devices().devices if (device.inputs, device.outputs)[direction]]
        return next((device for device in candidates if device.index == index), None)
    return None


def _find(name: str | int, devices: list[Device]) -> Device | None:
    if isinstance(name, int) or name.isdecimal():
        return next((device for device in devices if device.index == int(name)), None)
    wanted = name.casefold()
    exact = [device for device in devices if device.name.casefold() == wanted]
    return next(iter(exact + [device for device in devices if wanted in device.name.casefold()]), None)


def _device(raw: dict[str, Any], hosts: list[str]) -> Device:
    return Device(
        index=raw["index"],
        name=raw["name"],
        host=hosts[raw["hostapi"]],
        inputs=raw["max_input_channels"],
        outputs=raw["max_output_channels"],
        rate_hz=int(raw["default_samplerate"]),
    )


@contextmanager
def _quiet_stderr() -> Iterator[None]:
    """Send file descriptor 2 nowhere for a moment: ALSA complains there about every device it does not find."""
    try:
        saved, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    except OSError:
        yield
        return
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(saved, 2)
        os.close(saved)
        os.close(nowhere)
