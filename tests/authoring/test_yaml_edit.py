"""Edits leave everything alone that they do not name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockint.authoring import yaml_edit, yaml_file
from mockint.authoring.lint.run import fix_file, fix_text, lint_text
from mockint.authoring.yaml_edit import Edit
from mockint.errors import RubricError

TEXT = """# a comment on top
cues: [one two,   'it''s', "three",  # why three
  four five]   # and why four
list:
  - alpha   # first
  # between
  - "beta"
name: plain  # a name
"""


def edited(*edits):
    return yaml_edit.apply(TEXT, edits, "t.yaml")


def test_setting_a_scalar_changes_its_characters_only():
    text, made = edited(Edit("set", ("cues", 3), "six"), Edit("set", ("name",), "other"))
    assert made == 2
    assert text == TEXT.replace("four five", "six").replace("plain", "other")


@pytest.mark.parametrize(
    ("path", "value", "spelled"),
    [
        (("cues", 1), "he's", "'he''s'"),
        (("cues", 2), 'a "b"', '"a \\"b\\""'),
        (("name",), "yes: no", '"yes: no"'),
        (("name",), "~", '"~"'),
        (("name",), "#x", '"#x"'),
        (("cues", 0), "a, b", '"a, b"'),
        (("cues", 0), "<i> wasn't there", "<i> wasn't there"),
    ],
)
def test_a_value_is_quoted_where_it_has_to_be(path, value, spelled):
    text, made = edited(Edit("set", path, value))
    assert made == 1
    assert spelled in text


def test_an_item_is_removed_with_its_comma_or_its_line():
    assert "one two" not in edited(Edit("remove", ("cues", 0)))[0]
    text, made = edited(Edit("remove", ("list", 0)))
    assert made == 1
    assert text == TEXT.replace("  - alpha   # first\n", "")


def test_a_comment_is_never_removed_with_an_item():
    assert edited(Edit("remove", ("cues", 2))) == (TEXT, 0)


def test_an_edit_that_leads_nowhere_is_not_made():
    assert edited(Edit("set", ("cues", 9), "x"), Edit("remove", ("name", 1))) == (TEXT, 0)


def test_what_is_no_yaml_is_refused():
    with pytest.raises(RubricError):
        yaml_edit.apply("a: [", [], "t.yaml")


@given(st.text(min_size=1, max_size=40))
def test_any_value_that_is_set_reads_back_or_is_not_set(value):
    text, made = edited(Edit("set", ("name",), value))
    after = yaml_file.parse(text, "t").data
    assert after["name"] == (value if made else "plain")
    assert text.startswith(TEXT[: TEXT.index("plain")])


def test_fixes_are_made_until_there_is_none_left_and_keep_the_comments(people):
    text = (
        "schema: mockint/rubric@1  # kept\nsignals: []\nquestions: []\nred_flags:\n"
        "  - {id: a, text: Says a thing, origin: authored,\n      cues: [over the moon,"
        " gone go/goes,  # kept\n"
        "      gone go, wait up]}\n"
    )
    fixed, made = fix_text(text, "t.yaml")
    assert made == 4
    assert fixed.count("# kept") == 2
    assert [one for one in lint_text(fixed, "t.yaml").findings if one.fix] == []


def test_fixing_a_file_keeps_its_mode_and_leaves_nothing_beside_it(tmp_path):
    path = tmp_path / "r.yaml"
    path.write_text("red_flags:\n  - {id: a, text: A b c, origin: authored, cues: [wait up]}\n")
    path.chmod(0o640)
    assert fix_file(path) == 1
    assert "[wait]" in path.read_text()
    assert path.stat().st_mode & 0o777 == 0o640
    assert list(tmp_path.iterdir()) == [path]


def test_a_question_mark_in_a_flow_mapping_is_mended_like_all_else():
    text = "points:\n  - {id: a, text: Says what? And when, note: ''}\n"
    changed, made = yaml_edit.apply(text, [Edit("set", ("points", 0, "id"), "b")], "r.yaml")
    assert made == 1
    assert changed == text.replace("id: a", "id: b")
