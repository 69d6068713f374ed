"""What the interviewer says: the question bank, the rounds and the spoken lines, as data with its loader."""
