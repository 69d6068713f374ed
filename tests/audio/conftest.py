"""Fixtures of the tests of the speech pipeline."""

from __future__ import annotations

from tests.virtual_devices import virtual_devices

__all__ = ["virtual_devices"]
