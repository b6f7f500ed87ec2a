"""All text comes through one door; this looks for others."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import mockint.tui
from mockint.tui.prose import Cell, Hung, Row, Sheet, bullet, fact, line, lines, plain, words

FOLDER = Path(mockint.tui.__file__).parent
MODULES = sorted(path for path in FOLDER.glob("*.py") if path.name != "prose.py")
BANNED = {"Static", "Label", "Markdown", "MarkdownViewer", "Link", "RichLog", "Log", "Pretty",
          "DataTable", "Button", "Tooltip", "Collapsible", "Header"}  # fmt: skip


def names_in(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            yield node.id, node.lineno
        elif isinstance(node, ast.Attribute):
            yield node.attr, node.lineno
        elif isinstance(node, ast.alias):
            yield node.name, node.lineno


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_no_widget_that_reads_markup_is_used_outside_the_door(path):
    found = [f"{path.name}:{at} {name}" for name, at in names_in(path) if name in BANNED]
    assert found == []


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_nothing_is_read_as_markup_outside_the_door(path):
    found = [f"{path.name}:{at}" for name, at in names_in(path) if name == "from_markup"]
    assert found == []


def test_notices_are_given_in_one_place_without_markup():
    calls = []
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "notify":
                options = {keyword.arg: keyword.value for keyword in node.keywords}
                calls.append((path.name, getattr(options.get("markup"), "value", None)))
    assert calls == [("app.py", False)]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_content_is_made_only_by_the_door(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    made = [
        f"{path.name}:{node.lineno}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in {"Content", "Text"}
    ]
    assert made == []


def test_text_is_cleaned_and_keeps_its_brackets():
    assert plain("a\x1b[31m [red]b[/red]").plain == "a [red]b[/red]"
    assert line("a\nb\x9b1m c").plain == "a b c"
    assert words("x\u202e", ("[y]", "bold")).plain == "x[y]"
    assert lines(plain("a"), plain("b")).plain == "a\nb"


def test_a_row_fits_its_width_and_ends_in_an_ellipsis():
    row = Row(
        Cell(plain("1"), 2, "right"), Cell(plain("A title that is long")), Cell(plain("9"), 3)
    )
    assert row.at(20).plain == " 1  A title th…  9  "
    assert row.at(40).cell_length == 40


def test_a_narrow_row_leaves_out_what_it_may():
    row = Row(Cell(plain("title")), Cell(plain("extra"), 5, from_width=30))
    assert "extra" in row.at(30).plain
    assert "extra" not in row.at(29).plain


def test_a_row_counts_wide_characters_by_their_cells():
    row = Row(Cell(plain("漢字漢字漢字")), Cell(plain("x"), 1))
    assert row.at(10).cell_length == 10


def test_an_item_hangs_beside_its_mark():
    sheet = Sheet([bullet("one two three four"), fact("Name", "value", 6), plain("plain")])
    assert sheet.at(11).plain.splitlines() == [
        "· one two", "  three", "  four", "Name  value", "plain",
    ]  # fmt: skip
    assert sheet.get_height({}, 11) == 5


def test_a_sheet_survives_a_width_of_one():
    assert Hung(plain("··"), plain("ab c"), 2).wrapped(1)


def test_a_cell_that_shrinks_leaves_the_others_what_it_does_not_need():
    row = Row(
        Cell(plain("a" * 30), shrinks=True), Cell(plain("bb"), shrinks=True), Cell(plain("c"), 1),
        gap=1,
    )  # fmt: skip
    assert row.at(40).plain == "a" * 30 + " bb c"
    assert row.at(20).plain == "a" * 14 + "… bb c"
