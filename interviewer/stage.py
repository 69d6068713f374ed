"""What the handlers of the machine share: the script, where the interview stands, the effects so far, and common steps."""

from __future__ import annotations

from dataclasses import replace

from interviewer import budget
from interviewer import events as ev
from interviewer.events import Effect, Line, LineKind, NoteCode, Outcome, Probe
from interviewer.script import Patience, PlannedQuestion, Script
from interviewer.standing import Standing
from interviewer.states import State

SETUP_STOP_S = 45.0
"""A set-up without an action is interrupted here under strict timing: half as long again as the guides' 30 seconds."""
MOST_HINTS = 2
"""For one question: with more, the answer would be the interviewer's."""
MOST_OWN_QUESTIONS = 3
"""Questions of the candidate in the last minutes."""
OWN_QUESTION_S = 30.0
"""The candidate is invited to ask as long as so much is left: a question and an answer to it."""
OWN_LIMIT_S = 60.0
"""Longest question of the candidate."""
GOING_ON_S = 1.2
"""Voice that begins so soon after the first sound of a reply goes on with the answer before it. To plan even one word takes
0.6 s (Indefrey and Levelt 2004), so who speaks by then had decided to within 0.6 s of the reply, which is at most two of its words."""
MOST_TAKEN_UP = 3
"""Times that voice may do so within a turn: a television in the room must not keep the next question from being asked."""

_OPENS = frozenset({"opening", "question", "follow_up", "invitation", "closing"})
"""Kinds of lines after which it is not the question before that is answered."""


