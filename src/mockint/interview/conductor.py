"""Conducts one interview: joins the flow to a log, an analyser, words and a clock.

Every face (TUI, plain lines, browser) drives this one class and renders what it
says. Order of things: what the candidate says is in the log before anything is
decided or worded; a move is in the log once its words are complete. So a session
that was killed at any moment folds back to a state in which the same move is due.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

from ..domain.rubric import Rubric
from ..domain.session import Event, EventKind, Move, Plan
from ..domain.transcript import Transcript, Turn
from ..ports import AnswerAnalyser, Clock, EventLog, Wording
from . import flow
from .flow import Phase, State
from .wording import Restart


class Conductor:
    """One sitting. Times are milliseconds of interview time; pauses do not count."""

    def __init__(
        self,
        rubric: Rubric,
        plan: Plan,
        log: EventLog,
        *,
        analyser: AnswerAnalyser,
        wording: Wording,
        clock: Clock,
    ) -> None:
        """Fold what `log` already holds, and go on from there."""
        self.log = log
        self._analyser = analyser
        self.wording: Wording = wording
        self._clock = clock
        self.state: State = flow.begin(rubric, plan)
        for event in log.events:
            self._fold(event)
        self._base_ms = self.state.elapsed_ms
        self._since: int | None = clock.now_ms()

    # -- what the candidate does ------------------------------------------------

    def answer(self, text: str) -> None:
        """Log an answer, then take it in. DiskError leaves everything as it was."""
        self._add(Event(EventKind.ANSWER, self.now_ms(), text))

    def write_pad(self, text: str) -> None:
        """Log what stands on the scratch pad, if it has changed. DiskError."""
        if text != self.state.pad and not self.finished:
            self._add(Event(EventKind.PAD, self.now_ms(), text))

    def skip(self) -> None:
        """Leave this question."""
        self._add(Event(EventKind.SKIP, self.now_ms()))

    def hint(self) -> None:
        """Ask for a hint."""
        self._add(Event(EventKind.HINT, self.now_ms()))

    def repeat(self) -> None:
        """Ask to hear the question again."""
        self._add(Event(EventKind.REPEAT, self.now_ms()))

    def ask_time(self) -> None:
        """Ask how much time is left."""
        self._add(Event(EventKind.TIME, self.now_ms()))

    def end(self, reason: str = "ended by the candidate") -> None:
        """End the interview now; the closing move follows."""
        self._add(Event(EventKind.END, self.now_ms(), data={"reason": reason}))

    def pause(self, *, as_of: int | None = None) -> None:
        """Stop the clock, now or as of a moment since the last event (interview time)."""
        if self._since is not None:
            last = self.log.events[-1].at_ms if self.log.events else 0
            at_ms = self.now_ms() if as_of is None else min(self.now_ms(), max(last, as_of))
            self._add(Event(EventKind.PAUSE, at_ms))
            self._base_ms, self._since = at_ms, None

    def resume(self) -> None:
        """Let the clock go on."""
        if self._since is None:
            self._since = self._clock.now_ms()
            self._add(Event(EventKind.RESUME, self.now_ms()))

    # -- what the interviewer does ----------------------------------------------

    def next_move(self) -> Move | None:
        """The move that is due, or None while the candidate has the word."""
        return flow.next_move(self.state, self.now_ms())

    def say(self, move: Move) -> AsyncIterator[str]:
        """Word a move, piece by piece. Nothing is logged until `record`."""
        return self.wording.say(move, self.state)

    def record(self, move: Move, text: str) -> Turn:
        """Log a worded move; returns the turn that it made."""
        self._add(Event(EventKind.MOVE, self.now_ms(), text, move))
        return self.state.turns[-1]

    def note(self, text: str) -> None:
        """Log a remark that is nobody's speech (an engine was changed, an outage)."""
        self._add(Event(EventKind.NOTE, self.now_ms(), text))

    async def speak(self, move: Move) -> Turn:
        """Word a move completely and log it. EngineError leaves the move due."""
        said = ""
        async for piece in self.say(move):
            said = piece if isinstance(piece, Restart) else said + piece
        return self.record(move, said)

    def use(self, wording: Wording, why: str) -> None:
        """Go on with other words in the same session; why is noted in the log."""
        self.note(why)
        self.wording = wording

    # -- what a face shows ------------------------------------------------------

    @property
    def paused(self) -> bool:
        """True while the clock stands."""
        return self._since is None

    @property
    def finished(self) -> bool:
        """True once the closing words were said."""
        return self.state.phase is Phase.CLOSED

    def now_ms(self) -> int:
        """Interview time: monotonic, without pauses, going on from where it was left."""
        if self._since is None:
            return self._base_ms
        return self._base_ms + self._clock.now_ms() - self._since

    def seconds_left(self) -> int:
        """Seconds of the round that are left, not below 0."""
        return max(0, self.state.left_ms(self.now_ms()) // 1000)

    def transcript(self) -> Transcript:
        """The conversation so far."""
        return transcript_of(self.state, self.log.session_id)

    # -- within -----------------------------------------------------------------

    def _add(self, event: Event) -> None:
        self.log.append(event)
        self._fold(event)

    def _fold(self, event: Event) -> None:
        findings = None
        if event.kind in {EventKind.ANSWER, EventKind.PAD}:
            question = self.state.question
            spoken = self.state.prompt
            findings = self._analyser.read(event.text, question.id if question else None, spoken)
        self.state = flow.evolve(self.state, event, findings)


def transcript_of(state: State, session_id: str) -> Transcript:
    """The transcript of a session's state; roles are known, not guessed.

    Of the scratch pad it has what stood there when each question was left: earlier
    versions stay in the journal.
    """
    last_pads = {turn.question: turn.index for turn in state.turns if turn.is_pad}
    said = [
        turn
        for turn in state.turns
        if not turn.is_pad or (last_pads[turn.question] == turn.index and turn.text.strip())
    ]
    return Transcript(
        source=session_id,
        format="mockint-session",
        turns=tuple(replace(turn, index=i) for i, turn in enumerate(said)),
        how_roles="session",
        rubric_id=state.rubric.id,
        hints=state.hints,
        speakers={"interviewer": ("Interviewer",), "candidate": ("Candidate",)},
    )
