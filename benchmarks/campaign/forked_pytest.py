"""Runs pytest over and over without starting anew: what it loads is loaded once, then forked.

A line of JSON on stdin is a run (`root`, `words`, `longest_s`); a line of JSON on stdout
is how it ended (`code`, `said`). mockint itself is never imported here, so that each run
has the code that lies in its `root`. See mutants.py, which talks to this.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import tempfile
import time
import traceback
from importlib.metadata import entry_points
from typing import Any

NEVER_ENDED = 124
_running: list[int] = []


def main() -> None:
    """Load what all runs need, then run what is asked for."""
    signal.signal(signal.SIGTERM, _end)
    import pytest  # noqa: F401

    for plugin in entry_points(group="pytest11"):
        plugin.load()
    import hypothesis
    import openai
    import pydantic
    import textual.app  # noqa: F401

    assert hypothesis, (openai, pydantic)
    assert "mockint" not in sys.modules
    for line in sys.stdin:
        print(json.dumps(run(**json.loads(line))), flush=True)


def run(root: str, words: list[str], longest_s: float) -> dict[str, Any]:
    """One run in a child of its own, which is ended with all its children after `longest_s`."""
    with tempfile.TemporaryFile() as said:
        child = os.fork()
        if child == 0:
            _child(root, words, said.fileno())
        _running[:] = [child]
        until, status = time.monotonic() + longest_s, 0
        while time.monotonic() < until:
            done, status = os.waitpid(child, os.WNOHANG)
            if done:
                break
            time.sleep(0.02)
        else:
            os.killpg(child, signal.SIGKILL)
            os.waitpid(child, 0)
            return {"code": NEVER_ENDED, "said": f"it had not ended after {longest_s:.0f} s"}
        _running.clear()
        said.seek(0)
        told = said.read().decode("utf-8", "replace")
    return {"code": os.waitstatus_to_exitcode(status), "said": told}


def _end(number: int, _: object) -> None:
    """End with the run that goes on: nobody waits for it any more."""
    for child in _running:
        os.killpg(child, signal.SIGKILL)
    sys.exit(128 + number)


def _child(root: str, words: list[str], said: int) -> None:
    import pytest

    code: int = 70
    try:
        os.setsid()
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        null = os.open(os.devnull, os.O_RDONLY)
        for fd, here in ((null, 0), (said, 1), (said, 2)):
            os.dup2(fd, here)
        os.chdir(root)
        os.environ |= {"PYTHONPATH": f"{root}/src", "COLUMNS": "300"}
        sys.path.insert(0, f"{root}/src")
        code = int(pytest.main(words))
        sys.stdout.flush()
    except BaseException:
        traceback.print_exc()
        raise
    finally:
        os._exit(code)


if __name__ == "__main__":
    main()
