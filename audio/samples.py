"""Samples themselves: reading a sound file, measuring loudness, converting to and from 16-bit PCM."""

from __future__ import annotations

from math import log10
from pathlib import Path
from typing import BinaryIO

import numpy as np
import soundfile
import soxr

from audio.errors import AudioFileError
from audio.protocols import SAMPLE_RATE, Samples

SILENCE_DBFS = -120.0
"""What `rms_dbfs` says of digital silence; below the noise of 16 bits (-98 dBFS)."""

LONGEST_FILE_S = 4 * 3600
"""Seconds. A longer file is refused: an interview takes one hour, and four fill 920 MB of memory."""

_SOUND = 0.002
"""Amplitude that can be heard at an ordinary volume: -54 dBFS."""
_LEAD_S = 0.005
"""Seconds left before a line: espeak-ng's lines are heard within 3 ms of their first sample (measured), and each more is waited for."""
_TAIL_S = 0.02
"""Seconds left behind a line, so that no soft end is cut."""
_BLOCK_S = 10
_FULL_SCALE = 32768.0
"""Steps of 16-bit sound from 0 to 1, as libsndfile counts them: a file read by it gives the very samples written."""


def load_audio(path: str | Path) -> Samples:
    """Read a sound file of any rate and any number of channels (WAV, FLAC, OGG, MP3, AIFF).

    Args:
        path: a regular file.

    Returns:
        float32, shape (n_samples,), 16 kHz mono, in -1..1; NaN and infinities are replaced by 0.

    Raises:
        AudioFileError: it is missing, not readable, no sound file, empty, or longer than LONGEST_FILE_S.
    """
    path = Path(path)
    if path.is_dir():
        raise AudioFileError(f"{path} is a folder: name one sound file in it.")
    if not path.exists():
        raise AudioFileError(f"{path} does not exist: check the path.")
    if not path.is_file():
        raise AudioFileError(f"{path} is not a regular file: copy the sound to a file first.")
    try:
        with path.open("rb") as file:
            samples = _read(file, path)
    except OSError as error:
        raise AudioFileError(f"{path} cannot be read ({error.strerror or error}): check its permissions.") from error
    if not len(samples):
        raise AudioFileError(f"{path} holds no sound: record it again.")
    return samples


def _read(file: BinaryIO, path: Path) -> Samples:
    """Decode an open file block by block, so that only the result is held in memory."""
    try:
        with soundfile.SoundFile(file) as sound:
            _check_length(sound, path)
            resampler = soxr.ResampleStream(sound.samplerate, SAMPLE_RATE, 1, dtype="float32", quality="HQ")
            blocks = [
                resampler.resample_chunk(to_mono(block))
                for block in sound.blocks(blocksize=_BLOCK_S * sound.samplerate, dtype="float32", always_2d=True)
            ]
            blocks.append(resampler.resample_chunk(np.zeros(0, np.float32), last=True))
    except (soundfile.LibsndfileError, TypeError) as error:  # TypeError: a file named .raw
        raise AudioFileError(
            f"{path} is not a sound file that can be read: convert it to WAV, FLAC, OGG or MP3 first."
        ) from error
    samples: Samples = np.clip(np.concatenate(blocks), -1.0, 1.0, dtype=np.float32)
    return samples


def _check_length(sound: soundfile.SoundFile, path: Path) -> None:
    if sound.samplerate <= 0 or sound.frames > LONGEST_FILE_S * sound.samplerate:
        raise AudioFileError(f"{path} is longer than {LONGEST_FILE_S // 3600} hours: cut it into shorter files.")


def to_mono(block: Samples) -> Samples:
    """The mean over the channels of a block of shape (n_samples, n_channels), NaN and infinities replaced by 0."""
    clean: Samples = np.nan_to_num(block, nan=0.0, posinf=0.0, neginf=0.0)
    mono: Samples = clean.mean(axis=1, dtype=np.float32)
    return mono


def to_pcm16(samples: Samples) -> bytes:
    """Little-endian 16-bit PCM; what lies outside -1..1 is clipped, NaN becomes 0."""
    clean: Samples = np.nan_to_num(np.asarray(samples, np.float32), nan=0.0, posinf=1.0, neginf=-1.0)
    return bytes(np.clip(np.rint(clean * _FULL_SCALE), -_FULL_SCALE, _FULL_SCALE - 1).astype("<i2").tobytes())


def from_pcm16(data: bytes) -> Samples:
    """The samples of little-endian 16-bit PCM: the inverse of `to_pcm16` to within half a step."""
    return np.frombuffer(data, "<i2").astype(np.float32) / np.float32(_FULL_SCALE)


def rms_dbfs(samples: Samples) -> float:
    """Loudness in dB relative to full scale: 0 for a full square wave, SILENCE_DBFS for silence or no samples."""
    if not len(samples):
        return SILENCE_DBFS
    power = float(np.mean(np.square(samples, dtype=np.float64)))
    return max(SILENCE_DBFS, 10 * log10(power)) if power > 0 else SILENCE_DBFS


def silence(duration_s: float) -> Samples:
    """Digital silence of `duration_s` seconds."""
    return np.zeros(round(duration_s * SAMPLE_RATE), np.float32)


def without_silence_around(samples: Samples) -> Samples:
    """A spoken line without the silence that a voice puts before and behind it: 0.25 s of espeak's that nobody needs.

    Returns:
        The part from just before the first sound to just behind the last; all of it where there is no sound.
    """
    sound = np.flatnonzero(np.abs(samples) > _SOUND)
    if not len(sound):
        return samples
    lead, tail = round(_LEAD_S * SAMPLE_RATE), round(_TAIL_S * SAMPLE_RATE)
    return samples[max(0, int(sound[0]) - lead) : int(sound[-1]) + 1 + tail]
