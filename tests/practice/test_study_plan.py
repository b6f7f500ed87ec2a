"""The study plan: steps × gaps × days, and the calendar that it makes."""

from __future__ import annotations

from datetime import date, timedelta

import icalendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mockint.builtin.topics import topics
from mockint.domain.scorecard import Status
from mockint.errors import UsageError
from mockint.practice.choice import candidates
from mockint.practice.study import Kind, make_study_plan
from mockint.reports.calendar import escaped, folded, plan_calendar
from mockint.reports.study_plan import plan_json, plan_markdown, plan_text


@pytest.fixture(scope="session")
def plan_of(library, hiring, start):
    guide = library.guide("coursera/software-engineering-manager")

    def make(days, held=(), now=start, guide=guide, rubrics=hiring):
        ranked = candidates(rubrics, held, now)
        return make_study_plan(
            guide, rubrics, ranked, topics, now=now, interview=now.date() + timedelta(days=days)
        )

    return make


def events(text):
    return [one for one in icalendar.Calendar.from_ical(text).walk() if one.name == "VEVENT"]


def test_the_guides_steps_come_in_order_and_none_is_left_out(plan_of, library):
    plan = plan_of(30)
    steps = library.guide("coursera/software-engineering-manager").study_plan
    assert [stage.title for stage in plan.stages] == [step.title for step in steps]
    days = [day for stage in plan.stages for day in (stage.first, stage.last)]
    assert days == sorted(days)
    assert days[-1] < plan.interview


def test_a_step_that_speaks_to_wide_gaps_gets_more_days(plan_of, held, hiring):
    strong = [held(r, [4] * len(r.signals), day=-3) for r in hiring]
    weak = [*strong[:3], held(hiring[3], [1] * len(hiring[3].signals), day=-3)]

    def share(plan):
        stage = next(s for s in plan.stages if "Strategic" in s.title)
        return (stage.last - stage.first).days

    assert share(plan_of(60, weak)) > share(plan_of(60, strong))


def test_every_day_but_the_last_has_a_drill_or_a_round(plan_of):
    plan = plan_of(21)
    for number in range(20):
        kinds = {task.kind for task in plan.on(plan.made.date() + timedelta(number))}
        assert kinds & {Kind.DRILL, Kind.ROUND}
    assert [t.kind for t in plan.tasks].count(Kind.ROUND) == 2
    assert {t.kind for t in plan.on(plan.interview)} == {Kind.INTERVIEW}
    assert Kind.DRILL not in {t.kind for t in plan.on(plan.interview - timedelta(1))}


def test_one_weak_spot_does_not_fill_the_whole_plan(plan_of, held, hiring):
    outcomes = [Status.NO_EVIDENCE, *[3] * (len(hiring[2].signals) - 1)]
    plan = plan_of(21, [held(hiring[2], outcomes, day=-1)])
    drills = [task.title for task in plan.tasks if task.kind is Kind.DRILL]
    assert len(set(drills)) > len(drills) / 2


@pytest.mark.parametrize("days", [-1, 366])
def test_a_day_that_cannot_be_planned_for_is_refused(plan_of, days):
    with pytest.raises(UsageError, match="--date"):
        plan_of(days)


@pytest.mark.parametrize("days", [0, 1, 2, 3])
def test_the_last_days_can_be_planned_too(plan_of, days):
    plan = plan_of(days)
    assert plan.tasks[-1].kind is Kind.INTERVIEW
    assert all(plan.made.date() <= task.day <= plan.interview for task in plan.tasks)


def test_without_a_study_plan_in_the_guide_it_says_so(plan_of, library):
    guide = library.guide("coursera/product-manager")
    rubrics = [library.read(e) for e in library.rounds(guide.id)]
    plan = plan_of(10, guide=guide, rubrics=rubrics)
    assert not plan.stages
    assert "no study plan" in plan.notes[0]


def test_a_calendar_program_reads_the_same_days_and_titles(plan_of):
    plan = plan_of(21)
    text = plan_calendar(plan)
    read = events(text)
    assert len(read) == len(plan.tasks)
    for event, task in zip(read, plan.tasks, strict=True):
        assert event.decoded("dtstart") == task.day
        assert event.decoded("dtend") == task.day + timedelta(1)
        assert str(event["summary"]).startswith(task.title)
        assert task.command in str(event["description"])
        assert event.decoded("dtstamp") == plan.made
    assert len({str(event["uid"]) for event in read}) == len(read)
    assert not icalendar.Calendar.from_ical(text).errors


def test_making_it_again_later_keeps_the_ids_of_the_same_tasks(plan_of, start):
    first = {plan_of(21).uid(task) for task in plan_of(21).tasks if task.kind is Kind.INTERVIEW}
    later = plan_of(20, now=start + timedelta(days=1))
    assert first & {later.uid(task) for task in later.tasks}


@given(st.text(max_size=300))
def test_any_text_is_folded_at_75_octets_and_comes_back(text):
    line = f"SUMMARY:{escaped(text)}"
    made = folded(line)
    assert all(len(piece.encode()) <= 75 for piece in made.split("\r\n"))
    assert made.replace("\r\n ", "").removesuffix("\r\n") == line


@settings(max_examples=60)
@given(st.text(st.characters(exclude_categories=["Cc", "Cf", "Cs", "Zl", "Zp"]), max_size=120))
def test_any_title_survives_a_calendar_program(plan_of, text):
    from dataclasses import replace

    plan = plan_of(1)
    odd = replace(plan, tasks=(replace(plan.tasks[0], title=f"x{text}x", minutes=0),))
    from mockint.domain.clean import clean

    assert str(events(plan_calendar(odd))[0]["summary"]) == clean(f"x{text}x")


def test_a_title_cannot_smuggle_lines_into_the_calendar(plan_of):
    from dataclasses import replace

    plan = plan_of(1)
    evil = "x\r\nEND:VEVENT\r\nBEGIN:VALARM\nATTACH:file"
    odd = replace(plan, tasks=(replace(plan.tasks[0], title=evil),))
    assert "\nBEGIN:VALARM" not in plan_calendar(odd).replace("\r\n", "\n")


def test_text_markdown_and_json_hold_every_task(plan_of):
    plan = plan_of(21)
    text, page, value = plan_text(plan), plan_markdown(plan), plan_json(plan)
    assert page.count("- [ ] ") == len(plan.tasks) == len(value["tasks"])
    assert str(date.fromisoformat(value["interview"])) == str(plan.interview)
    for task in plan.tasks:
        if task.command:
            assert task.command in text
