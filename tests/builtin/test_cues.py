from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockint.builtin.cues import compile_cue
from mockint.builtin.text import sentences


def found(cue, text):
    match = compile_cue(cue).find(sentences(text)[0])
    return match is not None and not match.negated


@pytest.mark.parametrize(
    ("cue", "text"),
    [
        ("agree plan", "We agreed on a written plan"),
        ("<i> tell/ask engineer", "So I quietly told the senior engineer"),
        ("deliver by <time>", "delivered it by Friday"),
        ("cut <number>", "we cut it to 40 minutes"),
        ("use <name>", "we used Kafka for it"),
        ("one-on-one weekly/every", "a 1:1 with her every week"),
        ("never asked", "I never asked why"),
        ("OKR", "tied to the OKR"),
    ],
)
def test_a_cue_finds(cue, text):
    assert found(cue, text)


@pytest.mark.parametrize(
    ("cue", "text"),
    [
        ("agree plan", "The plan was that nobody agreed"),
        ("agree plan", "We did not agree on a plan"),
        ("agree plan", "We agreed that later, perhaps, in some other year, there might be a plan"),
        ("<i> tell engineer", "She told the engineer"),
        ("cut <number>", "we cut it a lot"),
        ("use <name>", "we used a queue"),
    ],
)
def test_a_cue_does_not_find(cue, text):
    assert not found(cue, text)


def test_an_unknown_class_is_refused():
    with pytest.raises(ValueError, match="unknown class <person>"):
        compile_cue("told <person> something")


def test_a_cue_that_multiplies_without_end_is_refused():
    with pytest.raises(ValueError, match="more than 256"):
        compile_cue(" ".join(["a-b/c-d/e-f"] * 8))


def test_every_shipped_cue_compiles(library):
    for entry in library.entries():
        rubric = library.read(entry)
        for signal in rubric.signals:
            for part in (*signal.points, *signal.contrary):
                for cue in part.cues:
                    compile_cue(cue)
        for flag in rubric.red_flags:
            for cue in flag.cues:
                compile_cue(cue)


@given(cue=st.text(min_size=2, max_size=40), text=st.text(max_size=200))
def test_no_cue_and_no_text_break_the_matcher(cue, text):
    try:
        compiled = compile_cue(cue)
    except ValueError:
        return
    for part in sentences(text):
        match = compiled.find(part)
        assert match is None or 0 <= match.first <= match.last < len(part.tokens)