class Stage:
    """One interview for the duration of one event: handlers change `i` and say through `do` what is to be done."""

    def __init__(self, script: Script, patience: Patience) -> None:
        self.script = script
        self.patience = patience
        self.i = Standing()
        self.effects: list[Effect] = []
        self.now_s = 0.0

    # --- what is known ---------------------------------------------------------------------------------------

    @property
    def question(self) -> PlannedQuestion:
        """The present question."""
        return self.script.questions[self.i.question]

    @property
    def left_s(self) -> float:
        """Seconds that are left for questions; without end where nothing presses."""
        minutes = self.script.minutes
        if minutes is None:
            return float("inf")
        return minutes * 60 - budget.own_s(minutes, wanted=self.script.candidate_questions) - self.i.used_s

    @property
    def covered(self) -> frozenset[str]:
        """The principles that a question has been asked for."""
        return frozenset(name for index in self.i.asked for name in self.script.questions[index].principles)

    @property
    def probes_left(self) -> int:
        """Follow-ups that the present question may still have."""
        i, script = self.i, self.script
        left = max(0, i.follow_ups - i.probes_asked)
        if left and script.minutes is not None:
            later = script.questions[i.question + 1 :]
            if not budget.room_for_follow_up(later, left_s=self.left_s, owned=script.principles, covered=self.covered):
                return 0
        return left

    @property
    def hint_left(self) -> int | None:
        """Index of the next hint for the present question, or None where there is none."""
        i = self.i
        if i.last_minutes or i.question < 0 or len(i.hints) >= MOST_HINTS:
            return None
        left = (k for k, hint in enumerate(self.question.hints) if k not in i.hints and hint.target not in i.given)
        return next(left, None)

    @property
    def hint_due(self) -> bool:
        """Whether a silence that a kind word has not ended is to be met with a hint."""
        return self.patience.hint_after_s is not None and not self.i.hinted and self.hint_left is not None

    @property
    def limit_s(self) -> float:
        """Seconds for the answer that the present turn wants."""
        i = self.i
        if i.last_minutes:
            return OWN_LIMIT_S
        brief = self.script.minutes is not None and i.turn_line is not None and i.turn_line.kind == "follow_up"
        return min(i.limit_s, budget.FOLLOW_UP_LIMIT_S) if brief else i.limit_s

    @property
    def marks_s(self) -> tuple[float, ...]:
        """Seconds of the answer at which it may be interrupted."""
        i, script = self.i, self.script
        if i.last_minutes or i.stopped:
            return ()
        limit = (self.limit_s,) if script.interrupts else ()
        first = i.turn_line is not None and i.turn_line.kind == "question" and self.question.story
        if script.strict_timing and first and not i.setup_seen and self.limit_s > SETUP_STOP_S:
            return (SETUP_STOP_S, *limit)
        return limit

    # --- what is done ----------------------------------------------------------------------------------------

    def do(self, effect: Effect) -> None:
        """Want something done."""
        self.effects.append(effect)

    def note(self, code: NoteCode, reason: str = "", *, turn: int | None = None, answer_s: float | None = None) -> None:
        """Put a fact about the present turn, or another one, into the record."""
        i = self.i
        turn = i.turn if turn is None else turn
        revision = i.revision if answer_s is not None or code == "reopened" else 0
        self.do(ev.Note(turn=turn, code=code, reason=reason, revision=revision, answer_s=answer_s))

    def line(self, kind: LineKind, text: str, *, target: str = "") -> Line:
        """Put a line in the queue."""
        i = self.i
        i.utterance += 1
        opens_nothing = kind in {"opening", "closing"}
        of_no_question = opens_nothing or i.question < 0 or i.last_minutes
        line = Line(
            kind=kind,
            text=text,
            utterance=i.utterance,
            turn=0 if opens_nothing else i.turn,
            question_id="" if of_no_question else self.question.question_id,
            target=target,
        )
        i.queue.append(line)
        return line

    def say_queued(self) -> None:
        """Say the next line of the queue; after a cut, that it was one comes first."""
        if self.i.cut_off:
            self.say_that_cut_off()
        if self.i.state not in {State.CLOSING, State.INTERJECTING}:
            self.i.state = State.SPEAKING
        self.say(self.i.queue.pop(0))

    @property
    def back_lines(self) -> tuple[str, str, str]:
        """What is said first when an interview goes on: before the next question, before the same one, within an answer."""
        script = self.script
        if self.i.left:
            return script.left, script.left_asked, script.left_answering
        return script.cut_off, script.cut_off_asked, script.cut_off_answering

    def say_that_cut_off(self) -> None:
        """Put the notice before what is in the queue; who is to answer the same question hears it again."""
        i = self.i
        i.cut_off = False
        waiting, i.queue = i.queue, []
        goes_on = any(line.kind in _OPENS for line in waiting)
        next_one, same_one, _ = self.back_lines
        self.line("notice", next_one if goes_on else same_one)
        if not goes_on and waiting[0].kind != "repeat" and i.turn_line is not None:
            self.line("repeat", i.turn_line.text)
        for line in waiting:
            i.utterance += 1
            i.queue.append(replace(line, utterance=i.utterance))

    def say(self, line: Line) -> None:
        """Say a line; nobody is listened to meanwhile."""
        self.stop_listening()
        self.i.saying = line
        self.i.reply = self.i.reply or line.utterance
        self.do(ev.Say(line=line))

    def interject(self) -> None:
        """Say a word within an answer, which goes on: ears that do not hear us stay open."""
        i = self.i
        i.state = State.INTERJECTING
        i.saying = i.queue.pop()
        self.do(ev.Say(line=i.saying))

    def go_on_answering(self) -> None:
        """The answer goes on in its next revision."""
        self.i.queue.clear()
        self.i.revision += 1
        self.i.state = State.ANSWERING
        self.listen()

    def answer_ends(self) -> None:
        """Remember where the interview stands, in case the answer is not over after all."""
        i = self.i
        i.reply, i.ended = 0, None
        i.ended = i.copied()

    def answer_goes_on(self, *, by_voice: bool = False) -> None:
        """Take back the end of the last answer, and the reply to it: the same turn goes on in its next revision."""
        now, ended = self.i, self.i.ended
        assert ended is not None
        if now.state in {State.SPEAKING, State.CLOSING}:
            self.do(ev.StopSaying())
        i = self.i = ended.copied()
        i.state, i.ending = State.ANSWERING, ""
        i.entered_s, i.used_s, i.cut_off = now.entered_s, now.used_s, now.cut_off
        i.utterance, i.last_turn, i.taken_up = now.utterance, now.last_turn, ended.taken_up + by_voice
        i.queue.clear()
        i.revision += 1
        self.note("reopened")
        self.do(ev.TakeUp(turn=i.turn))
        self.listen()

    def stop_listening(self) -> None:
        """Close the microphone, if it is open."""
        if self.i.listening:
            self.i.listening = False
            self.do(ev.StopListening(turn=self.i.turn))

    def listen(self) -> None:
        """Give the candidate the floor."""
        i = self.i
        if i.state is State.THINKING:
            i.revision += 1
        i.listening = True
        i.looking = ""
        self.do(ev.Listen(turn=i.turn, revision=i.revision, limit_s=self.limit_s, marks_s=self.marks_s))

    # --- how it goes on --------------------------------------------------------------------------------------

    def open_turn(self, kind: LineKind, text: str, target: str = "") -> None:
        """Say a line that wants an answer, after what is in the queue."""
        i = self.i
        self.stop_listening()
        i.last_turn += 1
        i.turn = i.last_turn
        i.revision = i.requests = i.taken_up = 0
        i.spoke = i.nudged = i.open_revision = i.interrupted = i.stopped = i.setup_seen = i.hinted = False
        i.looking = ""
        i.extra_s = i.answer_s = 0.0
        i.turn_line = self.line(kind, text, target=target)
        self.say_queued()

    def ask_probe(self, probe: Probe) -> None:
        """Ask a follow-up."""
        self.i.probes_asked += 1
        self.open_turn("follow_up", probe.line, probe.target)
        if probe.why:
            self.note("follow_up_why", probe.why)
        if probe.target == "contradiction":
            self.note("contradiction", probe.detail)

    def next_question(self) -> None:
        """Ask what comes next: a question that the time allows, the candidate for questions, or nobody anything."""
        i, script = self.i, self.script
        for index in range(i.question + 1, len(script.questions)):
            allotted = budget.allot(
                script.questions[index:], left_s=self.left_s, owned=script.principles, covered=self.covered
            )
            i.question = index
            if allotted.action == "drop":
                self.note("dropped", self.question.question_id, turn=0)
                continue
            self._ask(allotted)
            return
        if script.candidate_questions and not i.last_minutes and self._time_for_own_question:
            i.last_minutes = True
            i.ending = ""
            self.open_turn("invitation", script.invitation)
        else:
            self.close()

    def _ask(self, allotted: budget.Allotment) -> None:
        i = self.i
        i.asked |= {i.question}
        i.limit_s, i.follow_ups = allotted.limit_s, allotted.follow_ups
        i.probes_asked = 0
        i.ending = ""
        i.hints, i.given = (), frozenset()
        if allotted.action == "shorten":
            self.note("shortened", f"{self.question.question_id}, {allotted.limit_s:.0f} s", turn=0)
            self.line("acknowledgement", self.script.shorter.format(minutes=budget.spoken_minutes(allotted.limit_s)))
        self.open_turn("question", self.question.text)

    @property
    def _time_for_own_question(self) -> bool:
        minutes = self.script.minutes
        return minutes is None or minutes * 60 - self.i.used_s >= OWN_QUESTION_S + budget.CLOSING_S

    def ask_for_more(self) -> None:
        """Ask whether the candidate has another question, where there is time for one; else close."""
        i = self.i
        if i.own_questions < MOST_OWN_QUESTIONS and self._time_for_own_question:
            self.open_turn("invitation", self.script.anything_else)
        else:
            self.close()

    def close(self) -> None:
        """Say goodbye, after what is in the queue."""
        i = self.i
        if i.last_minutes and not i.own_questions:
            self.note("nothing_asked")
        self.line("closing", self.script.closing)
        i.state = State.CLOSING
        self.say_queued()

    def close_turn(self, outcome: Outcome) -> None:
        """The turn is over; one that was not answered leaves the answer before it behind for good."""
        i = self.i
        i.outcomes[i.turn] = outcome
        if i.ended is not None and i.ended.turn != i.turn:
            i.ended = None
        self.go_on()

    def go_on(self) -> None:
        """What comes after a turn."""
        self.i.open_revision = False
        if self.i.ending == "quit":
            self.debrief()
        elif self.i.last_minutes:
            self.close()
        else:
            self.next_question()

    def debrief(self) -> None:
        """Give the feedback."""
        self.stop_listening()
        self.i.state = State.DEBRIEFING
        self.do(ev.Debrief())

    def give_hint(self, index: int) -> str:
        """Put a hint in the queue and note it; its text."""
        i = self.i
        hint = self.question.hints[index]
        i.hints = (*i.hints, index)
        i.hinted = True
        self.note("hint", hint.text)
        self.line("hint", hint.text)
        return hint.text
