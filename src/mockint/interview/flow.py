"""The flow of an interview: a pure, sans-I/O state machine.

`evolve(state, event)` folds what happened into the state; `next_move(state, now_ms)`
decides what the interviewer does next, or None while it is the candidate's turn. All
decisions are code: which question, whether to follow up and about what, when to move
on and when to stop. A model, where there is one, only words a move.

It must never read a clock, a file or the words of an answer: time comes in with
events, and answers come with the findings of an analyser.

Rules, in the order in which they apply:

* At the end of the minutes the interview closes after the answer that is being given.
* A command to the interviewer ("give me full marks") never advances a question. An
  answer that is off topic is brought back twice; then the interview goes on, so that
  a misjudged answer cannot lock anybody in. Silence is treated alike. Nobody who has
  answered the question is brought back to it: what they add to a follow-up may be in
  words that the round does not foresee.
* At most two follow-ups a question, each after one thing that the answers to that
  question lack, none twice in a session, and none once the question's time is up or
  the last minutes have begun. Where the plan has a claim of the CV for the question, the
  last of them is about that.
* A question's constraints are added one by one, each after an answer, in turn with the
  follow-ups and in the question's own time.
* What stands on the scratch pad counts for what was shown, and never takes the word.
* The last minutes belong to the candidate's own questions.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from ..domain.findings import Findings, Gap, Intent
from ..domain.rubric import Probe, Question, Rubric
from ..domain.session import AWAITS_ANSWER, Event, EventKind, Move, MoveKind, Plan, PlannedQuestion
from ..domain.transcript import PAD, Role, Turn
from .ledger import Entry, Ledger

PROBES_A_QUESTION = 2
PATIENCE = 2
CANDIDATE_QUESTIONS = 4
GENERIC_WORDINGS = 4
#: Share of a signal's points, over the whole interview, from which it is not probed for.
HALF_SHOWN = 0.5
WARN_MINUTES = 5
MINUTE_MS = 60_000
#: Begins the key of a probe about the candidate's CV; the question's id follows.
CV_PROBE = "cv:"


class Phase(StrEnum):
    """Where the interview is."""

    OPENING = "opening"
    ASKING = "asking"
    INVITING = "inviting"
    CLOSED = "closed"


class Due(StrEnum):
    """What the interviewer has to react to; NOTHING while the candidate has the word."""

    NOTHING = "nothing"
    START = "start"
    ANSWER = "answer"
    SKIP = "skip"
    HINT = "hint"
    REPEAT = "repeat"
    TIME = "time"
    END = "end"


@dataclass(frozen=True, slots=True)
class Here:
    """What has happened within the current question."""

    started_ms: int = 0
    probes: int = 0
    strayed: int = 0
    commands: int = 0
    answers: int = 0
    probed: frozenset[Gap] = frozenset()
    lacking: tuple[Gap, ...] | None = None
    constraints: int = 0


@dataclass(frozen=True, slots=True)
class State:
    """Everything that the next decision depends on. Made by `begin`, changed by `evolve`."""

    rubric: Rubric
    plan: Plan
    ledger: Ledger
    phase: Phase = Phase.OPENING
    position: int = -1
    due: Due = Due.START
    findings: Findings | None = None
    here: Here = Here()
    elapsed_ms: int = 0
    used_probes: tuple[str, ...] = ()
    hints: int = 0
    warned: bool = False
    own_questions: int = 0
    turns: tuple[Turn, ...] = ()
    pad: str = ""
    prompt: str = ""
    end_reason: str = ""

    @property
    def planned(self) -> PlannedQuestion | None:
        """The current planned question, None before the first."""
        if 0 <= self.position < len(self.plan.questions):
            return self.plan.questions[self.position]
        return None

    @property
    def question(self) -> Question | None:
        """The rubric question being asked; None outside the questions."""
        if self.phase is not Phase.ASKING or self.planned is None:
            return None
        return self.rubric.question(self.planned.question)

    @property
    def awaiting(self) -> bool:
        """True while the candidate has the word."""
        return self.due is Due.NOTHING and self.phase is not Phase.CLOSED

    def left_ms(self, now_ms: int) -> int:
        """Milliseconds of the round that are left; negative once it is over."""
        return self.plan.minutes * MINUTE_MS - now_ms


def begin(rubric: Rubric, plan: Plan) -> State:
    """The state before the first word."""
    return State(rubric, plan, Ledger.of(rubric))


def evolve(state: State, event: Event, findings: Findings | None = None) -> State:
    """The state after `event`; ANSWER and PAD come with the findings of their analysis."""
    state = replace(state, elapsed_ms=max(state.elapsed_ms, event.at_ms))
    match event.kind:
        case EventKind.MOVE if event.move is not None:
            return _moved(state, event, event.move)
        case EventKind.ANSWER:
            return _answered(state, event, findings)
        case EventKind.PAD:
            return _padded(state, event, findings)
        case EventKind.SKIP | EventKind.HINT | EventKind.REPEAT | EventKind.TIME | EventKind.END:
            if state.phase is Phase.CLOSED:
                return state
            reason = str(event.data.get("reason", "")) if event.kind is EventKind.END else ""
            return replace(state, due=Due(event.kind.value), end_reason=reason)
        case _:
            return state


def next_move(state: State, now_ms: int) -> Move | None:
    """What the interviewer does at `now_ms` of interview time, or None (not its turn)."""
    if state.phase is Phase.CLOSED:
        return None
    if state.phase is Phase.OPENING:
        return _move(state, now_ms, MoveKind.OPEN)
    match state.due:
        case Due.NOTHING:
            return None
        case Due.END:
            return _move(state, now_ms, MoveKind.CLOSE)
        case Due.HINT:
            return _move(state, now_ms, MoveKind.HINT, variant=state.hints)
        case Due.REPEAT:
            return _move(state, now_ms, MoveKind.REPEAT)
        case Due.TIME:
            return _move(state, now_ms, MoveKind.TIME)
        case Due.ANSWER if state.left_ms(now_ms) <= 0:
            return _move(state, now_ms, MoveKind.CLOSE)
        case Due.SKIP if state.phase is Phase.INVITING:
            return _move(state, now_ms, MoveKind.CLOSE)
        case Due.ANSWER if state.findings is not None:
            if state.phase is Phase.INVITING:
                return _answer_own_question(state, now_ms, state.findings)
            return _react(state, now_ms, state.findings)
        case _:
            return _advance(state, now_ms)


def replay(rubric: Rubric, plan: Plan, events: Iterable[Event]) -> State:
    """The state after `events`, without analysing answers: enough to read a session."""
    state = begin(rubric, plan)
    for event in events:
        state = evolve(state, event)
    return state


def question_ids(state: State) -> tuple[str, ...]:
    """Ids of the planned questions, in order."""
    return tuple(planned.question for planned in state.plan.questions)


# -- folding events ---------------------------------------------------------------


def _moved(state: State, event: Event, move: Move) -> State:
    turn = Turn(
        index=len(state.turns),
        role=Role.INTERVIEWER,
        text=event.text,
        start_ms=event.at_ms,
        question=move.question,
        move=move.kind.value,
    )
    due = Due.NOTHING if move.kind in AWAITS_ANSWER else state.due
    state = replace(state, turns=(*state.turns, turn), due=due)
    match move.kind:
        case MoveKind.OPEN:
            return replace(state, phase=Phase.ASKING, due=Due.START)
        case MoveKind.ASK:
            state = replace(
                state, position=state.position + 1, here=Here(started_ms=event.at_ms),
                prompt=event.text,
            )  # fmt: skip
            signals = state.question.signals if state.question else ()
            return replace(state, ledger=state.ledger.asked(signals))
        case MoveKind.PROBE:
            probed = state.here.probed | ({move.gap} if move.gap else set())
            here = replace(state.here, probes=state.here.probes + 1, probed=probed)
            used = (*state.used_probes, move.probe or "")
            return replace(state, here=here, used_probes=used, prompt=event.text)
        case MoveKind.CONSTRAINT:
            here = replace(state.here, constraints=state.here.constraints + 1)
            return replace(state, here=here, prompt=event.text)
        case MoveKind.HINT:
            return replace(state, hints=state.hints + 1)
        case MoveKind.WARN:
            return replace(state, warned=True)
        case MoveKind.INVITE:
            return replace(state, phase=Phase.INVITING, here=Here(), prompt=event.text)
        case MoveKind.REPLY:
            return replace(state, own_questions=state.own_questions + 1)
        case MoveKind.CLOSE:
            return replace(state, phase=Phase.CLOSED, due=Due.NOTHING)
        case _:
            return state


def _answered(state: State, event: Event, findings: Findings | None) -> State:
    turn = Turn(
        index=len(state.turns),
        role=Role.CANDIDATE,
        text=event.text,
        start_ms=event.at_ms,
        question=state.planned.question if state.question and state.planned else None,
    )
    heard = findings or Findings(Intent.ANSWER, len(event.text.split()))
    here = state.here
    ledger = state.ledger
    if state.phase is Phase.ASKING and heard.intent in {Intent.ANSWER, Intent.DONT_KNOW}:
        ledger = ledger.heard(heard)
        lacking = heard.gaps
        if here.lacking is not None:
            # What an earlier answer to this question had is not asked for again.
            passing = {Gap.TOO_SHORT, Gap.EVASIVE, Gap.NO_ANSWER}
            lacking = tuple(g for g in heard.gaps if g in here.lacking or g in passing)
        here = replace(here, answers=here.answers + 1, lacking=lacking, strayed=0)
    elif heard.intent is Intent.COMMAND:
        here = replace(here, commands=here.commands + 1)
    else:
        here = replace(here, strayed=here.strayed + 1)
    return replace(
        state,
        turns=(*state.turns, turn),
        due=Due.ANSWER,
        findings=heard,
        here=here,
        ledger=ledger,
    )


def _padded(state: State, event: Event, findings: Findings | None) -> State:
    """The pad as it stands now; the candidate keeps the word."""
    if state.phase is Phase.CLOSED or event.text == state.pad:
        return state
    turn = Turn(
        index=len(state.turns),
        role=Role.CANDIDATE,
        text=event.text,
        start_ms=event.at_ms,
        question=state.planned.question if state.question and state.planned else None,
        move=PAD,
    )
    ledger = state.ledger.heard(findings) if findings is not None else state.ledger
    return replace(state, pad=event.text, turns=(*state.turns, turn), ledger=ledger)


# -- deciding ---------------------------------------------------------------------


def _react(state: State, now_ms: int, findings: Findings) -> Move:
    here = state.here
    out_of_time = _question_time_is_up(state, now_ms)
    patient = here.strayed <= PATIENCE and not out_of_time
    match findings.intent:
        case Intent.COMMAND if not out_of_time:
            return _move(state, now_ms, MoveKind.REDIRECT, variant=here.commands - 1)
        case Intent.OFF_TOPIC if patient and not here.answers:
            return _move(state, now_ms, MoveKind.REDIRECT, variant=here.strayed - 1)
        case Intent.CLARIFY if patient:
            return _move(state, now_ms, MoveKind.CLARIFY, variant=here.strayed - 1)
        case Intent.EMPTY if patient:
            return _move(state, now_ms, MoveKind.NUDGE, variant=here.strayed - 1)
        case Intent.NOTHING_MORE if patient and not here.answers:
            return _move(state, now_ms, MoveKind.NUDGE, variant=here.strayed - 1)
        case Intent.ANSWER | Intent.DONT_KNOW if not out_of_time:
            follow_up = _follow_up(state, now_ms, findings)
            if follow_up is not None:
                return follow_up
    return _advance(state, now_ms)


def _follow_up(state: State, now_ms: int, findings: Findings) -> Move | None:
    """A follow-up or the next constraint, in turn; None where neither is due."""
    probe = _probe(state, now_ms, findings)
    here, question = state.here, state.question
    if question is None or here.constraints >= len(question.constraints):
        return probe
    if probe is not None and here.probes <= here.constraints:
        return probe
    return _move(state, now_ms, MoveKind.CONSTRAINT, variant=here.constraints)


def _probe(state: State, now_ms: int, findings: Findings) -> Move | None:
    """The one follow-up that is due, or None: enough was asked, or nothing is lacking."""
    here = state.here
    if here.probes >= PROBES_A_QUESTION or state.question is None:
        return None
    if findings.intent is Intent.DONT_KNOW and here.probes:
        return None
    claim = _claim(state, now_ms)
    if claim is not None and here.probes == PROBES_A_QUESTION - 1:
        return claim
    gaps = list(here.lacking or ())
    if here.probed and Gap.SIGNAL not in here.probed and Gap.SIGNAL in gaps:
        # After a general follow-up, one that is after the signal itself.
        gaps.remove(Gap.SIGNAL)
        gaps.insert(0, Gap.SIGNAL)
    for gap in gaps:
        if gap is Gap.SIGNAL:
            found = _signal_probe(state)
            if found is not None:
                signal, key = found
                return _move(
                    state, now_ms, MoveKind.PROBE, signal=signal, probe=key, gap=gap,
                    pickup=findings.pickup,
                )  # fmt: skip
            continue
        variant = sum(key.startswith(f"gap:{gap}#") for key in state.used_probes)
        if gap not in here.probed and variant < GENERIC_WORDINGS:
            return _move(
                state, now_ms, MoveKind.PROBE, probe=f"gap:{gap}#{variant}", gap=gap,
                pickup=findings.pickup, variant=variant,
            )  # fmt: skip
    return claim


def _claim(state: State, now_ms: int) -> Move | None:
    """The follow-up that picks up a claim of the candidate's CV, None where none is left."""
    for one in state.plan.pickups:
        key = f"{CV_PROBE}{one.question}"
        if state.planned and one.question == state.planned.question:
            if key in state.used_probes:
                return None
            return _move(state, now_ms, MoveKind.PROBE, probe=key, pickup=one.words)
    return None


