"""Runs the real command in a process of its own, as a person's shell would."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Ran:
    code: int
    out: str
    err: str


class Command:
    """Calls `mockint`; every call shares one home."""

    def __init__(self, home: Path) -> None:
        self.home = home

    def __call__(self, *words: str, stdin: str | bytes = "", **env: str) -> Ran:
        given = stdin if isinstance(stdin, bytes) else stdin.encode()
        done = subprocess.run(
            [sys.executable, "-m", "mockint", *words],
            input=given,
            capture_output=True,
            timeout=120,
            cwd=self.home,
            env={
                "PATH": os.environ["PATH"],
                "PYTHONPATH": str(ROOT / "src"),
                "MOCKINT_HOME": str(self.home),
                "HOME": str(self.home),
                "PYTHONWARNINGS": "error",
                **env,
            },
            check=False,
        )
        return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())


@pytest.fixture
def mockint(tmp_path: Path) -> Command:
    home = tmp_path / "mockint-home"
    home.mkdir()
    return Command(home)
