"""A header and events as an interview makes them, with text that breaks naive readers."""

from mockint.domain.findings import Gap
from mockint.domain.session import Event, EventKind, Move, MoveKind, Plan, PlannedQuestion
from mockint.store.header import SessionHeader

NASTY = 'a\u2028b\u2029c\x85d\x0be\x1cf\x00g\r\nh\ud800i\udfffj👩‍🔬\x1b[31m {"n":3} \ufeff'

PLAN = Plan(
    minutes=45,
    closing_minutes=5,
    questions=(PlannedQuestion("conflict", "Tell me about a conflict.", 12),),
    fillings=(("location", "Lisbon"),),
    seed=7,
)


def header(**changes):
    values = {
        "rubric_id": "coursera/software-engineering-manager/people-management",
        "rubric_digest": "0123456789abcdef",
        "rubric": {"schema": "mockint/rubric@1", "title": "People Management"},
        "plan": PLAN,
        "mockint": "0.1.0",
        "engine": "built-in",
        "persona": "neutral",
        "seed": 7,
        "prompts": {"interviewer/ask": "abcd"},
        "options": {"hide_levels": True},
    }
    return SessionHeader(**(values | changes))


def ask(at_ms=0):
    move = Move(MoveKind.PROBE, "conflict", signal="s", probe="p", gap=Gap.NO_NUMBERS, variant=2)
    return Event(EventKind.MOVE, at_ms, "Tell me about a conflict.", move)


def answer(text="I listened first.", at_ms=60_000):
    return Event(EventKind.ANSWER, at_ms, text)


def end(at_ms=90_000):
    return Event(EventKind.END, at_ms, data={"reason": "done"})


def close(at_ms=91_000):
    return Event(EventKind.MOVE, at_ms, "Thank you.", Move(MoveKind.CLOSE))


def graded(recommendation="lean-hire", score=2.8, at_ms=3_600_000):
    card = {"recommendation": recommendation, "score": score}
    return Event(EventKind.GRADED, at_ms, data={"scorecard": card})
