"""What a sentence may show, and what keeps it from counting."""

from __future__ import annotations

from pathlib import Path

import pytest

from mockint.authoring.library import Library
from mockint.builtin.judge import BuiltinJudge
from mockint.builtin.reading import Reader, Void

RUBRIC = Library([Path(__file__).resolve().parents[2] / "rubrics"]).rubric("people-management")
READER = Reader(RUBRIC)
JUDGE = BuiltinJudge()
BEHAVIOURAL, SITUATIONAL = "difficult-employee", "goals-and-feedback"


def read(text):
    (line,) = READER.read(text)
    return line


def test_a_sentence_of_a_few_words_has_its_cue_and_counts_for_nothing():
    line = read("Weekly one-on-ones.")
    assert ("develops-teams", "feedback-observed") in line.hits.points
    assert line.void is Void.TOO_SHORT
    assert not line.counts
    assert read("I held weekly one-on-ones with each of them.").counts


def test_praise_of_oneself_counts_for_nothing_unless_it_comes_with_a_figure():
    praise = "I am an excellent manager who develops everybody around me"
    assert read(f"{praise}.").void is Void.SELF_PRAISE
    assert read(f"{praise}, and 3 of them were promoted.").void is None


@pytest.mark.parametrize("before", ["When I was new, ", "In hindsight it was a mistake that "])
def test_what_somebody_once_did_and_learnt_from_is_not_held_against_them(before):
    stand = "I prefer to avoid conflict and confrontation with people in my team."
    assert read(stand).hits.contrary == {("communication-influence", "avoids-the-talk")}
    assert not read(before + stand).hits.contrary


def claim(conversation, question, answer, signal="communication-influence"):
    asked = next(one.spoken(()) for one in RUBRIC.questions if one.id == question)
    talk = conversation((asked, answer))
    return next(one for one in JUDGE.judge_now(talk, RUBRIC).claims if one.signal == signal)


def test_what_anybody_does_is_evidence_of_a_way_to_work_and_not_of_a_deed(conversation):
    said = "Explain the reason behind each decision to the team in plain words."
    assert claim(conversation, SITUATIONAL, said).quotes
    assert not claim(conversation, BEHAVIOURAL, said).quotes


def test_two_habits_are_less_than_two_deeds_where_a_deed_was_asked_for(conversation):
    habits = (
        "I usually tell him directly what is wrong and ask what he needs. "
        "I always explain the reason behind each decision to the team."
    )
    weak = claim(conversation, BEHAVIOURAL, habits)
    assert weak.quotes
    assert weak.level == 1
    assert claim(conversation, SITUATIONAL, habits).level > 1
    deeds = (
        "I told him directly what was wrong and asked what he needed. "
        "I explained the reason behind each decision to the team."
    )
    assert claim(conversation, BEHAVIOURAL, deeds).level > 1
