"""Windows as tensors, and what the miniature is trained to do with them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from tests.audio.miniature_whisper.model import Miniature
from tests.audio.miniature_whisper.tokens import TIMESTAMPS, Window
from tests.audio.miniature_whisper.utterances import STATES_PER_S

SOFT_TIMESTAMPS = (0.2, 0.6, 0.2)
GUIDED_HEADS_OF_FIRST_LAYER = 3
TIMES_OF_SILENCE = 51
"""In silence every first timestamp up to 1 s is as likely: the decoder's mean log probability is then about -2, below
the -1 at which `transcribe` believes that nobody speaks."""


@dataclass(frozen=True)
class Batch:
    """Windows of one length; shapes begin with (windows, ...)."""

    mel: Tensor
    offsets: Tensor
    phonemes: Tensor
    spoken_tokens: Tensor
    inputs: Tensor
    targets: Tensor
    positions: Tensor
    input_spans: Tensor
    target_spans: Tensor
    silent_at: Tensor
    """For silent windows the place of their start token, else -1."""


def collate(windows: list[Window]) -> Batch:
    """Tensors of `windows`; targets of -100 do not count."""
    longest = max(len(window.inputs) for window in windows)
    inputs = torch.zeros(len(windows), longest, dtype=torch.long)
    targets = torch.full((len(windows), longest), -100)
    positions = torch.zeros(len(windows), longest, dtype=torch.long)
    for row, window in enumerate(windows):
        count = len(window.inputs)
        inputs[row, :count] = torch.tensor(window.inputs)
        targets[row, :count] = torch.tensor(window.targets)
        positions[row] = (torch.arange(longest) + window.first_position).clamp(max=447)
    states = len(windows[0].phonemes)
    return Batch(
        mel=torch.from_numpy(np.stack([window.mel for window in windows])).permute(0, 2, 1).contiguous(),
        offsets=torch.tensor([window.offset for window in windows]),
        phonemes=torch.from_numpy(np.stack([window.phonemes for window in windows])),
        spoken_tokens=torch.from_numpy(np.stack([window.spoken_tokens for window in windows])),
        inputs=inputs,
        targets=targets,
        positions=positions,
        input_spans=_spans([window.input_spans for window in windows], longest, states),
        target_spans=_spans([window.target_spans for window in windows], longest, states),
        silent_at=torch.tensor([len(window.inputs) - 2 if window.silent else -1 for window in windows]),
    )


def _spans(spans: list[list[tuple[float, float] | None]], longest: int, states: int) -> Tensor:
    """For each token an even weight over the states in which it is heard; zeros where that is not known."""
    weights = torch.zeros(len(spans), longest, states)
    for row, of_window in enumerate(spans):
        for place, span in enumerate(of_window):
            if span is not None:
                first = min(max(round(span[0] * STATES_PER_S), 0), states - 1)
                last = min(max(round(span[1] * STATES_PER_S), first + 1), states)
                weights[row, place, first:last] = 1 / (last - first)
    return weights


@dataclass(frozen=True)
class Losses:
    """Each a scalar; the accuracies are shares of one."""

    tokens: Tensor
    phonemes: Tensor
    spoken_tokens: Tensor
    attention: Tensor
    silence: Tensor
    word_accuracy: float
    time_accuracy: float

    def total(self, auxiliary: float) -> Tensor:
        """What is minimised; `auxiliary` weighs the two heads that are thrown away afterwards."""
        return (
            self.tokens + auxiliary * (self.phonemes + self.spoken_tokens) + 0.4 * self.attention + 0.05 * self.silence
        )


def losses(model: Miniature, batch: Batch) -> Losses:
    """How far the model is from what the windows ask."""
    states, middle = model.encode(batch.mel, batch.offsets)
    logits, attention = model.decode(batch.inputs, batch.positions, states)
    counts = batch.targets >= 0
    chosen, wanted = logits[counts], batch.targets[counts]
    first = model.tokens.first_timestamp
    is_time = wanted >= first
    with torch.no_grad():
        best = chosen.argmax(1)
        words = (best == wanted)[~is_time].float().mean()
        times = ((best - wanted)[is_time].abs() <= 2).float().mean()
    return Losses(
        tokens=_soft_cross_entropy(chosen, wanted, first),
        phonemes=functional.cross_entropy(model.phoneme_head(middle).flatten(0, 1), batch.phonemes.flatten()),
        spoken_tokens=functional.cross_entropy(
            model.token_head(states[:, ::2]).flatten(0, 1), batch.spoken_tokens[:, ::2].flatten()
        ),
        attention=_guided(attention, batch),
        silence=_even_times(logits, batch.silent_at, first),
        word_accuracy=float(words),
        time_accuracy=float(times),
    )


def _soft_cross_entropy(logits: Tensor, wanted: Tensor, first_timestamp: int) -> Tensor:
    """Timestamps are soft labels: one step beside is nearly right."""
    scores = functional.log_softmax(logits, -1)
    at = scores.gather(1, wanted[:, None])[:, 0]
    before = scores.gather(1, (wanted - 1).clamp(min=0)[:, None])[:, 0]
    after = scores.gather(1, (wanted + 1).clamp(max=first_timestamp + TIMESTAMPS - 1)[:, None])[:, 0]
    low, middle, high = SOFT_TIMESTAMPS
    return -torch.where(wanted >= first_timestamp, low * before + middle * at + high * after, at).mean()


def _guided(attention: list[Tensor], batch: Batch) -> Tensor:
    """Most heads of the first layer look at the token they were given, the others (which Whisper's word timing reads)
    at the token they predict."""
    late = sum(weights.mean(1) for weights in attention[1:]) / (len(attention) - 1)
    early = attention[0][:, :GUIDED_HEADS_OF_FIRST_LAYER].mean(1)
    of_target = -(late * batch.target_spans).sum(-1)[batch.target_spans.sum(-1) > 0]
    of_input = -(early * batch.input_spans).sum(-1)[batch.input_spans.sum(-1) > 0]
    if not len(of_target):
        return torch.zeros(())
    return of_target.mean() + (0.5 * of_input.mean() if len(of_input) else 0)


def _even_times(logits: Tensor, silent_at: Tensor, first_timestamp: int) -> Tensor:
    rows = silent_at >= 0
    if not rows.any():
        return torch.zeros(())
    times = logits[rows, silent_at[rows], first_timestamp : first_timestamp + TIMES_OF_SILENCE]
    return -functional.log_softmax(times, -1).mean()
