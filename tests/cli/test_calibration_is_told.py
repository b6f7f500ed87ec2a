"""What `rubric calibrate --save` keeps is told by every grading of the same judge, and no other."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from mockint.cli.main import root
from mockint.domain.calibrated import Calibrated, CalibrationRecord, Figure, JudgeIdentity
from mockint.errors import UsageError
from mockint.store.calibrations import CalibrationStore

ROUND = "coursera/software-engineering-manager/people-management"
OTHER = "coursera/software-engineering-manager/technical-leadership"
SIGNALS = ("develops-teams", "communication-influence")
TALK = "people-management-mixed"


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MOCKINT_HOME", str(tmp_path / "home"))
    rows = [
        f"people-management-{name},{signal},{level},{rater}"
        for name, level in (("strong", 4), ("mixed", 3), ("weak", 1))
        for signal in SIGNALS
        for rater in ("ann", "bo")
    ]
    Path("levels.csv").write_text("\n".join(["transcript,signal,level,rater", *rows]) + "\n")
    return tmp_path


def run(*words):
    ran = CliRunner().invoke(root, [*words])
    if ran.exception is not None and not isinstance(ran.exception, SystemExit):
        raise ran.exception
    return ran


def provenance(*words):
    return json.loads(run("grade", TALK, "--format", "json", *words).stdout)["provenance"]


def test_a_saved_calibration_is_told_by_scorecards_and_moves_no_level(here):
    before = json.loads(run("grade", TALK, "--format", "json").stdout)
    assert before["provenance"]["calibration"] == "uncalibrated"
    assert before["provenance"]["calibrated"] is None

    ran = run("rubric", "calibrate", ROUND, "--labels", "levels.csv", "--save")
    assert "kept: scorecards of this judge now say: calibrated on 12 labels by 2 rater(s)" in (
        ran.stderr
    )
    after = json.loads(run("grade", TALK, "--format", "json").stdout)
    assert after["provenance"]["calibration"] == "calibrated"
    assert after["provenance"]["calibrated"]["labels"] == 12
    assert after["provenance"]["calibrated"]["kappa"]["value"] > 0.5
    assert after["signals"] == before["signals"]
    assert after["score"] == before["score"]
    assert "calibrated on 12 labels" in run("grade", TALK, "--format", "text").stdout
    assert "calibrated on 12 labels" in run("grade", TALK, "--format", "md").stdout


def test_a_run_in_bulk_tells_it_as_well(here):
    run("rubric", "calibrate", ROUND, "--labels", "levels.csv", "--save")
    run("grade", TALK, "people-management-weak", "--out", "results")
    rows = [json.loads(line) for line in Path("results/results.jsonl").read_text().splitlines()]
    assert [row["provenance"]["calibration"] for row in rows] == ["calibrated", "calibrated"]
    assert "calibrated on 12 labels" in Path("results/summary.md").read_text()


def test_without_save_nothing_is_kept(here):
    run("rubric", "calibrate", ROUND, "--labels", "levels.csv")
    assert provenance()["calibration"] == "uncalibrated"
    assert not (here / "home" / "config" / "calibrations").exists()


def test_a_rubric_that_changed_since_is_uncalibrated(here):
    run("rubric", "calibrate", ROUND, "--labels", "levels.csv", "--save")
    text = run("rubric", "new", "acme/lead/copy", "--from", ROUND, "--out", "-").stdout
    path = Path("mine/acme/lead/copy.yaml")
    path.parent.mkdir(parents=True)
    path.write_text(text)
    assert provenance("--rubric", str(path))["calibration"] == "uncalibrated"


def test_save_needs_labels(here):
    with pytest.raises(UsageError, match="--labels"):
        run("rubric", "calibrate", ROUND, "--report", "--save")


@pytest.fixture
def judge():
    return JudgeIdentity(
        rubric_digest="ab", engine="openai", model="m-1", method="one call", samples=1,
        prompts={"judge/system": "11"}, mockint=None,
    )  # fmt: skip


def record(judge, found):
    return CalibrationRecord(rubric=ROUND, judge=judge, labels_sha256="0", figures=found)


@pytest.fixture
def found():
    sure = Figure(value=0.5, interval=(0.4, 0.6))
    return Calibrated(
        date="2026-11-26", labels=40, transcripts=20, raters=2, kappa=sure, bias=sure, exact=sure
    )


@pytest.mark.parametrize(
    "change",
    [
        {"rubric_digest": "cd"}, {"engine": "local"}, {"model": "m-2"}, {"method": "per signal"},
        {"samples": 3}, {"prompts": {"judge/system": "12"}}, {"mockint": "9"},
    ],
)  # fmt: skip
def test_a_calibration_holds_for_its_own_judge_alone(tmp_path, judge, found, change):
    store = CalibrationStore(tmp_path / "c")
    store.save(record(judge, found))
    assert store.find(judge) == found
    assert store.find(judge.model_copy(update=change)) is None


@pytest.mark.parametrize("text", ["", "{", "[]", '{"schema": "mockint/calibration-record@1"}'])
def test_a_record_that_cannot_be_read_counts_as_none(tmp_path, judge, found, text):
    path = CalibrationStore(tmp_path / "c").save(record(judge, found))
    path.write_text(text)
    assert CalibrationStore(tmp_path / "c").find(judge) is None


def test_an_undefined_figure_says_so():
    assert Figure(value=None).words == "undefined"
