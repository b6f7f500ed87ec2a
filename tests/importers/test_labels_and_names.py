"""Labels at the beginning of a line, and which of them are names."""

import pytest

from mockint.importers.labelled import interviews
from mockint.importers.labels import label_of
from mockint.importers.names import could_be_name, known_speakers, speaker_name
from mockint.importers.registry import read_parts
from mockint.importers.times import clock_ms, iso_ms, number_ms, seconds_ms


@pytest.mark.parametrize(
    ("line", "name", "rest", "at_ms"),
    [
        ("Interviewer: a", "Interviewer", "a", None),
        ("**Candidate:** a", "Candidate", "a", None),
        ("**Candidate**: a", "Candidate", "a", None),
        ("Interviewer1 : a", "Interviewer1", "a", None),
        ("Interviewer：甲", "Interviewer", "甲", None),
        ("### Candidate:", "Candidate", "", None),
        ("- Jane Doe: a", "Jane Doe", "a", None),
        (">> JANE DOE: a", "JANE DOE", "a", None),
        ("[Jane Doe]: a", "Jane Doe", "a", None),
        ("[00:00:05] Jane Doe: a", "Jane Doe", "a", 5_000),
        ("00:01:02 Jane: a", "Jane", "a", 62_000),
        ("Jane (00:01:02): a", "Jane", "a", 62_000),
        ("**Jane:** [01:05] a", "Jane", "a", 65_000),
        ("Jane Doe (she/her): a", "Jane Doe", "a", None),
        ("Jane Doe (HR): a", "Jane Doe (HR)", "a", None),
        ("(SL) Jane Doe: a", "(SL) Jane Doe", "a", None),
        ("Q1. : a", "Q1.", "a", None),
        ("Dr. J. O’Neil-Smith: a", "Dr. J. O’Neil-Smith", "a", None),
    ],
)
def test_a_label_gives_its_name_and_where_speech_begins(line, name, rest, at_ms):
    label = label_of(line)
    assert label is not None
    assert (label.name, line[label.end :].strip(), label.at_ms) == (name, rest, at_ms)


@pytest.mark.parametrize(
    "line",
    [
        "no label here",
        "10:30 is when",
        "(a)(b): x",
        "",
        ":",
        "* " * 90 + ":",
        "x" * 200 + ": y",
        "Jane" + " " * 200 + ": y",
    ],
)
def test_a_line_without_a_label_has_none(line):
    assert label_of(line) is None


def test_an_address_is_no_name():
    assert label_of("https://example.org/x").tight


@pytest.mark.parametrize(
    "words",
    [
        "Meeting title",
        "So the plan",
        "Note",
        "Two things",
        "First",
        "Remember this",
        "What I said, and did, was",
        "Step 2",
        "http",
    ],
)
def test_words_before_a_colon_that_name_nobody(words):
    assert not could_be_name(words)


def test_names_recur_among_labels_and_other_words_do_not():
    counts = {
        "Dora Demski": 300,
        "Ilse": 240,
        "Oncall": 1,
        "my team": 2,
        "iphone": 40,
        "Tomas Varga": 1,
    }
    assert known_speakers(counts) == {"Dora Demski", "Ilse", "iphone", "Tomas Varga"}


def test_platforms_marks_and_pronouns_are_no_part_of_a_name():
    assert speaker_name(" Dora  Demski (she/her) ") == "Dora Demski"
    assert speaker_name("Dora Demski (Guest)") == "Dora Demski"
    assert speaker_name("Dora Demski (Unverified)") == "Dora Demski"
    assert speaker_name("Dora Demski (SL)") == "Dora Demski (SL)"


def test_a_head_of_metadata_is_no_turn():
    head = "Interviewer: Ilse Brandt\nCandidate: Dora Demski\nDate: 6 May\n\n"
    text = f"{head}Interviewer: Why?\nCandidate: So.\n"
    (one,) = read_parts(text.encode(), "file", {})
    assert [turn.text for turn in one.turns] == ["Why?", "So."]


def test_a_greeting_is_a_turn_and_no_metadata():
    text = "Interviewer: Hello Dora\nCandidate: Hello Ilse\n\nInterviewer: Why?\nCandidate: So.\n"
    (one,) = read_parts(text.encode(), "file", {})
    assert [turn.text for turn in one.turns] == ["Hello Dora", "Hello Ilse", "Why?", "So."]


def test_a_single_numbered_heading_splits_nothing():
    lines = "# Interview 1\nInterviewer: a\nCandidate: b".split("\n")
    assert len(interviews(lines)) == 1


def test_a_number_beside_a_role_is_no_interview_of_its_own():
    assert len(interviews("Interview 1: a\nInterview 2: b".split("\n"))) == 1


@pytest.mark.parametrize(
    ("text", "ms"),
    [
        ("0:21", 21_000),
        ("1:02:03", 3_723_000),
        ("00:00:03.060", 3_060),
        ("00:01,5", 1_500),
        ("90:00", 5_400_000),
        ("x", None),
        ("1:2:3:4", None),
        ("99999:00:00", None),
    ],
)
def test_clocks(text, ms):
    assert clock_ms(text) == ms


@pytest.mark.parametrize(
    ("value", "ms"),
    [
        (1.5, 1_500),
        ("1.500s", 1_500),
        ("2", 2_000),
        ({"seconds": "1", "nanos": 500_000_000}, 1_500),
        ("00:02", 2_000),
        *((odd, None) for odd in (None, True, "soon", -1, float("inf"), 1e300, "nan", [])),
    ],
)
def test_seconds(value, ms):
    assert seconds_ms(value) == ms


def test_ticks_and_durations():
    assert number_ms("15900000", 10_000) == 1_590
    assert iso_ms("PT1M2.5S") == 62_500
    assert iso_ms("PT") is None
    assert iso_ms(5) is None
