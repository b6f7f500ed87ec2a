"""The wheel holds prompts, rubrics and examples, and runs an interview on its own."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """A clean environment with the wheel in it; dependencies come from this one.

    Nothing is fetched: the wheel is unpacked as pip would, and the libraries that this
    environment has are put on the path without its own (editable) mockint.
    """
    place = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(place),
         str(ROOT)],
        check=True, capture_output=True,
    )  # fmt: skip
    (wheel,) = place.glob("*.whl")
    home = place / "env"
    venv.create(home, with_pip=False)
    site = next((home / "lib").glob("python*")) / "site-packages"
    zipfile.ZipFile(wheel).extractall(site)
    (site / "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return home / "bin" / "python", wheel


def run(python, *words, stdin=""):
    env = {k: v for k, v in os.environ.items() if k not in {"PYTHONPATH", "VIRTUAL_ENV"}}
    return subprocess.run(
        [str(python), "-m", "mockint", *words], input=stdin, text=True, capture_output=True,
        env=env, cwd="/", check=False,
    )  # fmt: skip


def test_the_wheel_holds_the_data_folders(installed):
    names = zipfile.ZipFile(installed[1]).namelist()
    assert "mockint/data/rubrics/coursera/product-manager/guide.yaml" in names
    assert "mockint/data/prompts/judge/system.j2" in names
    assert sum(name.startswith("mockint/data/examples/") for name in names) == 3
    assert not [name for name in names if "__pycache__" in name or name.endswith(".lock")]


def test_an_interview_runs_from_the_installed_package(installed):
    python, _ = installed
    where = run(python, "doctor", "--format", "json")
    assert where.returncode == 0, where.stderr + where.stdout
    talk = "I sat down with her, told her what I saw and we agreed on two changes by Friday.\n"
    ran = run(python, "interview", "people-management", "--plain", "--seed", "1", stdin=talk)
    assert ran.returncode == 0, ran.stderr
    assert "Recommendation: " in ran.stdout


def test_the_examples_are_found_when_installed(installed):
    ran = run(installed[0], "grade", "people-management-weak", "--format", "json")
    assert ran.returncode == 0, ran.stderr
