"""Reads a CV and a job description, and makes the questions of an interview fit them; all on this machine."""

from interviewer.tailoring.document import DocumentError, read_document
from interviewer.tailoring.profile import Profile, profile_of, weights
from interviewer.tailoring.projects import Project
from interviewer.tailoring.questions import named_project, tailored, tailored_plan

__all__ = [
    "DocumentError",
    "Profile",
    "Project",
    "named_project",
    "profile_of",
    "read_document",
    "tailored",
    "tailored_plan",
    "weights",
]
