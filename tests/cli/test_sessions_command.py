from __future__ import annotations

import json
import stat


def start(mockint, answer="We had a plan."):
    ran = mockint("interview", "people-management", "--plain", stdin=f"{answer}\n")
    return ran.err.splitlines()[-1].split()[1]


def test_an_empty_home_lists_nothing_and_says_how_to_begin(mockint):
    assert json.loads(mockint("sessions", "list", "--format", "json").out) == []
    assert "mockint interview" in mockint("sessions", "list").err


def test_a_session_is_listed_shown_exported_and_deleted(mockint):
    session = start(mockint)
    listed = json.loads(mockint("sessions", "list", "--format", "json").out)
    assert [row["id"] for row in listed] == [session]
    shown = json.loads(mockint("sessions", "show", session, "--format", "json").out)
    assert shown["session"]["id"] == session
    assert [turn["role"] for turn in shown["turns"]][:3] == [
        "interviewer",
        "interviewer",
        "candidate",
    ]
    assert all(turn["index"] == i for i, turn in enumerate(shown["turns"]))
    assert mockint("sessions", "path", session).out.strip().endswith(".journal")
    target = mockint.home / "out.md"
    assert mockint("sessions", "export", session, "--out", str(target)).code == 0
    assert "We had a plan" in target.read_text()
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert mockint("sessions", "delete", session).code == 2
    assert mockint("sessions", "delete", session, "--yes").code == 0
    assert json.loads(mockint("sessions", "list", "--format", "json").out) == []


def test_the_start_of_an_id_is_enough(mockint):
    session = start(mockint)
    assert mockint("sessions", "show", session[:13]).code == 0


def test_a_damaged_session_is_shown_as_far_as_it_goes(mockint):
    session = start(mockint)
    path = mockint.home / "sessions" / f"{session}.journal"
    path.write_bytes(path.read_bytes()[:-20])
    ran = mockint("sessions", "show", session)
    assert ran.code == 0
    assert "mockint:" in ran.err
    assert "difficult employee" in ran.out or "Interviewer" in ran.out


def test_markup_and_escapes_in_answers_stay_words(mockint):
    session = start(
        mockint, "\x1b]52;c;aGk=\x07[red]bold[/red] **x** <script>alert(1)</script> a|b"
    )
    for form in ("text", "md"):
        out = mockint("sessions", "show", session, "--format", form).out
        assert "\x1b" not in out
        assert "\x07" not in out
    assert "<script>" not in mockint("sessions", "show", session, "--format", "md").out.replace(
        "\\<", ""
    )
    raw = json.loads(mockint("sessions", "show", session, "--format", "json").out)
    assert any("\x1b]52" in turn["text"] for turn in raw["turns"])
