"""What is practised next: gap × weight × staleness, by spaced repetition."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from mockint.domain.scorecard import Status
from mockint.practice.choice import candidates, gap_at, question_for
from mockint.practice.memory import Memory, remembered

NOT = Status.NOT_ELICITED
NONE = Status.NO_EVIDENCE


def test_a_weak_signal_comes_before_a_strong_one(small_rubric, held, start):
    ranked = candidates([small_rubric], [held(small_rubric, [4, 1])], start + timedelta(days=60))
    assert [c.signal for c in ranked] == [s.id for s in reversed(small_rubric.signals)]


def test_what_was_practised_a_moment_ago_can_wait(small_rubric, held, start):
    sessions = [held(small_rubric, [1, NOT], day=10), held(small_rubric, [NOT, 3], day=0)]
    at_once = candidates([small_rubric], sessions, start + timedelta(days=10))
    assert at_once[0].signal == small_rubric.signals[1].id
    days_later = candidates([small_rubric], sessions, start + timedelta(days=11))
    assert days_later[0].signal == small_rubric.signals[0].id


def test_a_heavier_signal_counts_for_more(small_rubric, held, start):
    one, other = small_rubric.signals
    heavy = other.model_copy(update={"weight": 3.0})
    rubric = small_rubric.model_copy(update={"signals": (one, heavy)})
    ranked = candidates([rubric], [held(rubric, [2, 2])], start + timedelta(days=30))
    assert ranked[0].signal == other.id


def test_priority_is_the_product_of_the_three(small_rubric, held, start):
    for one in candidates([small_rubric], [held(small_rubric, [2, NONE])], start + timedelta(1)):
        assert one.priority == one.gap * one.weight * one.staleness


def test_answers_without_evidence_are_the_widest_gap(small_rubric, held, start):
    ranked = candidates([small_rubric], [held(small_rubric, [NONE, 2])], start + timedelta(days=9))
    assert ranked[0].gap == 1.0
    assert "showed nothing" in ranked[0].why(start)


def test_a_round_that_was_never_held_is_told_as_such(small_rubric, start):
    ranked = candidates([small_rubric], [], start)
    assert {c.gap for c in ranked} == {0.5}
    assert "not held yet" in ranked[0].why(start)


def test_the_drill_is_the_question_that_was_asked_least(people):
    signal = people.signals[0].id
    fitting = [q.id for q in people.questions if signal in q.signals]
    first = question_for(people, signal, Counter()).id
    second = question_for(people, signal, Counter([first])).id
    assert first in fitting
    assert second in fitting
    assert second != first


def test_levels_map_to_ratings_so_that_better_answers_rest_longer(start):
    dues = [Memory().reviewed(level, start).due for level in (1, 2, 3, 4)]
    assert dues == sorted(dues)
    assert dues[0] < dues[3]


@given(st.lists(st.tuples(st.integers(1, 4), st.integers(0, 40)), min_size=1, max_size=10))
def test_staleness_grows_from_nothing_to_one_after_any_history(start, history):
    moment, memory = start, Memory()
    assert memory.staleness(moment) == 1.0
    for level, days in history:
        moment += timedelta(days=days)
        memory = memory.reviewed(level, moment)
    assert memory.staleness(moment) < 1e-9
    values = [memory.staleness(moment + timedelta(days=n)) for n in range(0, 400, 20)]
    assert values == sorted(values)
    assert memory.staleness(memory.due + timedelta(days=1)) >= 0.95


def test_what_was_not_elicited_was_not_practised(start):
    assert remembered([(start, NOT, None), (start, Status.ERROR, None)]).reviews == 0
    assert remembered([(start, NONE, None)]) == Memory().reviewed(1, start)


def test_a_higher_level_leaves_less_to_gain():
    gaps = [gap_at(level) for level in (1, 2, 3, 4)]
    assert gaps == sorted(gaps, reverse=True)
    assert gaps[0] == 1.0
    assert gaps[3] > 0
