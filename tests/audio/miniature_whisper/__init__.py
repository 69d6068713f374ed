"""A very small Whisper, trained on one synthetic voice, with which tests run the true recognition path."""
