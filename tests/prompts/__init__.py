"""Tests of the question bank, its loader, its checker and the rounds."""
