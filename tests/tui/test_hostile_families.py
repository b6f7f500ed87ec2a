"""Whole families of hostile strings through what every screen is made of.

Screens show text only through `prose` (another test looks for other ways), so the widgets'
parts are rendered here with more than 400 strings, which costs no screens at all.
"""

from __future__ import annotations

import pytest
from hostile_strings import FORBIDDEN, HOSTILE

from mockint.domain.clean import Cleaner, clean
from mockint.domain.transcript import Role
from mockint.tui.choices import Choice
from mockint.tui.conversation import turn_content
from mockint.tui.prose import Cell, Row, Sheet, bullet, fact, line, lines, plain, words
from mockint.tui.setting_rows import bindings

WIDTHS = (1, 20, 80, 200)


def assert_harmless(content) -> None:
    """No control or invisible character, and no action, in any line of `content`."""
    for row in content.split("\n", allow_blank=True):
        found = FORBIDDEN.search(row.plain.replace("\t", ""))
        assert found is None, f"{found.group()!r} in {row.plain!r}"
    for span in content.spans:
        assert "click" not in str(span.style), span


@pytest.mark.parametrize("size", [1, 2, 7, 1000])
def test_chunks_are_clean_one_by_one_and_together_are_the_whole(size):
    for text in HOSTILE:
        cleaner = Cleaner()
        shown = [cleaner.feed(text[n : n + size]) for n in range(0, len(text), size)]
        for piece in shown:
            assert FORBIDDEN.search(piece.replace("\n", "").replace("\t", "")) is None
        assert "".join(shown) == clean(text)


def test_every_form_of_text_is_harmless_with_every_string():
    for text in HOSTILE:
        for content in (plain(text), line(text), words(text, (text, "bold")), lines(line(text))):
            assert_harmless(content)
        for role in Role:
            assert_harmless(turn_content(role, text, 0, text))


@pytest.mark.parametrize("width", WIDTHS)
def test_every_row_and_sheet_is_harmless_with_every_string(width):
    for text in HOSTILE:
        if len(text) < 400:
            sheet = Sheet([bullet(text), fact(text[:12], text), plain(text)])
            assert_harmless(sheet.at(width))
        row = Row(Cell(line(text)), Cell(line(text), 9, "right"))
        assert_harmless(row.at(width))
        assert row.at(width).cell_length <= max(width, 12)


def test_settings_rows_are_harmless_with_every_string():
    for text in HOSTILE:
        choice = Choice("x", text, text, shown=text, origin=text)
        assert_harmless(choice.option().prompt.at(80))
    for choice in bindings((), dict.fromkeys(HOSTILE, "f")):
        assert_harmless(choice.option().prompt.at(80))
