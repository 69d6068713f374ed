"""A Whisper checkpoint (.pt) in the format that faster-whisper reads, converted on this machine; nothing is fetched."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

_DIGEST_CHARACTERS = 12
_WORD_PATTERN = r"""'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"""
"""How GPT-2's tokens, and so Whisper's, divide a text before the merges."""


def converted(checkpoint: Path, folder: Path) -> Path:
    """The converted model of a .pt file; made once for each content of the file and kept in `folder`.

    Args:
        checkpoint: openai-whisper's format.
        folder: where converted models lie; made when needed.

    Raises:
        Exception: of any kind, where the file is not a Whisper model or cannot be written. Nothing partial is left.
    """
    with checkpoint.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()[:_DIGEST_CHARACTERS]
    target = folder / f"{checkpoint.stem}-{digest}"
    if (target / "model.bin").is_file():
        return target
    folder.mkdir(parents=True, exist_ok=True)
    part = Path(mkdtemp(prefix=".converting-", dir=folder))
    try:
        _convert(checkpoint, part)
        part.rename(target)
    except OSError:
        if not (target / "model.bin").is_file():  # somebody else has just made it
            raise
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return target


def _convert(checkpoint: Path, folder: Path) -> None:
    from audio.whisper_model_engine import load_stock  # noqa: PLC0415 - heavy

    save_converted(load_stock(checkpoint), folder)


def save_converted(stock: Any, folder: Path) -> None:
    """Write a `whisper.model.Whisper` in CTranslate2's format, with its tokens, into an empty folder."""
    tokenizer = _tokenizer(stock)
    spec = _spec(stock, tokenizer)
    spec.validate()
    spec.optimize(quantization="float32")
    spec.save(str(folder))
    tokenizer.save(str(folder / "tokenizer.json"))


def _tokenizer(stock: Any) -> Any:
    """Whisper's tokens as a `tokenizers.Tokenizer`; faster-whisper would otherwise fetch them."""
    import whisper  # noqa: PLC0415
    from tokenizers import AddedToken  # noqa: PLC0415
    from transformers.convert_slow_tokenizer import TikTokenConverter  # noqa: PLC0415
    from whisper.tokenizer import get_tokenizer  # noqa: PLC0415

    known = get_tokenizer(stock.is_multilingual, num_languages=stock.num_languages)
    ranks = Path(whisper.__file__).parent / "assets" / known.encoding.name
    made = TikTokenConverter(vocab_file=str(ranks), pattern=_WORD_PATTERN).converted()  # type: ignore[no-untyped-call]
    special = sorted(known.special_tokens.items(), key=lambda item: item[1])
    made.add_special_tokens([AddedToken(name, normalized=False, special=True) for name, _ in special])
    return made


def _spec(stock: Any, tokenizer: Any) -> Any:
    from ctranslate2.specs import WhisperSpec  # noqa: PLC0415

    dims = stock.dims
    spec = WhisperSpec(dims.n_audio_layer, dims.n_audio_head, dims.n_text_layer, dims.n_text_head)
    for name, weights in (("conv1", stock.encoder.conv1), ("conv2", stock.encoder.conv2)):
        target = getattr(spec.encoder, name)
        target.weight, target.bias = _array(weights.weight), _array(weights.bias)
    _fill(spec.encoder, stock.encoder, stock.encoder.ln_post)
    _fill(spec.decoder, stock.decoder, stock.decoder.ln)
    spec.decoder.embeddings.weight = _array(stock.decoder.token_embedding.weight)
    spec.decoder.projection.weight = spec.decoder.embeddings.weight
    spec.register_vocabulary([tokenizer.id_to_token(place) for place in range(dims.n_vocab)])
    spec.config.suppress_ids = []
    spec.config.suppress_ids_begin = [*tokenizer.encode(" ").ids, tokenizer.token_to_id("<|endoftext|>")]
    spec.config.lang_ids = list(_languages(stock)) if stock.is_multilingual else []
    spec.config.alignment_heads = stock.alignment_heads.indices().T.tolist()
    return spec


def _languages(stock: Any) -> Iterator[int]:
    from whisper.tokenizer import get_tokenizer  # noqa: PLC0415

    known = get_tokenizer(multilingual=True, num_languages=stock.num_languages)
    yield from known.all_language_tokens


def _fill(spec: Any, stock: Any, last_norm: Any) -> None:
    """The layers of an encoder or decoder."""
    spec.position_encodings.encodings = _array(stock.positional_embedding)
    _norm(spec.layer_norm, last_norm)
    for layer, block in zip(spec.layer, stock.blocks, strict=True):
        _norm(layer.self_attention.layer_norm, block.attn_ln)
        _linear(layer.self_attention.linear[0], block.attn.query, block.attn.key, block.attn.value)
        _linear(layer.self_attention.linear[1], block.attn.out)
        if block.cross_attn is not None:
            _norm(layer.attention.layer_norm, block.cross_attn_ln)
            _linear(layer.attention.linear[0], block.cross_attn.query)
            _linear(layer.attention.linear[1], block.cross_attn.key, block.cross_attn.value)
            _linear(layer.attention.linear[2], block.cross_attn.out)
        _norm(layer.ffn.layer_norm, block.mlp_ln)
        _linear(layer.ffn.linear_0, block.mlp[0])
        _linear(layer.ffn.linear_1, block.mlp[2])


def _norm(spec: Any, norm: Any) -> None:
    spec.gamma, spec.beta = _array(norm.weight), _array(norm.bias)


def _linear(spec: Any, *layers: Any) -> None:
    """Several layers as one; the keys have no bias."""
    import torch  # noqa: PLC0415

    spec.weight = _array(torch.cat([layer.weight for layer in layers]))
    spec.bias = _array(
        torch.cat([torch.zeros(layer.out_features) if layer.bias is None else layer.bias for layer in layers])
    )


def _array(tensor: Any) -> Any:
    return tensor.detach().float().contiguous().numpy()
