"""new, lint, try, diff, calibrate, export: as a person's shell calls them."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROUND = "people-management"
TALK = (
    "Interviewer: Walk me through your process for hiring engineers.\n\n"
    "Candidate: I write a scorecard first, and each interviewer writes notes before the "
    "debrief.\n"
)
SIGNALS = ("develops-teams", "business-strategy")


def labels(folder, rows, name="labels.csv"):
    path = folder / name
    path.write_text("transcript,signal,level,rater\n" + "\n".join(rows) + "\n")
    return str(path)


class TestLint:
    def test_the_shipped_rubrics_have_no_error(self, mockint):
        ran = mockint("rubric", "lint", "--format", "json")
        value = json.loads(ran.out)
        assert (ran.code, value["errors"]) == (0, 0)
        assert value["files"] >= 15
        assert all(one["reason"] for one in value["findings"])

    def test_an_error_is_told_with_file_and_line_and_exits_1(self, mockint):
        source = ROOT / "tests/data/lint/acme/lead/clean.yaml"
        bad = mockint.home / "bad.yaml"
        bad.write_text(
            source.read_text("utf-8").replace(
                "Which minute of it felt longest to you?", "How old are you?"
            )
        )
        ran = mockint("rubric", "lint", "bad.yaml", "--errors")
        assert ran.code == 1
        assert "bad.yaml:80: error [unlawful-question]" in ran.out
        sarif = json.loads(mockint("rubric", "lint", "bad.yaml", "--format", "sarif").out)
        assert sarif["version"] == "2.1.0"

    def test_advice_of_one_kind_is_shown_by_two_and_counted_and_all_of_it_on_request(self, mockint):
        run = mockint("rubric", "lint", "coursera/product-manager/behavioral")
        assert "more [cue-shared]" in run.out or "more [cue-stem-collides]" in run.out
        lines = [line for line in run.out.splitlines() if ": advice [" in line]
        every = mockint("rubric", "lint", "coursera/product-manager/behavioral", "--advice", "all")
        told = [line for line in every.out.splitlines() if ": advice [" in line]
        assert len(lines) < len(told)
        assert run.out.splitlines()[-1] == every.out.splitlines()[-1]
        assert f"{len(told)} advice" in every.out
        none = mockint("rubric", "lint", "coursera/product-manager/behavioral", "--advice", "none")
        assert ": advice [" not in none.out

    def test_a_fix_is_made_in_the_file_and_said(self, mockint):
        source = ROOT / "tests/data/lint/acme/lead/clean.yaml"
        path = mockint.home / "r.yaml"
        path.write_text(source.read_text("utf-8").replace("game day", "over the moon"))
        ran = mockint("rubric", "lint", "--fix", "r.yaml")
        assert "1 fix(es) made" in ran.err
        assert "<time>, moon, kill" in path.read_text("utf-8")

    def test_a_name_that_leads_nowhere_is_a_usage_error(self, mockint):
        ran = mockint("rubric", "lint", "no-such-round")
        assert ran.code == 2
        assert "no-such-round" in ran.err


class TestNew:
    def test_a_blank_round_lies_where_its_id_says_and_can_be_shown(self, mockint):
        ran = mockint("rubric", "new", "acme/lead/delivery", "--blank")
        assert ran.code == 0, ran.err
        assert ran.out.strip() == "rubrics/acme/lead/delivery.yaml"
        path = mockint.home / "rubrics/acme/lead/delivery.yaml"
        named = path.read_text("utf-8").split("\n")[0].split("=", 1)[1]
        assert json.loads((path.parent / named).read_text("utf-8"))["title"] == "mockint rubric"
        assert mockint("rubric", "show", str(path)).code == 0

    def test_a_copy_lints_without_an_error(self, mockint):
        assert (
            mockint("rubric", "new", "acme/lead/copy", "--from", ROUND, "--out", "mine").code == 0
        )
        assert mockint("rubric", "lint", "mine").code == 0
        assert "acme/lead" in mockint("rubric", "list", "--rubrics", "mine").out

    def test_nothing_is_written_over(self, mockint):
        mockint("rubric", "new", "acme/lead/delivery", "--blank")
        ran = mockint("rubric", "new", "acme/lead/delivery", "--blank")
        assert ran.code == 2
        assert "is there already" in ran.err

    def test_nothing_is_asked_where_nobody_sits(self, mockint):
        ran = mockint("rubric", "new", "acme/lead/delivery", stdin="x\n" * 50)
        assert (ran.code, ran.out) == (2, "")
        assert "--blank" in ran.err


class TestTry:
    def test_it_says_which_cue_showed_which_point_and_which_anchor_decided(self, mockint):
        ran = mockint("rubric", "try", ROUND, "people-management-strong", "--format", "json")
        assert ran.code == 0, ran.err
        value = json.loads(ran.out)
        shown = [one for s in value["sentences"] for one in s["shown"]]
        assert any(one["kind"] == "point" and one["cue"] for one in shown)
        assert all(signal["anchor"] for signal in value["signals"])
        assert "cue" in mockint("rubric", "try", ROUND, "people-management-strong").out

    def test_a_file_is_tried_as_well(self, mockint):
        (mockint.home / "talk.txt").write_text(TALK)
        ran = mockint("rubric", "try", ROUND, "talk.txt")
        assert "hiring-method" in ran.out


class TestDiff:
    def test_changes_and_moved_gradings_are_told(self, mockint):
        text = (ROOT / f"rubrics/coursera/software-engineering-manager/{ROUND}.yaml").read_text(
            "utf-8"
        )
        start = text.index("      - id: person-grew")
        end = text.index("      - id: feedback-observed")
        changed = (
            (text[:start] + text[end:])
            .replace("point: person-grew", "point: hands-over")
            .replace("point: goals-agreed", "point: hands-over")
        )
        (mockint.home / "after.yaml").write_text(changed)
        ran = mockint("rubric", "diff", ROUND, "after.yaml", "--format", "json")
        assert ran.code == 0, ran.err
        value = json.loads(ran.out)
        gone = {one["where"] for one in value["changes"] if one["change"] == "removed"}
        assert "signal develops-teams / point person-grew" in gone
        assert len(value["graded"]) == 3
        assert value["before"]["digest"] != value["after"]["digest"]
        text_ = mockint("rubric", "diff", ROUND, "after.yaml").out
        assert "- Names what a person went on to do" in text_

    def test_a_rubric_and_itself_say_the_same(self, mockint):
        assert "The two say the same." in mockint("rubric", "diff", ROUND, ROUND).out


class TestCalibrate:
    def rows(self):
        levels = {"strong": 4, "mixed": 3, "weak": 1}
        return [
            f"people-management-{name},{signal},{level},{rater}"
            for name, level in levels.items()
            for signal in SIGNALS
            for rater in ("ann", "bo")
        ]

    def test_json_has_the_five_figures_each_with_an_interval(self, mockint):
        path = labels(mockint.home, self.rows())
        ran = mockint("rubric", "calibrate", ROUND, "--labels", path, "--format", "json")
        assert ran.code == 0, ran.err
        value = json.loads(ran.out)
        for name in ("kappa", "spearman", "exact", "adjacent", "bias"):
            low, high = value[name]["interval"]
            assert low <= value[name]["value"] <= high
        assert value["kappa"]["value"] > 0.5
        assert value["pairs"] == 12
        assert value["ceiling"]["exact"]["value"] == 1.0
        assert {one["id"] for one in value["signals"]} == set(SIGNALS)

    def test_transcripts_are_found_below_the_folder_with_or_without_a_suffix(self, mockint):
        folder = mockint.home / "talks"
        folder.mkdir()
        (folder / "one.txt").write_text(TALK)
        for name in ("one", "one.txt", str(folder / "one.txt")):
            path = labels(mockint.home, [f"{name},develops-teams,2,ann"])
            ran = mockint("rubric", "calibrate", ROUND, "--labels", path, "--transcripts", "talks",
                          "--format", "json")  # fmt: skip
            assert ran.code == 0, ran.err
            assert json.loads(ran.out)["pairs"] == 1

    def test_a_transcript_that_is_not_there_is_left_out_and_told(self, mockint):
        path = labels(mockint.home, [*self.rows(), "gone.txt,develops-teams,2,ann"])
        ran = mockint("rubric", "calibrate", ROUND, "--labels", path)
        assert ran.code == 1
        assert "left out: gone.txt" in ran.err
        assert "1 because the transcript was not graded" in ran.out

    def test_the_picture_and_the_page(self, mockint):
        path = labels(mockint.home, self.rows())
        ran = mockint("rubric", "calibrate", ROUND, "--labels", path, "--out", "page.html")
        assert "●" in ran.out
        assert "Confusion" in ran.out
        page = (mockint.home / "page.html").read_text("utf-8")
        assert "<svg" in page
        assert "default-src 'none'" in page
        assert "<script" not in page

    def test_the_report_card_needs_no_labels(self, mockint):
        ran = mockint("rubric", "calibrate", ROUND, "--report", "--runs", "2", "--format", "json")
        assert ran.code == 0, ran.err
        report = json.loads(ran.out)["report"]
        assert report["stability"]["unchanged"] == 1.0
        assert all(one["holds"] for one in report["sensitivity"])

    def test_without_labels_or_report_it_says_what_to_bring(self, mockint):
        ran = mockint("rubric", "calibrate", ROUND)
        assert ran.code == 2
        assert "--labels" in ran.err


@pytest.mark.parametrize("form", ["case", "csv", "promptfoo"])
def test_a_round_is_exported_and_what_is_left_out_is_said(mockint, form):
    ran = mockint("rubric", "export", ROUND, "--to", form)
    assert ran.code == 0, ran.err
    assert "left out: 5 questions" in ran.err
    if form == "case":
        assert len(json.loads(ran.out)["CFRubricCriteria"]) == 5
    elif form == "csv":
        assert len(list(csv.reader(io.StringIO(ran.out)))) == 6
    else:
        assert ran.out.count("type: llm-rubric") == 5


def test_a_folder_without_rubrics_is_refused_and_not_found_clean(mockint, tmp_path):
    (tmp_path / "talk.txt").write_text("words", encoding="utf-8")
    ran = mockint("rubric", "lint", str(tmp_path))
    assert ran.code == 2
    assert "holds no rubrics" in ran.err
