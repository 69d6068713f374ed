"""The review of a session as one page for the browser: self-contained, offline, nothing in it runs but its own script."""
