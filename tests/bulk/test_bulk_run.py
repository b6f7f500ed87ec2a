"""A run as its user meets it: what is written, what is resumed, and what is never done twice."""

from __future__ import annotations

import contextlib
import json
import os
import pty
import re
import shutil
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def talk(number):
    return f"Interviewer: And?\nCandidate: {f'Quite other words, {number}. ' * 9}"


def names(rows):
    return [row["transcript"]["source"].rsplit("/", 1)[-1] for row in rows]


def called(endpoint, process, count):
    return endpoint.stats["calls"] >= count or process.poll() is not None


def kept(out, process, count):
    journal = out / "results.journal"
    done = journal.read_bytes().count(b'"kind":"result"') if journal.exists() else 0
    return done >= count or process.poll() is not None


def wait_for(condition, seconds=60.0):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.005)


def test_a_folder_becomes_rows_in_input_order_a_table_a_summary_and_a_report(
    grade, transcripts, rows
):
    folder = transcripts(4)
    out = folder.parent / "out"
    ran = grade(folder, "--out", out)
    assert ran.code == 0, ran.err
    assert names(rows(out)) == [f"talk-{n:03}.txt" for n in range(4)]
    assert all(row["schema"] == "mockint/scorecard@1" for row in rows(out))
    for name in ("results.csv", "summary.md", "report.html"):
        assert (out / name).stat().st_size


def test_a_second_run_with_nothing_to_do_makes_no_call_and_exits_0(grade, transcripts, judge, rows):
    folder = transcripts(5)
    out = folder.parent / "out"
    with judge() as endpoint:
        assert grade(folder, "--out", out, url=endpoint.url).code == 0
        assert endpoint.stats["calls"] == 5
        before = (out / "results.jsonl").read_bytes()
        ran = grade(folder, "--out", out, url=endpoint.url)
        assert ran.code == 0
        assert "nothing left to grade" in ran.err
        assert endpoint.stats["calls"] == 5
    assert (out / "results.jsonl").read_bytes() == before


def test_rows_say_what_the_endpoint_said(grade, transcripts, judge, right_level):
    folder = transcripts(6)
    with judge(latency=0.01) as endpoint:
        ran = grade(folder, "--format", "jsonl", url=endpoint.url)
    assert ran.code == 0, ran.err
    assert len(ran.rows) == 6
    for row in ran.rows:
        for one in row["signals"]:
            assert one["level"] == right_level(one["id"], one["evidence"][0]["quote"])


def test_only_a_new_file_is_graded_when_a_folder_has_grown(grade, transcripts, judge, rows):
    folder = transcripts(3)
    out = folder.parent / "out"
    with judge() as endpoint:
        grade(folder, "--out", out, url=endpoint.url)
        (folder / "a-new-one.txt").write_text((folder / "talk-000.txt").read_text() + " More.")
        grade(folder, "--out", out, url=endpoint.url)
        assert endpoint.stats["calls"] == 4
    assert names(rows(out))[0] == "a-new-one.txt"
    assert len(rows(out)) == 4


@pytest.mark.parametrize(
    "change",
    [
        lambda folder: [folder, "--candidate", "Candidate"],
        lambda folder: [folder, "--samples", "2"],
        lambda folder: [folder, "--per-signal"],
        lambda folder: (folder / "talk-000.txt").write_text(talk(7)) and [folder],
    ],
    ids=["roles", "samples", "per-signal", "bytes"],
)  # fmt: skip
def test_whatever_decides_a_row_makes_it_anew(grade, transcripts, judge, change):
    folder = transcripts(1)
    out = folder.parent / "out"
    with judge() as endpoint:
        grade(folder, "--out", out, url=endpoint.url)
        before = endpoint.stats["calls"]
        grade(*change(folder), "--out", out, url=endpoint.url)
        assert endpoint.stats["calls"] > before


