from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockint.builtin import text as words
from mockint.builtin.stems import stem
from mockint.builtin.text import (
    looks_english,
    negated,
    reads_as_english,
    sentences,
    tokenize,
)


def texts(text):
    return [text[s.start : s.end] for s in sentences(text)]


def test_sentences_end_at_full_stops_but_not_within_abbreviations_and_figures():
    text = "We cut it by 3.5 percent, e.g. in March. Dr. Kay agreed! Did it hold? Yes"
    assert texts(text) == [
        "We cut it by 3.5 percent, e.g. in March.",
        "Dr. Kay agreed!",
        "Did it hold?",
        "Yes",
    ]


def test_each_line_of_a_list_is_a_sentence():
    assert len(texts("- first thing\n- second thing\n\nthird")) == 3


def test_speech_without_full_stops_is_split_at_clauses():
    text = "so I went to the team and I told them that the plan had changed " * 6
    parts = sentences(text.replace("so I", "and then so I"))
    assert len(parts) > 2
    assert max(part.words for part in parts) <= 60


@given(st.text(max_size=400))
def test_spans_lie_within_any_text_and_do_not_overlap(text):
    last = 0
    for part in sentences(text):
        assert last <= part.start < part.end <= len(text)
        last = part.end
        assert part.tokens == tokenize(text[part.start : part.end])


@pytest.mark.parametrize(
    ("form", "base"),
    [("led", "lead"), ("wrote", "write"), ("agreed", "agree"), ("priorities", "prioritize"),
     ("built", "building"), ("manager's", "manager")],
)  # fmt: skip
def test_forms_of_a_word_meet(form, base):
    assert stem(form) == stem(base)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("business", "busy"), ("customers", "custom"), ("department", "depart"),
        ("engineering", "engines"), ("executive", "execute"), ("experiments", "experience"),
        ("important", "imported"), ("organ", "organised"),
    ],
)  # fmt: skip
def test_words_that_only_look_alike_stay_apart(one, other):
    assert stem(one) != stem(other)


def test_the_forms_of_a_word_that_is_kept_apart_still_meet():
    assert stem("engineering") == stem("engineers") == stem("engineer's")
    assert stem("businesses") == stem("business")


@pytest.mark.parametrize("form", ["1:1", "1-on-1", "one-on-one", "one on ones", "1 on 1s"])
def test_one_on_ones_are_one_word_however_written(form):
    assert [t.lower for t in tokenize(f"our {form} talk")] == ["our", "oneonone", "talk"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I never set goals", True),
        ("I did not set goals", True),
        ("I didn't set any goals", True),
        ("Not only did I set goals", False),
        ("I did not wait but set goals", False),
        ("I set goals", False),
        ("without setting goals", True),
        ("I failed to set goals", True),
        ("When the first try failed I set goals", False),
        ("No, I set goals", False),
        ("In no more than a week I set goals", False),
    ],
)
def test_negation_is_seen_where_it_governs(text, expected):
    (sentence,) = sentences(text)
    (at,) = sentence.places["set"]
    assert negated(sentence, at, at) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I never rushed, I set goals", False),
        ("I never rushed: I set goals", False),
        ("I never set big, clear goals", True),
    ],
)
def test_a_negation_ends_with_its_clause(text, expected):
    (sentence,) = sentences(text)
    (at,) = sentence.places["set"]
    assert negated(sentence, at, at) is expected


def test_a_capital_makes_no_name_of_the_first_word():
    first, *_, last = tokenize("Postgres ran beside Postgres")
    assert (first.is_name, last.is_name) == (False, True)


@pytest.mark.parametrize(
    ("text", "english"),
    [
        (
            "I sat down with the engineer and we talked about what had gone wrong in the project",
            True,
        ),
        (
            "Ich habe mich mit dem Entwickler hingesetzt und wir haben über die Probleme gesprochen",
            False,
        ),
        ("Я сел с инженером и мы поговорили о том, что пошло не так", False),
        ("No.", True),
        ("Kubernetes, Kafka, Postgres", True),
    ],
)
def test_english_is_told_from_other_languages(text, english):
    assert looks_english(text) is english


@given(st.text(st.sampled_from("abZ19 ,;:'’‘“—-_.!\n\té²ßª中"), max_size=40))
def test_words_and_commas_are_those_that_the_pattern_finds(stretch):
    wanted = ["," if one in ",;:" else one.replace("’", "'")
              for one in words._WORDS_AND_COMMAS.findall(stretch)]  # fmt: skip
    assert [one.replace("’", "'") for one in words._pieces(stretch)] == wanted


@given(st.text(st.sampled_from("abcd XYZ09.,'’—éüß全部好العربيةпривет\n"), max_size=80))
def test_another_script_is_told_by_the_share_of_its_letters(text):
    letters = [char for char in text if char.isalpha()]
    plain = [char for char in letters if char.isascii()]
    foreign = len(letters) >= 20 and len(plain) < 0.7 * len(letters)
    assert reads_as_english(text, words=5, stops=5) is not foreign
