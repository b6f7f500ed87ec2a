"""Who sits on a panel, what interviewers hand on, and what a location adds."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockint.builtin.topics import topics
from mockint.domain.session import Event, EventKind
from mockint.interview.plan import Wishes, make_plan
from mockint.practice import places
from mockint.practice.handover import Handover, briefing, emphasis, handover, put_before
from mockint.practice.loop import LoopEvent, LoopEventKind, begin, evolve, seats_for


def test_titles_come_from_the_guide_and_manners_fit_them(hiring):
    seats = seats_for(hiring)
    assert [seat.interviewer for seat in seats] == [r.interviewer for r in hiring]
    assert seats[0].persona == "warm"
    assert seats[3].persona == "brisk"


def test_no_two_rounds_on_end_sound_alike_where_the_guide_names_nobody(library):
    rubrics = [library.read(e) for e in library.rounds("netflix/software-engineering-manager")]
    manners = [seat.persona for seat in seats_for(rubrics)]
    assert all(one != other for one, other in pairwise(manners))
    assert {seat.persona for seat in seats_for(rubrics, "brisk")} == {"brisk"}


@given(st.lists(st.tuples(st.sampled_from(LoopEventKind), st.integers(-1, 5))))
def test_the_state_of_a_loop_is_a_fold_and_rounds_are_due_in_order(hiring, happened):
    state = begin(seats_for(hiring))
    for kind, place in happened:
        state = evolve(state, LoopEvent(kind, place, f"s{place}"))
    passed = [one.over or one.left_out for one in state.rounds]
    assert state.place == (passed.index(False) if False in passed else None)
    assert [one.seat for one in state.rounds] == list(seats_for(hiring))


@pytest.fixture
def conduct(memory_log, fake_clock):
    """Holds a round with the real analyser; returns the conductor."""
    from mockint.builtin.analyser import BuiltinAnalyser
    from mockint.interview.conductor import Conductor
    from mockint.interview.wording import BuiltinWording

    async def hold(rubric, *answers, wishes=None):
        plan = make_plan(rubric, minutes=60, seed=1, wishes=wishes)
        conductor = Conductor(
            rubric, plan, memory_log, analyser=BuiltinAnalyser(rubric),
            wording=BuiltinWording(), clock=fake_clock,
        )  # fmt: skip
        for move in iter(conductor.next_move, None):
            await conductor.speak(move)
        for answer in answers:
            conductor.answer(answer)
            for move in iter(conductor.next_move, None):
                await conductor.speak(move)
        return conductor

    return hold


STRONG = (
    "I had an engineer who was rude in reviews. I sat down with her the same week, told her what "
    "I had seen, and we agreed on two changes by the end of March. Complaints stopped in a month."
)


async def test_notes_name_what_was_covered_and_what_was_not_and_no_level(people, conduct):
    conductor = await conduct(people, STRONG)
    notes = handover(conductor.state)
    criteria = {criterion.text for criterion in people.criteria}
    assert set(notes.covered) | set(notes.deeper) == criteria
    assert notes.covered
    assert notes.deeper
    assert notes.asked
    told = briefing("CTO", [notes])
    assert not re.search(r"\b(level|score|hire|weak|strong|[1-4] of 4)\b", told, re.IGNORECASE)
    assert STRONG[:30] not in told


def test_what_a_colleague_wants_gone_into_counts_for_more(people, hiring):
    notes = Handover("HR", "", deeper=("Strategic vision and long-term planning.",))
    found = emphasis(hiring[3], [notes], topics)
    assert "visionary-thinking" in found or any("vision" in name for name in found)
    assert len(found) < len(hiring[3].signals)
    assert emphasis(hiring[3], [Handover("HR", "")], topics) == {}


def test_a_question_that_a_colleague_has_put_comes_last(people):
    first = people.questions[0]
    notes = Handover("HR", "", asked=(first.text,))
    assert put_before(people, [notes], topics) == (first.id,)
    plan = make_plan(people, questions=4, wishes=Wishes(put_before=(first.id,)))
    assert first.id not in [q.question for q in plan.questions]


def test_the_briefing_is_said_at_the_opening_and_not_without_notes(people):
    assert briefing("", []) == ""
    told = briefing("CTO", [Handover("HR", "Recruiter", covered=("Communication clarity.",))])
    assert "CTO" in told
    assert "communication clarity" in told


def test_a_locations_questions_go_to_the_rounds_that_are_likest(library, hiring):
    guide = library.guide("coursera/software-engineering-manager")
    found = places.placed(guide, hiring, "Europe", topics)
    added = [name for one in found for name in one.added]
    assert len(added) == len(places.block_for(guide, "Europe").questions) == 3
    for one in found:
        for name in one.added:
            question = one.rubric.question(name)
            assert question.tags == ("location",)
            assert question.signals
            assert "Europe" in question.spoken([("location", "Europe")])
    assert [one.rubric.id for one in found] == [rubric.id for rubric in hiring]


def test_a_region_is_found_by_its_name_else_the_global_one(library):
    guide = library.guide("netflix/software-engineering-manager")
    assert places.block_for(guide, "silicon valley").region.startswith("Silicon Valley")
    assert places.block_for(guide, "Lisbon").region.startswith("Global")
    assert places.block_for(library.guide("coursera/product-manager"), "Lisbon") is None


def test_a_locations_question_is_asked_even_where_time_is_short(library, hiring):
    guide = library.guide("coursera/software-engineering-manager")
    one = next(p for p in places.placed(guide, hiring, "India", topics) if p.added)
    plan = make_plan(one.rubric, questions=1, wishes=Wishes(always=one.added))
    assert plan.questions[0].question in one.added


async def test_a_claim_of_the_cv_is_picked_up_once_and_word_for_word(people, conduct):
    from mockint.domain.session import Pickup

    question = people.questions[0].id
    claim = 'Led 12 engineers and cut "attrition" from 25% to 8%'
    wishes = Wishes(always=(question,), pickups=(Pickup(question, claim),))
    conductor = await conduct(people, *["We had a plan and it went well."] * 5, wishes=wishes)
    said = [t.text for t in conductor.state.turns if "Your CV says" in t.text]
    quoted = "Led 12 engineers and cut 'attrition' from 25% to 8%"
    assert said == [f'Your CV says "{quoted}". What was your part in that?']


async def test_a_tailored_interview_is_a_fold_of_its_events(people, conduct):
    from mockint.builtin.analyser import BuiltinAnalyser
    from mockint.domain.session import Pickup
    from mockint.interview import flow

    wishes = Wishes(pickups=tuple(Pickup(q.id, f"Claim about {q.id}") for q in people.questions))
    conductor = await conduct(people, *[STRONG, "We had a plan."] * 4, wishes=wishes)
    events, analyser = conductor.log.events, BuiltinAnalyser(people)
    for cut in range(len(events) + 1):
        state = flow.begin(people, conductor.state.plan)
        for event in events[:cut]:
            findings = None
            if event.kind is EventKind.ANSWER:
                asked = state.question.id if state.question else None
                findings = analyser.read(event.text, asked, state.prompt)
            state = flow.evolve(state, event, findings)
        if cut < len(events) and events[cut].kind is EventKind.MOVE:
            assert flow.next_move(state, state.elapsed_ms) == events[cut].move
    assert isinstance(events[0], Event)
