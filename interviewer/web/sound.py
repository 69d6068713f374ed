"""The recordings of a session for a page: their peaks for the waveform, and the files or data that the page plays."""

from __future__ import annotations

import base64
import io
import logging
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import numpy as np
import soundfile

from audio.samples import LONGEST_FILE_S
from interviewer.errors import InterviewerError
from interviewer.sessions.session_file import Session

log = logging.getLogger(__name__)

MOST_PEAKS = 480
"""Bars of one waveform: on a wide screen one every two pixels."""
FEWEST_S = 0.05
"""Seconds that one bar covers at least."""


class PageError(InterviewerError):
    """The page or a file beside it cannot be written."""


@dataclass(frozen=True, slots=True)
class Clip:
    """One recording as the page needs it."""

    duration_s: float
    peaks: tuple[int, ...]
    """Loudest sample of each equal stretch, 0 to 100."""
    src: str = ""
    """What the audio element plays: a relative address or a data URI."""


def read_clip(path: Path) -> Clip | None:
    """Length and peaks of a recording; None where it cannot be read, which is no reason to have no page."""
    try:
        with soundfile.SoundFile(path) as sound:
            frames, rate_hz = sound.frames, sound.samplerate
            if frames <= 0 or rate_hz <= 0 or frames > LONGEST_FILE_S * rate_hz:
                return None
            duration_s = frames / rate_hz
            count = max(1, min(MOST_PEAKS, round(duration_s / FEWEST_S)))
            size = -(-frames // count)
            loudest = [float(np.max(np.abs(block), initial=0.0)) for block in sound.blocks(size, dtype="float32")]
    except (soundfile.LibsndfileError, OSError, TypeError):
        log.warning("%s cannot be read as sound", path.name)
        return None
    finite = np.nan_to_num(np.array(loudest), nan=0.0, posinf=1.0)
    top = max(0.05, float(finite.max()))  # a quiet recording is drawn larger, silence is not
    return Clip(duration_s, tuple(int(value) for value in np.rint(100 * np.minimum(1.0, finite / top))))


def placed(session: Session, name: str, page: Path, *, embed: bool) -> str:
    """Where the page finds a recording: made beside the page where it is not there yet, or inside the address itself.

    Args:
        session: that the recording belongs to.
        name: of the recording; it has been read before.
        page: the file that the page is written to.
        embed: put the sound into the address (Ogg Vorbis, a seventh of the size) instead of a file beside the page (FLAC,
            every sample as it was recorded).

    Raises:
        PageError: the file cannot be written.
    """
    source = session.audio(name)
    assert source is not None
    if embed:
        return "data:audio/ogg;base64," + base64.b64encode(_packed(source)).decode()
    if page.parent.resolve() == session.folder.resolve():
        return quote(name)
    folder = page.with_name(f"{page.stem}-audio")
    target = folder / f"{Path(name).stem}.flac"
    try:
        folder.mkdir(exist_ok=True)
        samples, rate_hz = soundfile.read(source, dtype="int16")
        soundfile.write(target, samples, rate_hz, format="FLAC", subtype="PCM_16")
    except (OSError, soundfile.LibsndfileError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise PageError(
            f"The recording beside the page cannot be written to {target}: {reason}. Choose another folder."
        ) from error
    return f"{quote(folder.name)}/{quote(target.name)}"


def _packed(source: Path) -> bytes:
    """Ogg Vorbis: Opus is smaller still, and takes libsndfile five times as long."""
    samples, rate_hz = soundfile.read(source, dtype="float32")
    packed = io.BytesIO()
    soundfile.write(packed, samples, rate_hz, format="OGG", subtype="VORBIS")
    return packed.getvalue()
