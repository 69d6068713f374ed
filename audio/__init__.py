"""The speech pipeline: sound in, timed words out; text in, sound out."""
