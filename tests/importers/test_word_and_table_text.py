"""What is read of Word files, pages and tables, and what is not on the page."""

import pytest
from word_files import package, paragraph

from mockint.errors import TranscriptError
from mockint.importers import table
from mockint.importers.docx_text import docx_text
from mockint.importers.html_text import html_text
from mockint.importers.registry import read_parts
from mockint.importers.rtf_text import rtf_text


def _text(body, **more):
    return docx_text(package(body, **more), "file").rstrip("\n")


def test_inserted_words_are_read_and_deleted_ones_are_not():
    body = (
        "<w:p><w:r><w:t>I </w:t></w:r><w:ins><w:r><w:t>never </w:t></w:r></w:ins>"
        "<w:del><w:r><w:tab/><w:delText>always </w:delText></w:r></w:del><w:r><w:t>left</w:t></w:r></w:p>"
    )
    assert _text(body) == "I never left"


def test_moved_words_are_read_once_where_they_stand_now():
    body = (
        "<w:p><w:moveFrom><w:r><w:t>gone</w:t></w:r></w:moveFrom></w:p>"
        "<w:p><w:moveTo><w:r><w:t>here</w:t></w:r></w:moveTo></w:p>"
    )
    assert _text(body).split() == ["here"]


def test_words_in_controls_links_and_fields_are_read_and_codes_are_not():
    body = (
        "<w:sdt><w:sdtContent><w:p><w:hyperlink><w:r><w:t>a</w:t></w:r></w:hyperlink>"
        "<w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:noBreakHyphen/><w:t>b</w:t><w:tab/><w:t>c</w:t></w:r>"
        "</w:p></w:sdtContent></w:sdt>"
    )
    assert _text(body) == "a-b\tc"


def test_a_row_of_two_cells_reads_as_a_name_and_its_words():
    def cell(text):
        return f"<w:tc>{paragraph(text)}</w:tc>"

    first = f"<w:tr>{cell('Ilse')}{cell('Why?')}</w:tr>"
    second = f"<w:tr>{cell('Dora:')}{cell('So.')}</w:tr>"
    assert _text(f"<w:tbl>{first}{second}</w:tbl>") == "Ilse: Why?\nDora: So."


def test_the_main_document_is_found_where_the_package_says():
    assert _text(paragraph("a"), part="word/document2.xml") == "a"
    assert _text(paragraph("a"), relationships=False) == "a"


def test_a_hand_typed_word_file_is_read_as_labelled_text():
    body = paragraph("Interviewer: Why?") + paragraph("Candidate: So.") + paragraph("And more.")
    (one,) = read_parts(package(body), "file", {})
    assert one.format == "labelled-text"
    assert [turn.text for turn in one.turns] == ["Why?", "So.\nAnd more."]


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>a<p>b", "a\n\nb".replace("\n\n", "\n")),
        ("<p>a\nb &amp; c&nbsp;d</p>", "a b & c d"),
        ("a<br/>b", "a\nb"),
        ("<b>Ilse:</b> why", "Ilse: why"),
        ("<table><tr><td>Ilse</td><td>Why?</td></tr></table>", "Ilse: Why?"),
        ("x < y and y > x", "x < y and y > x"),
    ],
)
def test_text_of_markup(markup, text):
    assert html_text(markup).strip() == text


def test_a_page_in_another_declared_charset_is_read_as_declared():
    page = '<html><meta charset="windows-1251"><p>Интервьюер: Почему?<p>Кандидат: Потому.'
    (one,) = read_parts(page.encode("cp1251"), "file", {})
    assert [turn.text for turn in one.turns] == ["Почему?", "Потому."]


@pytest.mark.parametrize("charset", ["rot13", "cp037", "no-such"])
def test_a_page_cannot_choose_a_charset_that_no_page_has(charset):
    page = f'<html><meta charset="{charset}"><p>Interviewer: +AEE-\xe9?<p>Candidate: So.'
    (one,) = read_parts(page.encode("cp1252"), "file", {})
    assert one.turns[0].text == "+AEE-é?"


def test_a_character_in_two_halves_is_one_in_rich_text():
    assert rtf_text(b"{\\rtf1\\ansi\\uc1 \\u-10179?\\u-8704?}", "file") == "😀"


def test_a_table_in_rich_text_reads_as_names_and_words():
    rows = b"Interviewer\\cell Why?\\cell\\row Candidate\\cell So.\\cell\\row"
    assert rtf_text(b"{\\rtf1\\ansi " + rows + b"}", "file").split("\n")[:2] == [
        "Interviewer: Why?",
        "Candidate: So.",
    ]


def test_columns_are_known_by_many_names_and_in_any_order():
    data = b"Message;Timestamp;Speaker Name\nWhy?;0:05;Interviewer\nSo.;0:09;Candidate\n"
    (one,) = read_parts(data, "file", {})
    assert [(turn.speaker, turn.text, turn.start_ms) for turn in one.turns] == [
        ("Interviewer", "Why?", 5_000), ("Candidate", "So.", 9_000),
    ]  # fmt: skip


def test_rows_of_several_interviews_are_told_apart_by_their_id():
    rows = ("1,Interviewer,a?", "1,Candidate,b", "2,Interviewer,c?", "2,Candidate,d")
    parts = read_parts("\n".join(("session_id,speaker,text", *rows)).encode(), "file", {})
    assert [one.source for one in parts] == ["file#1", "file#2"]
    assert [one.notes[0] for one in parts] == ["title: 1", "title: 2"]


def test_an_odd_quote_in_a_tab_separated_file_swallows_no_row():
    data = b'speaker\ttext\nCandidate\t"Done" was 3" wide\nCandidate\t"so\nInterviewer\tWhy?\n'
    data = data.replace(b'"Done" was 3"', b'Done was 3"')
    (one,) = read_parts(data + b'Candidate\t"end\n', "file", {})
    assert [turn.text for turn in one.turns] == ['Done was 3" wide\n"so', "Why?", '"end']


def test_a_table_that_csv_cannot_read_is_refused(monkeypatch):
    monkeypatch.setattr(table, "_LONGEST_CELL", 100)
    data = f"speaker,text\nInterviewer,Why?\nCandidate,{'x' * 200}\n".encode()
    with pytest.raises(TranscriptError, match="no table that can be read"):
        read_parts(data, "file", {})


def test_a_cell_of_a_megabyte_is_read():
    data = f'speaker,text\nInterviewer,Why?\nCandidate,"{"word " * 200_000}"\n'.encode()
    (one,) = read_parts(data, "file", {})
    assert len(one.turns[1].text) == 999_999


def test_cues_that_cannot_be_read_are_told_and_the_others_keep_their_lines():
    data = (
        b"WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ilse Brandt>Why?\n\n"
        b"00:99.000 --> 00:99.500\n<v Ilse Brandt>lost\n\n"
        b"00:03.000 --> 00:04.000\n<v Dora Demski>So.\n"
    )
    (one,) = read_parts(data, "file", {"candidate": "Dora"})
    assert [(turn.text, turn.source_line) for turn in one.turns] == [("Why?", 3), ("So.", 9)]
    assert "cues that are empty or cannot be read: 1 of 3" in one.notes
