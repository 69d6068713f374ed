"""Measurements, one file a claim: never assertions, always beside a baseline or a goal from the same run."""
