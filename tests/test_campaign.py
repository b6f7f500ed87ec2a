"""What the campaign's table says of a part: a pass is whole and without faults, nothing else is."""

from __future__ import annotations

import importlib
import runpy
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parents[1] / "benchmarks" / "campaign"
PARTS = ("outcome", "workers", "mutants", "forked_pytest", "stage")


@pytest.fixture(autouse=True)
def _beside_the_campaign(monkeypatch):
    monkeypatch.syspath_prepend(str(HERE))
    yield
    for name in PARTS:
        sys.modules.pop(name, None)


@pytest.fixture
def outcome():
    return importlib.import_module("outcome")


def ended(outcome, *, tried=5, planned=5, finished=True, faults=0):
    one = outcome.Outcome("part", tried=tried, planned=planned, finished=finished, quiet=True)
    if faults:
        one.fail(outcome.LOST, "an answer", faults)
    return one


@pytest.mark.parametrize(
    ("state", "verdict"),
    [
        ({}, "0 faults"),
        ({"tried": 4}, "INCOMPLETE"),
        ({"finished": False}, "INCOMPLETE"),
        ({"tried": 0, "planned": 0}, "INCOMPLETE"),
        ({"faults": 1}, "faults"),
        ({"faults": 1, "tried": 4, "finished": False}, "faults"),
    ],
)
def test_only_what_is_whole_and_without_faults_is_a_pass(outcome, state, verdict):
    one = ended(outcome, **state)
    assert one.verdict == verdict
    assert one.row().endswith(f"| {verdict} |")


def test_a_part_that_needs_what_is_not_there_was_not_run(outcome):
    one = ended(outcome)
    one.absent = "atheris is not installed"
    assert one.verdict == "NOT RUN"


def interrupted(outcome, budget):
    outcome.plan(10)
    outcome.did(4)
    raise KeyboardInterrupt


def whole(outcome, budget):
    outcome.plan(1)
    outcome.did()


def broken(outcome, budget):
    raise ValueError("the part is broken")


def run_campaign(monkeypatch, parts):
    """The exit code of a campaign of these functions as its parts."""
    space = runpy.run_path(str(HERE / "__main__.py"), run_name="campaign")
    main = space["main"]
    fakes = {name: (f"fake_{name}", "run", 1.0, 1.0) for name in parts}
    monkeypatch.setitem(main.__globals__, "PARTS", fakes)
    for name, function in parts.items():
        fake = type(sys)(f"fake_{name}")
        fake.run = function
        monkeypatch.setitem(sys.modules, f"fake_{name}", fake)
    monkeypatch.setattr(main.__globals__["signal"], "signal", lambda *_: None)
    monkeypatch.setattr(sys, "argv", ["campaign"])
    return main()


def test_ctrl_c_prints_the_table_so_far_and_names_what_never_ran(monkeypatch, capsys):
    code = run_campaign(monkeypatch, {"first": whole, "second": interrupted, "third": whole})
    assert code == 130
    table = capsys.readouterr().out
    rows = [[cell.strip() for cell in line.split("|")] for line in table.splitlines()]
    assert [
        (row[1], row[-2]) for row in rows if row[1:2] in (["first"], ["second"], ["third"])
    ] == [
        ("first", "0 faults"),
        ("second", "INCOMPLETE"),
        ("third", "INCOMPLETE"),
    ]


@pytest.mark.parametrize(
    ("second", "code"), [(whole, 0), (broken, 1), (lambda outcome, _: outcome.plan(1), 3)]
)
def test_the_exit_code_tells_faults_from_what_is_incomplete(monkeypatch, second, code):
    assert run_campaign(monkeypatch, {"first": whole, "second": second}) == code


@pytest.mark.parametrize(
    ("code", "said", "told"),
    [
        (0, "3 passed", "nothing fails without it"),
        (1, "FAILED tests/a.py::test_x[a - b] - AssertionError: no", "missed by a.py::test_x[a"),
        (1, "FAILED tests/a.py::test_x - NameError: name 'y'", "the code only breaks without it"),
        (2, "ERROR tests/a.py - SyntaxError", "pytest ended with 2"),
        (124, "", "missed by its tests, which never end without it"),
    ],
)
def test_a_guard_is_missed_only_where_a_test_says_so(code, said, told):
    mutants = importlib.import_module("mutants")
    assert mutants._reading(code, said).startswith(told)
