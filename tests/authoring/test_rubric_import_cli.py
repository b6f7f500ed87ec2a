"""`mockint rubric import`: what it writes, prints, refuses, and never overwrites."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from mockint.cli.rubric_import import command
from mockint.errors import InputError, UsageError

PAGES = Path(__file__).parent / "pages"


def run(*arguments: str, data: bytes | None = None):
    result = CliRunner().invoke(command, [*arguments], input=data, catch_exceptions=True)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def test_it_writes_the_guide_and_a_draft_per_round(tmp_path):
    out = tmp_path / "new" / "folder"
    result = run(str(PAGES / "nested-bullets.md"), "--out", str(out))
    assert sorted(path.name for path in out.iterdir()) == [
        "guide.yaml",
        "planning-exercise.yaml",
        "safety-conversation.yaml",
    ]
    assert "Site Manager at Kestrel Homes" in result.stdout
    assert str(out / "guide.yaml") in result.stdout


def test_json_prints_every_field_with_origin_and_lines_and_what_found_no_place(tmp_path):
    result = run(str(PAGES / "tables.md"), "--format", "json")
    read = json.loads(result.stdout)
    assert read["schema"] == "mockint/reading@1"
    assert read["header"]["level"] == {
        "value": "Staff", "raw": "Staff", "origin": "stated", "lines": [3],
    }  # fmt: skip
    assert read["rounds"][0]["questions"][0]["lines"] == [22]
    assert [one["line"] for one in read["unplaced"] if not one["rest"]] == [43, 45, 47]
    assert read["written"] == []


def test_json_with_a_folder_writes_as_well_and_names_the_files(tmp_path):
    result = run(str(PAGES / "story.md"), "--format", "json", "--out", str(tmp_path / "o"))
    written = json.loads(result.stdout)["written"]
    assert [Path(path).name for path in written] == [
        "guide.yaml",
        "harrow-air-operations-manager-interview.yaml",
    ]
    assert all(Path(path).is_file() for path in written)


def test_a_page_comes_from_stdin_too():
    result = run("-", "--format", "json", data=(PAGES / "cut-off.txt").read_bytes())
    read = json.loads(result.stdout)
    assert read["source"]["name"] == "stdin"
    assert len(read["rounds"]) == 2


def test_nothing_is_overwritten_without_force(tmp_path):
    (tmp_path / "planning-exercise.yaml").write_text("mine")
    page = str(PAGES / "nested-bullets.md")
    with pytest.raises(UsageError, match="there already") as caught:
        run(page, "--out", str(tmp_path))
    assert "--force" in str(caught.value)
    assert [path.name for path in tmp_path.iterdir()] == ["planning-exercise.yaml"]
    assert (tmp_path / "planning-exercise.yaml").read_text() == "mine"
    run(page, "--out", str(tmp_path), "--force")
    assert "draft: true" in (tmp_path / "planning-exercise.yaml").read_text()
    assert not [path for path in tmp_path.iterdir() if path.name.endswith(".tmp")]


def test_the_text_of_a_page_without_line_numbers_is_written_beside_the_drafts(tmp_path):
    run(str(PAGES / "navigation.html"), "--out", str(tmp_path))
    lines = (tmp_path / "source.txt").read_text().splitlines()
    draft = (tmp_path / "case-discussion.yaml").read_text()
    number = next(n for n, line in enumerate(lines, 1) if "ferry company" in line)
    assert f"origin: {{stated: {number}}}" in draft


def test_names_that_the_page_lacks_can_be_passed(tmp_path):
    page = str(PAGES / "questions.csv")
    run(page, "--out", str(tmp_path), "--company", "Café Nord", "--role", "Line Cook")
    guide = (tmp_path / "guide.yaml").read_text()
    assert "id: cafe-nord/line-cook" in guide
    assert "--company" not in run(page, "--company", "X", "--role", "Y").stdout


def test_a_folder_that_rounds_are_not_found_in_is_told_with_the_place_that_they_belong_to(tmp_path):
    page = str(PAGES / "nested-bullets.md")
    told = " ".join(run(page, "--out", str(tmp_path / "drafts")).stdout.split())
    assert "to rubrics/kestrel-homes/site-manager, or name that with --out." in told
    placed = tmp_path / "rubrics" / "kestrel-homes" / "site-manager"
    assert "by their place" not in run(page, "--out", str(placed)).stdout


def test_without_a_folder_it_says_that_nothing_was_written():
    result = run(str(PAGES / "story.md"))
    assert "pass --out DIR" in result.stderr


@pytest.mark.parametrize("text", [b"Dear Sir, this is a letter.\n", b"x\n"])
def test_a_page_without_a_guide_is_refused_and_nothing_is_written(tmp_path, text):
    with pytest.raises(InputError, match="no part of an interview guide"):
        run("-", "--out", str(tmp_path / "o"), data=text)
    assert not (tmp_path / "o").exists()


def test_a_missing_file_is_named():
    with pytest.raises(InputError, match=r"nowhere\.md: no such file"):
        run("nowhere.md")


def test_words_of_the_page_cannot_move_the_terminal(tmp_path):
    page = (
        "# Acme\x1b[2J Engineer Interview\n\n## Questions\n\n- Why?\n\n## Else\n\nx\x1b]0;t\x07\n"
    )
    result = run("-", data=page.encode())
    assert "\x1b" not in result.stdout


def test_the_schema_line_leads_to_the_schemas_of_the_project(tmp_path):
    schemas = tmp_path / "docs" / "schema"
    schemas.mkdir(parents=True)
    (schemas / "rubric.schema.json").write_text("{}")
    out = tmp_path / "rubrics" / "a" / "b"
    run(str(PAGES / "story.md"), "--out", str(out))
    first = (out / "guide.yaml").read_text().splitlines()[0]
    assert first.endswith("$schema=../../../docs/schema/guide.schema.json")


def test_in_a_folder_of_rubrics_the_place_is_the_id_and_editors_find_the_schema(tmp_path):
    out = tmp_path / "rubrics" / "kestrel" / "site-manager"
    run(str(PAGES / "nested-bullets.md"), "--out", str(out))
    assert "id: kestrel/site-manager\n" in (out / "guide.yaml").read_text()
    text = (out / "planning-exercise.yaml").read_text()
    assert "id: kestrel/site-manager/planning-exercise\n" in text
    named = text.split("$schema=", 1)[1].split("\n", 1)[0]
    assert json.loads((out / named).read_text())["title"] == "mockint rubric"
