"""Plays speech faster or slower at the same pitch: overlap-add with aligned windows (WSOLA, Verhelst & Roelands 1993)."""

from __future__ import annotations

import numpy as np

from audio.protocols import SAMPLE_RATE, Samples

WINDOW = int(0.03 * SAMPLE_RATE)
"""Samples of one window, 30 ms: two or three periods of a low voice."""
SEARCH = int(0.006 * SAMPLE_RATE)
"""Samples by which a window may be shifted to fit its predecessor, 6 ms: half a period at 83 Hz."""


def stretched(samples: Samples, speed: float) -> Samples:
    """`samples` at `speed` times the speed, at the same pitch.

    Args:
        samples: float32, shape (n_samples,), 16 kHz mono.
        speed: 2.0 halves the duration.

    Returns:
        float32, shape (about n_samples / speed,); the very same array at speed 1.

    Raises:
        ValueError: `speed` is not positive.
    """
    if speed <= 0:
        raise ValueError("speed must be positive")
    if speed == 1.0 or len(samples) < 2 * (WINDOW + SEARCH):
        return samples
    hop = WINDOW // 2
    fade = np.hanning(WINDOW + 1)[:WINDOW].astype(np.float32)  # at half-window hops these windows add up to one
    padded = np.concatenate([np.zeros(SEARCH, np.float32), samples, np.zeros(WINDOW + 2 * SEARCH + hop, np.float32)])
    count = int(len(samples) / speed / hop)
    out = np.zeros((count + 1) * hop + WINDOW, np.float32)
    follow = SEARCH  # where the previous window would go on by itself
    for index in range(count):
        target = int(index * hop * speed) + SEARCH
        around = padded[target - SEARCH : target + SEARCH + WINDOW]
        wanted = padded[follow : follow + WINDOW]
        shift = int(np.argmax(np.correlate(around, wanted, mode="valid"))) - SEARCH if index else 0
        start = target + shift
        out[index * hop : index * hop + WINDOW] += padded[start : start + WINDOW] * fade
        follow = min(start + hop, len(padded) - WINDOW)
    return out[: int(len(samples) / speed)]