def test_a_changed_rubric_makes_rows_anew_and_an_equal_one_does_not(grade, transcripts, rows):
    folder = transcripts(2)
    out = folder.parent / "out"
    source = next((ROOT / "rubrics").glob("*/*/people-management.yaml"))
    copy = folder.parent / "mine.yaml"
    copy.write_text(source.read_text())
    grade(folder, "--out", out)
    assert "nothing left to grade" in grade(folder, "--out", out, rubric=str(copy)).err
    copy.write_text(source.read_text().replace("Focuses on", "Focuses above all on", 1))
    assert "2 done now" in grade(folder, "--out", out, rubric=str(copy)).err


def test_the_same_words_under_two_names_are_judged_once_and_stand_in_two_rows(
    grade, transcripts, judge, rows
):
    folder = transcripts(2)
    (folder / "twin.txt").write_text((folder / "talk-001.txt").read_text())
    out = folder.parent / "out"
    with judge() as endpoint:
        assert grade(folder, "--out", out, url=endpoint.url).code == 0
        assert endpoint.stats["calls"] == 2
    assert names(rows(out)) == ["talk-000.txt", "talk-001.txt", "twin.txt"]


def test_a_renamed_file_keeps_its_row_under_its_new_name(grade, transcripts, judge, rows):
    folder = transcripts(2)
    out = folder.parent / "out"
    with judge() as endpoint:
        grade(folder, "--out", out, url=endpoint.url)
        (folder / "talk-000.txt").rename(folder / "zoe.txt")
        grade(folder, "--out", out, url=endpoint.url)
        assert endpoint.stats["calls"] == 2
    assert names(rows(out)) == ["talk-001.txt", "zoe.txt"]


def test_what_cannot_be_graded_is_a_row_with_a_name_and_a_reason(grade, transcripts, rows):
    folder = transcripts(2)
    (folder / "blank.txt").write_text("")
    (folder / "prose.txt").write_text("Words without anybody who says them.")
    out = folder.parent / "out"
    ran = grade(folder, "--out", out)
    assert ran.code == 1
    assert "--retry-failed" in ran.err
    failed = {row["transcript"]["source"]: row["error"] for row in rows(out) if "error" in row}
    assert set(failed) == {str(folder / "blank.txt"), str(folder / "prose.txt")}
    assert all(error["name"] and error["message"] for error in failed.values())
    assert all("signals" not in row and "score" not in row for row in rows(out) if "error" in row)


def test_what_failed_is_tried_again_only_when_that_is_asked_for(grade, transcripts, judge, rows):
    folder = transcripts(3)
    out = folder.parent / "out"
    with judge(fail_on="case 1.") as endpoint:
        ran = grade(folder, "--out", out, url=endpoint.url)
        assert ran.code == 1
        assert [row.get("error", {}).get("name") for row in rows(out)] == [
            None, "ServerFaultError", None
        ]  # fmt: skip
    with judge() as endpoint:
        assert grade(folder, "--out", out, url=endpoint.url).code == 1
        assert endpoint.stats["calls"] == 0
        assert grade(folder, "--out", out, "--retry-failed", url=endpoint.url).code == 0
        assert endpoint.stats["calls"] == 1
    assert not any("error" in row for row in rows(out))


def test_an_endpoint_that_moved_is_not_paid_twice(grade, transcripts, judge):
    folder = transcripts(1)
    out = folder.parent / "out"
    for calls in (1, 0):
        with judge() as endpoint:
            assert grade(folder, "--out", out, url=endpoint.url).code == 0
            assert endpoint.stats["calls"] == calls


def test_an_endpoint_that_answers_nobody_ends_the_run_with_3_and_fails_no_transcript(
    grade, transcripts, judge, rows
):
    folder = transcripts(4)
    out = folder.parent / "out"
    with judge(down=True) as endpoint:
        ran = grade(folder, "--out", out, url=endpoint.url)
    assert ran.code == 3
    assert "Traceback" not in ran.err
    assert rows(out) == []


