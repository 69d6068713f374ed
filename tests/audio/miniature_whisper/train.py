"""Trains the miniature Whisper: python -m tests.audio.miniature_whisper.train [OUT.pt] [--init FILE.pt] [--steps N].

The same seed, steps and machine give the same file. From nothing it takes about 7000 steps of about half a second to
a second each on one thread; OUT.pt is written anew every 100 steps, and OUT.pt.state beside it goes on from there.
"""

from __future__ import annotations

import argparse
import math
import time
from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path

import torch

from tests.audio.miniature_whisper import text
from tests.audio.miniature_whisper.batches import collate, losses
from tests.audio.miniature_whisper.model import Miniature
from tests.audio.miniature_whisper.tokens import Tokens
from tests.audio.miniature_whisper.utterances import speech
from tests.audio.miniature_whisper.windows import WindowMaker

WRITE_EVERY, SAY_EVERY = 100, 25
WARM_UP_STEPS = 80


@dataclass(frozen=True)
class Stage:
    """A share of the steps; `windows` are (encoder states, how many in a batch), in turn."""

    share: float
    windows: tuple[tuple[int, int], ...]
    falls: bool
    """Whether the rate falls through this stage; it goes on falling in the next."""
    auxiliary: float
    only_rows: bool = False


FROM_NOTHING = (
    Stage(0.48, ((400, 12), (750, 5)), falls=False, auxiliary=0.5),
    Stage(0.17, ((750, 5),), falls=True, auxiliary=0.25),
    Stage(0.35, ((1500, 3),), falls=True, auxiliary=0.25),
)
FROM_A_FILE = (
    Stage(0.05, ((750, 5),), falls=False, auxiliary=0.5, only_rows=True),
    Stage(0.35, ((750, 5),), falls=True, auxiliary=0.25),
    Stage(0.60, ((1500, 3),), falls=True, auxiliary=0.25),
)

GOING_ON = (
    Stage(0.20, ((750, 5),), falls=True, auxiliary=0.25),
    Stage(0.80, ((1500, 3),), falls=True, auxiliary=0.25),
)


@dataclass(frozen=True)
class Step:
    """What a step trains on, and how fast."""

    number: int
    stage: Stage
    states: int
    windows: int
    rate: float


def plan(stages: tuple[Stage, ...], steps: int, peak: float) -> Iterator[Step]:
    """Every step; the rate rises over WARM_UP_STEPS and falls as a cosine to 3% over the stages that say so."""
    ends = [round(steps * sum(stage.share for stage in stages[: i + 1])) for i in range(len(stages))]
    ends[-1] = steps
    falls_from = next(([0, *ends][i] for i, stage in enumerate(stages) if stage.falls), steps)
    for number in range(steps):
        stage = stages[next(i for i, end in enumerate(ends) if number < end)]
        states, windows = stage.windows[number % len(stage.windows)]
        rate = peak * min(1.0, (number + 1) / WARM_UP_STEPS)
        if stage.falls:
            rate *= 0.03 + 0.97 * 0.5 * (1 + math.cos(math.pi * (number - falls_from) / (steps - falls_from)))
        yield Step(number, stage, states, windows, rate)


