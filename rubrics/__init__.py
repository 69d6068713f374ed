"""What good looks like and how an answer is judged: scales, evidence, models and the arithmetic of scores."""
