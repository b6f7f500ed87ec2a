"""Strangers' rubric files: refused or read, with file and line, never a crash."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mockint.authoring import yaml_file
from mockint.domain.rubric import Rubric
from mockint.errors import RubricError

FULL = (Path(__file__).resolve().parents[1] / "data" / "acme" / "lead" / "delivery.yaml").read_text(
    encoding="utf-8"
)


def parse(text):
    return yaml_file.parse(text, "r.yaml")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("a: &x 1\nb: *x", "anchor"),
        ("a: *x", "alias|undefined"),
        ("a: !!python/object:os.system {}", "tag"),
        ("a: !custom 1", "tag"),
        ("a: 1\na: 2", "twice"),
        ("x: {<<: {a: 1}}", "merge key"),
        ("[" * 200_000, "nested|not YAML|larger"),
        ("- " * 60_000 + "x", "nested|parts|not YAML"),
        ("a: {" * 30 + "}" * 30, "nested"),
        ("\n".join(f"- {i}" for i in range(30_000)), "parts"),
        ("x" * 300_000, "larger"),
        ("a: b: c", "not YAML"),
        ("'unterminated", "not YAML"),
        ("", "empty"),
        ("# only a comment\n", "empty"),
        ("a: 1\n---\nb: 2", "more than one document"),
        ("? [a, b]\n: 1", "key"),
        ("a: \t- b", "not YAML"),
    ],
)
def test_what_is_unsafe_or_broken_is_refused_with_its_line(text, problem):
    with pytest.raises(RubricError, match=problem) as caught:
        parse(text)
    assert str(caught.value).startswith("r.yaml")


def test_a_merge_bomb_is_refused_at_once():
    rows = "\n".join(f"a{i}: &a{i} [*a{i - 1}, *a{i - 1}]" for i in range(1, 40))
    with pytest.raises(RubricError, match="anchor"):
        parse("a0: &a0 [x, x]\n" + rows)


def test_scalars_stay_text_and_nothing_is_nothing():
    data = parse("a: 010\nb: yes\nc: 2026-01-01\nd: ~\ne:\nf: 'null'\ng: 1e3").data
    assert data == {
        "a": "010", "b": "yes", "c": "2026-01-01", "d": None, "e": None, "f": "null", "g": "1e3",
    }  # fmt: skip


def test_escapes_that_make_control_characters_are_cleaned():
    assert parse('a: "x\\x1b]52;c;y\\u202e\\u200bz"').data == {"a": "x]52;c;yz"}


def test_a_schema_problem_names_the_line_of_the_value():
    located = parse("schema: mockint/rubric@1\nid: a/b/c\nround: 1\ntitle: T\nminutes: soon\n")
    with pytest.raises(RubricError, match=r"r\.yaml:5: minutes"):
        yaml_file.load(Rubric, located)


def test_an_unknown_key_is_named():
    with pytest.raises(RubricError, match=r"r\.yaml:\d+: endpoint: is not a known key"):
        yaml_file.load(Rubric, parse(FULL + "endpoint: http://evil\n"))


def test_a_file_that_is_not_text_is_refused(tmp_path):
    path = tmp_path / "r.yaml"
    path.write_bytes(b"a: 1\nb: \xff\xfe\n")
    with pytest.raises(RubricError, match=r"r\.yaml:2: is not UTF-8"):
        yaml_file.read_text(path)


@settings(deadline=None, max_examples=150)
@given(st.text(max_size=300))
def test_no_text_breaks_the_reader(text):
    with pytest.raises(RubricError, match=r"^r\.yaml"):
        yaml_file.load(Rubric, parse(text))