def train(model: Miniature, maker: WindowMaker, steps: Iterator[Step], out: Path) -> None:
    """Take the steps, and write `out` now and then."""
    optimizer = torch.optim.AdamW(
        [p for p in model.parameters() if p.requires_grad], lr=1e-3, betas=(0.9, 0.98), weight_decay=0.01
    )
    rows_and_heads = {model.rows, *model.phoneme_head.parameters(), *model.token_head.parameters()}
    began_s, recent = time.monotonic(), list[dict[str, float]]()
    for step in steps:
        for group in optimizer.param_groups:
            group["lr"] = step.rate
        model.whisper.encoder.requires_grad_(not step.stage.only_rows)
        found = losses(model, collate([maker.window(step.states) for _ in range(step.windows)]))
        optimizer.zero_grad(set_to_none=True)
        found.total(step.stage.auxiliary).backward()
        if step.stage.only_rows:
            for parameter in model.parameters():
                parameter.grad = parameter.grad if parameter in rows_and_heads else None
        torch.nn.utils.clip_grad_norm_([p for p in model.parameters() if p.grad is not None], 1.0)
        optimizer.step()
        model.pin()
        recent.append(
            {field.name: float(torch.as_tensor(getattr(found, field.name)).detach()) for field in fields(found)}
        )
        if (step.number + 1) % SAY_EVERY == 0:
            _say(step, recent, time.monotonic() - began_s)
            recent.clear()
        if (step.number + 1) % WRITE_EVERY == 0:
            _write(model, out)
    _write(model, out)


def _write(model: Miniature, out: Path) -> None:
    """Both files, each complete or not there."""
    for path, write in (
        (out, model.write),
        (out.with_name(out.name + ".state"), lambda to: torch.save(model.state_dict(), to)),
    ):
        partial = path.with_name(path.name + ".part")
        write(partial)
        partial.replace(path)


def _say(step: Step, recent: list[dict[str, float]], passed_s: float) -> None:
    def mean(name: str) -> float:
        return float(torch.tensor([found[name] for found in recent]).nanmean())

    print(
        f"{step.number + 1} steps, {passed_s / 60:.1f} min: {step.states} states, rate {step.rate:.1e}, "
        f"tokens {mean('tokens'):.3f}, phonemes {mean('phonemes'):.3f}, spoken {mean('spoken_tokens'):.3f}, "
        f"attention {mean('attention'):.3f}, silence {mean('silence'):.2f}; "
        f"right: words {mean('word_accuracy'):.3f}, times {mean('time_accuracy'):.3f}",
        flush=True,
    )


def main() -> None:
    """Read the command line, speak the corpus (or read it from --cache), train."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path, nargs="?", default=Path("build/miniature.pt"))
    parser.add_argument("--init", type=Path, help="begin with the weights of this .pt or .pt.state file")
    parser.add_argument("--steps", type=int, help="default: 7000, with --init 2400")
    parser.add_argument("--peak", type=float, help="highest rate; default: 2e-3, with --init 1e-3")
    parser.add_argument("--utterances", type=int, default=11_000)
    parser.add_argument("--seed", type=int, default=11)
    parser.add_argument("--cache", type=Path, help="where the spoken corpus is kept for a second run")
    given = parser.parse_args()
    given.out.parent.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(1)
    torch.set_flush_denormal(True)
    torch.manual_seed(given.seed)
    began_s = time.monotonic()
    cache = given.cache or given.out.with_name(given.out.name + ".speech")
    corpus = speech(given.utterances, given.seed, cache)
    known = text.corpus()
    tokens = Tokens([utterance.text for utterance in corpus.utterances] + list(known.held_out))
    model = Miniature(tokens, len(corpus.phonemes))
    print(
        f"{len(corpus.utterances)} utterances of {len(known.words)} words, {len(tokens.used)} tokens in use", flush=True
    )
    stages, windows_seed = FROM_NOTHING, given.seed
    if given.init and given.init.name.endswith(".state"):
        stages, windows_seed = GOING_ON, given.seed + 1  # other windows than those of the run before
        model.load_state_dict(torch.load(given.init, weights_only=True))
    elif given.init:
        stages = FROM_A_FILE
        print(f"{model.read(given.init)} of the tokens are new to {given.init.name}", flush=True)
    print(f"speech after {(time.monotonic() - began_s) / 60:.1f} min", flush=True)
    steps = given.steps or (2400 if given.init else 7000)
    peak = given.peak or (1e-3 if given.init else 2e-3)
    train(model, WindowMaker(corpus, tokens, windows_seed), plan(stages, steps, peak), given.out)


if __name__ == "__main__":
    main()
