"""Human labels as people keep them: any order of columns, any spreadsheet's separators."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockint.authoring.labels import read_labels
from mockint.errors import InputError


@pytest.fixture
def read(tmp_path, small_rubric):
    def read(text):
        path = tmp_path / "labels.csv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read_labels(path, small_rubric)

    return read


def test_labels_are_read_with_their_lines(read):
    (one, two) = read("transcript,signal,level,rater\na.txt,plans,3,ann\na.txt,weighs,1,ann\n")
    assert (one.transcript, one.signal, one.level, one.rater, one.line) == (
        "a.txt",
        "plans",
        3,
        "ann",
        2,
    )
    assert two.level == 1


@pytest.mark.parametrize(
    "text",
    ["level;signal;transcript;rater\n3;plans;a;ann\n",
     "\ufeffTranscript\tSignal\tLevel\tRater\r\na\tplans\t3.0\tann\r\n",
     'transcript,signal,level,rater,notes\na,Plans and follows through,3,ann,"x, y"\n\n,,,,\n'],
)  # fmt: skip
def test_other_spreadsheets_say_the_same(read, text):
    (one,) = read(text)
    assert (one.transcript, one.signal, one.level, one.rater) == ("a", "plans", 3, "ann")


@pytest.mark.parametrize("level", ["", "na", "N/A", "none", "not_elicited", "-"])
def test_a_person_may_give_no_level(read, level):
    assert read(f"transcript,signal,level\na,plans,{level}\n")[0].level is None


@pytest.mark.parametrize(
    ("text", "what"),
    [("transcript,signal\na,plans\n", ":1: has no column level"),
     ("transcript,signal,level\na,plans,5\n", ':2: has the level "5"'),
     ("transcript,signal,level\na,plan,3\n", "did you mean plans"),
     ("transcript,signal,level\n,plans,3\n", ":2: names no transcript"),
     ("transcript,signal,level\na,plans,3\na,plans,2\n", ":3: .*first in line 2"),
     ("transcript,signal,level\n", "holds no label"),
     (b"transcript,signal,level\na,plans,\xff\n", "not UTF-8"),
     ("", "has no column transcript")],
)  # fmt: skip
def test_what_cannot_be_read_is_named_with_its_line(read, text, what):
    with pytest.raises(InputError, match=what):
        read(text)


@given(st.text(max_size=200))
def test_whatever_a_file_holds_it_is_read_or_refused(small_rubric, tmp_path_factory, text):
    path = tmp_path_factory.mktemp("labels") / "labels.csv"
    path.write_bytes(("transcript,signal,level\n" + text).encode("utf-8", "surrogatepass"))
    with suppress(InputError):
        assert all(label.level in {None, 1, 2, 3, 4} for label in read_labels(path, small_rubric))


def test_a_file_of_labels_that_is_too_large_is_refused(read, monkeypatch):
    monkeypatch.setattr("mockint.authoring.labels.MAX_BYTES", 40)
    with pytest.raises(InputError, match="larger"):
        read("transcript,signal,level\n" + "a,plans,3\n" * 20)
