"""Deferred imports, proved in a process of their own."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = ("textual", "openai", "numpy", "pydantic", "yaml", "jinja2", "tiktoken", "httpx", "rich")


def loaded_after(code):
    script = (
        f"{code}\nimport sys\nprint(' '.join(sorted({{m.split('.')[0] for m in sys.modules}})))"
    )
    path = [p for p in sys.path if p]
    done = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path[:0] = {path!r}\n{script}"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return set(done.stdout.splitlines()[-1].split())


def test_importing_mockint_imports_nothing_heavy():
    assert not loaded_after("import mockint") & {*HEAVY, "click"}


def test_help_imports_nothing_heavy():
    assert not loaded_after("from mockint.cli.main import run; run(['--help'])") & set(HEAVY)


@pytest.mark.parametrize("command", ["interview", "grade", "sessions", "rubric"])
def test_a_commands_help_imports_no_screen_and_no_model(command):
    code = f"from mockint.cli.main import run; run(['{command}', '--help'])"
    assert not loaded_after(code) & {"textual", "openai", "numpy", "tiktoken"}


def test_grading_imports_no_screen_and_no_model():
    code = "from mockint.cli.main import run; run(['grade', 'people-management-weak'])"
    assert not loaded_after(code) & {"textual", "openai", "numpy", "tiktoken", "jinja2"}