@pytest.mark.slow
def test_killed_ten_times_every_transcript_stands_exactly_once_in_the_results(
    start, grade, transcripts, judge, rows
):
    count, jobs, kills = 150, 6, 10
    folder = transcripts(count)
    out = folder.parent / "out"
    journal = out / "results.journal"
    with judge(latency=0.03) as endpoint:
        for _ in range(kills):
            calls = endpoint.stats["calls"]
            process = start(folder, "--out", out, "--jobs", jobs, url=endpoint.url)
            wait_for(partial(called, endpoint, process, calls + 12))
            process.send_signal(signal.SIGKILL)
            process.wait()
        ran = grade(folder, "--out", out, "--jobs", jobs, url=endpoint.url)
        stats = endpoint.stats
    assert ran.code == 0, ran.err
    assert names(rows(out)) == [f"talk-{n:03}.txt" for n in range(count)]
    # Under way at a kill were at most as many as may be at once; no other call was repeated.
    assert stats["calls"] <= count + kills * jobs
    assert len(stats["seen"]) == count
    kept = [line for line in journal.read_bytes().split(b"\n") if b'"kind":"result"' in line]
    assert len(kept) == count


@pytest.mark.slow
def test_processes_that_are_killed_leave_no_row_twice_and_no_worker_behind(
    start, grade, transcripts, rows
):
    folder = transcripts(60)
    out = folder.parent / "out"
    for done in (5, 15, 25):
        process = start(folder, "--out", out, "--jobs", 2)
        wait_for(partial(kept, out, process, done))
        process.send_signal(signal.SIGKILL)
        process.communicate(timeout=120)  # ends when the last holder of its streams is gone
    assert grade(folder, "--out", out, "--jobs", 2).code == 0
    assert names(rows(out)) == [f"talk-{n:03}.txt" for n in range(60)]


@pytest.mark.parametrize("engine", ["calls", "processes"])
def test_ctrl_c_keeps_what_is_done_and_exits_130(start, transcripts, judge, rows, engine):
    folder = transcripts(200)
    out = folder.parent / "out"
    journal = out / "results.journal"
    with judge(latency=0.05) as endpoint:
        url = endpoint.url if engine == "calls" else ""
        process = start(folder, "--out", out, "--jobs", 2, url=url)
        wait_for(lambda: journal.exists() and journal.read_bytes().count(b'"row"') >= 6)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=30)
    assert process.returncode == 130, err
    assert b"Traceback" not in err
    # The sixth may have been on its way into the books: it is in the journal all the same.
    assert 5 <= len(rows(out)) < 200
    assert (out / "report.html").exists()


def test_a_second_run_into_the_same_folder_is_refused_while_the_first_one_works(
    start, grade, transcripts, judge
):
    folder = transcripts(10)
    out = folder.parent / "out"
    with judge(latency=5) as endpoint:
        start(folder, "--out", out, url=endpoint.url)
        wait_for((out / "results.journal").exists)
        ran = grade(folder, "--out", out)
    assert ran.code == 2
    assert "another run writes there" in ran.err
    assert str(out) in ran.err


def test_an_estimate_sends_nothing_and_counts_calls_and_tokens(grade, transcripts, judge):
    folder = transcripts(3)
    with judge() as endpoint:
        ran = grade(folder, "--estimate", "--format", "json", "--samples", 2, url=endpoint.url)
        assert endpoint.stats["calls"] == 0
    found = json.loads(ran.out)
    assert found["transcripts"] == 3
    assert found["calls"] == 6
    assert found["prompt_tokens"] > 3000
    assert found["cost_usd"] is None  # nobody knows the price of a loopback model


def test_the_built_in_judge_is_estimated_at_nothing(grade, transcripts):
    ran = grade(transcripts(2), "--estimate", "--format", "json")
    assert json.loads(ran.out)["cost_usd"] == 0


