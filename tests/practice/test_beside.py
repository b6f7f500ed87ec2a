"""What stands beside a scorecard: the candidate's own levels and the first round's."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockint.coaching import Coaching
from mockint.domain.scorecard import Evidence, Recommendation, Status, Verdict
from mockint.domain.session import Event, EventKind
from mockint.errors import NotFoundError
from mockint.practice.beside import own_levels, rescored
from mockint.practice.self_rating import rating_event, ratings_in
from mockint.store.codec import event_from_json, event_to_json
from mockint.wiring import InterviewOptions, Options, Services

SAID = Evidence(turn=1, start=0, end=4, quote="said")
ROUND = "people-management"
QUESTION = "difficult-employee"
WEAK = "We had a developer who kept missing deadlines. It was mostly a question of confidence."
STRONG = (
    "Last year one of my developers missed three sprints in a row, and the web team had to wait "
    "for his API. I asked him in our one-on-one what was in the way, and he told me that the "
    "service had no tests. We agreed in writing on one test a day until May. I paired with him "
    "for two weeks. By June he shipped every sprint, and the waiting time fell from nine days to two."
)  # fmt: skip


def verdict(signal, level):
    if level is None:
        return Verdict(id=signal, text=signal, status=Status.NO_EVIDENCE)
    return Verdict(id=signal, text=signal, status=Status.SCORED, level=level, evidence=(SAID,))


@pytest.fixture(scope="module")
def services(tmp_path_factory):
    return Services(Options(home=str(tmp_path_factory.mktemp("home")), environ={}))


@pytest.fixture(scope="module")
def example(services):
    return services.store.read("people-management-mixed")


@pytest.fixture(scope="module")
def graded(services, example):
    return services.scorecard_of(example)


async def hold(services, options, answer, rubric=None):
    """A session with one answer, over and graded; returns it as stored."""
    conductor = services.start_interview(rubric or services.library.rubric(ROUND), options)
    for text in (answer, None):
        for move in iter(conductor.next_move, None):
            await conductor.speak(move)
        conductor.answer(text) if text else conductor.end()
    for move in iter(conductor.next_move, None):
        await conductor.speak(move)
    await services.grade_interview(conductor)
    conductor.log.close()
    return services.store.read(conductor.log.session_id)


@given(st.dictionaries(st.text(), st.sampled_from([1, 2, 3, 4])), st.integers(0, 10**9))
def test_ratings_come_back_from_the_journal_as_they_went_in(levels, at_ms):
    kept = event_from_json(event_to_json(rating_event(levels, at_ms)))
    expected = event_from_json(event_to_json(Event(EventKind.RATED, 0, data={"levels": levels})))
    assert ratings_in([kept]) == expected.data["levels"]


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists))
def test_what_is_no_level_is_never_taken_for_one(value):
    found = ratings_in([Event(EventKind.RATED, 0, data={"levels": {"a": value}})])
    ours = type(value) is int and 1 <= value <= 4
    assert found == ({"a": value} if ours else {})
    assert ratings_in([Event(EventKind.RATED, 0, data={"levels": value})]) == {}


def test_the_latest_rating_holds():
    events = [rating_event({"a": 1}, 0), rating_event({"a": 4}, 1)]
    assert ratings_in(events) == {"a": 4}


def test_a_rating_of_a_signal_without_a_level_stands_beside_none(graded):
    card = graded.model_copy(update={"signals": (verdict("a", 2), verdict("b", None))})
    found = own_levels(card, {"b": 3, "a": 4, "gone": 1})
    assert [(one.signal, one.own, one.judged) for one in found] == [("a", 4, 2), ("b", 3, None)]


def test_only_what_both_rounds_decided_is_compared(graded):
    unasked = Verdict(id="d", text="d", status=Status.NOT_ELICITED)
    first = graded.model_copy(
        update={"signals": (verdict("a", 2), verdict("b", None), verdict("c", 1), unasked)}
    )
    now = graded.model_copy(
        update={"signals": (verdict("b", 4), verdict("a", 3), verdict("c", None), verdict("d", 3))}
    )
    found = [(one.signal, one.first, one.now) for one in rescored(first, now)]
    assert found == [("b", None, 4), ("a", 2, 3), ("c", 1, None)]


async def test_a_drill_gets_levels_and_no_recommendation_for_the_round(services):
    session = await hold(services, InterviewOptions(minutes=10, only=(QUESTION,)), STRONG)
    card = services.scorecard_of(session)
    assert card.recommendation is Recommendation.NO_DECISION
    assert "one question is no round" in card.why
    assert card.score is not None
    assert any(one.level for one in card.signals)


async def test_a_retry_asks_the_same_words_and_leaves_the_first_session_as_it_was(services):
    first = await hold(services, InterviewOptions(only=(QUESTION,), minutes=8), WEAK)
    before = first.path.read_bytes()
    coaching = Coaching(services)
    rubric, options = coaching.again(first, QUESTION)
    second = await hold(services, options, STRONG, rubric)
    assert [q.text for q in second.header.plan.questions] == [
        q.text for q in first.header.plan.questions
    ]
    after = coaching.after(second)
    assert after.beside.retry.of == first.id
    assert after.beside.retry.unlike == ()
    assert any((one.now or 0) > (one.first or 0) for one in after.beside.retry.levels)
    assert first.path.read_bytes() == before


def test_a_retry_fills_the_gaps_of_a_question_as_the_first_time(services):
    rubric = services.library.rubric("technical-leadership")
    question = next(one for one in rubric.questions if one.slots)
    coaching = Coaching(services)
    for seed in range(4):
        options = InterviewOptions(only=(question.id,), minutes=8, seed=seed)
        first = services.start_interview(rubric, options)
        stored = services.store.read(first.log.session_id)
        again = services.start_interview(*coaching.again(stored, question.id))
        asked = coaching.words(stored, question.id)
        assert asked == stored.header.plan.questions[0].text
        assert "[" not in asked
        assert again.log.header.plan.questions[0].text == stored.header.plan.questions[0].text
        first.log.close()
        again.log.close()


async def test_a_retry_of_what_is_gone_says_so_and_keeps_its_own_levels(services):
    options = InterviewOptions(only=(QUESTION,), minutes=8, retry_of="20200101-0000-gone-0001")
    stored = await hold(services, options, STRONG)
    found = Coaching(services).after(stored)
    assert "cannot be read" in found.beside.retry.problem
    assert found.card.score is not None


def test_a_question_that_the_round_does_not_have_is_refused_by_name(services, example):
    with pytest.raises(NotFoundError, match="no-such-question"):
        Coaching(services).again(example, "no-such-question")


def test_the_words_of_an_outline_are_the_candidates_own(services, example):
    after = Coaching(services).after(example)
    found = [step.words for outline in after.outlines for step in outline.steps if step.words]
    assert found
    for at in found:
        turn = after.transcript.turns[at.turn]
        assert turn.is_candidate
        assert turn.text[at.start : at.end] == at.quote