def _signal_probe(state: State) -> tuple[str | None, str] | None:
    """(signal, key) of the authored follow-up whose point is missing and matters most."""
    question = state.question
    if question is None:
        return None
    entries = [state.ledger.entry(signal) for signal in question.signals]
    bare = [entry for entry in entries if _shown_share(state.rubric, entry) < HALF_SHOWN]
    for entry in sorted(bare, key=lambda e: _shown_share(state.rubric, e)):
        for probe in state.rubric.signal(entry.signal).probes:
            key = f"{entry.signal}/{probe.id}"
            if key not in state.used_probes and probe.point not in entry.points:
                return entry.signal, key
    for follow_up in question.follow_ups if bare else ():
        key = f"{question.id}/{follow_up.id}"
        if key not in state.used_probes:
            return None, key
    return None


def _shown_share(rubric: Rubric, entry: Entry) -> float:
    signal = rubric.signal(entry.signal)
    return len(entry.points) / len(signal.points)


def authored_probe(rubric: Rubric, question: str | None, key: str) -> Probe | None:
    """The authored probe behind a move's `probe` key, None for a general one."""
    owner, _, probe_id = key.partition("/")
    for signal in rubric.signals:
        if signal.id == owner:
            for probe in signal.probes:
                if probe.id == probe_id:
                    return probe
    if question == owner:
        for probe in rubric.question(owner).follow_ups:
            if probe.id == probe_id:
                return probe
    return None


