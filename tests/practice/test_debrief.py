"""What is said after a round: one thing first, computed and not promised."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockint.domain.scorecard import Evidence, Recommendation, Scorecard, Status, Verdict
from mockint.domain.transcript import Role, Transcript, Turn
from mockint.grading import rollup
from mockint.practice.debrief import bottleneck, debrief, outline
from mockint.wiring import Options, Services

SAID = Evidence(turn=1, start=0, end=4, quote="said")


def verdict(signal, level, weight=1.0, status=None):
    if level is None:
        return Verdict(id=signal, text=signal, status=status or Status.NO_EVIDENCE, weight=weight)
    return Verdict(
        id=signal, text=signal, status=Status.SCORED, level=level, evidence=(SAID,), weight=weight,
        raise_it=f"more of {signal}",
    )  # fmt: skip


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    services = Services(Options(home=str(tmp_path_factory.mktemp("home")), environ={}))
    return services.scorecard_of(services.store.read("people-management-mixed"))


def card(graded, *verdicts, flags=()):
    score, coverage = rollup.round_score(verdicts)
    recommendation, why = rollup.recommend(None, score, coverage, flags)
    return graded.model_copy(
        update={"signals": verdicts, "score": score, "coverage": coverage, "why": why,
                "recommendation": recommendation, "red_flags": flags}
    )  # fmt: skip


def test_the_heaviest_weakness_comes_first(graded, small_rubric):
    made = card(graded, verdict("a", 2), verdict("b", 2, weight=2.0), verdict("c", 4))
    found = bottleneck(made, small_rubric)
    assert found.signal == "b"
    assert found.next == "more of b"
    assert "50% of the round" in found.why


def test_of_equal_weaknesses_the_lowest_comes_first(graded, small_rubric):
    made = card(graded, verdict("a", 2), verdict("b", None), verdict("c", 1))
    assert bottleneck(made, small_rubric).signal == "b"


def test_what_mending_brings_is_what_the_roll_up_says(graded, small_rubric):
    made = card(graded, verdict("a", 2), verdict("b", 3))
    found = bottleneck(made, small_rubric)
    assert (found.score, found.then) == (2.5, 3.0)
    assert found.recommendation is Recommendation.HIRE
    assert "from 2.50 to 3.00, from Lean Hire to Hire" in found.why


def test_what_was_never_asked_is_no_weakness(graded, small_rubric):
    made = card(graded, verdict("a", 4), verdict("b", None, status=Status.NOT_ELICITED))
    assert bottleneck(made, small_rubric) is None
    assert debrief(made, small_rubric).weak == ()


@given(
    st.lists(
        st.tuples(st.sampled_from([1, 2, 3, 4, None]), st.floats(0.5, 3)), min_size=1, max_size=7
    )
)
def test_mending_never_lowers_the_round(levels):
    verdicts = tuple(verdict(f"s{i}", level, weight) for i, (level, weight) in enumerate(levels))
    made = card(GRADED[0], *verdicts)
    found = bottleneck(made, GRADED[1])
    if found is not None and found.then is not None:
        assert found.then >= found.score


GRADED = []


@pytest.fixture(autouse=True, scope="module")
def _keep(graded, small_rubric):
    GRADED[:] = [graded, small_rubric]


def test_a_shown_reason_for_rejection_comes_before_any_level(graded, people):
    flags = tuple(
        flag.model_copy(update={"found": i == 1, "evidence": (SAID,) if i == 1 else ()})
        for i, flag in enumerate(graded.red_flags)
    )
    made = graded.model_copy(update={"red_flags": flags})
    found = debrief(made, people)
    assert found.bottleneck.flag == flags[1].id
    assert "caps" in found.bottleneck.why
    assert [note.state for note in found.flags].count("shown") == 1


def test_a_reason_whose_signals_were_not_asked_was_not_put_to_the_test(graded, people):
    silent = tuple(
        Verdict(id=v.id, text=v.text, status=Status.NOT_ELICITED, weight=v.weight)
        for v in graded.signals
    )
    made = graded.model_copy(update={"signals": silent})
    states = {note.state for note in debrief(made, people).flags}
    assert states == {"not tested"}


def test_tips_are_the_guides_own_and_fit_what_was_weak(graded, people):
    found = debrief(graded, people)
    assert set(found.tips) <= set(people.tips)
    strong = tuple(verdict(v.id, 4) for v in graded.signals)
    assert debrief(card(graded, *strong), people).tips == ()


def test_an_outline_shows_what_was_said_and_what_was_not(people):
    signal = people.signals[0]
    asked = next(q.id for q in people.questions if signal.id in q.signals)
    talk = Transcript("t", "test", (
        Turn(0, Role.INTERVIEWER, "Well?", question=asked), Turn(1, Role.CANDIDATE, "I did.", question=asked),
    ))  # fmt: skip
    point = signal.points[1].id
    found = outline(people, signal.id, talk, {(signal.id, point): SAID})
    assert found.question == asked
    assert found.anchor == signal.anchors.four
    assert [step.said for step in found.steps] == [p.id == point for p in signal.points]
    assert "not a script" in found.label


def test_the_debrief_changes_nothing_on_the_scorecard(graded, people):
    before = graded.model_dump_json()
    debrief(graded, people)
    assert graded.model_dump_json() == before
    assert isinstance(graded, Scorecard)
