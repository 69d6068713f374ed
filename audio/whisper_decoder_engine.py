"""Whisper's decoder, one token at a time for several windows at once, with its caches laid out in advance.

The weights are those of openai-whisper's own modules, and so is the search (`whisper.decoding.DecodingTask`: greedy,
with its rules for timestamps); only how the network is run differs. What a window of sound contributes (the keys and
values of the cross-attention) is computed once and serves every temperature and the word timing. Rows whose text has
ended are not computed any more.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.functional import embedding, linear, scaled_dot_product_attention
from whisper.decoding import DecodingOptions, DecodingResult, DecodingTask

Apply = Callable[[Tensor], Tensor]
Pair = tuple[Tensor, Tensor]
"""Keys and values, each of shape (rows, heads, positions, width of a head)."""


@dataclass(frozen=True, slots=True)
class Block:
    """The parts of one layer."""

    norms: tuple[Apply, Apply, Apply]
    query: Apply
    key: Apply
    value: Apply
    out: Apply
    cross_query: Apply
    cross_key: Apply
    cross_value: Apply
    cross_out: Apply
    mlp: tuple[Apply, Apply, Apply]


class Decoder:
    """The decoder of a `whisper.model.Whisper`.

    Args:
        stock: its module; its weights are used, not copied.
        replace: what takes the place of a linear layer.
    """

    def __init__(self, stock: Any, replace: Callable[[nn.Linear], Apply]) -> None:
        self.heads = stock.blocks[0].attn.n_head
        self.contexts, self.width = stock.positional_embedding.shape
        self._tokens = stock.token_embedding.weight
        self._positions = stock.positional_embedding
        self._norm: Apply = stock.ln
        head = nn.Linear(self.width, len(self._tokens), bias=False, device="meta")
        head.weight = self._tokens
        self._head: Apply = replace(head)
        self._blocks = [_block(block, replace) for block in stock.blocks]

    def hear(self, features: Tensor) -> list[Pair]:
        """Keys and values of every layer for a window of sound of shape (1, positions, width)."""
        return [
            (self._split(block.cross_key(features)).contiguous(), self._split(block.cross_value(features)).contiguous())
            for block in self._blocks
        ]

    def room(self, rows: int) -> list[Pair]:
        """Empty caches of every layer for as many tokens as the decoder takes."""
        shape = (rows, self.heads, self.contexts, self.width // self.heads)
        return [(torch.empty(shape), torch.empty(shape)) for _ in self._blocks]

    def step(self, tokens: Tensor, start: int, own: Sequence[Pair], heard: Sequence[Pair]) -> Tensor:
        """The state after each of `tokens` (rows, n), which stand at `start`; shape (rows, n, width).

        Args:
            tokens: what is read now; several of a row only at the start.
            start: position of the first of them.
            own: `room`, which holds what stands before them; they are added.
            heard: `hear` of each row's window, joined.
        """
        rows, count = tokens.shape
        end = start + count
        x: Tensor = embedding(tokens, self._tokens) + self._positions[start:end]
        for block, (keys, values), (sound_keys, sound_values) in zip(self._blocks, own, heard, strict=True):
            y = block.norms[0](x)
            keys[:rows, :, start:end] = self._split(block.key(y))
            values[:rows, :, start:end] = self._split(block.value(y))
            x = x + block.out(self._attend(block.query(y), keys[:rows, :, :end], values[:rows, :, :end], count > 1))
            y = block.norms[1](x)
            x = x + block.cross_out(self._attend(block.cross_query(y), sound_keys[:rows], sound_values[:rows], False))
            y = block.norms[2](x)
            for part in block.mlp:
                y = part(y)
            x = x + y
        return x

    def logits(self, state: Tensor) -> Tensor:
        """How probable each token is after each state, (rows, n, tokens), not normalised."""
        found: Tensor = self._head(self._norm(state))
        return found

    def _attend(self, query: Tensor, keys: Tensor, values: Tensor, causal: bool) -> Tensor:
        found: Tensor = scaled_dot_product_attention(self._split(query).to(keys.dtype), keys, values, is_causal=causal)
        return found.to(query.dtype).transpose(1, 2).flatten(start_dim=2)

    def _split(self, x: Tensor) -> Tensor:
        return x.view(*x.shape[:2], self.heads, -1).transpose(1, 2)


class Rows:
    """The `Inference` of one `DecodingTask`: the state of several texts that are being written at once.

    Args:
        decoder: the network.
        heard: `Decoder.hear` of each window; the window that is expected to end last comes first.
        sot_index: position of the start token: nothing before it is ever looked at, so no logits are computed for it.
        eot: the token that ends a text.
    """

    def __init__(self, decoder: Decoder, heard: Sequence[Sequence[Pair]], sot_index: int, eot: int) -> None:
        self._decoder = decoder
        self._sot_index = sot_index
        self._eot = eot
        layers = zip(*heard, strict=True)
        self._heard = [(_joined([k for k, _ in layer]), _joined([v for _, v in layer])) for layer in layers]
        self._own = decoder.room(len(heard))
        self._rows = list(range(len(heard)))
        self._length = 0

    def logits(self, tokens: Tensor, audio_features: Tensor) -> Tensor:  # noqa: ARG002 - the shape of the protocol
        """Logits after the newest of `tokens`; on the first call from the start token on. Ended rows hold zeros."""
        first = self._length == 0
        if not first:
            self._leave_out_ended(tokens)
        fresh = tokens[self._rows, self._length :]
        state = self._decoder.step(fresh, self._length, self._own, self._heard)
        self._length += fresh.shape[1]
        seen = self._sot_index if first else 0
        found = self._decoder.logits(state[:, seen:])
        if not seen and self._rows == list(range(len(tokens))):
            return found
        shape = (len(tokens), fresh.shape[1], found.shape[-1])
        # Of a long prompt's rows nothing is read: memory that is not touched costs nothing.
        whole = torch.empty(shape) if first else torch.zeros(shape)
        whole[self._rows, seen:] = found
        return whole

    def rearrange_kv_cache(self, source_indices: list[int]) -> None:
        """Only a beam search does that; this is for greedy search."""
        raise NotImplementedError

    def cleanup_caching(self) -> None:
        """Forget the texts."""
        self._own, self._heard, self._rows = [], [], []

    def _leave_out_ended(self, tokens: Tensor) -> None:
        """Move the last row to the place of one that has ended; the rows in use are always the first."""
        for place in reversed(range(len(self._rows))):
            if int(tokens[self._rows[place], -1]) != self._eot:
                continue
            last = len(self._rows) - 1
            for pair in (*self._own, *self._heard) if place != last else ():
                for cache in pair:
                    cache[place] = cache[last]
            self._rows[place] = self._rows[last]
            self._rows.pop()


class Task(DecodingTask):  # type: ignore[misc]  # the library has no types
    """openai-whisper's greedy search over windows that are heard already.

    Args:
        model: what has `dims`, `is_multilingual`, `num_languages` and `decoder`.
        options: of openai-whisper.
        decoder: the network.
    """

    def __init__(self, model: Any, options: DecodingOptions, decoder: Decoder) -> None:
        super().__init__(model, options)
        self._network = decoder

    def write(self, features: Tensor, heard: Sequence[Sequence[Pair]]) -> list[DecodingResult]:
        """The text of each window: features (windows, positions, width), and `Decoder.hear` of each of them."""
        self.inference = Rows(self._network, heard, self.sot_index, self.tokenizer.eot)
        results: list[DecodingResult] = self.run(features)
        return results

    def _get_audio_features(self, mel: Tensor) -> Tensor:
        return mel


def as_is(layer: nn.Linear) -> Apply:
    """The layer itself."""
    return layer


class FewRows:
    """A linear layer for a few rows at a time, which cost what it takes to read the weights.

    One row is multiplied by float16 weights, half as much to read. Official weights are published in it, and
    openai-whisper computes in it on a GPU; torch sums the products in float32 and rounds the result. Up to MANY rows
    are float32, but stand on the right of the product: so MKL does not rearrange the weights for them first.

    Args:
        layer: the layer; its float16 weights are kept besides.
    """

    MANY = 64
    """More rows are quicker on the left (AMD Zen 3, a vocabulary of 51,864)."""

    def __init__(self, layer: nn.Linear) -> None:
        self._layer = layer
        self._half = layer.weight.half()

    def __call__(self, x: Tensor) -> Tensor:
        """What the layer gives for `x` of shape (rows, n, width)."""
        count = x.shape[:-1].numel()
        if count > self.MANY:
            found: Tensor = self._layer(x)
            return found
        if count == 1:
            product = linear(x.half(), self._half).to(x.dtype)
        else:
            product = (self._layer.weight @ x.flatten(end_dim=-2).T).T.contiguous().view(*x.shape[:-1], -1)
        return product if self._layer.bias is None else product + self._layer.bias


def _block(stock: Any, replace: Callable[[nn.Linear], Apply]) -> Block:
    own, cross = stock.attn, stock.cross_attn
    return Block(
        norms=(stock.attn_ln, stock.cross_attn_ln, stock.mlp_ln),
        query=replace(own.query),
        key=replace(own.key),
        value=replace(own.value),
        out=replace(own.out),
        cross_query=replace(cross.query),
        cross_key=cross.key,
        cross_value=cross.value,
        cross_out=replace(cross.out),
        mlp=(replace(stock.mlp[0]), stock.mlp[1], replace(stock.mlp[2])),
    )


def _joined(windows: list[Tensor]) -> Tensor:
    """A copy, since rows are moved in it."""
    return torch.cat(windows)
