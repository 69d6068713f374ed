"""An instruct model on this machine, through transformers: from a folder, or by its hub name where the network allows."""

from __future__ import annotations

import re
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rubrics.assessment import JudgeError
from rubrics.instruct_prompt import Message

HUB_NAME = re.compile(r"[A-Za-z0-9][\w.-]*/[\w.-]+")
HUB_TIMEOUT_S = 10.0
ROOM = 64
"""Tokens that must at least be left for a reply."""
UNLIMITED = 10**9
"""Tokenizers say a number beyond this where they know no limit."""
_WHAT_TO_GIVE = "give the folder of an instruct model (config.json, tokenizer, .safetensors weights) or its hub name"


class InstructEngine:
    """Writes replies word by word, always the likeliest next one, so that the same prompt gives the same reply.

    Args:
        source: a folder, or a hub name as OWNER/NAME.
        threads: threads torch may use; None leaves torch's setting as it is.
    """

    def __init__(self, source: str, threads: int | None = None) -> None:
        self._source = source
        self._threads = threads
        self._lock = threading.RLock()
        self._model: Any = None
        self._tokenizer: Any = None
        self._special: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The folder's last part, or the hub name; never a path of this machine."""
        folder = Path(self._source).expanduser()
        return folder.resolve().name if folder.is_dir() else self._source

    def load(self) -> None:
        """Load the model once; safe from any thread. Code that a model brings along is never run, nor is a pickle read.

        Raises:
            JudgeError: there is no such model, it is broken, or the network is needed and not there.
        """
        with self._lock:
            if self._model is not None:
                return
            source = self._found()
            unreachable: Exception | None = None
            try:
                import torch  # noqa: PLC0415 - heavy
                from transformers import AutoModelForCausalLM, AutoTokenizer  # noqa: PLC0415
                from transformers.utils import logging as transformers_logging  # noqa: PLC0415

                if self._threads is not None:
                    torch.set_num_threads(self._threads)
                transformers_logging.set_verbosity_error()  # type: ignore[no-untyped-call]
                unreachable = None if Path(source).is_dir() else _hub_problem(source)
                local = Path(source).is_dir() or unreachable is not None
                options: dict[str, Any] = {"local_files_only": local, "trust_remote_code": False}
                if local:
                    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
                tokenizer = AutoTokenizer.from_pretrained(source, **options)
                model = AutoModelForCausalLM.from_pretrained(source, dtype="auto", use_safetensors=True, **options)
            except Exception as error:
                reason = _reason(error)
                if unreachable is not None:
                    reason = f"it is not on this machine, and asking the hub failed: {_reason(unreachable)}"
                raise JudgeError(f"The model {self.name} could not be loaded ({reason}); {_WHAT_TO_GIVE}.") from error
            # The model's own settings are replaced, not overridden: values left at their default would come back.
            model.generation_config = _greedy(model.generation_config, tokenizer)
            added = tokenizer.added_tokens_decoder.values()
            self._special = tuple(token.content for token in added if token.special and len(token.content) > 1)
            self._tokenizer, self._model = tokenizer, model.eval()  # type: ignore[no-untyped-call]

    def reply(self, messages: Sequence[Message], most_tokens: int) -> str:
        """What the model says to a conversation that ends with the user's turn.

        Args:
            messages: in order, user and assistant by turns.
            most_tokens: the reply is cut there.

        Raises:
            JudgeError: the model cannot be loaded or fails, or the conversation is too long for it.
        """
        self.load()
        with self._lock:
            try:
                import torch  # noqa: PLC0415

                inputs = self._tokenizer(
                    self._prompt(messages), return_tensors="pt", add_special_tokens=not self._chats
                )
                ids = inputs["input_ids"]
                room = self._room_after(ids.shape[1])
                with torch.inference_mode():
                    written = self._model.generate(
                        input_ids=ids,
                        attention_mask=inputs["attention_mask"],
                        max_new_tokens=min(most_tokens, room),
                    )
                text: str = self._tokenizer.decode(written[0, ids.shape[1] :], skip_special_tokens=True)
            except JudgeError:
                raise
            except Exception as error:
                raise JudgeError(
                    f"The model {self.name} failed ({_reason(error)}); try another model, or judge without one."
                ) from error
        return text

    @property
    def _chats(self) -> bool:
        return bool(self._tokenizer.chat_template)

    def _found(self) -> str:
        """The source as transformers takes it."""
        folder = Path(self._source).expanduser()
        if folder.is_dir():
            if not (folder / "config.json").is_file():
                raise JudgeError(f"{folder} holds no language model: it has no config.json; {_WHAT_TO_GIVE}.")
            return str(folder)
        if folder.exists():
            raise JudgeError(f"{folder} is a file; {_WHAT_TO_GIVE}.")
        if not HUB_NAME.fullmatch(self._source):
            raise JudgeError(f"There is no folder {self._source}; {_WHAT_TO_GIVE}.")
        return self._source

    def _prompt(self, messages: Sequence[Message]) -> str:
        """The conversation as the model was trained to read one; bare where it brings no chat template."""
        turns = [{"role": one.role, "content": self._harmless(one.content)} for one in messages]
        if self._chats:
            text: str = self._tokenizer.apply_chat_template(
                turns, tokenize=False, add_generation_prompt=True, enable_thinking=False
            )
            return text
        names = {"user": "Question", "assistant": "Reply"}
        return "\n\n".join([*(f"{names[t['role']]}:\n{t['content']}" for t in turns), "Reply:\n"])

    def _harmless(self, text: str) -> str:
        """The text with the tokenizer's own marks broken, so that no content can end its turn."""
        for mark in self._special:
            text = text.replace(mark, f"{mark[0]} {mark[1:]}")
        return text

    def _room_after(self, tokens: int) -> int:
        """Tokens that are left for a reply after a prompt of `tokens`."""
        config = self._model.config.get_text_config()
        limits = [getattr(config, "max_position_embeddings", None), self._tokenizer.model_max_length]
        room = min((int(limit) for limit in limits if limit and limit < UNLIMITED), default=UNLIMITED) - tokens
        if room < ROOM:
            raise JudgeError(
                f"The answer is too long for {self.name} ({tokens} tokens with the question); use a model with a longer "
                "context."
            )
        return room


def _greedy(own: Any, tokenizer: Any) -> Any:
    """The likeliest word at each step, whatever a model's own settings say; only its end marks are kept."""
    from transformers import GenerationConfig  # noqa: PLC0415

    end = own.eos_token_id if own.eos_token_id is not None else tokenizer.eos_token_id
    first_end = end[0] if isinstance(end, list) else end
    pad = tokenizer.pad_token_id if tokenizer.pad_token_id is not None else first_end
    return GenerationConfig(  # type: ignore[no-untyped-call]
        do_sample=False, num_beams=1, eos_token_id=end, bos_token_id=own.bos_token_id, pad_token_id=pad
    )


def _hub_problem(name: str) -> Exception | None:
    """Why a model cannot be had from the hub, or None where it can; then only what was downloaded before can be used.

    Asked once and briefly: loading tries for a minute, and says so on every try.
    """
    from huggingface_hub import HfApi  # noqa: PLC0415

    try:
        HfApi().model_info(name, timeout=HUB_TIMEOUT_S)
    except Exception as error:  # noqa: BLE001 - of the network, the hub, or a name that it refuses
        return error
    return None


def _reason(error: Exception) -> str:
    lines = str(error).split("\n")
    first = next((line.strip() for line in lines if line.strip()), type(error).__name__)
    return first[:200].rstrip(" .;")
