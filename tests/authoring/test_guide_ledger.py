"""The account of a page: a line can be misread, but not lost."""

from __future__ import annotations

import pytest

from mockint.authoring.guide_reader import read_guide
from mockint.authoring.ledger import Ledger
from mockint.authoring.source import Page, blocks, read_page

LONG = "A sentence that goes on about care at work. " * 60


def page_of(text: str) -> Page:
    return read_page(text.encode(), "p.txt")


def test_what_nobody_took_is_unplaced_with_its_number():
    page = page_of("one\n\nthree\n")
    ledger = Ledger(page)
    first, _ = blocks(page.lines, joined=False)
    ledger.place(first, "somewhere")
    assert [(one.line, one.as_) for one in ledger.placed()] == [(1, ("somewhere",))]
    assert [(one.line, one.text, one.rest) for one in ledger.unplaced()] == [(3, "three", False)]


def test_the_rest_of_a_line_is_unplaced_where_only_a_part_was_taken():
    page = page_of("It begins. Judgment: Keep it short. It ends.")
    ledger = Ledger(page)
    (block,) = blocks(page.lines, joined=False)
    ledger.place(block, "notes", 21, 35)
    assert [(one.text, one.rest) for one in ledger.unplaced()] == [
        ("It begins. Judgment: … It ends.", True)
    ]


def test_a_label_alone_is_no_rest():
    page = page_of("Judgment: Keep it short.")
    ledger = Ledger(page)
    (block,) = blocks(page.lines, joined=False)
    ledger.place(block, "notes", 10)
    assert ledger.unplaced() == ()


def test_a_line_that_is_placed_and_dropped_counts_as_placed():
    page = page_of("one\ntwo\n")
    ledger = Ledger(page)
    first, second = blocks(page.lines, joined=False)
    for block in (first, second):
        ledger.drop(block, "a link")
    ledger.place(first, "tips")
    assert [one.line for one in ledger.placed()] == [1]
    assert [(one.line, one.reason) for one in ledger.dropped()] == [(2, "a link")]
    assert ledger.unplaced() == ()


@pytest.mark.parametrize("kind", ["interview_process_page", "handbook_page"])
def test_a_line_that_no_file_can_hold_stays_unplaced(kind):
    made = read_guide(page_of(f"# Questions\n\n- Why?\n\n{LONG}\n"), kind)
    assert [one.line for one in made.unplaced if not one.rest] == [5]


def test_invisible_characters_are_no_words():
    page = page_of("Ro\u200ble\x1b[1m\n\x07\u200e\n")
    assert [line.text for line in page.lines] == ["Role[1m", ""]
    assert page.lines[0].raw == "Ro\u200ble\x1b[1m"


def test_a_question_about_the_candidate_is_a_criterion_and_is_never_asked():
    made = read_guide(
        page_of(
            "# Phone interview at Acme\n\n- Does the candidate listen?\n"
            "- What did you last change your mind about?\n"
        )
    )
    (one,) = made.rounds
    assert [item.text for item in one.criteria.items] == ["Does the candidate listen?"]
    assert [q.text for q in one.questions] == ["What did you last change your mind about?"]
