"""The fixture pack: a clean round, and one defect at a time put into it."""

from __future__ import annotations

import shutil
import tomllib
from pathlib import Path

import pytest

from mockint.authoring.lint.run import RULES, lint_file

ROOT = Path(__file__).resolve().parents[3]
PACK = ROOT / "tests" / "data" / "lint"
DEFECTS = tomllib.loads((PACK / "defects.toml").read_text(encoding="utf-8"))["defect"]


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A copy of the pack, with the schemas where its files look for them."""
    folder = tmp_path / "tests" / "data" / "lint" / "acme" / "lead"
    shutil.copytree(PACK / "acme" / "lead", folder)
    shutil.copytree(ROOT / "docs" / "schema", tmp_path / "docs" / "schema")
    return folder


def seeded(text: str, defect: dict[str, object]) -> str:
    assert text.count(str(defect["find"])) == 1, defect["name"]
    text = text.replace(str(defect["find"]), str(defect["put"]))
    if "then_find" in defect:
        text = text.replace(str(defect["then_find"]), str(defect["then_put"]))
    return text


def line_of(text: str, defect: dict[str, object]) -> int:
    mark = str(defect.get("at") or str(defect["put"]).split("\n")[0])
    lines = [n for n, line in enumerate(text.split("\n"), start=1) if mark in line]
    return lines[int(str(defect.get("line", 1))) - 1]


@pytest.mark.parametrize("name", ["clean.yaml", "guide.yaml"])
def test_the_clean_files_have_no_finding_at_all(pack, name):
    assert [(one.where, one.rule) for one in lint_file(pack / name).findings] == []


@pytest.mark.parametrize("defect", DEFECTS, ids=[one["name"] for one in DEFECTS])
def test_every_seeded_defect_is_found_on_its_line_and_nothing_else(pack, defect):
    path = pack / defect.get("file", "clean.yaml")
    text = seeded(path.read_text(encoding="utf-8"), defect)
    path.write_text(text, encoding="utf-8")
    findings = lint_file(path).findings
    found = {(one.rule, one.line) for one in findings}
    assert (defect["finds"], line_of(text, defect)) in found, found
    assert {rule for rule, _ in found} <= {defect["finds"], *defect.get("also", [])}


def test_the_pack_seeds_a_defect_for_every_rule_but_those_tested_elsewhere():
    elsewhere = {
        "too-many-signals", "one-question-signal", "derived-not-accepted", "to-write", "round-out-of-order",
        "not-in-guide",
    }  # fmt: skip
    seeded_rules = {defect["finds"] for defect in DEFECTS} - {"not-yaml"}
    assert seeded_rules == {rule.id for rule in RULES} - elsewhere
    assert len(DEFECTS) >= 30


@pytest.mark.parametrize("path", sorted((ROOT / "rubrics").rglob("*.yaml")), ids=lambda p: p.stem)
def test_no_shipped_file_has_a_finding_of_level_error(path):
    assert [one.where for one in lint_file(path).findings if one.level == "error"] == []
