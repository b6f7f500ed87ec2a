"""Levels over sessions: grouped by provenance, with spread and streaks."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from mockint.domain.scorecard import Status
from mockint.practice.trends import provenance_key, trends
from mockint.reports.progress import progress_json, progress_markdown, progress_text

NOT = Status.NOT_ELICITED
NONE = Status.NO_EVIDENCE


def only(rubric, held, *rows, **more):
    """Trends of one signal (the first) that came out as `rows`, a session each."""
    rest = [NOT] * (len(rubric.signals) - 1)
    found = trends([held(rubric, [row, *rest], day=day) for day, row in enumerate(rows)])
    return found.rounds[0].current.courses[0]


def test_a_course_has_its_levels_in_the_order_of_time(small_rubric, held):
    late, early = held(small_rubric, [3, 2], day=9), held(small_rubric, [1, 2], day=1)
    course = trends([late, early]).rounds[0].current.courses[0]
    assert course.levels == (1, 3)
    assert course.change == 2
    assert course.range == (1, 3)
    assert course.mean == 2.0
    assert course.deviation == 1.0


def test_sessions_of_different_provenance_are_never_in_one_group(small_rubric, held):
    ways = [
        {}, {"engine": "openai", "model": "m"}, {"engine": "openai", "model": "n"},
        {"rubric_digest": "d2"}, {"prompts": {"judge": "x"}}, {"samples": 3}, {"mockint": "9"},
    ]  # fmt: skip
    found = trends([held(small_rubric, [2, 2], day=n, **way) for n, way in enumerate(ways * 2)])
    groups = found.rounds[0].groups
    assert len(groups) == len(ways)
    assert {len(group.sittings) for group in groups} == {2}
    for group in groups:
        assert len({provenance_key(group.provenance)}) == 1


def test_the_group_of_the_latest_session_comes_first(small_rubric, held):
    old = held(small_rubric, [4, 4], day=1, rubric_digest="old")
    new = held(small_rubric, [1, 1], day=2)
    assert trends([new, old]).rounds[0].current.provenance.rubric_digest == "d1"


def test_a_streak_counts_whole_rounds_since_it_last_came_up(small_rubric, held):
    assert only(small_rubric, held, NOT, NOT, NOT).streak == 3
    assert only(small_rubric, held, NOT, 3, NOT).streak == 1
    assert only(small_rubric, held, NOT, NONE).streak == 0
    assert only(small_rubric, held, NOT, Status.ERROR, NOT).streak == 2


def test_a_drill_of_something_else_is_no_miss(small_rubric, held):
    rows = [held(small_rubric, [NOT, 2], day=n, drill=n > 0) for n in range(3)]
    assert trends(rows).rounds[0].current.courses[0].streak == 1


def test_votes_widen_the_spread(small_rubric, held):
    one = held(small_rubric, [2, 2])
    first = one.card.signals[0].model_copy(update={"spread": (1, 3)})
    card = one.card.model_copy(update={"signals": (first, *one.card.signals[1:])})
    from dataclasses import replace

    course = trends([replace(one, card=card)]).rounds[0].current.courses[0]
    assert course.range == (1, 3)


@given(st.data())
def test_no_level_is_lost_or_made_up_whatever_the_order(small_rubric, held, data):
    outcomes = st.sampled_from([1, 2, 3, 4, NOT, NONE, Status.ERROR])
    rows = data.draw(st.lists(st.tuples(outcomes, outcomes, st.sampled_from("ab")), max_size=12))
    sessions = [
        held(small_rubric, row[:2], day=day, rubric_digest=row[2]) for day, row in enumerate(rows)
    ]
    found = trends(data.draw(st.permutations(sessions)))
    assert found == trends(sessions)
    levels = sorted(
        level for r in found.rounds for g in r.groups for c in g.courses for level in c.levels
    )
    assert levels == sorted(x for row in rows for x in row[:2] if isinstance(x, int))


def test_reports_mark_groups_and_never_join_them(small_rubric, held, start):
    found = trends(
        [held(small_rubric, [2, NOT], day=0), held(small_rubric, [4, NOT], day=1, engine="openai")]
    )
    text = progress_text(found, (), start)
    assert "2 provenances" in text
    assert "Group 1 of 2" in text
    assert "2 4" not in text
    page = progress_markdown(found, (), start)
    assert page.count("| signal | levels |") == 2
    value = progress_json(found, (), start)
    assert [len(g["sessions"]) for g in value["rounds"][0]["groups"]] == [1, 1]


def test_words_of_a_file_cannot_write_to_the_terminal(small_rubric, held, start):
    evil = small_rubric.model_copy(update={"title": "A\x1b]52;c;aGk=\x07B | <b>"})
    found = trends([held(evil, [2, 3])])
    assert "\x1b" not in progress_text(found, (), start)
    assert "AB \\| \\<b\\>" in progress_markdown(found, (), start)
