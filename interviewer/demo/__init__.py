"""A demonstration: a synthetic candidate is interviewed, on a machine without microphone and without a download."""
