"""What is shipped can be pinned, listed and built again to the same bytes."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
PINS = ("runtime.txt", "build.txt")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())


def pinned(name):
    """(name, version, number of hashes) of each requirement of a pinned file."""
    text = (ROOT / "requirements" / name).read_text()
    joined = re.sub(r"\\\n\s*", " ", text)
    rows = [
        line for line in joined.splitlines() if line.strip() and not line.lstrip().startswith("#")
    ]
    for row in rows:
        spec = Requirement(row.partition(" --hash")[0].strip())
        (version,) = {part.version for part in spec.specifier}
        yield canonicalize_name(spec.name), version, row.count("--hash=sha256:")


@pytest.mark.parametrize("name", PINS)
def test_every_pinned_requirement_has_a_hash(name):
    found = list(pinned(name))
    assert found
    assert [row for row in found if not row[2]] == []


@pytest.mark.parametrize("name", PINS)
def test_no_pinned_file_names_an_address(name):
    text = (ROOT / "requirements" / name).read_text()
    assert "://" not in text
    assert not re.search(r"^\s*-(i|f)\b|--(extra-)?index-url|--find-links", text, re.MULTILINE)


def test_each_direct_dependency_is_pinned_in_a_version_that_it_allows():
    versions = {name: version for name, version, _ in pinned("runtime.txt")}
    for line in PROJECT["project"]["dependencies"]:
        wanted = Requirement(line)
        version = versions.get(canonicalize_name(wanted.name))
        assert version, f"{wanted.name} is not pinned: make lock"
        assert wanted.specifier.contains(version), f"{wanted} does not allow {version}: make lock"


def test_the_build_backend_is_pinned_in_a_version_that_the_project_allows():
    versions = {name: version for name, version, _ in pinned("build.txt")}
    for line in PROJECT["build-system"]["requires"]:
        wanted = Requirement(line)
        assert wanted.specifier.contains(versions[canonicalize_name(wanted.name)])


def test_each_direct_dependency_is_explained_in_the_architecture():
    table = (ROOT / "docs" / "architecture.md").read_text().partition("## Dependencies")[2]
    for line in PROJECT["project"]["dependencies"]:
        assert re.search(rf"\b{re.escape(Requirement(line).name)}\b", table), line


def build(tree, out):
    environ = {**os.environ, "SOURCE_DATE_EPOCH": "1700000000"}
    subprocess.run(
        [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(out), str(tree)],
        check=True, capture_output=True, env=environ,
    )  # fmt: skip
    return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in sorted(out.iterdir())}


def test_sdist_and_wheel_are_built_to_the_same_bytes_in_another_place_and_at_another_time(tmp_path):
    left_out = shutil.ignore_patterns(
        ".git", ".venv*", "dist", "__pycache__", ".*_cache", ".hypothesis", "*.egg-info"
    )
    made = []
    for place, stamp in (("here", 1_000_000_000), ("elsewhere/deeper", 1_500_000_000)):
        tree = tmp_path / place
        shutil.copytree(ROOT, tree, ignore=left_out)
        for path in tree.rglob("*"):
            os.utime(path, (stamp, stamp))
        made.append(build(tree, tmp_path / f"out{len(made)}"))
    assert sorted(Path(name).suffix for name in made[0]) == [".gz", ".whl"]
    assert made[0] == made[1]
