"""A Whisper model that openai-whisper's `transcribe` drives as its own, and that computes nothing twice.

`whisper.transcribe` decides what it always decides (windows, temperatures, segments, word times); this model answers
its three questions faster: the text of a window (`decode`), the attention for its word times (`__call__`), and, before
that, the texts of many windows at once (`prepare`). Stock openai-whisper runs the encoder again for every temperature
and for the word times.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Any

import torch
import whisper
from torch import Tensor
from torch.nn.functional import gelu
from whisper.decoding import DecodingOptions, DecodingResult
from whisper.model import ModelDimensions, Whisper

from audio.whisper_decoder_engine import Apply, Decoder, FewRows, Pair, Task, as_is

WINDOW_S = 30.0
"""Seconds of sound in one window of Whisper, which all its models were trained on."""

CACHE_BYTES = 400_000_000
"""Memory for windows decoded together: 8 of base.en, 3 of small.en, one of medium."""

_FRAMES_PER_S = 100
_STRIDE = 2
"""Frames of the spectrogram for one position of the encoder."""


@dataclass(frozen=True, slots=True)
class Shortcuts:
    """What is computed in another way than by openai-whisper; each is measured in benchmarks/bench_transcription.py."""

    batch: int = 8
    """Windows decoded together, at most."""
    bf16: bool = False
    """Multiply in bfloat16 in the encoder and where the decoder listens; sums and norms stay in float32."""
    linear: Callable[[torch.nn.Linear], Apply] = as_is
    """What takes the place of the decoder's linear layers."""
    least_window_s: float = WINDOW_S
    """A shorter recording is padded to this. Below 30 s the encoder is used as it was not trained."""


def best_shortcuts() -> Shortcuts:
    """Those that gain on this machine."""
    return Shortcuts(bf16=multiplies_bf16(), linear=FewRows if reads_half() else as_is)


def multiplies_bf16() -> bool:
    """Whether the processor has instructions for products of bfloat16; without them it is slower than float32."""
    able = torch.cpu.get_capabilities()
    return bool(able.get("amx_bf16") or able.get("avx512_bf16"))


def reads_half() -> bool:
    """Whether one row times float16 weights is quicker than times float32: torch's own kernel, with F16C and AVX2.

    Measured with AVX2; AVX-512 without products of float16 runs the same kernel. Not measured, so not used: ARM, and
    processors with products of float16, where oneDNN takes them over.
    """
    able = torch.cpu.get_capabilities()
    return bool(able.get("f16c") and able.get("avx2") and not able.get("avx512_fp16"))


@dataclass(eq=False, slots=True)
class Window:
    """A stretch of sound that has been heard, and the texts found for it."""

    mel: Tensor
    features: Tensor
    heard: list[Pair]
    results: dict[str, DecodingResult] = field(default_factory=dict)


