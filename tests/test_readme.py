"""What the README says holds."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_ci_runs_the_readmes_test_command_word_for_word():
    (command,) = [
        block
        for block in re.findall(r"```bash\n(.*?)\n```", README, re.DOTALL)
        if "pytest" in block
    ]
    assert command in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def test_no_path_of_a_home_directory_is_named():
    home = re.compile(r"(?<![\w./~])/(?:home/\w+|root|Users/\w+)/")
    for path in ROOT.rglob("*"):
        relative = path.relative_to(ROOT)
        hidden = any(part.startswith(".") and part != ".ci" for part in relative.parts)
        if hidden or not path.is_file() or path.suffix in {".pyc", ".journal"}:
            continue
        assert not home.search(path.read_text("utf-8", "ignore")), relative


def test_the_command_reference_is_what_the_commands_say():
    # In a process of its own: commands that were called keep what they showed last.
    call = [sys.executable, "-c", "import make_cli; print(make_cli.page(), end='')"]
    made = subprocess.check_output(call, cwd=ROOT / "docs", text=True, encoding="utf-8")
    assert made == (ROOT / "docs" / "cli.md").read_text(encoding="utf-8"), (
        "run python docs/make_cli.py"
    )
