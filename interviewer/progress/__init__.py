"""How the person is getting on over all sessions, as data, lines, charts and pages."""
