"""Earlier sessions together: every answer so far, takes side by side, and what a new judging changed."""
