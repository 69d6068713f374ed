"""The person's own stories: the bank, its file, and how a story is recognised in an answer."""
