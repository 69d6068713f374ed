"""The whole process: a loop of rounds, each interviewer's form, the debrief."""
