"""One answer: its words, its times, what it claims, its assessment and the probe that it calls for."""
