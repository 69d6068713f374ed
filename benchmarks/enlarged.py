"""A small Whisper inside a network of base.en's size: it decodes the same words, at the cost of a real model.

The state of every layer is repeated, which leaves means and variances as they are and so every layer norm too; heads,
layers and hidden units that the small model lacks are there and contribute zero. So the texts, and with them the number
of tokens, windows and seeks, are real, and the arithmetic is that of a large model.
"""

from __future__ import annotations

import torch
from torch import Tensor
from whisper.model import ModelDimensions, Whisper

WIDTH, HEADS, LAYERS = 512, 8, 6
"""Of base.en; the width becomes the nearest multiple of the small model's."""


def enlarged(small: Whisper) -> Whisper:
    """The same function by a network of at least HEADS heads and LAYERS layers, and about WIDTH wide."""
    old = small.dims
    copies = max(1, round(WIDTH / old.n_audio_state))
    width = old.n_audio_state * copies
    dims = ModelDimensions(
        n_mels=old.n_mels, n_audio_ctx=old.n_audio_ctx, n_audio_state=width, n_audio_head=HEADS, n_audio_layer=LAYERS,
        n_vocab=old.n_vocab, n_text_ctx=old.n_text_ctx, n_text_state=width, n_text_head=HEADS, n_text_layer=LAYERS,
    )  # fmt: skip
    large = Whisper(dims).eval()
    weights = {
        name: torch.ones_like(target) if name.endswith("_ln.weight") else torch.zeros_like(target)
        for name, target in large.state_dict().items()
    }
    scale = ((width // HEADS) / (old.n_audio_state // old.n_audio_head)) ** 0.25  # Whisper scales queries and keys
    for name, value in small.state_dict().items():
        fitted = _fitted(name, value.float(), copies, old.n_audio_head, width // HEADS)
        fitted = fitted * scale if ".query." in name or ".key." in name else fitted
        weights[name] = _padded(fitted, weights[name].shape)
    for name in ("decoder.ln.weight", "decoder.ln.bias"):
        weights[name] = weights[name] / copies  # each token's score is summed over the copies
    large.load_state_dict(weights)
    heads = torch.zeros(LAYERS, HEADS, dtype=torch.bool)
    for layer, head in small.alignment_heads.indices().T.tolist():
        heads[layer, head] = True
    large.register_buffer("alignment_heads", heads.to_sparse(), persistent=False)
    return large


def _fitted(name: str, value: Tensor, copies: int, heads: int, head_width: int) -> Tensor:
    """One weight, as wide as the state where it reads or writes the state."""
    if "embedding" in name:
        return value.repeat(1, copies)
    attention = any(part in name for part in (".query.", ".key.", ".value."))
    reads = attention or ".mlp.0." in name or "conv2" in name
    writes = not attention and ".mlp.0." not in name
    if reads and value.ndim > 1:
        value = value.repeat(1, copies, *[1] * (value.ndim - 2)) / copies
    if attention:
        return _spread(value, heads, head_width, 0)
    if ".out.weight" in name:
        value = _spread(value, heads, head_width, 1)
    return value.repeat(copies, *[1] * (value.ndim - 1)) if writes else value


def _spread(value: Tensor, heads: int, head_width: int, axis: int) -> Tensor:
    """Each head's part at the beginning of a wider head."""
    parts = [torch.nn.functional.pad(part.movedim(axis, -1), (0, head_width - part.shape[axis])).movedim(-1, axis)
             for part in value.chunk(heads, axis)]  # fmt: skip
    return torch.cat(parts, axis)


def _padded(value: Tensor, shape: torch.Size) -> Tensor:
    """Zeros behind it, up to a shape."""
    edges = [edge for size, target in zip(value.shape[::-1], shape[::-1], strict=True) for edge in (0, target - size)]
    return torch.nn.functional.pad(value, edges)
