"""Permissions: 0600 and 0700 on everything that is written, whatever the umask is."""

from __future__ import annotations

import os
import stat
import tempfile
from pathlib import Path

import stage
from outcome import UNCAUGHT, WRONG, Budget, Outcome

UMASKS = (0o000, 0o022, 0o077)


def check_modes(outcome: Outcome, budget: Budget) -> None:
    """What an interview, bulk runs of both engines and a calibration leave behind."""
    for umask in UMASKS:
        if budget.over:
            outcome.plan(1)  # not done
            break
        with tempfile.TemporaryDirectory() as name, stage.judge_server() as url:
            home = Path(name)
            talks = stage.talks(home / "talks", 2)
            made = {home / "talks", *talks.iterdir()}
            before = os.umask(umask)
            try:
                _write_everything(outcome, home, talks, url)
            finally:
                os.umask(before)
            for path in sorted(home.rglob("*")):
                if path not in made:
                    outcome.plan(1)
                    outcome.did()
                    mode = stat.S_IMODE(path.lstat().st_mode)
                    if mode != (0o700 if path.is_dir() else 0o600):
                        where = path.relative_to(home)
                        outcome.fail(WRONG, f"umask {umask:03o}: {where} has mode {mode:03o}")
    outcome.note(f"files and folders under the umasks {', '.join(f'{u:03o}' for u in UMASKS)}")


def _write_everything(outcome: Outcome, home: Path, talks: Path, url: str) -> None:
    model = ("--engine", "openai", "--model", "loopback", "--base-url", url)
    runs = [
        ("interview", stage.ROUND, "--plain", "--seed", "3"),
        ("grade", str(talks), "--rubric", stage.ROUND, "--out", str(home / "out")),
        ("grade", str(talks), "--rubric", stage.ROUND, "--out", str(home / "more"), *model),
        (
            "grade",
            str(talks),
            "--rubric",
            stage.ROUND,
            "--out",
            str(home / "part"),
            "--shard",
            "1/2",
        ),
        ("report", str(home / "out"), "--out", str(home / "copy")),
        ("doctor", *model),
    ]
    for words in runs:
        ran = stage.command(home, *words, stdin=f"{stage.ANSWER}\n/end\n")
        if ran.code not in {0, 1}:
            outcome.fail(UNCAUGHT, f"{' '.join(words)}: {ran.code} {ran.err[-200:]}")
