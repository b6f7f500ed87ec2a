from __future__ import annotations

import json
from pathlib import Path

import pytest


def test_the_list_names_every_round_of_the_guides_and_the_neutral_ones(mockint):
    ran = mockint("rubric", "list", "--format", "json")
    assert ran.code == 0, ran.err
    ids = [row["id"] for row in json.loads(ran.out)]
    assert len(ids) == 18
    assert sum(one.startswith("neutral/") for one in ids) == 6
    assert ids[:4] == [f"coursera/product-manager/{n}" for n in
                       ("behavioral", "product", "system-design", "scalability-integration")]  # fmt: skip


@pytest.mark.parametrize(
    "name",
    ["people-management", "coursera/software-engineering-manager/people-management",
     "software-engineering-manager/people-management"],
)  # fmt: skip
def test_any_unambiguous_tail_names_a_round(mockint, name):
    assert "People Management" in mockint("rubric", "show", name).out


def test_a_round_can_be_a_path(mockint, tmp_path):
    from pathlib import Path

    path = Path(__file__).resolve().parents[1] / "data" / "acme" / "lead" / "delivery.yaml"
    assert "Plans and follows through" in mockint("rubric", "show", str(path)).out


def test_more_rubrics_can_be_added_by_folder(mockint):
    from pathlib import Path

    folder = str(Path(__file__).resolve().parents[1] / "data")
    assert "acme/lead" in mockint("rubric", "list", "--rubrics", folder).out
    assert "acme/lead" in mockint("--rubrics", folder, "rubric", "list").out


def test_showing_a_guide_tells_its_contradictions(mockint):
    out = mockint("rubric", "show", "coursera/software-engineering-manager").out
    assert "contradicts itself" in out


def test_a_broken_rubric_is_named_with_its_line(mockint):
    folder = mockint.home / "acme" / "lead"
    folder.mkdir(parents=True)
    (folder / "bad.yaml").write_text("schema: mockint/rubric@1\nid: acme/lead/bad\nround: one\n")
    ran = mockint("rubric", "show", str(folder / "bad.yaml"))
    assert ran.code == 2
    assert "bad.yaml:3: round" in ran.err


def test_the_schema_in_the_repository_is_the_one_that_the_code_makes(mockint):
    from pathlib import Path

    docs = Path(__file__).resolve().parents[2] / "docs" / "schema"
    for kind in ("rubric", "guide"):
        made = json.loads(mockint("rubric", "schema", kind).out)
        assert made == json.loads((docs / f"{kind}.schema.json").read_text())


def test_schemas_that_the_disk_refuses_are_told_of_and_leave_nothing_half_written(mockint):
    (mockint.home / "schema").mkdir()
    (mockint.home / "schema" / "rubric.schema.json").mkdir()
    ran = mockint("rubric", "schema", "--out", str(mockint.home / "schema"))
    assert ran.code == 2
    assert "cannot be written" in ran.err
    assert "a fault of mockint itself" not in ran.err
    assert [one.name for one in (mockint.home / "schema").iterdir()] == ["rubric.schema.json"]


def test_a_new_rubric_whose_schema_cannot_be_written_can_be_begun_again(mockint):
    out = mockint.home / "own"
    out.mkdir()
    (out / "file").write_text("")
    (out / "rubric.schema.json").symlink_to(out / "file" / "below")
    words = ("rubric", "new", "me/own/round", "--from", "people-management", "--out", str(out))
    assert "cannot be written" in mockint(*words).err
    assert not (out / "me" / "own" / "round.yaml").exists()
    (out / "rubric.schema.json").unlink()
    assert mockint(*words).code == 0


def test_doctor_says_what_works(mockint):
    ran = mockint("doctor", "--format", "json")
    assert ran.code == 0, ran.out
    rows = {row["name"]: row for row in json.loads(ran.out)}
    assert rows["rubrics"]["state"] == "ok"
    assert rows["grading"]["fact"].startswith("not compiled")


def test_a_cue_with_a_class_that_there_is_not_is_told_with_its_line(mockint):
    from mockint.builtin.cues import CLASSES
    from mockint.domain.rubric import CUE_CLASSES

    assert set(CLASSES) == CUE_CLASSES
    text = (Path(__file__).parents[1] / "data/acme/lead/delivery.yaml").read_text()
    path = mockint.home / "delivery.yaml"
    cue = text.split("cues: [", 1)[1].split("]", 1)[0]
    path.write_text(text.replace(cue, '"agreed <that> date"', 1))
    ran = mockint("rubric", "show", str(path))
    assert ran.code == 2
    assert "delivery.yaml:" in ran.err
    assert "uses unknown class <that> (known: <i>, <name>" in ran.err
