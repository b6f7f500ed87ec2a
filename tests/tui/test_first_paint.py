"""What the first paint may wait for: Textual, and nothing else that is slow."""

from __future__ import annotations

import subprocess
import sys

SLOW = (
    *("pydantic", "yaml", "jinja2", "openai", "snowballstemmer", "tiktoken"),
    *("mockint.interview", "mockint.authoring", "mockint.builtin", "mockint.grading"),
    "mockint.store.sessions",
)


def test_importing_the_app_imports_nothing_that_it_does_not_paint():
    code = (
        "import sys, mockint.tui.app, mockint.wiring;"
        f"print([name for name in {SLOW!r} if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "[]"


def test_only_home_is_imported_before_it_is_painted():
    code = (
        "import sys, mockint.tui.app;"
        "print(sorted(name for name in sys.modules if name.startswith('mockint.tui.')))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    for screen in ("brief", "interview", "scorecard", "transcript", "history", "help", "scoring"):
        assert f"mockint.tui.{screen}" not in done.stdout
