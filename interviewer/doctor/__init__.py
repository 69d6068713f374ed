"""Looks whether everything that an interview needs is there and works."""
