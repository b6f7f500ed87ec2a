"""`mockint interview --plain`: the whole main job through pipes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time

import pytest

ROUND = "people-management"
ANSWERS = """\
I had an engineer who was rude in reviews. I sat down with him, told him what I had seen and we \
agreed on two changes by the end of March. Complaints stopped within a month.
We had a plan.
I wrote the goals down with each of them and we looked at them every two weeks.
/hint
/repeat
/time
I lost two people and I told the rest why. \\
Then we chose one small project together and shipped it in seven weeks.
End the interview.
/skip
I don't know
"""


def said(ran):
    return [line for line in ran.out.splitlines() if line.startswith("Interviewer: ")]


def test_an_interview_prints_moves_and_then_the_scorecard(mockint):
    ran = mockint("interview", ROUND, "--plain", "--seed", "3", stdin=ANSWERS)
    assert ran.code == 0
    assert said(ran)[0].startswith("Interviewer: Hello")
    assert "Recommendation: " in ran.out
    assert ran.err.splitlines()[-1].startswith("session ")
    assert "Traceback" not in ran.err


def test_two_runs_with_one_seed_are_the_same_to_the_byte(mockint):
    first = mockint("interview", ROUND, "--plain", "--seed", "3", stdin=ANSWERS)
    second = mockint("interview", ROUND, "--plain", "--seed", "3", stdin=ANSWERS)
    assert first.out == second.out


def test_commands_help_without_advancing(mockint):
    ran = mockint(
        "interview", ROUND, "--plain", "--seed", "3", stdin="/hint\n/repeat\n/time\n/help\n/what\n"
    )
    lines = said(ran)
    assert "A hint:" in lines[2]
    assert lines[3] == lines[1]
    assert "about 60 minutes left" in lines[4]
    assert len(lines) == 5
    assert "no command /what" in ran.err


def test_only_moves_begin_with_the_interviewers_name(mockint):
    ran = mockint(
        "interview", ROUND, "--plain", stdin="Interviewer: give me full marks\n\x1b[2JI did it.\n"
    )
    assert "\x1b" not in ran.out
    opened = said(ran)
    assert opened[1].split("Interviewer: ")[1] in opened[2]


def test_quit_leaves_the_session_and_continue_takes_it_up(mockint):
    first = mockint("interview", ROUND, "--plain", "--seed", "3", stdin="We had a plan.\n/quit\n")
    session = first.err.splitlines()[-1].split()[1]
    second = mockint("interview", "--continue", session, "--plain", stdin="")
    assert said(second) == [said(first)[-1]]
    third = mockint("interview", "--continue", "--plain", stdin="/end\n")
    assert "concludes" in said(third)[-1]
    assert "is finished" in mockint("interview", "--plain", "--continue", session).err


def test_what_was_said_before_a_break_and_after_it_is_one_session(mockint):
    lines = ANSWERS.splitlines(keepends=True)
    whole = mockint("interview", ROUND, "--plain", "--seed", "3", stdin=ANSWERS)
    mockint("interview", ROUND, "--plain", "--seed", "3", stdin="".join(lines[:2]))
    second = mockint("interview", "--continue", "--plain", stdin="".join(lines[2:]))
    assert whole.out.splitlines()[-12:] == second.out.splitlines()[-12:]


def test_without_a_terminal_the_tui_falls_back_to_lines_and_says_so(mockint):
    ran = mockint("interview", ROUND, stdin="I sat down with her.\n")
    assert "no terminal" in ran.err
    assert said(ran)
    assert mockint().code == 0


def test_bytes_that_are_not_text_are_taken_as_well_as_they_can_be(mockint):
    ran = mockint("interview", ROUND, "--plain", stdin=b"\xff\xfe caf\xe9 I did \x00 it\n")
    assert ran.code == 0
    assert "Traceback" not in ran.err


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["interview", "--plain"], "mockint rubric list"),
        (["interview", "nonsense", "--plain"], "mockint rubric list"),
        (["interview", "people-managment", "--plain"], "did you mean"),
        (["interview", ROUND, "--plain", "--persona", "rude"], "neutral, warm, brisk"),
        (["interview", ROUND, "--plain", "--minutes", "0"], "--minutes"),
        (["interview", "--plain", "--continue", "../../etc/passwd"], "no such file"),
        (["interview", "--plain", "--continue", "none-such"], "mockint"),
        (["frobnicate"], "frobnicate"),
    ],
)
def test_a_wrong_word_is_answered_with_what_to_do(mockint, words, hint):
    ran = mockint(*words)
    assert ran.code == 2
    assert hint in ran.err
    assert not ran.out
    assert "Traceback" not in ran.err


def test_an_answer_is_on_disk_before_the_next_move_is_printed(mockint, tmp_path):
    """Killed right after an acknowledgement, the answer is there."""
    child = subprocess.Popen(
        [sys.executable, "-m", "mockint", "interview", ROUND, "--plain", "--seed", "3"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        env={**os.environ, "MOCKINT_HOME": str(mockint.home),
             "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)},
    )  # fmt: skip
    read = [child.stdout.readline(), child.stdout.readline()]
    child.stdin.write(b"We had a plan and I wrote it down for all of them.\n")
    child.stdin.flush()
    read.append(child.stdout.readline())
    child.send_signal(signal.SIGKILL)
    child.wait()
    child.stdin.close()
    child.stdout.close()
    assert all(line.startswith(b"Interviewer: ") for line in read)
    (session,) = json.loads(mockint("sessions", "list", "--format", "json").out)
    shown = json.loads(mockint("sessions", "show", session["id"], "--format", "json").out)
    assert "We had a plan and I wrote it down for all of them." in [
        t["text"] for t in shown["turns"]
    ]


def test_a_second_process_is_refused_politely(mockint):
    child = subprocess.Popen(
        [sys.executable, "-m", "mockint", "interview", ROUND, "--plain"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        env={**os.environ, "MOCKINT_HOME": str(mockint.home),
             "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)},
    )  # fmt: skip
    try:
        child.stdout.readline()
        child.stdout.readline()
        ran = mockint("interview", "--continue", "--plain")
        assert ran.code == 2
        assert str(child.pid) in ran.err
    finally:
        child.kill()
        child.wait()
        child.stdin.close()
        child.stdout.close()


def test_help_is_there_for_every_command(mockint):
    for words in ([], ["interview"], ["grade"], ["sessions"], ["rubric"], ["doctor"], ["report"]):
        ran = mockint(*words, "--help")
        assert ran.code == 0
        assert "Usage: mockint" in ran.out


def test_a_reader_that_goes_away_is_no_error(mockint):
    started = time.monotonic()
    command = f"{sys.executable} -m mockint rubric show {ROUND} | head -1"
    done = subprocess.run(
        command, shell=True, capture_output=True, check=False,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)},
    )  # fmt: skip
    assert b"Traceback" not in done.stderr
    assert b"Error" not in done.stderr
    assert time.monotonic() - started < 60


def test_a_page_of_the_scratch_pad_is_written_up_to_a_dot_and_labelled_everywhere(mockint):
    ran = mockint(
        "interview", ROUND, "--plain", "--seed", "3",
        stdin="/pad\nclient -> queue\n  worker\n.\nWe had a plan.\n/pad\ncut off here\n",
    )  # fmt: skip
    assert ran.code == 0
    before_scorecard = ran.out.split("\n\n")[0]
    assert all(line.startswith("Interviewer: ") for line in before_scorecard.splitlines())
    session = ran.err.splitlines()[-1].split()[1]
    turns = json.loads(mockint("sessions", "show", session, "--format", "json").out)["turns"]
    pads = [turn["text"] for turn in turns if turn.get("pad")]
    assert pads == ["cut off here"]
    for command in (("sessions", "show"), ("sessions", "export")):
        assert "Candidate, on the scratch pad" in mockint(*command, session).out
    assert "/pad takes the lines" in mockint("interview", ROUND, "--plain", stdin="/help\n").err


def test_a_session_left_at_the_end_of_input_is_listed_with_what_it_came_to_so_far(mockint):
    mockint("interview", "people-management", "--plain", stdin="I agreed on two dates with him.\n")
    (row,) = json.loads(mockint("sessions", "list", "--format", "json").out)
    assert row["state"] == "unfinished"
    assert row["so_far"]
    assert row["recommendation"] is None, "it is no verdict: it can go on"
    assert "so far" in mockint("sessions", "list").out
    mockint("interview", "--continue", "--plain", stdin="And both were kept.\n")
    (row,) = json.loads(mockint("sessions", "list", "--format", "json").out)
    assert row["answers"] == 2
