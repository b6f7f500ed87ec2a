"""Rubrics of other tools through the command line: out, in again, and in from elsewhere."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from mockint.authoring.interchange.grid import grid_of
from mockint.authoring.library import Library
from mockint.cli.main import root
from mockint.errors import RubricError

ROUND = "coursera/software-engineering-manager/people-management"


def run(*words, **more):
    ran = CliRunner().invoke(root, ["rubric", *words], **more)
    if ran.exception is not None and not isinstance(ran.exception, SystemExit):
        raise ran.exception
    return ran


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(("form", "name"), [("case", "r.json"), ("csv", "r.csv")])
def test_an_exported_rubric_comes_back_with_its_texts_points_and_anchors(here, people, form, name):
    run("export", ROUND, "--to", form, "--out", name)
    out = Path("back") / "coursera" / "software-engineering-manager"
    names = ("--company", "coursera", "--role", "software-engineering-manager")
    run("import", name, "--out", str(out), *names)
    (path,) = out.glob("*.yaml")
    back = Library([here / "back"]).rubric(str(path))
    made, wanted = grid_of(back), grid_of(people)
    assert [(r.id, r.text, r.bands, r.points) for r in made.rows] == [
        (r.id, r.text, r.bands, r.points) for r in wanted.rows
    ]
    assert [set(r.criteria) for r in made.rows] == [set(r.criteria) for r in wanted.rows]


def test_case_brings_its_id_along(here):
    run("export", ROUND, "--to", "case", "--out", "r.json")
    ran = run("import", "r.json", "--format", "json")
    assert json.loads(ran.stdout)["ids"] == [ROUND]


def test_a_classroom_rubric_becomes_a_file_that_reads_and_other_levels_are_told(here):
    levels = [{"title": t, "description": f"is {t}", "points": p} for p, t in enumerate("abcd")]
    value = {"criteria": [
        {"id": "x1", "title": "Listens", "levels": levels},
        {"id": "x2", "title": "Plans", "levels": levels[:3]},
    ]}  # fmt: skip
    ran = run("import", "-", "--out", "out", "--company", "Acme", input=json.dumps(value))
    assert "out/stdin.yaml" in ran.stdout
    assert '"Plans" has 3 levels, not 4' in ran.stdout
    rubric = Library([]).rubric("out/stdin.yaml")
    assert rubric.id == "acme/role/stdin"
    assert rubric.signals[0].anchors.at(4) == "is d"


def test_promptfoo_gets_yaml_with_one_assertion_a_signal(here, people):
    ran = run("export", ROUND, "--to", "promptfoo")
    asserts = yaml.safe_load(ran.stdout)["defaultTest"]["assert"]
    assert [one["metric"] for one in asserts] == [signal.id for signal in people.signals]
    assert {one["type"] for one in asserts} == {"llm-rubric"}


def test_json_that_is_no_rubric_is_refused_by_its_keys(here):
    with pytest.raises(RubricError, match="its keys are: turns"):
        run("import", "-", input='{"turns": []}')


def test_a_table_of_questions_stays_a_page(here):
    page = "Question,Follow-up\nWhy us?,Why now?\nWhat broke?,Who fixed it?\n"
    Path("q.csv").write_text(page)
    ran = run("import", "q.csv", "--format", "json")
    assert json.loads(ran.stdout)["schema"] == "mockint/reading@1"


def test_nothing_is_replaced_unasked(here):
    run("export", ROUND, "--to", "csv", "--out", "r.csv")
    run("import", "r.csv", "--out", "o")
    with pytest.raises(Exception, match="is there already"):
        run("import", "r.csv", "--out", "o")
    run("import", "r.csv", "--out", "o", "--force")
