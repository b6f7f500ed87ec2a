"""The table of guards that the campaign takes out one by one: it must fit the code as it is."""

from __future__ import annotations

import shlex
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
GUARDS = tomllib.loads((ROOT / "benchmarks/campaign/guards.toml").read_text("utf-8"))["guard"]


@pytest.mark.parametrize("guard", GUARDS, ids=[guard["name"] for guard in GUARDS])
def test_a_guard_stands_where_the_table_says_it_does(guard):
    text = (ROOT / guard["file"]).read_text("utf-8")
    assert text.count(guard["find"]) == 1
    changed = text.replace(guard["find"], guard["put"])
    assert changed != text
    compile(changed, guard["file"], "exec")
    tests = [word for word in shlex.split(guard["tests"]) if word.startswith("tests/")]
    assert tests
    assert all((ROOT / path.partition("::")[0]).is_file() for path in tests)


def test_names_are_told_apart_and_the_main_guards_are_there():
    names = [guard["name"] for guard in GUARDS]
    assert len(set(names)) == len(names) >= 160
