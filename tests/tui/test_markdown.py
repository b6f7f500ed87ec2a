"""Markdown of an interviewer: it looks as it should, swallows nothing and does nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockint.domain.transcript import Role
from mockint.tui.conversation import turn_content
from mockint.tui.markdown import markdown


def styled(content, word):
    at = content.plain.index(word)
    return " ".join(str(span.style) for span in content.spans if span.start <= at < span.end)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("What came of it?", "What came of it?"),
        ("Tell me about *one* thing.", "Tell me about one thing."),
        ("- first\n- second", "• first\n• second"),
        ("Pick one:\n\n1. cost\n2. speed\n   and size", "Pick one:\n\n1. cost\n2. speed\n   and size"),
        ("- a\n  - b\n- c", "• a\n  • b\n• c"),
        ("# Design\nA queue.", "Design\n\nA queue."),
        ("> you said this\n> and that", "│ you said this\n│ and that"),
        ("```sql\nselect 1\n```", "sql\nselect 1"),
        ("a `vector<int>` or vector<int> &lt;", "a vector<int> or vector<int> &lt;"),
        ("[@click=app.quit]x[/] [bold]y", "[@click=app.quit]x[/] [bold]y"),
        ("[a]: http://x 'gone?'", "[a]: http://x 'gone?'"),
        ("see [docs](http://x/y 'why')", "see docs (http://x/y why)"),
        ("<http://x/y>", "http://x/y"),
        ("a **b that never ends", "a **b that never ends"),
        ("2 * 3 * 4 and snake_case_name", "2 * 3 * 4 and snake_case_name"),
        ("line\nline", "line\nline"),
        ("Title *x*\n---", "Title x\n\n───"),
        ("*", "*"),
        ("", ""),
    ],
)  # fmt: skip
def test_marks_become_looks_and_every_word_stays(text, shown):
    assert markdown(text).plain == shown


def test_emphasis_and_code_have_styles():
    content = markdown("one **two** *three* `four` ***five***")
    assert "bold" in styled(content, "two")
    assert "italic" in styled(content, "three")
    assert "accent" in styled(content, "four")
    assert {"bold", "italic"} <= set(styled(content, "five").split())
    assert not styled(content, "one")


def test_no_span_carries_an_action_or_a_link():
    content = markdown("[go](http://x) [@click=app.quit]**x**[/] \x1b]8;;http://y\x07z\x1b]8;;\x07")
    assert "\x1b" not in content.plain
    assert not any("@" in str(span.style) or "link" in str(span.style) for span in content.spans)


def test_marks_within_an_escape_sequence_do_not_let_its_parts_through():
    assert markdown("so \x1b]0;*owned*\x07many **words**").plain == "so many words"


def test_only_the_interviewers_turns_are_read_as_markdown():
    assert "*so*" in turn_content(Role.CANDIDATE, "it was *so* good", None, None).plain
    assert "*so*" not in turn_content(Role.INTERVIEWER, "was it *so*?", None, "probe").plain


@given(st.text(alphabet="ab *_`#>-+~[]()!\\\n<&;:'\"", max_size=60))
def test_whatever_the_marks_no_letter_is_lost_or_moved(text):
    letters = [char for char in text if char in "ab"]
    shown = [char for char in markdown(text).plain if char in "ab"]
    assert shown == letters
