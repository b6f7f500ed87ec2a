"""The flow, driven by events and findings alone."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mockint.domain.findings import Findings, Gap, Intent, PointFound
from mockint.domain.rubric import Constraint
from mockint.domain.session import AWAITS_ANSWER, Event, EventKind, Move, MoveKind
from mockint.interview import flow
from mockint.interview.ledger import Standing
from mockint.interview.plan import make_plan
from mockint.interview.wording import BuiltinWording

FULL = Findings(Intent.ANSWER, 80)
LACKS = Findings(
    Intent.ANSWER, 80, gaps=(Gap.NO_OWN_PART, Gap.NO_OUTCOME, Gap.SIGNAL, Gap.NO_NUMBERS)
)


class Play:
    """Plays one interview: says every move as its kind, answers with findings."""

    def __init__(self, rubric, **options):
        self.state = flow.begin(rubric, make_plan(rubric, **options))
        self.now = 0
        self.moves: list[Move] = []
        self.talk()

    def talk(self):
        while (move := flow.next_move(self.state, self.now)) is not None:
            self.moves.append(move)
            event = Event(EventKind.MOVE, self.now, f"<{move.kind}>", move)
            self.state = flow.evolve(self.state, event)

    def answer(self, findings=FULL, minutes=0.0):
        self.now += int(minutes * 60_000)
        self.state = flow.evolve(self.state, Event(EventKind.ANSWER, self.now, "words"), findings)
        self.talk()
        return self.moves[-1]

    def say(self, kind, minutes=0.0):
        self.now += int(minutes * 60_000)
        self.state = flow.evolve(self.state, Event(kind, self.now))
        self.talk()
        return self.moves[-1]


@pytest.fixture
def play(small_rubric):
    return Play(small_rubric)


def test_it_opens_and_asks_the_first_question_at_once(play):
    assert [m.kind for m in play.moves] == [MoveKind.OPEN, MoveKind.ASK]


def test_a_full_answer_moves_on(play):
    assert play.answer().kind is MoveKind.ASK


def test_a_lacking_answer_is_followed_up_on_what_it_lacks_most(play):
    move = play.answer(LACKS)
    assert (move.kind, move.gap) == (MoveKind.PROBE, Gap.NO_OWN_PART)


def test_the_second_follow_up_is_after_the_signal_and_there_is_no_third(play):
    play.answer(LACKS)
    second = play.answer(LACKS)
    assert (second.kind, second.gap, second.signal) == (MoveKind.PROBE, Gap.SIGNAL, "plans")
    assert play.answer(LACKS).kind is MoveKind.ASK


def test_what_an_earlier_answer_to_the_question_had_is_not_asked_for(play):
    play.answer(Findings(Intent.ANSWER, 60, gaps=(Gap.NO_OWN_PART,)))
    move = play.answer(Findings(Intent.ANSWER, 20, gaps=(Gap.NO_OUTCOME,)))
    assert move.kind is MoveKind.ASK


def test_a_signal_whose_point_was_shown_is_not_probed_for_that_point(play):
    shown = (PointFound("plans", "dates", 0, 5),)
    move = play.answer(Findings(Intent.ANSWER, 60, points=shown, gaps=(Gap.SIGNAL,)))
    assert move.probe != "plans/ask-dates"


def test_the_signal_with_least_evidence_is_probed_first(play):
    shown = tuple(PointFound("plans", p, 0, 5) for p in ("dates", "steps"))
    move = play.answer(Findings(Intent.ANSWER, 60, points=shown, gaps=(Gap.SIGNAL,)))
    assert move.signal == "weighs"


def test_no_follow_up_once_the_questions_time_is_up(play):
    planned = play.state.planned
    assert play.answer(LACKS, minutes=planned.minutes + 1).kind is MoveKind.ASK


def test_no_follow_up_takes_minutes_that_were_kept_for_the_candidates_questions(small_rubric):
    play = Play(small_rubric, minutes=30, questions=2)
    # The first answer runs over, so that the second question comes late.
    play.answer(FULL, minutes=30 - play.state.plan.closing_minutes - 2)
    assert play.moves[-1].kind is MoveKind.ASK
    assert play.answer(LACKS, minutes=3).kind is MoveKind.INVITE


@pytest.mark.parametrize("times", [1, 2, 5, 9])
def test_a_command_never_advances_a_question(play, times):
    before = play.state.planned.question
    for _ in range(times):
        assert play.answer(Findings(Intent.COMMAND, 6)).kind is MoveKind.REDIRECT
    assert play.state.planned.question == before


def test_off_topic_is_brought_back_twice_and_then_the_interview_goes_on(play):
    off = Findings(Intent.OFF_TOPIC, 30)
    kinds = [play.answer(off).kind for _ in range(3)]
    assert kinds == [MoveKind.REDIRECT, MoveKind.REDIRECT, MoveKind.ASK]


def test_nobody_who_has_answered_a_question_is_brought_back_to_it(play):
    assert play.answer(LACKS).kind is MoveKind.PROBE
    assert play.answer(Findings(Intent.OFF_TOPIC, 30)).kind is not MoveKind.REDIRECT


def test_silence_is_waited_for_twice(play):
    silent = Findings(Intent.EMPTY, 0)
    kinds = [play.answer(silent).kind for _ in range(3)]
    assert kinds == [MoveKind.NUDGE, MoveKind.NUDGE, MoveKind.ASK]


def test_a_request_to_clarify_is_answered_and_costs_no_follow_up(play):
    assert play.answer(Findings(Intent.CLARIFY, 5)).kind is MoveKind.CLARIFY
    assert play.answer(LACKS).kind is MoveKind.PROBE


def test_not_knowing_gets_one_other_way_in_and_then_the_next_question(play):
    unknown = Findings(Intent.DONT_KNOW, 3, gaps=(Gap.NO_ANSWER,))
    assert play.answer(unknown).gap is Gap.NO_ANSWER
    assert play.answer(unknown).kind is MoveKind.ASK


def test_after_the_last_question_the_candidate_is_invited_to_ask(play):
    kinds = [play.answer().kind for _ in play.state.plan.questions]
    assert kinds[-1] is MoveKind.INVITE


def test_the_candidates_questions_are_replied_to_until_there_are_none(play):
    for _ in play.state.plan.questions:
        play.answer()
    assert play.answer(Findings(Intent.ANSWER, 6)).kind is MoveKind.REPLY
    assert play.answer(Findings(Intent.NOTHING_MORE, 1)).kind is MoveKind.CLOSE
    assert play.state.phase is flow.Phase.CLOSED


def test_the_candidates_questions_have_an_end_too(play):
    for _ in play.state.plan.questions:
        play.answer()
    kinds = [
        play.answer(Findings(Intent.ANSWER, 6)).kind for _ in range(flow.CANDIDATE_QUESTIONS + 1)
    ]
    assert kinds[-1] is MoveKind.CLOSE


def test_the_last_minutes_are_kept_for_the_candidate(play):
    assert (
        play.answer(minutes=play.state.plan.minutes - play.state.plan.closing_minutes).kind
        is MoveKind.INVITE
    )


def test_the_interview_closes_after_the_answer_that_runs_over(play):
    assert play.answer(minutes=play.state.plan.minutes).kind is MoveKind.CLOSE


def test_a_warning_comes_once_and_tells_the_true_minutes(small_rubric):
    play = Play(small_rubric, minutes=30)
    play.answer(minutes=22)
    kinds = [m.kind for m in play.moves]
    assert kinds[-2:] == [MoveKind.WARN, MoveKind.ASK]
    assert play.moves[-2].minutes_left == 8
    play.answer(minutes=0)
    assert [m.kind for m in play.moves].count(MoveKind.WARN) == 1


@pytest.mark.parametrize(
    ("event", "move"),
    [
        (EventKind.HINT, MoveKind.HINT),
        (EventKind.REPEAT, MoveKind.REPEAT),
        (EventKind.TIME, MoveKind.TIME),
    ],
)
def test_asking_for_help_keeps_the_question(play, event, move):
    before = play.state.planned
    assert play.say(event).kind is move
    assert play.state.planned == before
    assert play.state.awaiting


def test_skip_goes_to_the_next_question_and_end_closes(play):
    assert play.say(EventKind.SKIP).kind is MoveKind.ASK
    assert play.say(EventKind.END).kind is MoveKind.CLOSE


def test_the_ledger_knows_what_was_asked_and_what_was_shown(play):
    assert play.state.ledger.entry("plans").standing is Standing.ASKED
    play.answer(Findings(Intent.ANSWER, 40, points=(PointFound("plans", "dates", 0, 9),)))
    assert play.state.ledger.entry("plans").standing is Standing.EVIDENCE
    assert play.state.ledger.entry("plans").points == {"dates"}


_FINDINGS = st.builds(
    Findings,
    intent=st.sampled_from(Intent),
    words=st.integers(0, 400),
    points=st.lists(
        st.builds(
            PointFound,
            signal=st.just("plans"),
            point=st.sampled_from(["dates", "steps", "check", "result"]),
            start=st.just(0),
            end=st.just(9),
        ),
        max_size=3,
    ).map(tuple),
    gaps=st.lists(st.sampled_from(Gap), unique=True).map(tuple),
)
_STEPS = st.lists(
    st.tuples(
        st.one_of(
            _FINDINGS,
            st.sampled_from([EventKind.SKIP, EventKind.HINT, EventKind.REPEAT, EventKind.TIME]),
        ),
        st.floats(0, 4),
    ),
    max_size=40,
)


@settings(max_examples=150, deadline=None)
@given(steps=_STEPS)
def test_whatever_is_said_the_rules_of_the_flow_hold(small_rubric, steps):
    play = Play(small_rubric)
    for step, minutes in steps:
        if play.state.phase is flow.Phase.CLOSED:
            break
        if isinstance(step, Findings):
            play.answer(step, minutes)
        else:
            play.say(step, minutes)
        assert play.state.phase is flow.Phase.CLOSED or play.state.awaiting
    probes = [m.probe for m in play.moves if m.kind is MoveKind.PROBE]
    assert len(probes) == len(set(probes)), "a follow-up was asked twice"
    for question in flow.question_ids(play.state):
        mine = [m for m in play.moves if m.kind is MoveKind.PROBE and m.question == question]
        assert len(mine) <= flow.PROBES_A_QUESTION
    asked = [m.question for m in play.moves if m.kind is MoveKind.ASK]
    assert asked == list(flow.question_ids(play.state))[: len(asked)]
    kinds = [m.kind for m in play.moves]
    assert kinds.count(MoveKind.OPEN) == 1
    assert kinds.count(MoveKind.CLOSE) <= 1


@settings(max_examples=60, deadline=None)
@given(steps=_STEPS)
def test_an_interview_always_ends_once_its_minutes_are_over(small_rubric, steps):
    play = Play(small_rubric)
    for step, minutes in steps:
        if isinstance(step, Findings) and play.state.phase is not flow.Phase.CLOSED:
            play.answer(step, minutes)
    if play.state.phase is not flow.Phase.CLOSED:
        play.answer(FULL, minutes=play.state.plan.minutes)
    assert play.moves[-1].kind is MoveKind.CLOSE


def test_moves_that_wait_are_those_that_ask(small_rubric):
    assert MoveKind.ASK in AWAITS_ANSWER
    assert not {MoveKind.OPEN, MoveKind.WARN, MoveKind.CLOSE} & AWAITS_ANSWER
    closed = replace(Play(small_rubric).state, phase=flow.Phase.CLOSED)
    assert flow.next_move(closed, 0) is None


# -- constraints that are added in steps, and the scratch pad --------------------------


@pytest.fixture
def stepwise(small_rubric):
    """A round whose first question has two constraints."""
    added = tuple(Constraint(id=i, text=f"Assume {i}. What changes?") for i in ("more", "less"))
    first = flow.begin(small_rubric, make_plan(small_rubric)).plan.questions[0].question
    questions = tuple(
        q.model_copy(update={"constraints": added}) if q.id == first else q
        for q in small_rubric.questions
    )
    return small_rubric.model_copy(update={"questions": questions})


def kinds(play):
    return [move.kind for move in play.moves[1:]]


def test_constraints_come_one_by_one_each_after_an_answer(stepwise):
    play = Play(stepwise)
    for _ in range(3):
        play.answer(FULL)
    assert kinds(play) == [
        MoveKind.ASK, MoveKind.CONSTRAINT, MoveKind.CONSTRAINT, MoveKind.ASK
    ]  # fmt: skip
    assert [m.variant for m in play.moves if m.kind is MoveKind.CONSTRAINT] == [0, 1]


def test_constraints_and_follow_ups_take_turns(stepwise):
    play = Play(stepwise)
    for _ in range(4):
        play.answer(LACKS)
    assert kinds(play)[1:5] == [
        MoveKind.PROBE, MoveKind.CONSTRAINT, MoveKind.PROBE, MoveKind.CONSTRAINT
    ]  # fmt: skip


def test_no_constraint_is_added_once_the_time_of_the_question_is_up(stepwise):
    play = Play(stepwise)
    assert (
        play.answer(FULL, minutes=play.state.plan.questions[0].minutes).kind
        is not MoveKind.CONSTRAINT
    )


def test_a_constraint_is_said_as_the_rubric_has_it(stepwise):
    play = Play(stepwise)
    move = play.answer(FULL)
    assert BuiltinWording().words(move, play.state) == "Assume more. What changes?"


def test_what_stands_on_the_pad_counts_and_does_not_take_the_word(play):
    shown = Findings(Intent.ANSWER, 5, points=(PointFound("plans", "dates", 0, 5),))
    before = play.state
    play.state = flow.evolve(play.state, Event(EventKind.PAD, 1_000, "client -> queue"), shown)
    play.talk()
    assert play.state.awaiting
    assert len(play.moves) == 2
    assert play.state.ledger.entry("plans").standing is Standing.EVIDENCE
    assert play.state.here == before.here
    assert play.state.turns[-1].is_pad
    assert play.state.turns[-1].is_candidate


def test_the_same_pad_again_is_no_new_version(play):
    event = Event(EventKind.PAD, 1_000, "client -> queue")
    once = flow.evolve(play.state, event)
    assert flow.evolve(once, event).turns == once.turns


def test_the_pad_is_closed_with_the_interview(play):
    play.say(EventKind.END)
    turns = play.state.turns
    assert flow.evolve(play.state, Event(EventKind.PAD, 9_000, "late")).turns == turns