def _answer_own_question(state: State, now_ms: int, findings: Findings) -> Move:
    done = {Intent.NOTHING_MORE, Intent.EMPTY, Intent.DONT_KNOW}
    if findings.intent in done or state.own_questions >= CANDIDATE_QUESTIONS:
        return _move(state, now_ms, MoveKind.CLOSE)
    if findings.intent is Intent.COMMAND and state.own_questions:
        return _move(state, now_ms, MoveKind.CLOSE)
    return _move(state, now_ms, MoveKind.REPLY, variant=state.own_questions)


def _advance(state: State, now_ms: int) -> Move:
    """The next question, or the invitation; a warning first where time runs short."""
    reserve = state.plan.closing_minutes * MINUTE_MS
    free = state.left_ms(now_ms) - reserve
    is_first = state.position < 0
    more = state.position + 1 < len(state.plan.questions)
    if not more or (free < MINUTE_MS and not is_first):
        return _move(state, now_ms, MoveKind.INVITE)
    warn_at = min(WARN_MINUTES, state.plan.minutes / 4) * MINUTE_MS
    if not state.warned and not is_first and free <= warn_at:
        return _move(state, now_ms, MoveKind.WARN)
    following = state.plan.questions[state.position + 1].question
    move = _move(state, now_ms, MoveKind.ASK, variant=state.position + 1)
    return replace(move, question=following)


def _question_time_is_up(state: State, now_ms: int) -> bool:
    if state.planned is None:
        return False
    if state.left_ms(now_ms) <= state.plan.closing_minutes * MINUTE_MS:
        # What is left was promised to the candidate, however late the question came.
        return True
    return now_ms - state.here.started_ms >= state.planned.minutes * MINUTE_MS


def _move(
    state: State,
    now_ms: int,
    kind: MoveKind,
    *,
    signal: str | None = None,
    probe: str | None = None,
    gap: Gap | None = None,
    pickup: str = "",
    variant: int = 0,
) -> Move:
    question = state.planned.question if state.question and state.planned else None
    left = max(0, math.ceil(state.left_ms(now_ms) / MINUTE_MS))
    return Move(kind, question, signal, probe, gap, pickup, left, variant)
