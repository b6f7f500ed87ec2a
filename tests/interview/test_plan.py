from __future__ import annotations

import pytest

from mockint.interview.plan import closing_minutes, make_plan


def test_the_same_seed_makes_the_same_plan(people):
    assert make_plan(people, seed=4, minutes=20) == make_plan(people, seed=4, minutes=20)


def test_another_seed_can_choose_other_questions(people):
    chosen = {
        tuple(q.question for q in make_plan(people, seed=s, questions=2).questions)
        for s in range(20)
    }
    assert len(chosen) > 1


def test_a_whole_round_asks_all_its_questions_in_the_guides_order(people):
    plan = make_plan(people)
    assert [q.question for q in plan.questions] == [q.id for q in people.questions]
    assert plan.minutes == 60


@pytest.mark.parametrize("minutes", [1, 5, 10, 20, 45, 60, 120])
def test_questions_and_closing_fit_the_minutes(people, minutes):
    plan = make_plan(people, minutes=minutes)
    assert plan.questions
    assert plan.closing_minutes >= 1
    if minutes >= 10:
        assert sum(q.minutes for q in plan.questions) + plan.closing_minutes <= minutes + 2


def test_few_questions_cover_as_many_signals_as_they_can(small_rubric):
    plan = make_plan(small_rubric, questions=1)
    assert plan.questions[0].question == "late-project"


def test_the_number_of_questions_can_be_fixed(people):
    assert len(make_plan(people, questions=3).questions) == 3


def test_slots_are_filled_and_no_bracket_is_read_aloud(library):
    for entry in library.entries():
        plan = make_plan(library.read(entry), seed=1)
        assert all("[" not in q.text and "]" not in q.text for q in plan.questions), entry.id


def test_a_given_filling_wins_over_the_seed(small_rubric):
    plan = make_plan(small_rubric, fillings=[("topic", "search")])
    texts = [q.text for q in plan.questions]
    assert "How would you choose a tool for search?" in texts
    assert ("topic", "search") in plan.fillings


def test_a_drill_asks_only_what_it_names(people):
    wanted = people.questions[2].id
    assert [q.question for q in make_plan(people, only=[wanted]).questions] == [wanted]


def test_time_is_kept_back_for_the_candidates_questions():
    assert [closing_minutes(m) for m in (3, 30, 60, 240)] == [1, 3, 6, 10]
