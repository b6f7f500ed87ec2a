"""The build option that compiles: what pyproject.toml names is there, and fit for it.

`.ci/run` runs this a second time, with the compiled package on the path: the last test then
compares the two.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import mockint

ROOT = Path(__file__).resolve().parent.parent
HOOK = ["tool", "hatch", "build", "targets", "wheel", "hooks", "custom"]


def named() -> list[str]:
    found = tomllib.loads((ROOT / "pyproject.toml").read_text())
    for key in HOOK:
        found = found[key]
    return found["compiled"]


@pytest.mark.parametrize("name", named())
def test_each_module_that_is_compiled_can_be(name):
    text = (ROOT / "src" / name).read_text()
    # mypyc would make these anew at every look, or refuse them.
    assert "cached_property" not in text
    assert "BaseModel" not in text
    assert "async def" not in text or name.endswith("judge.py")


def rows(package: Path, home: Path) -> str:
    """What `mockint grade` says of the three examples, with mockint from `package`."""
    said = ""
    for example in ("strong", "mixed", "weak"):
        done = subprocess.run(
            [sys.executable, "-m", "mockint", "grade", f"people-management-{example}",
             "--format", "json", "--home", str(home)],
            env={**os.environ, "PYTHONPATH": str(package)}, cwd=home, text=True,
            capture_output=True, check=True,
        )  # fmt: skip
        said += json.dumps(json.loads(done.stdout), sort_keys=True)
    return said


@pytest.mark.skipif(
    (ROOT / "src") in Path(mockint.__file__).parents,
    reason="needs the compiled package on the path",
)
def test_a_compiled_package_grades_as_the_source_does(tmp_path):
    compiled = Path(mockint.__file__).parent.parent
    assert list(compiled.glob("mockint/builtin/judge.*.so"))
    assert rows(compiled, tmp_path) == rows(ROOT / "src", tmp_path)
