"""Features of sentences: what their quick tests let through is all that their patterns match."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mockint.builtin import features
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
    mark = getattr(features, f"_{name}")
    text = data.draw(st.from_regex(re.compile(mark.pattern.pattern, re.VERBOSE | re.ASCII)))
    lower = text.lower()
    if mark.pattern.search(lower):
        assert mark.may_match(lower, frozenset(re.findall(r"\w+", lower)))


@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_whatever_speaks_to_the_grader_passes_the_quick_test(data):
    pattern = re.compile(guards._TO_GRADER.pattern, re.VERBOSE | re.ASCII)
    lower = data.draw(st.from_regex(pattern)).lower()
    if lower.isascii() and guards._TO_GRADER.search(lower):
        assert guards.may_be_for_grader(lower)
