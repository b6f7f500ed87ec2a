"""What `rubric calibrate --save` keeps is told by every grading of the same judge, and no other."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from mockint.cli import main
from mockint.cli.main import root
from mockint.domain.calibrated import Calibrated, CalibrationRecord, Figure, JudgeIdentity
from mockint.errors import ExitCode, UsageError
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


def save_calibration():
    return run("rubric", "calibrate", ROUND, "--labels", "levels.csv", "--save")


def test_a_run_that_is_told_again_tells_the_calibration_of_today_and_that_it_is_younger(here):
    run("grade", "--out", "results", TALK, "people-management-weak")
    assert "uncalibrated" in Path("results/summary.md").read_text()
    save_calibration()

    run("grade", "--out", "results", TALK, "people-management-weak")  # no row is graded again
    told = Path("results/summary.md").read_text()
    assert "calibrated on 12 labels" in told
    assert "was calibrated after this was graded" in told
    assert "uncalibrated" not in told
    assert "uncalibrated" in Path("results/results.jsonl").read_text()  # rows keep what they say

    again = json.loads(run("report", "results", "--format", "json").stdout)
    assert [row["provenance"]["calibration"] for row in again] == ["calibrated", "calibrated"]
    before = [json.loads(line) for line in Path("results/results.jsonl").read_text().splitlines()]
    assert [row["score"] for row in again] == [row["score"] for row in before]


def test_a_run_that_was_graded_with_the_calibration_does_not_say_that_it_is_younger(here):
    save_calibration()
    run("grade", "--out", "results", TALK, "people-management-weak")
    assert "calibrated after" not in Path("results/summary.md").read_text()


def test_no_calibration_is_listed_before_one_is_kept(here):
    ran = run("rubric", "calibrations")
    assert ran.exit_code == 0
    assert ran.stdout == ""
    assert "no calibration is kept" in ran.stderr


def test_kept_calibrations_are_listed_with_their_judge_and_file(here):
    save_calibration()
    text = run("rubric", "calibrations").stdout
    assert f"{ROUND}  in use" in text
    assert "built-in judge" in text
    assert "calibrated on 12 labels by 2 rater(s)" in text
    rows = json.loads(run("rubric", "calibrations", ROUND, "--format", "json").stdout)
    assert [row["state"] for row in rows] == ["in use"]
    assert Path(rows[0]["path"]).is_file()
    assert json.loads(run("rubric", "calibrations", OTHER, "--format", "json").stdout) == []


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"rubric_digest": "another"}, "the rubric was changed since"),
        ({"mockint": "0.0.1"}, "made with mockint 0.0.1"),
    ],
)
def test_a_calibration_that_no_scorecard_takes_says_why(here, change, why):
    save_calibration()
    folder = here / "home" / "config" / "calibrations"
    (path,) = folder.glob("*.json")
    kept = CalibrationRecord.model_validate_json(path.read_bytes())
    path.unlink()
    moved = kept.judge.model_copy(update=change)
    CalibrationStore(folder).save(kept.model_copy(update={"judge": moved}))
    assert f"not in use: {why}" in run("rubric", "calibrations").stdout


def test_a_calibration_of_a_rubric_that_is_gone_says_so(here, judge, found):
    folder = here / "home" / "config" / "calibrations"
    CalibrationStore(folder).save(record(judge, found).model_copy(update={"rubric": "no/such/x"}))
    assert "not in use: no rubric of that id" in run("rubric", "calibrations").stdout


def test_a_damaged_calibration_is_named(here, capsys):
    save_calibration()
    (path,) = (here / "home" / "config" / "calibrations").glob("*.json")
    path.write_text("{")
    assert main.run(["rubric", "calibrations"]) == ExitCode.PARTIAL
    assert str(path) in capsys.readouterr().err


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
