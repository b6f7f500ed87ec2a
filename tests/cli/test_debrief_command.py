"""What the command line says after a round: debrief, own rating, and a retry's levels."""

from __future__ import annotations

import json

import pytest

from mockint.coaching import Coaching
from mockint.practice.self_rating import rating_event
from mockint.wiring import Options, Services

ROUND = "people-management"
MIXED = "people-management-mixed"
WEAK = "We had a developer who kept missing deadlines. It was mostly a question of confidence."


@pytest.fixture
def services(mockint):
    return Services(Options(home=str(mockint.home), environ={}))


def held(mockint, *words, stdin=f"{WEAK}\n/end\n"):
    """Holds a round line by line; returns its session and what was printed."""
    ran = mockint(*words, "--plain", stdin=stdin)
    assert ran.code == 0, ran.err
    return ran.err.splitlines()[-1].split()[1], ran.out


@pytest.mark.parametrize("form", ["text", "md", "html"])
def test_a_debrief_stands_below_the_scorecard_and_says_what_it_is(mockint, form):
    plain = mockint("report", MIXED, "--format", form).out
    ran = mockint("report", MIXED, "--debrief", "--format", form)
    assert ran.code == 0, ran.err
    assert "not part of the scorecard" not in plain
    card, _, rest = ran.out.partition("Fix this first")
    assert "one level more lifts the round" not in card
    for words in ("not part of the scorecard", "lifts the round from", "avoided", "missing: "):
        assert words in rest
    # Quoted in the candidate's own words, whatever the width of the page.
    assert "negotiate with product so that we have about twenty percent" in " ".join(rest.split())
    assert "An example of what it contains, not a script" in rest


def test_the_debrief_in_json_leaves_the_scorecards_keys_alone(mockint):
    plain = json.loads(mockint("report", MIXED, "--format", "json").out)
    told = json.loads(mockint("report", MIXED, "--debrief", "--format", "json").out)
    debrief = told.pop("debrief")
    assert told == plain
    assert debrief["bottleneck"]["then"] > debrief["bottleneck"]["score"]
    assert {flag["state"] for flag in debrief["red_flags"]} <= {"shown", "avoided", "not_tested"}


def test_a_run_has_no_debrief(mockint, tmp_path):
    ran = mockint("report", str(tmp_path), "--debrief")
    assert ran.code == 2
    assert "name a session" in ran.err


def test_an_interview_in_lines_points_at_its_debrief(mockint):
    ran = mockint("interview", ROUND, "--plain", "--questions", "1", stdin=f"{WEAK}\n/end\n")
    assert ran.out.splitlines()[-1].startswith("Fix first: ")
    *_, hint, last = ran.err.splitlines()
    assert f"`mockint report {last.split()[1]} --debrief`" in hint


def test_an_own_rating_stands_beside_the_levels_and_changes_none(mockint, services):
    session, _ = held(mockint, "interview", ROUND, "--seed", "3", "--questions", "1")
    before = json.loads(mockint("report", session, "--format", "json").out)
    signal = before["signals"][0]
    with services.store.open(session) as log:
        log.append(rating_event({signal["id"]: 4}, 3_600_000))
    after = json.loads(mockint("report", session, "--format", "json").out)
    assert after.pop("self_rating") == [
        {"signal": signal["id"], "own": 4, "level": signal["level"]}
    ]
    assert after == before
    kept = json.loads(mockint("sessions", "show", session, "--format", "json").out)
    assert kept["self_rating"] == {signal["id"]: 4}
    assert kept["session"]["state"] == "graded"
    assert services.store.read(session).summary.minutes < 60
    for form in ("text", "md", "html"):
        assert "you 4, judge" in mockint("report", session, "--format", form).out


def test_a_retry_by_command_says_first_and_now_and_leaves_the_first_alone(mockint, services):
    drill = ("drill", ROUND, "difficult-employee", "--seed", "3")
    first, _ = held(mockint, *drill)
    journal = services.store.find(first).read_bytes()
    again, out = held(mockint, "drill", "--retry", first)
    assert "first: " in out
    assert ", now: " in out
    question = Coaching(services).after(services.store.read(first)).question
    assert services.store.read(again).header.plan.questions[0].question == question
    told = json.loads(mockint("report", again, "--format", "json").out)["retry"]
    assert told["of"] == first
    for form in ("text", "md", "html"):
        assert "now: " in mockint("report", again, "--format", form).out
    assert services.store.find(first).read_bytes() == journal
    assert (
        json.loads(mockint("sessions", "show", again, "--format", "json").out)["retry_of"] == first
    )


def test_a_retry_of_no_session_and_of_no_question_is_refused(mockint):
    assert mockint("drill", "--retry", "no-such", "--plain").code == 2
    ran = mockint("drill", "no-such-question", "--retry", MIXED, "--plain")
    assert ran.code == 2
    assert "no-such-question" in ran.err
