"""Answers with pauses of known length and known true ends: a generator, a manifest, and no audio.

`texts` holds the words, `plan` draws the answers from a seed and writes `manifest.json`, `render` speaks them with
espeak-ng and asks silero for probabilities (cached outside the repository), `recognise` plays a recogniser that is
late, punctuates wrongly and drops fillers. To draw the manifest again: `python -m tests.audio.pause_corpus.plan`.
"""
