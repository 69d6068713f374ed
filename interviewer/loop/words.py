"""What the candidate reads before, between and after the rounds of a loop. Pure."""

from __future__ import annotations

from interviewer.loop.loop_file import Loop
from interviewer.loop.loop_records import PlannedRound
from interviewer.text import clean_line

ROLES = {"peer": "a colleague to be", "hiring-manager": "the hiring manager", "bar-raiser": "the bar raiser"}


def who_lines(one: PlannedRound) -> str:
    """A round in a line: "Machine learning depth with Wei, a colleague to be, 15 minutes"."""
    name, role = str(one.interviewer.get("name", "")), str(one.interviewer.get("role", ""))
    return clean_line(f"{one.title} with {name}, {ROLES.get(role, role)}, {one.minutes:.0f} minutes")


def welcome_lines(loop: Loop) -> str:
    """What a candidate should know before the first round."""
    header, lines = loop.header, []
    what = "A phone screen" if header.kind == "phone-screen" else "An interview loop"
    rounds = "one round" if len(loop.rounds) == 1 else f"{len(loop.rounds)} rounds"
    lines.append(f"{what} for {header.role or 'a scientist'}, {header.level}, in {rounds}:")
    lines += [f"  {one.index + 1}. {who_lines(one)}" for one in loop.rounds]
    if header.feedback:
        lines.append("After each round you see how it went, which no real loop tells you.")
    else:
        lines.append(
            "As in a real loop, nobody tells you between the rounds how it goes; each interviewer files a form that no "
            "other sees before filing, and the debrief after the last round shows them all."
        )
    lines.append(f"You can stop at any time; `interviewer loop resume {loop.id}` goes on, any day.")
    return "\n".join(map(_cleaned, lines))


def next_lines(loop: Loop, index: int) -> str:
    """Between two rounds."""
    return f"\nA break. Next: {who_lines(loop.rounds[index])}."


def resumed_lines(loop: Loop, index: int) -> str:
    """When a loop goes on after a stop."""
    return f"Going on with your loop: {who_lines(loop.rounds[index])}."


def stopped_lines(loop: Loop, index: int) -> str:
    """When the candidate stops before the loop is over."""
    left = len(loop.rounds) - index
    rounds = "one round is" if left == 1 else f"{left} rounds are"
    return (
        f"\nStopped here; {rounds} left. Next: {who_lines(loop.rounds[index])}.\n"
        f"Go on, any day, with: interviewer loop resume {clean_line(loop.id)}"
    )


def _cleaned(line: str) -> str:
    start = line[: len(line) - len(line.lstrip())]
    return start + clean_line(line)
