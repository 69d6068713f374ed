"""Coaching drills: one small skill at a time, a verdict at once, and again."""