def test_a_limit_on_money_needs_a_price(grade, transcripts, judge):
    with judge() as endpoint:
        ran = grade(transcripts(2), "--max-cost", "1", url=endpoint.url)
        assert endpoint.stats["calls"] == 0
    assert ran.code == 2
    assert "--max-cost" in ran.err


def test_a_limit_on_money_is_not_passed_and_what_is_done_is_kept(
    grade, transcripts, judge, tmp_path, rows
):
    config = tmp_path / "home" / "config"
    config.mkdir(parents=True)
    (config / "prices.toml").write_text(
        '[[model]]\nname = "loopback"\ninput = 1000\noutput = 1000\n'
    )
    folder = transcripts(8)
    out = folder.parent / "out"
    with judge() as endpoint:
        ran = grade(folder, "--out", out, "--max-cost", "32", "--jobs", "4", url=endpoint.url)
    assert ran.code == 1
    assert "--max-cost" in ran.err
    cost = sum(row["provenance"]["usage"]["cost_usd"] for row in rows(out))
    assert 0 < cost <= 32
    assert 0 < len(rows(out)) < 8


def test_shards_share_the_input_out_and_leave_nothing_out(grade, transcripts, rows):
    folder = transcripts(12)
    seen = []
    for number in (1, 2, 3):
        out = folder.parent / f"shard-{number}"
        assert grade(folder, "--out", out, "--shard", f"{number}/3").code == 0
        seen += names(rows(out))
    assert sorted(seen) == [f"talk-{n:03}.txt" for n in range(12)]


def test_shards_in_folders_of_their_own_are_reported_as_one_run_and_each_row_once(
    grade, transcripts, report
):
    folder = transcripts(7)
    runs = folder.parent / "runs"
    for number in (1, 2):
        out = runs / f"machine-{number}"
        assert grade(folder, "--out", out, "--shard", f"{number}/2").code == 0
    (runs / "machine-2" / "results.jsonl").unlink()  # cut off before it was written
    grade(folder / "talk-003.txt", "--out", runs / "once-more")
    found = json.loads(report(runs, "--format", "json"))
    assert names(found) == [f"talk-{n:03}.txt" for n in range(7)]
    page = report(runs, "--format", "html")
    assert page.count('<article id="c') == 7
    assert "talk-006.txt" in page


def test_shards_in_one_folder_are_one_run(grade, transcripts, rows):
    folder = transcripts(9)
    out = folder.parent / "out"
    for number in (2, 1):
        assert grade(folder, "--out", out, "--shard", f"{number}/2").code == 0
    assert names(rows(out)) == [f"talk-{n:03}.txt" for n in range(9)]


@pytest.mark.parametrize("shard", ["0/2", "3/2", "1", "a/b", "1/0", "-1/2"])
def test_a_shard_that_is_none_is_refused(grade, transcripts, shard):
    ran = grade(transcripts(1), "--shard", shard)
    assert ran.code == 2
    assert "--shard" in ran.err


def test_several_interviews_in_one_file_are_listed_and_graded_with_all(
    grade, tmp_path, transcripts
):
    chats = [
        {"messages": [
            {"role": "assistant", "content": "Tell me about a difficult employee."},
            {"role": "user", "content": f"I sat down with him, case {n}, and told him what I saw."},
            {"role": "assistant", "content": "And then?"},
            {"role": "user", "content": "We agreed on two changes by the end of March, on paper."},
        ]} for n in range(3)
    ]  # fmt: skip
    path = tmp_path / "chats.jsonl"
    path.write_text("\n".join(map(json.dumps, chats)))
    ran = grade(path)
    assert ran.code == 2
    assert "holds 3 interviews" in ran.err
    assert "--all" in ran.err
    ran = grade(path, "--all", "--format", "jsonl")
    assert [row["transcript"]["source"] for row in ran.rows] == [f"{path}#{n}" for n in (1, 2, 3)]


