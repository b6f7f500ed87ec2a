"""`mockint report`: sessions, runs, a coach's levels, and two runs side by side."""

from __future__ import annotations

import csv
import io
import json
import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
STRONG = "people-management-strong"


@pytest.fixture
def run(mockint):
    """A folder of results over the three shipped examples."""
    folder = mockint.home / "talks"
    shutil.copytree(ROOT / "sessions" / "examples", folder)
    out = mockint.home / "out"
    ran = mockint("grade", str(folder), "--out", str(out))
    assert ran.code == 0, ran.err
    return out


def overrides(mockint, *lines):
    path = mockint.home / "overrides.csv"
    path.write_text("\n".join(["transcript,signal,level,who,why", *lines]) + "\n")
    return str(path)


@pytest.mark.parametrize("form", ["text", "md", "html", "json", "csv"])
def test_a_session_is_shown_in_every_form(mockint, form):
    ran = mockint("report", STRONG, "--format", form)
    assert ran.code == 0, ran.err
    assert "trong" in ran.out
    assert not ran.err


def test_a_sessions_page_has_its_conversation_with_quotes_marked(mockint):
    page = mockint("report", STRONG, "--format", "html").out
    assert "<mark>" in page
    assert "Content-Security-Policy" in page


@pytest.mark.parametrize("form", ["text", "md", "html", "json", "csv"])
def test_a_run_is_rendered_again_in_every_form(mockint, run, form):
    ran = mockint("report", str(run), "--format", form)
    assert ran.code == 0, ran.err
    assert "people-management-weak" in ran.out or form == "md"


def test_a_run_is_read_from_its_rows_alone(mockint, run):
    rows = mockint.home / "elsewhere.jsonl"
    shutil.copy(run / "results.jsonl", rows)
    assert len(json.loads(mockint("report", str(rows), "--format", "json").out)) == 3


def test_a_run_that_was_cut_off_is_read_from_its_journal(mockint, run):
    (run / "results.jsonl").unlink()
    assert len(json.loads(mockint("report", str(run), "--format", "json").out)) == 3


def test_one_candidate_of_a_run_is_shown_by_name(mockint, run):
    ran = mockint("report", str(run), "--candidate", STRONG, "--format", "html")
    assert ran.code == 0
    assert "<mark>" in ran.out
    assert mockint("report", str(run), "--candidate", "nobody").code == 2


def test_a_coachs_level_is_shown_and_exported_beside_the_judges(mockint, run):
    path = overrides(mockint, f"{STRONG}.journal,business-strategy,1,Ann,only repeats the deck")
    ran = mockint("report", str(run), "--override", path, "--format", "json")
    assert ran.code == 0, ran.err
    row = next(r for r in json.loads(ran.out) if STRONG in r["transcript"]["source"])
    judge = next(s for s in row["signals"] if s["id"] == "business-strategy")
    assert judge["level"] in {3, 4}
    assert row["review"]["overrides"] == [
        {"signal": "business-strategy", "level": 1, "status": "scored", "judge": judge["level"],
         "who": "Ann", "why": "only repeats the deck"}
    ]  # fmt: skip
    assert row["review"]["score"] < row["score"]
    assert len(row["review"]["criteria"]) == len(row["criteria"])
    table = mockint("report", str(run), "--override", path, "--format", "csv").out
    told = {r["transcript"].rsplit("/", 1)[-1]: r for r in csv.DictReader(io.StringIO(table))}
    assert "1 (Ann: only repeats the deck)" in told[f"{STRONG}.journal"]["coach_levels"]
    assert "coach: 1" in mockint("report", str(run), "--override", path, "--format", "html").out


def test_overrides_that_lie_in_the_folder_are_always_shown(mockint, run):
    path = overrides(mockint, f"{STRONG}.journal,business-strategy,1,Ann,no")
    shutil.copy(path, run / "overrides.csv")
    assert "coach" in mockint("report", str(run)).out


def test_a_run_with_its_overrides_is_written_to_another_folder(mockint, run):
    path = overrides(mockint, f"{STRONG}.journal,business-strategy,1,Ann,no")
    copy = mockint.home / "copy"
    assert mockint("report", str(run), "--override", path, "--out", str(copy)).code == 0
    assert {p.name for p in copy.iterdir()} == {
        "results.jsonl", "results.csv", "summary.md", "report.html"
    }  # fmt: skip
    again = json.loads(mockint("report", str(copy), "--format", "json").out)
    assert sum("review" in row for row in again) == 1


def test_a_coachs_level_stands_beside_a_sessions_scorecard(mockint):
    path = overrides(mockint, f"{STRONG},business-strategy,1,Ann,no")
    ran = mockint("report", STRONG, "--override", path)
    assert ran.code == 0, ran.err
    assert "judge 4, coach 1" in ran.out or "judge 3, coach 1" in ran.out


@pytest.mark.parametrize(
    ("line", "hint"),
    [("nobody.txt,business-strategy,3,Ann,x", "nobody.txt"),
     (f"{STRONG}.journal,no-such-signal,3,Ann,x", "business-strategy"),
     (f"{STRONG}.journal,business-strategy,9,Ann,x", "levels are 1 to 4")],
)  # fmt: skip
def test_an_override_for_nothing_is_refused_with_its_line(mockint, run, line, hint):
    ran = mockint("report", str(run), "--override", overrides(mockint, line))
    assert ran.code == 2
    assert "overrides.csv:2" in ran.err
    assert hint in ran.err


def test_two_runs_are_compared(mockint, run):
    ran = mockint("report", str(run), str(run), "--format", "json")
    assert ran.code == 0, ran.err
    found = json.loads(ran.out)
    assert (found["both"], found["moved"], found["comparable"]) == (3, [], True)


def test_runs_of_another_judge_are_compared_with_a_warning(mockint, run):
    other = mockint.home / "other.jsonl"
    text = (run / "results.jsonl").read_text()
    other.write_text(text.replace('"engine":"built-in"', '"engine":"openai"'))
    ran = mockint("report", str(run), str(other))
    assert ran.code == 0
    assert "provenance differs (engine)" in ran.err
    assert "Warning" in ran.out


def test_what_is_no_run_cannot_be_compared(mockint, run):
    ran = mockint("report", str(run), STRONG)
    assert ran.code == 2
    assert STRONG in ran.err


def test_a_folder_without_results_is_named(mockint):
    (mockint.home / "empty").mkdir()
    ran = mockint("report", str(mockint.home / "empty"))
    assert ran.code == 2
    assert "holds no results" in ran.err


def test_a_file_that_is_no_journal_is_told_for_what_it_is(mockint):
    (mockint.home / "talk.txt").write_text("Interviewer: Hello.\nYou: Hello.\n", "utf-8")
    ran = mockint("report", "talk.txt")
    assert ran.code == 2
    assert "talk.txt: is neither a session nor the results of a run" in ran.err
    assert "mockint grade FILE --rubric ROUND" in ran.err
    assert "delete" not in ran.err
