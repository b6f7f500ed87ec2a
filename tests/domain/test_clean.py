"""`clean`: what a terminal would obey never reaches it, and no word is lost."""

from __future__ import annotations

import itertools
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockint.domain.clean import Cleaner, clean, clean_line, shown_span

HOSTILE = {
    "a colour": ("\x1b[31mred\x1b[0m", "red"),
    "a cleared screen": ("a\x1b[2J\x1b[Hb", "ab"),
    "a title by OSC 0": ("\x1b]0;owned\x07after", "after"),
    "a clipboard write by OSC 52": ("x\x1b]52;c;aGVsbG8=\x1b\\y", "xy"),
    "a link by OSC 8": ("\x1b]8;;http://e.x\x1b\\text\x1b]8;;\x1b\\", "text"),
    "a device string": ("\x1bP1;2|payload\x1b\\z", "z"),
    "a privacy message": ("\x1b^pm\x1b\\z", "z"),
    "an application command": ("\x1b_apc\x1b\\z", "z"),
    "an eight-bit CSI": ("\x9b31mred", "red"),
    "an eight-bit OSC": ("\x9d0;owned\x9cz", "z"),
    "a full reset": ("\x1bcz", "z"),
    "a charset switch": ("\x1b(0lqk", "lqk"),
    "carriage returns": ("ok\r\nfine\rx", "ok\nfinex"),
    "bells and backspaces": ("a\x07\x08b\x00", "ab"),
    "bidi overrides": ("a\u202eb\u202cc", "abc"),
    "bidi isolates": ("a\u2066b\u2069c", "abc"),
    "zero width": ("a\u200bb\u200dc\ufeffd\u2060e", "abcde"),
    "tags": ("a\U000e0041\U000e007fb", "ab"),
    "a lone surrogate": ("a\ud800b", "ab"),
    "line separators": ("a\u2028b\u2029c", "a\nb\nc"),
    "an unclosed title": ("\x1b]0;never closed\nbut this is an answer", "\nbut this is an answer"),
    "an escape at the end": ("end\x1b", "end"),
    "an escape before a letter of another script": ("\x1bé", "é"),
    "a CSI broken off by a word": ("\x1b[1é", "é"),
    "a string that restarts": ("\x1b]0;a\x1b[31mred", "red"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_a_terminal_would_obey_is_gone(name):
    raw, shown = HOSTILE[name]
    assert clean(raw) == shown


@pytest.mark.parametrize("name", HOSTILE)
def test_a_sequence_split_anywhere_is_cleaned_alike(name):
    raw, shown = HOSTILE[name]
    for cut in range(len(raw) + 1):
        cleaner = Cleaner()
        assert cleaner.feed(raw[:cut]) + cleaner.feed(raw[cut:]) == shown


def test_plain_words_tabs_and_newlines_are_the_very_same_object():
    text = "Ünïcode 漢字 🙂\n\tand a [bracket] vector<int>"
    assert clean(text) is text


def test_markup_stays_words():
    assert clean("[@click=app.quit]x[/]") == "[@click=app.quit]x[/]"


def test_a_line_holds_no_newline():
    assert clean_line("  a\n\n\tb\u2028c ") == "a b c"


def test_a_quote_is_found_again_behind_removed_characters():
    raw = "\x1b[1mWe\u200b cut\x1b[0m the cost"
    start = raw.index("the")
    assert slice(*shown_span(raw, start, start + 3)).indices(100)[:2] == (7, 10)
    assert clean(raw)[7:10] == "the"


anything = st.text(
    st.one_of(
        st.characters(exclude_categories=()),
        st.sampled_from("\x1b[]\\\x07\x9b\x9d\x9c;0mPX^_\n\t\u202e\u2028\ud800"),
    ),
    max_size=60,
)


@given(anything)
def test_no_control_format_or_surrogate_character_is_left(text):
    for character in clean(text):
        category = unicodedata.category(character)
        assert character in "\n\t" or category not in {"Cc", "Cs", "Zl", "Zp"}
        assert not 0x200B <= ord(character) <= 0x200F
        assert not 0x202A <= ord(character) <= 0x202E
        assert not 0xE0000 <= ord(character) <= 0xE0FFF


@given(anything)
def test_cleaning_twice_changes_nothing(text):
    assert clean(clean(text)) == clean(text)


@given(anything, st.lists(st.integers(0, 60), max_size=4))
def test_pieces_come_out_as_the_whole_would(text, cuts):
    cleaner = Cleaner()
    places = [0, *sorted(cuts), len(text)]
    pieces = [text[a:b] for a, b in itertools.pairwise(places)]
    assert "".join(cleaner.feed(piece) for piece in pieces) == clean(text)


@given(anything, st.integers(0, 60), st.integers(0, 60))
def test_a_span_of_the_raw_text_lies_within_the_shown_text(text, one, other):
    start, end = sorted((min(one, len(text)), min(other, len(text))))
    low, high = shown_span(text, start, end)
    assert 0 <= low <= high <= len(clean(text))


@pytest.mark.parametrize("filler", "\u034f\u115f\u1160\u17b4\u17b5\u180b\u3164\uffa0")
def test_what_takes_room_for_a_letter_and_shows_nothing_is_removed(filler):
    """Python calls these printable."""
    assert clean(f"We{filler} agreed") == "We agreed"
    assert Cleaner().feed(f"We{filler} agreed") == "We agreed"
