"""The files of a run: a page a candidate where there are many, and nothing of the run before."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from mockint.bulk import outputs
from mockint.cli.main import run
from mockint.reports import html

ROUND = "coursera/software-engineering-manager/people-management"


@pytest.fixture
def talks(tmp_path, monkeypatch):
    """Five transcripts; three candidates stand in a report, and two on one page."""
    monkeypatch.setattr(outputs, "MOST_INLINE", 2)
    monkeypatch.setattr(outputs, "MOST_SHOWN", 3)
    monkeypatch.setattr(html, "MOST_SHOWN", 3)
    folder = tmp_path / "talks"
    folder.mkdir()
    for number in range(5):
        (folder / f"{number}.txt").write_text(
            f"Interviewer: And?\nCandidate: Number {number}: I told him what I had seen, and we "
            "agreed on two changes by March.\n"
        )
    return folder


def grade(folder, out):
    assert run(["grade", str(folder), "--rubric", ROUND, "--out", str(out)]) == 0


def test_the_table_holds_all_and_the_report_as_many_as_it_shows(talks, tmp_path):
    out = tmp_path / "out"
    grade(talks, out)
    rows = csv.DictReader((out / "results.csv").read_text().splitlines())
    assert [Path(row["transcript"]).name for row in rows] == [f"{n}.txt" for n in range(5)]
    report = (out / "report.html").read_text()
    for number in (1, 2, 3):
        assert f'href="candidates/{number:05}.html"' in report
        page = (out / "candidates" / f"{number:05}.html").read_text()
        assert f"Number {number - 1}: I told him" in page
    assert len(list((out / "candidates").iterdir())) == 3


def test_pages_of_the_run_before_are_removed_and_what_others_put_there_stays(talks, tmp_path):
    out = tmp_path / "out"
    grade(talks, out)
    (out / "candidates" / "00009.html").write_text("a run before had more")
    (out / "candidates" / "notes.txt").write_text("mine")
    grade(talks, out)
    names = sorted(path.name for path in (out / "candidates").iterdir())
    assert names == ["00001.html", "00002.html", "00003.html", "notes.txt"]
    for number in range(1, 5):
        (talks / f"{number}.txt").unlink()
    grade(talks, out)  # one is left, and stands in the report itself
    assert [path.name for path in (out / "candidates").iterdir()] == ["notes.txt"]
    assert "Number 0: I told him" in (out / "report.html").read_text()
