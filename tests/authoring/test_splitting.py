"""Text that ran together comes apart at its seams, and nowhere else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockint.authoring import splitting


def texts(pieces):
    return [piece.text for piece in pieces]


@pytest.mark.parametrize(
    ("run", "tags"),
    [
        (
            "BehavioralPeople ManagementConflict Resolution",
            ["Behavioral", "People Management", "Conflict Resolution"],
        ),
        ("Compensation", ["Compensation"]),
        ("DevOpsJavaScriptSystem Design", ["DevOps", "JavaScript", "System Design"]),
        ("TechnicalGraphQLiOS", ["Technical", "GraphQL", "iOS"]),
        ("Design (UX)Research", ["Design (UX)", "Research"]),
        ("Motivation, Culture", ["Motivation", "Culture"]),
        ("Speed | Care", ["Speed", "Care"]),
        ("", []),
    ],
)
def test_tags_split_where_a_small_letter_meets_a_capital(run, tags):
    assert texts(splitting.tags(run)) == tags


@pytest.mark.parametrize(
    ("run", "sentences"),
    [
        (
            "Cultural alignment.Basic understanding of the role.",
            ["Cultural alignment.", "Basic understanding of the role."],
        ),
        (
            "Values (e.g., learner-centricity). Growth.",
            ["Values (e.g., learner-centricity). Growth."],
        ),
        ("SQL vs. NoSQL is weighed.", ["SQL vs. NoSQL is weighed."]),
        ("Knows ASP.NET and Node.JS well.", ["Knows ASP.NET and Node.JS well."]),
        ('Says "I do not know".Asks.', ['Says "I do not know".', "Asks."]),
        ("Works in the U.S. and abroad.Travels.", ["Works in the U.S. and abroad.", "Travels."]),
        ("Why so?Because.", ["Why so?", "Because."]),
    ],
)
def test_sentences_split_only_where_no_blank_follows_the_stop(run, sentences):
    assert texts(splitting.sentences_run_together(run)) == sentences


def test_prose_splits_at_sentence_ends_but_not_after_abbreviations():
    prose = "It scales (e.g. LMS integrations) well. Dr. Ames asked why. “No,” he said."
    assert texts(splitting.sentences(prose)) == [
        "It scales (e.g. LMS integrations) well.",
        "Dr. Ames asked why.",
        "“No,” he said.",
    ]


@pytest.mark.parametrize(
    ("line", "rest", "grade"),
    [
        ("HR ScreeningMedium", "HR Screening", "Medium"),
        ("Executive / VP Level InterviewVery High", "Executive / VP Level Interview", "Very High"),
        ("Software Engineering ManagerM7High", "Software Engineering ManagerM7", "High"),
        ("Case Study Hard", "Case Study", "Hard"),
        ("High", "", "High"),
    ],
)
def test_a_grade_at_the_end_is_taken_whole(line, rest, grade):
    assert splitting.grade_at_end(line) == (rest, grade)


@pytest.mark.parametrize("line", ["Reads what lies below", "Medium term planning", "Workflow"])
def test_a_line_that_only_ends_like_a_grade_has_none(line):
    assert splitting.grade_at_end(line) is None


def test_a_level_is_cut_from_the_role_before_it():
    assert splitting.level_at_end("Software Engineering ManagerM7") == (
        "Software Engineering Manager",
        "M7",
    )
    assert splitting.level_at_end("Software Engineer IIL4") == ("Software Engineer II", "L4")
    assert splitting.level_at_end("Product Manager") is None


@pytest.mark.parametrize(
    ("line", "minutes", "rest"),
    [
        ("30 minHR Recruiter", 30, "HR Recruiter"),
        ("60 minSenior Manager or Director", 60, "Senior Manager or Director"),
        ("1 hourPanel", 60, "Panel"),
        ("90 minutes", 90, ""),
        ("45mRecruiter", 45, "Recruiter"),
    ],
)
def test_minutes_at_the_start_leave_who_interviews(line, minutes, rest):
    found = splitting.minutes_at_start(line)
    assert found is not None
    assert (found[0], found[2]) == (minutes, rest)


@pytest.mark.parametrize("line", ["30 mighty engines", "4", "2 hotels", "minutes"])
def test_a_number_before_another_word_is_no_duration(line):
    assert splitting.minutes_at_start(line) is None


@pytest.mark.parametrize(
    ("line", "title", "minutes"),
    [
        ("HR Introduction and Screening30m", "HR Introduction and Screening", 30),
        ("Panel (1 hour)", "Panel", 60),
        ("Case discussion – 45 minutes", "Case discussion", 45),
        ("Onsite 2h", "Onsite", 120),
    ],
)
def test_minutes_at_the_end_leave_the_title(line, title, minutes):
    assert splitting.minutes_at_end(line) == (title, minutes)


def test_ordinals_are_cut_only_where_they_run_from_one():
    assert splitting.running_ordinals(["1Be prepared", "2Research", "3Ask"]) == [1, 1, 1]
    assert splitting.running_ordinals(["1. Be prepared", "2. Research"]) == [3, 3]
    assert splitting.running_ordinals(["1Be prepared", "3Research"]) == [0, 0]
    assert splitting.running_ordinals(["5-7 key experiences", "Weeks 1-2"]) == [0, 0]
    assert splitting.running_ordinals(["1 year of experience"]) == [0]
    assert splitting.running_ordinals(["1-2 examples", "2 more"]) == [0, 0]
    assert splitting.running_ordinals([]) == []


@given(st.text(max_size=200))
def test_pieces_are_always_slices_of_the_text(text):
    for split in (splitting.tags, splitting.sentences, splitting.sentences_run_together):
        end = 0
        for piece in split(text):
            assert text[piece.start : piece.end] == piece.text
            assert piece.start >= end
            end = piece.end


@given(st.text(max_size=200))
def test_no_letter_is_lost_where_sentences_come_apart(text):
    kept = "".join(texts(splitting.sentences_run_together(text)))
    assert "".join(kept.split()) == "".join(text.split())