class QuickWhisper:
    """The model; not for several threads at once.

    Args:
        stock: the network.
        shortcuts: how to run it.
    """

    def __init__(self, stock: Whisper, shortcuts: Shortcuts | None = None) -> None:
        self.shortcuts = shortcuts or best_shortcuts()
        self._stock = stock.eval().requires_grad_(requires_grad=False)
        self._network = Decoder(stock.decoder, self.shortcuts.linear)
        self._prepared: list[Window] = []
        self._last: Window | None = None
        self.dims = stock.dims
        self.device = stock.device
        self.is_multilingual: bool = stock.is_multilingual
        self.num_languages: int = stock.num_languages
        self.decoder = stock.decoder

    @property
    def alignment_heads(self) -> Tensor:
        """Which heads follow the words."""
        heads: Tensor = self._stock.alignment_heads
        return heads

    @property
    def batch(self) -> int:
        """Windows that can be decoded together within CACHE_BYTES."""
        dims = self.dims
        bytes_each = 2 if self.shortcuts.bf16 else 4
        window = 2 * dims.n_text_layer * dims.n_text_state * (dims.n_audio_ctx * bytes_each + dims.n_text_ctx * 4)
        return max(1, min(self.shortcuts.batch, int(CACHE_BYTES // window)))

    def prepare(self, mels: Sequence[Tensor], options: DecodingOptions) -> None:
        """Decode windows (each n_mels × 3000) together; `decode` then has their texts. Forgets earlier windows."""
        self._last = None
        self._prepared = [self._listen(mel) for mel in mels]
        by_length = sorted(self._prepared, key=lambda window: (window.features.shape[1], _frames(window.mel)))
        for _, group in groupby(reversed(by_length), key=lambda window: window.features.shape[1]):
            self._write(list(group), options)

    def decode(self, mel: Tensor, options: DecodingOptions) -> DecodingResult:
        """The text of one window, n_mels × 3000, as `whisper.model.Whisper.decode`."""
        window = self._window(mel)
        if str(options) not in window.results:
            self._write([window], options)
        return window.results[str(options)]

    def __call__(self, mel: Tensor, tokens: Tensor) -> Tensor:
        """Logits (1, n, vocabulary) after `tokens` (1, n), through the stock layers, whose attention is being read."""
        window = self._window(mel[0])
        decoder = self._stock.decoder
        x = decoder.token_embedding(tokens) + decoder.positional_embedding[: tokens.shape[1]]
        for block, pair in zip(decoder.blocks, window.heard, strict=True):
            keys, values = (part.float().transpose(1, 2).flatten(start_dim=2) for part in pair)
            known = {block.cross_attn.key: keys, block.cross_attn.value: values}
            x = block(x, window.features, mask=decoder.mask, kv_cache=known)
        return self._network.logits(x)

    def _window(self, mel: Tensor) -> Window:
        known = self._prepared if self._last is None else [self._last, *self._prepared]
        self._last = next((one for one in known if torch.equal(one.mel, mel)), None) or self._listen(mel)
        return self._last

    @torch.inference_mode()
    def _listen(self, mel: Tensor) -> Window:
        frames = mel.shape[-1]
        if self.shortcuts.least_window_s < WINDOW_S:
            frames = min(frames, max(_frames(mel), round(self.shortcuts.least_window_s * _FRAMES_PER_S)))
        with torch.autocast("cpu", torch.bfloat16, enabled=self.shortcuts.bf16):
            features = _encode(self._stock.encoder, mel[None, :, : frames + frames % _STRIDE])
            heard = self._network.hear(features)
        return Window(mel, features, heard)

    @torch.inference_mode()
    def _write(self, windows: list[Window], options: DecodingOptions) -> None:
        for first in range(0, len(windows), self.batch):
            group = windows[first : first + self.batch]
            with torch.random.fork_rng(devices=[]):
                torch.manual_seed(0)  # a temperature above 0 draws words: the same ones each time
                features = torch.cat([window.features for window in group])
                task = Task(self, options, self._network)
                results = task.write(features, [window.heard for window in group])
            for window, result in zip(group, results, strict=True):
                window.results[str(options)] = result


def load_model(path: Path, shortcuts: Shortcuts | None = None) -> QuickWhisper:
    """The model of a .pt file, see `load_stock`."""
    return QuickWhisper(load_stock(path), shortcuts)


def load_stock(path: Path) -> Whisper:
    """openai-whisper's own model of a .pt file. Its pickle is read with `weights_only`, so that it runs no code.

    Raises:
        Exception: of any kind, where the file is not a Whisper model.
    """
    checkpoint = torch.load(path, map_location="cpu", weights_only=True)
    stock = Whisper(ModelDimensions(**checkpoint["dims"]))
    stock.load_state_dict(checkpoint["model_state_dict"])
    _set_alignment_heads(stock, path)
    return stock


def _set_alignment_heads(stock: Any, path: Path) -> None:
    """Tell an official model which of its heads follow the words; openai-whisper knows them by the model's name."""
    for name, url in whisper._MODELS.items():  # noqa: SLF001 - the only place these are written
        if url.endswith(f"/{path.name}"):
            with suppress(RuntimeError):  # a file of this name with other dimensions: it keeps the default
                stock.set_alignment_heads(whisper._ALIGNMENT_HEADS[name])  # noqa: SLF001


def _encode(encoder: Any, mel: Tensor) -> Tensor:
    """As the encoder's own `forward`, for windows of any length, with the sums in float32 whatever the products are."""
    x = gelu(encoder.conv2(gelu(encoder.conv1(mel)))).float().permute(0, 2, 1)
    x = x + encoder.positional_embedding[: x.shape[1]]
    for block in encoder.blocks:
        x = block(x)
    features: Tensor = encoder.ln_post(x)
    return features


def _frames(mel: Tensor) -> int:
    """Frames before the padding, which is exactly zero."""
    sound = mel.abs().amax(dim=0).nonzero()
    return int(sound[-1]) + 1 if len(sound) else 0
