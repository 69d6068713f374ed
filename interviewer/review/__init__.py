"""What an interview tells the candidate afterwards: the review as data, as lines, as Markdown, as captions."""
