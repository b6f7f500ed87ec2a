"""What a terminal would obey or hide is in nothing that the command line prints."""

from __future__ import annotations

import io
import json
import re

import pytest

from mockint.cli import options
from mockint.cli.main import run
from mockint.cli.plain import _say
from mockint.errors import InputError
from mockint.reports.csv_table import safe
from mockint.reports.markdown import escape

OBEYED = (
    "\x1b]52;c;ZWNobw==\x07copy \x1b[2Jcleared \x9b31mred \u202egnp.exe\u202c \U000e0049tag\x7f"
)
UNFIT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\U000e0000-\U000e007f]")


@pytest.fixture(autouse=True)
def _as_on_a_terminal(monkeypatch):
    """click takes colours out where nothing is a terminal: here nothing is taken out for it."""
    monkeypatch.setattr("click.utils.should_strip_ansi", lambda *_, **__: False)


@pytest.mark.parametrize(
    "words",
    [
        ["rubric", "show", OBEYED],
        ["interview", OBEYED, "--plain"],
        ["grade", OBEYED, "--rubric", "people-management"],
        ["grade", OBEYED, "--jobs", OBEYED],
        [OBEYED],
        ["report", "--" + OBEYED],
        ["sessions", "list", OBEYED],
        ["sessions", "show", OBEYED],
    ],
)
def test_a_complaint_holds_words_alone(words, capsys):
    assert run(words) == 2
    said = capsys.readouterr()
    assert not said.out
    assert "rror" in said.err or "mockint: " in said.err
    assert UNFIT.search(said.err) is None


def test_a_fault_of_mockint_itself_is_told_in_clean_words(monkeypatch, capsys):
    def broken(*_, **__):
        raise ValueError(OBEYED)

    monkeypatch.setattr("mockint.cli.main.root.main", broken)
    assert run([]) == 2
    err = capsys.readouterr().err
    assert "a fault of mockint itself" in err
    assert UNFIT.search(err) is None


def test_an_error_of_the_tree_is_told_in_clean_words(monkeypatch, capsys):
    def refused(*_, **__):
        raise InputError(OBEYED, where=OBEYED, remedy=OBEYED)

    monkeypatch.setattr("mockint.cli.main.root.main", refused)
    assert run([]) == 2
    err = capsys.readouterr().err
    assert err.count("copy cleared red gnp.exe tag") == 3
    assert UNFIT.search(err) is None


def test_json_means_the_same_and_obeys_nobody(capsys):
    value = {OBEYED: [OBEYED, "漢字 né"]}
    options.print_json(value)
    out = capsys.readouterr().out
    assert UNFIT.search(out) is None
    assert "漢字 né" in out
    assert json.loads(out) == value


def test_the_interviewers_line_is_clean():
    out = io.StringIO()
    _say(out, OBEYED)
    assert out.getvalue() == "Interviewer: copy cleared red gnp.exe tag\n"


def test_a_cell_and_a_paragraph_are_clean_and_run_nothing():
    assert safe("\u202e=HYPERLINK(1)") == "'=HYPERLINK(1)"
    assert UNFIT.search(safe(OBEYED)) is None
    assert escape("*a* <b> [c](d) \x1b[2J") == r"\*a\* \<b\> \[c\](d) "
