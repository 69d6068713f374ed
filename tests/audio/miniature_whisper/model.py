"""The miniature Whisper while it is trained, and the file in Whisper's own format that comes of it.

Training uses a table of the tokens in use alone. In the file every other token has a row that never wins: coordinate 0
of the decoder's last layer norm is pinned (weight 0, bias 10), and those rows are -4 there.
"""

from __future__ import annotations

import math
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional
from whisper.model import ModelDimensions, Whisper, sinusoids

from tests.audio.miniature_whisper.tokens import TIMESTAMPS, Tokens
from tests.audio.miniature_whisper.utterances import N_MELS, tokenizer

WIDTH, HEADS, LAYERS = 112, 4, 3
AUDIO_STATES, TEXT_STATES, VOCABULARY = 1500, 448, 51864
PINNED_BIAS, NEVER = 10.0, -4.0
DISTANCES = ((-3, -1, 1, 3), (-6, -2, 2, 6), (-12, -5, 4, 10))
"""Encoder steps from which each head of each layer reads at first."""


class Miniature(nn.Module):
    """Whisper with rows for the tokens in use, and two heads that exist while it is trained."""

    def __init__(self, tokens: Tokens, phonemes: int) -> None:
        super().__init__()
        self.tokens = tokens
        count = len(tokens.used)
        self.whisper = Whisper(_dimensions(vocabulary=8))
        self.whisper.decoder.token_embedding.weight.requires_grad_(False)
        self.rows = nn.Parameter(torch.randn(count, WIDTH) * 0.1)
        self.register_buffer("times", sinusoids(TIMESTAMPS, WIDTH).float())
        self.time_weight = nn.Parameter(torch.randn(WIDTH, WIDTH) * 0.014)
        self.time_bias = nn.Parameter(torch.zeros(WIDTH))
        self.phoneme_head = nn.Linear(WIDTH, phonemes + 1)
        self.token_head = nn.Linear(WIDTH, count + 1)
        self._begin_locally()
        self.pin()

    @torch.no_grad()
    def _begin_locally(self) -> None:
        """Small positions; queries and keys of the encoder that look a few steps away, as rotated sinusoids."""
        self.whisper.decoder.positional_embedding.copy_(torch.randn(TEXT_STATES, WIDTH) * 0.02)
        self.rows[:, 0] = 0
        self.time_weight[:, 0] = 0
        half, size, scale = WIDTH // 2, WIDTH // HEADS, 1.3
        speeds = torch.exp(-math.log(10000) / (half - 1) * torch.arange(half)).tolist()
        for layer, block in enumerate(self.whisper.encoder.blocks):
            query, key = block.attn.query.weight, block.attn.key.weight
            query.mul_(0.5)
            key.mul_(0.5)
            for head in range(HEADS):
                for pair in range(size // 2):
                    row, wave = head * size + 2 * pair, layer * 2 + 2 * pair
                    turn = speeds[wave] * DISTANCES[layer][head]
                    key[row, wave] += scale
                    key[row + 1, half + wave] += scale
                    query[row, wave] += scale * math.cos(turn)
                    query[row, half + wave] += scale * math.sin(turn)
                    query[row + 1, half + wave] += scale * math.cos(turn)
                    query[row + 1, wave] -= scale * math.sin(turn)

    @torch.no_grad()
    def pin(self) -> None:
        """Coordinate 0 after the decoder's last layer norm is always PINNED_BIAS."""
        self.whisper.decoder.ln.weight[0] = 0
        self.whisper.decoder.ln.bias[0] = PINNED_BIAS

    def table(self) -> Tensor:
        """A row for each token in use, for each timestamp, and one for all other tokens: (n + 1501 + 1, WIDTH)."""
        other = torch.zeros(1, WIDTH)
        other[0, 0] = NEVER
        return torch.cat([self.rows, self.times @ self.time_weight + self.time_bias, other])

    def encode(self, mel: Tensor, offsets: Tensor) -> tuple[Tensor, Tensor]:
        """States of windows that stand at `offsets`: the encoder's output, and the states after its second layer.

        Args:
            mel: (windows, N_MELS, frames), normalised as Whisper does.
            offsets: (windows,), the position of the first state.
        """
        encoder = self.whisper.encoder
        x = functional.gelu(encoder.conv2(functional.gelu(encoder.conv1(mel)))).permute(0, 2, 1)
        x = x + encoder.positional_embedding[offsets[:, None] + torch.arange(x.shape[1])[None]]
        middle = x
        for number, block in enumerate(encoder.blocks):
            x = block(x)
            middle = x if number == 1 else middle
        return encoder.ln_post(x), middle

    def decode(self, inputs: Tensor, positions: Tensor, states: Tensor) -> tuple[Tensor, list[Tensor]]:
        """Logits (windows, length, n + 1501) and each layer's log attention (windows, HEADS, length, states)."""
        table, decoder = self.table(), self.whisper.decoder
        x, attention = table[inputs] + decoder.positional_embedding[positions], []
        for block in decoder.blocks:
            x = x + block.attn(block.attn_ln(x), mask=decoder.mask)[0]
            cross = block.cross_attn
            query, key, value = (
                _heads(projection(source))
                for projection, source in (
                    (cross.query, block.cross_attn_ln(x)),
                    (cross.key, states),
                    (cross.value, states),
                )
            )
            weights = functional.log_softmax(query @ key.transpose(-1, -2) * (WIDTH // HEADS) ** -0.5, -1)
            attention.append(weights)
            x = x + cross.out((weights.exp() @ value).transpose(1, 2).reshape(x.shape))
            x = x + block.mlp(block.mlp_ln(x))
        return decoder.ln(x) @ table[:-1].T, attention

    @torch.no_grad()
    def write(self, path: Path) -> None:
        """The file that `whisper.load_model` reads, in half precision."""
        weights = {name: value.detach().clone() for name, value in self.whisper.state_dict().items()}
        full = torch.zeros(VOCABULARY, WIDTH)
        full[:, 0] = NEVER
        table, count, first = self.table().detach(), len(self.tokens.used), tokenizer.timestamp_begin
        full[torch.tensor(self.tokens.used)] = table[:count]
        full[first : first + TIMESTAMPS] = table[count : count + TIMESTAMPS]
        weights["decoder.token_embedding.weight"] = full
        halves = {name: value.half().contiguous() for name, value in weights.items()}
        torch.save({"dims": vars(_dimensions(VOCABULARY)), "model_state_dict": halves}, path)

    @torch.no_grad()
    def read(self, path: Path) -> int:
        """Begin with the weights of such a file; tokens new to it begin near the mean row. Returns how many are new."""
        weights = {
            name: value.float() for name, value in torch.load(path, weights_only=True)["model_state_dict"].items()
        }
        full = weights.pop("decoder.token_embedding.weight")
        weights["decoder.token_embedding.weight"] = self.whisper.decoder.token_embedding.weight
        self.whisper.load_state_dict(weights)
        known = full[torch.tensor(self.tokens.used)]
        new = (known[:, 0] == NEVER) & (known[:, 1:] == 0).all(1)
        mean, spread = known[~new].mean(0), known[~new].std(0)
        self.rows.copy_(torch.where(new[:, None], mean + 0.3 * spread * torch.randn(known.shape), known))
        stamps = full[tokenizer.timestamp_begin : tokenizer.timestamp_begin + TIMESTAMPS].double()
        columns = torch.cat([self.times, torch.ones(TIMESTAMPS, 1)], 1).double()
        solution = torch.linalg.lstsq(columns, stamps).solution.float()
        self.time_weight.copy_(solution[:-1])
        self.time_bias.copy_(solution[-1])
        self.pin()
        return int(new.sum())


def _dimensions(vocabulary: int) -> ModelDimensions:
    return ModelDimensions(
        n_mels=N_MELS,
        n_audio_ctx=AUDIO_STATES,
        n_audio_state=WIDTH,
        n_audio_head=HEADS,
        n_audio_layer=LAYERS,
        n_vocab=vocabulary,
        n_text_ctx=TEXT_STATES,
        n_text_state=WIDTH,
        n_text_head=HEADS,
        n_text_layer=LAYERS,
    )


def _heads(x: Tensor) -> Tensor:
    return x.view(*x.shape[:2], HEADS, WIDTH // HEADS).transpose(1, 2)
