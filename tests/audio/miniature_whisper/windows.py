"""Windows of speech as Whisper sees them, put together in the mel domain, with the tokens that it should answer.

A window is what `whisper.transcribe` gives the encoder: the log mel spectrum of some seconds, clamped at its loudest
value minus 8 and normalised, then 0.0 up to the full length. Nothing is synthesised here, so windows are cheap.
"""

from __future__ import annotations

from random import Random

import numpy as np

from tests.audio.miniature_whisper.tokens import Tokens, Window
from tests.audio.miniature_whisper.utterances import MEL_PER_S, N_MELS, STATES_PER_S, Speech, Utterance, tokenizer

SILENT_MEL = -10.0

SILENT_WINDOWS = 0.07
STARTS_WITHIN_SENTENCE = 0.2
ENDS_WITHIN_SENTENCE = 0.2
SCRIPTED_RUNS = 0.15
NOISY_WINDOWS = 0.4
WITH_TIMESTAMPS = 0.6
WITH_PROMPT = 0.5
WRONG_INPUT_TOKENS = 0.02
LAST_POSITION = 447
LATEST_FIRST_STAMP_S = 1.0
"""`transcribe` allows no later first timestamp (max_initial_timestamp)."""


class WindowMaker:
    """Random windows of `states` encoder steps."""

    def __init__(self, speech: Speech, tokens: Tokens, seed: int) -> None:
        self._speech, self._tokens, self._random = speech, tokens, Random(seed)
        self._short = sorted(speech.utterances, key=lambda utterance: len(utterance.mel))
        self._lengths = [len(utterance.mel) for utterance in self._short]

    def window(self, states: int) -> Window:
        """One window; only those of 30 s stand at position 0 always."""
        random = self._random
        whole = states == 1500
        offset = 0 if whole or random.random() < 0.3 else random.randint(0, 1500 - states)
        window = Window(
            mel=np.full((2 * states, N_MELS), SILENT_MEL, np.float32),
            phonemes=np.zeros(states, np.int64),
            spoken_tokens=np.full(states, self._tokens.nothing, np.int64),
            offset=offset,
        )
        window.silent = random.random() < SILENT_WINDOWS
        if window.silent:
            content = random.randint(min(50, states), 2 * states)
            self._finish_mel(window, content, random.uniform(-3, 1))
            self._silent_tokens(window)
        else:
            placed, cut_s, content = self._place(window)
            self._finish_mel(window, content, float(window.mel.max()))
            self._tokens_of(window, placed, cut_s)
        self._corrupt(window)
        self._prompt(window)
        return window

    def _place(self, window: Window) -> tuple[list[tuple[float, Utterance]], float | None, int]:
        """Lay utterances into the window: them with their times, where one is cut by its end, and its content."""
        random, room = self._random, len(window.mel)
        limit = room if random.random() < 0.6 or room < 800 else random.randint(300, room)
        placed: list[tuple[float, Utterance]] = []
        early = random.random() < 0.85 or room < 1500
        position = round(MEL_PER_S * (random.uniform(0, 0.9) if early else random.uniform(0.9, 5)))
        upcoming = self._upcoming(limit)
        while True:
            utterance = next(upcoming)
            if not placed and random.random() < STARTS_WITHIN_SENTENCE and len(utterance.word_starts_s) > 2:
                utterance = utterance.since(random.randrange(1, len(utterance.word_starts_s) - 1))
                position = random.randint(0, 8)
            if position + len(utterance.mel) > limit:
                cut = self._cut(window, utterance, position, limit, placed)
                if cut or placed:
                    break
                position, limit, upcoming = 0, room, self._upcoming(room)
                continue
            self._lay(window, utterance, position)
            placed.append((position / MEL_PER_S, utterance))
            position += len(utterance.mel) + round(MEL_PER_S * self._gap())
            if random.random() < 0.06:
                cut = None
                break
        if isinstance(cut, float):
            return placed, cut, room
        end = round(MEL_PER_S * (placed[-1][0] + placed[-1][1].end_s))
        return placed, None, min(room, end + random.choice((2, 10, 25, 25, 50, 60, 150, 300, 3000)))

    def _cut(self, window, utterance, position, limit, placed) -> float | bool | None:
        """What does not fit: its first words end the recording, or the window's end cuts it and it comes again."""
        random, room = self._random, len(window.mel)
        if random.random() < ENDS_WITHIN_SENTENCE or not placed:
            fitting = [
                i for i, start_s in enumerate(utterance.word_starts_s) if i and position + start_s * MEL_PER_S < limit
            ]
            if len(fitting) > 1 and utterance.word_starts_s[fitting[-1]] - utterance.start_s > 0.1:
                part = utterance.before(fitting[-1])
                self._lay(window, part, position)
                placed.append((position / MEL_PER_S, part))
                return True
        elif limit == room and position + 30 < room and random.random() < 0.85:
            self._lay(window, utterance, position)
            return position / MEL_PER_S + utterance.start_s
        return None

    def _upcoming(self, limit: int):
        """Utterances without end: now and then a scripted answer in order, else any that fit."""
        random = self._random
        if random.random() < SCRIPTED_RUNS:
            run = random.choice(self._speech.runs)
            for renditions in run[random.randrange(len(run)) if random.random() < 0.7 else 0 :]:
                yield random.choice(renditions)
        fitting = max(1, int(np.searchsorted(self._lengths, limit)))
        while True:
            yield self._short[random.randrange(fitting)]

    def _gap(self) -> float:
        kind = self._random.random()
        low, high = (0.1, 0.5) if kind < 0.55 else (0.5, 1.2) if kind < 0.85 else (1.2, 2.5)
        return self._random.uniform(low, high)

    def _lay(self, window: Window, utterance: Utterance, position: int) -> None:
        """Its sound, phonemes and tokens, as far as the window reaches."""
        mel = utterance.mel[: len(window.mel) - position]
        window.mel[position : position + len(mel)] = mel
        state = position // 2
        phonemes = utterance.phonemes[: len(window.phonemes) - state]
        window.phonemes[state : state + len(phonemes)] = phonemes
        for token in utterance.tokens:
            number = self._tokens.compact(token.token)
            if number not in self._tokens.marks:
                first = round((position / MEL_PER_S + token.start_s) * STATES_PER_S)
                last = round((position / MEL_PER_S + token.end_s) * STATES_PER_S)
                window.spoken_tokens[first:last] = number

    def _finish_mel(self, window: Window, content: int, loudest: float) -> None:
        """Noise, gain, and what `whisper.log_mel_spectrogram` and `pad_or_trim` do to `content` frames."""
        random, mel = self._random, window.mel
        if random.random() < NOISY_WINDOWS:
            first = random.randrange(len(self._speech.noise) - len(mel))
            level = loudest - random.uniform(2.5, 7) - 1.0
            mel = np.log10(10**mel + 10 ** (self._speech.noise[first : first + len(mel)] + level))
        mel = np.maximum(mel + random.uniform(-1.0, 0.4), SILENT_MEL)
        mel = (np.maximum(mel, mel[:content].max() - 8) + 4) / 4
        mel[content:] = 0
        if not window.silent and random.random() < 0.2:
            band = random.randrange(70)
            mel[:content, band : band + random.randint(2, 6)] = mel[:content].mean()
        window.mel = mel.astype(np.float32)

    def _silent_tokens(self, window: Window) -> None:
        """No speech, and the end after whatever timestamp is tried."""
        known = self._tokens
        window.inputs = [known.compact(tokenizer.sot), known.timestamp(self._random.randint(0, 50) / STATES_PER_S, 0)]
        window.targets = [known.compact(tokenizer.no_speech), known.compact(tokenizer.eot)]
        window.input_spans, window.target_spans = [None, None], [None, None]

    def _tokens_of(self, window: Window, placed: list[tuple[float, Utterance]], cut_s: float | None) -> None:
        """The answer to a window with speech, and where in it each token can be heard."""
        known, stamped = self._tokens, self._random.random() < WITH_TIMESTAMPS
        answer: list[tuple[int, float, float]] = []

        def stamp(time_s: float) -> None:
            if stamped:
                answer.append((known.timestamp(time_s, window.offset), time_s - 0.06, time_s + 0.06))

        for number, (at_s, utterance) in enumerate(placed):
            start_s, end_s = at_s + utterance.start_s, at_s + utterance.end_s
            following = placed[number + 1] if number + 1 < len(placed) else None
            rest_s = following[0] + following[1].start_s if following else min(cut_s or end_s + 0.2, end_s + 1)
            stamp(start_s if number else min(start_s, LATEST_FIRST_STAMP_S))
            for token in utterance.tokens:
                last = token is utterance.tokens[-1] and known.compact(token.token) in known.marks
                span = (end_s, rest_s) if last else (at_s + token.start_s, at_s + token.end_s)
                answer.append((known.compact(token.token), *span))
            stamp(end_s)
        if cut_s is not None:
            stamp(cut_s)
        end = known.compact(tokenizer.eot)
        answer.append((end, cut_s - 0.06, cut_s + 0.06) if cut_s and stamped else (end, end_s + 0.2, end_s + 0.5))
        window.inputs, window.input_spans = [known.compact(tokenizer.sot)], [None]
        if not stamped:
            window.inputs.append(known.compact(tokenizer.no_timestamps))
            window.input_spans.append(None)
            window.targets, window.target_spans = [-100], [None]
        window.targets += [token for token, *_ in answer]
        window.target_spans += [(start, end) for _, start, end in answer]
        window.inputs += [token for token, *_ in answer[:-1]]
        window.input_spans += [(start, end) for _, start, end in answer[:-1]]

    def _corrupt(self, window: Window) -> None:
        """Some input words are wrong, as they are while decoding."""
        known, random = self._tokens, self._random
        specials = {known.compact(t) for t in (tokenizer.sot, tokenizer.no_timestamps)}
        for i, token in enumerate(window.inputs):
            if token < known.first_timestamp and token not in specials and random.random() < WRONG_INPUT_TOKENS:
                window.inputs[i] = random.randrange(known.first_timestamp)

    def _prompt(self, window: Window) -> None:
        """Half of the windows follow a prompt: earlier text, with or without timestamps, or words not in use."""
        random, known = self._random, self._tokens
        kind = random.random()
        if kind >= WITH_PROMPT:
            if kind < WITH_PROMPT + 0.1:
                window.first_position = random.randint(0, max(0, min(200, LAST_POSITION - len(window.inputs))))
            return
        wanted = random.randint(1, 20) if random.random() < 0.5 else random.randint(20, 223)
        wanted = min(wanted, LAST_POSITION - len(window.inputs))
        prompt: list[int] = []
        stamped, at_s = random.random() < 0.5, 0.0
        while len(prompt) < wanted:
            utterance = random.choice(self._speech.utterances)
            tokens = [known.compact(token.token) for token in utterance.tokens]
            if stamped:
                at_s = at_s if at_s < 26 else 0.0
                end_s = at_s + utterance.end_s - utterance.start_s
                tokens = [known.timestamp(at_s, 0), *tokens, known.timestamp(end_s, 0)]
                at_s = end_s + random.choice((0, 0.3, 0.6, 1.0))
            prompt += tokens
        if random.random() < 0.4:
            unknown = random.choice((0.2, 0.6, 1.0))
            prompt = [known.other if random.random() < unknown else token for token in prompt]
        prompt = [known.compact(tokenizer.sot_prev), *prompt[-wanted:]] if wanted > 0 else []
        window.inputs = prompt + window.inputs
        window.targets = [-100] * len(prompt) + window.targets
        window.input_spans = [None] * len(prompt) + window.input_spans
        window.target_spans = [None] * len(prompt) + window.target_spans
