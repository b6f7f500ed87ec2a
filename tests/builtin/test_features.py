"""Features of sentences: what their quick tests let through is all that their patterns match."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mockint.builtin import features, marks
from mockint.builtin.factored import factored
from mockint.builtin.text import Sentence, Trait, sentences
from mockint.domain import guards

MARKS = [
    "OUTCOME",
    "TRADE_OFF",
    "REASON",
    "GENERAL",
    "SELF_PRAISE",
    "RETRACTION",
    "LESSON",
    "DISMISSIVE",
]


@pytest.mark.parametrize("name", MARKS)
@given(data=st.data())
@settings(max_examples=40, deadline=None)
def test_whatever_a_pattern_matches_passes_its_quick_test(name, data):
    mark = getattr(marks, name)
    text = data.draw(st.from_regex(re.compile(mark.pattern, re.VERBOSE | re.ASCII)))
    lower = text.replace("’", "'").lower()
    if re.search(mark.pattern, lower, re.VERBOSE):
        assert mark.may_be_in(Sentence.of(text, 0, len(text)).traits)


IDLE = ["at the end of the day", "day to day", "day-by-day", "day in day", "every day", "everyday",
        "these days", "some day", "someday", "one day", "all  day", "nine to five", "second nature",
        "twice about", "half the time"]  # fmt: skip


@pytest.mark.parametrize("phrase", IDLE)
def test_each_time_that_means_none_passes_the_quick_test(phrase):
    assert features._idle_times(f"we had {phrase} there") == 1


@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_whatever_speaks_to_the_grader_passes_the_quick_test(data):
    pattern = re.compile(guards._TO_GRADER.pattern, re.VERBOSE | re.ASCII)
    lower = data.draw(st.from_regex(pattern)).lower()
    if lower.isascii() and guards._TO_GRADER.search(lower):
        assert guards.may_be_for_grader(lower)
        traits = Sentence.of(lower, 0, len(lower)).traits
        assert traits & Trait.TO_GRADER or "<" in lower


ORDINARY = st.sampled_from(
    "how did you set goals with the team — we said: 'goals' are set, weekly. Yes! “OK” 1:1 é".split()
)


@given(st.lists(ORDINARY, min_size=4).map(" ".join), st.lists(ORDINARY, min_size=4).map(" ".join))
def test_an_answer_in_which_a_sentence_is_read_back_is_looked_into(question, answer):
    known = guards.Readback([question])
    if any(known.covers(answer[one.start : one.end]) for one in sentences(answer)):
        assert known.touches(guards.runs_of(guards.words_of(answer)))


@pytest.mark.parametrize("name", MARKS)
@given(data=st.data())
@settings(max_examples=40, deadline=None)
def test_an_arranged_pattern_finds_what_the_plain_one_finds(name, data):
    plain = re.compile(getattr(marks, name).pattern, re.VERBOSE)
    arranged = factored(plain.pattern)
    text = data.draw(st.from_regex(re.compile(plain.pattern, re.VERBOSE | re.ASCII))).lower()
    cut = data.draw(st.integers(0, len(text)))
    for lower in (text, text[cut:], text[:cut], f"{text[:cut]}x{text[cut:]}"):
        assert (arranged.search(lower) is None) == (plain.search(lower) is None)


def test_an_arranged_pattern_keeps_what_follows_and_what_is_optional():
    arranged = factored(
        r"""\b(?:(?:we|i)\s+(?:\w+\s+)?won | s?o\s[|)]x | cut | cuts? | (?:a|b)?c )\b"""
    )
    assert [one for one in ("i won", "we just won", "o |x", "so )x", "cut", "cuts", "bc", "c")
            if arranged.search(one) is None] == []  # fmt: skip
    assert [one for one in ("i wonder", "they won", "o x", "cutting", "ac/dc1", "xbc")
            if arranged.search(one)] == ["ac/dc1"]  # fmt: skip


def test_a_pattern_of_another_form_is_refused():
    with pytest.raises(ValueError, match="does not begin with"):
        factored(r"(?:one|two)\b")


def test_the_bits_of_words_are_apart_and_few_enough_to_be_quick():
    assert max(Trait) < 1 << marks.FIRST_BIT
    assert max(marks._WORDS.values()) < 1 << 30
