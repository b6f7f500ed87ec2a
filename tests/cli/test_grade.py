"""`mockint grade` and `mockint report`: the contract of the scorecard."""

from __future__ import annotations

import json

import pytest

SAID = [
    "Tell me about a time you had to manage a difficult employee. What steps did you take?",
    "I had an engineer who was rude in reviews. I sat down with him, told him what I had seen and we agreed on two changes by the end of March.\nIt was not easy, but the complaints stopped within a month and he stayed.",
    "Walk me through your process for hiring engineers.",
    "I write down what the person must achieve in six months. Of eleven hires ten stayed.",
]
TEXT = "".join(
    f"{'Candidate' if i % 2 else 'Interviewer'}: {text}\n" for i, text in enumerate(SAID)
)
EXAMPLES = [f"people-management-{name}" for name in ("strong", "mixed", "weak")]
LADDER = ["strong-no-hire", "no-hire", "lean-no-hire", "lean-hire", "hire", "strong-hire"]


def card_of(ran):
    assert ran.code in {0, 1}, ran.err
    return json.loads(ran.out)


def test_a_labelled_text_is_graded_with_its_evidence_in_place(mockint):
    path = mockint.home / "talk.txt"
    path.write_text(TEXT)
    ran = mockint("grade", str(path), "--rubric", "people-management", "--format", "json")
    card = card_of(ran)
    assert card["schema"] == "mockint/scorecard@1"
    assert card["transcript"]["source"] == str(path)
    assert card["transcript"]["turns"] == 4
    assert card["transcript"]["roles"]["how"] == "labels"
    scored = [signal for signal in card["signals"] if signal["status"] == "scored"]
    assert scored
    for signal in scored:
        for quote in signal["evidence"]:
            assert SAID[quote["turn"]][quote["start"] : quote["end"]] == quote["quote"]


def test_standard_input_is_graded_too(mockint):
    ran = mockint("grade", "-", "--rubric", "people-management", "--format", "json", stdin=TEXT)
    assert card_of(ran)["transcript"]["source"] == "standard input"


def test_the_same_text_gives_the_same_bytes(mockint):
    words = ("grade", "-", "--rubric", "people-management", "--format", "json")
    assert mockint(*words, stdin=TEXT).out == mockint(*words, stdin=TEXT).out


@pytest.mark.parametrize("form", ["text", "md", "json"])
def test_every_form_shows_each_level_beside_a_quote(mockint, form):
    ran = mockint("grade", EXAMPLES[0], "--format", form)
    assert "Marek" in ran.out


def test_the_examples_are_ordered_as_their_names_say(mockint):
    cards = [card_of(mockint("grade", name, "--format", "json")) for name in EXAMPLES]
    scores = [card["score"] for card in cards]
    assert scores[0] > scores[1] > scores[2]
    rank = [LADDER.index(card["recommendation"]) for card in cards]
    assert rank[0] - rank[2] >= 2
    for name, card in zip(EXAMPLES, cards, strict=True):
        shown = json.loads(mockint("sessions", "show", name, "--format", "json").out)
        for signal in card["signals"]:
            for quote in signal["evidence"]:
                turn = shown["turns"][quote["turn"]]
                assert turn["role"] == "candidate"
                assert turn["text"][quote["start"] : quote["end"]] == quote["quote"]


def test_an_example_opens_by_path_as_well(mockint):
    from pathlib import Path

    root = Path(__file__).resolve().parents[2]
    path = next((root / "sessions" / "examples").glob("*-mixed*.journal"))
    by_path = card_of(mockint("grade", str(path), "--format", "json"))
    by_name = card_of(mockint("grade", "people-management-mixed", "--format", "json"))
    assert by_path["signals"] == by_name["signals"]


def test_a_report_of_a_graded_session_is_what_was_kept(mockint):
    ran = mockint("report", "people-management-strong", "--format", "json")
    assert card_of(ran)["recommendation"] == "strong-hire"


@pytest.mark.parametrize(
    ("content", "hint"),
    [
        (b"", "empty"),
        (b"\n\n  \n", "empty"),
        (b"just some words without labels", "speakers"),
        (b"Interviewer: Hello?\n", "candidate"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "picture"),
    ],
)
def test_a_file_that_is_no_transcript_is_refused_with_what_to_do(mockint, content, hint):
    path = mockint.home / "file.bin"
    path.write_bytes(content)
    ran = mockint("grade", str(path), "--rubric", "people-management")
    assert ran.code == 2
    assert str(path) in ran.err
    assert hint in ran.err
    assert not ran.out


@pytest.mark.parametrize(
    "words",
    [
        ["grade", "missing.txt", "--rubric", "people-management"],
        ["grade", "-"],
        ["grade", ".", "--rubric", "people-management"],
        ["report", "nothing-here"],
        ["sessions", "show", "nothing-here"],
        ["sessions", "delete", "nothing-here", "--yes"],
    ],
)
def test_what_is_not_there_is_named(mockint, words):
    ran = mockint(*words, stdin=TEXT)
    assert ran.code == 2
    assert ran.err.startswith("mockint: ")
    assert "Traceback" not in ran.err


def test_a_path_that_leads_nowhere_is_called_a_file_and_not_a_session(mockint):
    ran = mockint("grade", "talks/missing.txt", "--rubric", "people-management")
    assert ran.code == 2
    assert "no such file" in ran.err
    assert "no such session" in mockint("report", "nothing-here").err
