"""A session played again: its line of time, and the terminal that shows it."""
