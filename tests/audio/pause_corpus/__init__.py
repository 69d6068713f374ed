"""Answers with pauses of known length and known true ends: a generator, a manifest, and no audio.

`texts` holds the words, `plan` draws the answers from a seed and writes `manifest.json`, `render` speaks them with
espeak-ng and asks silero for probabilities (cached outside the repository), `recognise` plays a recogniser that is
late, punctuates wrongly and drops fillers, `clip` does the same with the phrases of a real recording for who has it;
the manifest holds synthetic voices only. To draw it again: `python -m tests.audio.pause_corpus.plan`.
"""