def test_standard_input_and_files_stand_in_the_order_in_which_they_were_named(grade, transcripts):
    folder = transcripts(2)
    stdin = (folder / "talk-000.txt").read_text() + "I also spoke to her."
    ran = grade(
        folder / "talk-001.txt", "-", folder / "talk-000.txt", "--format", "jsonl", stdin=stdin
    )
    sources = [row["transcript"]["source"] for row in ran.rows]
    assert sources == [str(folder / "talk-001.txt"), "standard input", str(folder / "talk-000.txt")]


def test_json_for_several_files_is_a_list_and_for_one_an_object(grade, transcripts):
    folder = transcripts(2)
    assert len(json.loads(grade(folder, "--format", "json").out)) == 2
    one = json.loads(grade(folder / "talk-000.txt", "--format", "json").out)
    assert one["schema"] == "mockint/scorecard@1"


def test_a_folder_of_sessions_needs_no_rubric(grade, tmp_path):
    folder = tmp_path / "sessions"
    shutil.copytree(ROOT / "sessions" / "examples", folder)
    ran = grade(folder, "--format", "jsonl", rubric="")
    assert ran.code == 0, ran.err
    assert len(ran.rows) == len(list(folder.glob("*.journal")))
    (folder / "talk.txt").write_text("Interviewer: Well?\nCandidate: I do not know, really.")
    ran = grade(folder, "--format", "jsonl", rubric="")
    assert ran.code == 2
    assert "--rubric" in ran.err
    assert not ran.out


def test_a_results_folder_inside_of_the_input_is_not_graded(grade, transcripts, rows):
    folder = transcripts(2)
    out = folder / "results"
    assert grade(folder, "--out", out).code == 0
    assert grade(folder, "--out", out).code == 0
    assert len(rows(out)) == 2


def test_a_file_whose_name_is_no_text_has_a_row_all_the_same(grade, transcripts, rows):
    folder = transcripts(1)
    os.link(folder / "talk-000.txt", os.fsencode(folder) + b"/na\xefve.txt")
    os.link(folder / "talk-000.txt", folder / "two\nlines.txt")
    out = folder.parent / "out"
    assert grade(folder, "--out", out).code == 0
    assert names(rows(out)) == ["na\\xefve.txt", "talk-000.txt", "two\nlines.txt"]


def test_a_row_that_failed_is_still_a_row_of_the_stream(grade, transcripts):
    folder = transcripts(1)
    (folder / "a.txt").write_text("no speakers at all")
    ran = grade(folder, "--format", "jsonl")
    assert ran.code == 1
    assert [sorted(row)[:2] for row in ran.rows] == [["error", "rubric"], ["coverage", "criteria"]]


def test_on_a_terminal_one_line_tells_how_far_it_is(transcripts, tmp_path):
    folder = transcripts(30)
    leader, follower = pty.openpty()
    words = [sys.executable, "-m", "mockint", "grade", folder, "--rubric", "people-management",
             "--format", "jsonl", "--jobs", "1"]  # fmt: skip
    env = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT / "src"), "TERM": "xterm",
           "MOCKINT_HOME": str(tmp_path / "home"), "HOME": str(tmp_path)}  # fmt: skip
    # Results go to a file: nobody reads a pipe while the terminal is read to its end.
    results = tmp_path / "results.jsonl"
    with results.open("wb") as file:
        process = subprocess.Popen(words, stdout=file, stderr=follower, env=env)
    os.close(follower)
    said = b""
    with contextlib.suppress(OSError):  # how Linux says that the other end is closed
        while piece := os.read(leader, 4096):
            said += piece
    os.close(leader)
    assert process.wait(timeout=30) == 0
    assert len(results.read_bytes().splitlines()) == 30
    assert re.search(rb"\r\x1b\[K\d+/30 done", said)
