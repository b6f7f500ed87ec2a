from __future__ import annotations

import re

import pytest

from mockint.domain.findings import Gap
from mockint.domain.rubric import Kind
from mockint.domain.session import Event, EventKind, Move, MoveKind
from mockint.errors import UsageError
from mockint.interview import flow, wording
from mockint.interview.plan import make_plan

PRAISE = re.compile(
    r"\b(great|good|excellent|perfect|nice (?:answer|work|job)|well done|impressive|wonderful|"
    r"fantastic|interesting|amazing|love (?:that|it)|strong answer)\b", re.IGNORECASE,
)  # fmt: skip


def every_text():
    yield from (w for words in wording._GENERIC.values() for w in words)
    yield from wording._REDIRECT
    yield from wording._NUDGE
    yield from wording._KIND_HINTS.values()
    for persona in wording.PERSONAS.values():
        yield from (*persona.onward, persona.closing, persona.greeting)


@pytest.mark.parametrize("text", sorted(set(every_text())))
def test_nothing_that_is_said_praises_or_asks_twice(text):
    assert not PRAISE.search(text)
    assert text.count("?") <= 1


def test_every_gap_has_as_many_wordings_as_the_flow_counts_on():
    for gap in set(Gap) - {Gap.SIGNAL}:
        assert len(set(wording._GENERIC[gap])) == flow.GENERIC_WORDINGS, gap


def test_every_kind_has_a_hint():
    assert set(wording._KIND_HINTS) == set(Kind)


def test_the_opening_tells_the_minutes_and_questions_of_the_plan(people):
    state = flow.begin(people, make_plan(people, minutes=25, questions=2))
    said = wording.BuiltinWording().words(Move(MoveKind.OPEN), state)
    assert "25 minutes" in said
    assert "2 questions" in said


def test_shipped_follow_ups_ask_one_thing_and_praise_nothing(library):
    for entry in library.entries():
        rubric = library.read(entry)
        probes = [p for s in rubric.signals for p in s.probes]
        probes += [p for q in rubric.questions for p in q.follow_ups]
        for probe in probes:
            assert probe.text.count("?") == 1, (entry.id, probe.text)
            assert probe.text.endswith("?"), (entry.id, probe.text)
            assert not PRAISE.search(probe.text), (entry.id, probe.text)


def test_a_general_follow_up_quotes_the_candidate_to_the_letter(small_rubric):
    move = Move(MoveKind.PROBE, "late-project", probe="gap:no_outcome#0", gap=Gap.NO_OUTCOME,
                pickup="and we moved the date by a week")  # fmt: skip
    said = wording.probe_words(move, small_rubric)
    assert said == 'You said "we moved the date by a week". What came of it?'


def test_a_repeated_question_comes_without_the_words_that_led_to_it(small_rubric):
    state = flow.begin(small_rubric, make_plan(small_rubric))
    asked = Move(MoveKind.ASK, question="choose-tool", variant=1)
    words = wording.BuiltinWording().words(asked, state)
    state = flow.evolve(state, Event(EventKind.MOVE, 0, "hello", Move(MoveKind.OPEN)))
    state = flow.evolve(state, Event(EventKind.MOVE, 0, words, asked))
    said = wording.BuiltinWording().words(Move(MoveKind.REPEAT), state)
    assert said.startswith("How would you choose a tool for")


@pytest.mark.parametrize("kind", [MoveKind.REDIRECT, MoveKind.NUDGE, MoveKind.CLARIFY])
def test_what_was_quoted_is_not_quoted_again_after_something_else_was_said(small_rubric, kind):
    state = flow.begin(small_rubric, make_plan(small_rubric))
    probe = Move(MoveKind.PROBE, "late-project", probe="gap:no_outcome#0", gap=Gap.NO_OUTCOME)
    words = 'You said "we moved the date by a week". What came of it?'
    state = flow.evolve(state, Event(EventKind.MOVE, 0, words, probe))
    said = wording.BuiltinWording().words(Move(kind), state)
    assert said.endswith("What came of it?")
    assert "You said" not in said


def test_minutes_are_said_as_people_say_them():
    assert [wording.minutes_phrase(m) for m in (0, 1, 7)] == [
        "no time",
        "about a minute",
        "about 7 minutes",
    ]


def test_an_unknown_persona_is_refused_with_the_choices():
    with pytest.raises(UsageError, match="neutral, warm, brisk"):
        wording.persona_named("rude")
