"""Pages as numbered lines: every form keeps its words, its shapes and its line numbers."""

from __future__ import annotations

import contextlib
import io
import sys
import zipfile
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pdf_files import pdf_of

from mockint.authoring import page_pdf
from mockint.authoring.page_pdf import pdf_lines
from mockint.authoring.source import Shape, blocks, read_page, sniff
from mockint.errors import InputError

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def lines_of(text, name="page.txt", form=None):
    return read_page(text.encode(), name, form).lines


def shapes(text):
    return [(line.shape.value, line.text) for line in lines_of(text) if line.text]


def test_text_keeps_its_line_numbers_with_every_line_ending():
    found = lines_of("one\r\ntwo\rthree\n\nfive")
    assert [(line.number, line.text) for line in found] == [
        (1, "one"),
        (2, "two"),
        (3, "three"),
        (4, ""),
        (5, "five"),
    ]


def test_markdown_shapes_are_told_and_marks_are_taken_off():
    assert shapes(
        "# Title #\n\nUnder\n=====\n- **bold** item\n2. _second_\n| a | `b` |\n|---|---|\n"
        "**Only bold**\nplain [link](https://x.y) end\n"
    ) == [
        ("heading", "Title"),
        ("heading", "Under"),
        ("bullet", "bold item"),
        ("bullet", "second"),
        ("row", "a | b"),
        ("heading", "Only bold"),
        ("text", "plain link end"),
    ]


def test_placeholders_and_arithmetic_are_no_marks():
    kept = "Design [e.g., a cache] for 2 * 3 * 4 users_per_day in [Location]"
    assert shapes(kept) == [("text", kept)]


def test_bullets_nest_by_their_indent():
    found = lines_of("- a\n  - b\n      - c\n  - d\n- e\ntext\n    - f")
    assert [line.depth for line in found if line.shape is Shape.BULLET] == [0, 1, 2, 1, 0, 0]


def test_a_wrapped_bullet_is_one_block_with_both_lines():
    page = read_page(b"- holds a group without\n  raising the voice\n- second\n", "p")
    first, second = blocks(page.lines, joined=True)
    assert first.text == "holds a group without raising the voice"
    assert first.stated().stated == "1-2"
    assert first.stated(0, 5).stated == "1"
    assert first.stated(24, 31).stated == "2"
    assert second.stated().stated == "3"


def test_lines_of_a_page_with_long_lines_are_never_joined():
    page = read_page(("A title without an end\n" + "x" * 200 + "\nAnother\n").encode(), "p")
    assert len(blocks(page.lines, joined=True)) == 3


HTML = """<html><head><title>T</title><script>var a = "<p>no</p>";</script></head><body>
<nav>Home</nav><h2>Questions &amp; more</h2><p>One<br>two <b>three</b></p>
<ul><li>first<ul><li>inner</li></ul></li><li>second</li></ul>
<table><tr><th>A</th><th>B</th></tr><tr><td>1 <p>x</p></td><td>2</td></tr></table>
<!-- hidden --><p>a < b and "c > d"</p></body></html>"""


def test_html_keeps_what_a_reader_sees_and_names_its_furniture():
    page = read_page(HTML.encode(), "x.html")
    assert page.extracted
    assert [(line.shape.value, line.depth, line.text) for line in page.lines] == [
        ("text", 0, "T"),
        ("text", 0, "Home"),
        ("heading", 2, "Questions & more"),
        ("text", 0, "One"),
        ("text", 0, "two three"),
        ("bullet", 0, "first"),
        ("bullet", 1, "inner"),
        ("bullet", 0, "second"),
        ("row", 0, "A | B"),
        ("row", 0, "1 x | 2"),
        ("text", 0, 'a < b and "c > d"'),
    ]
    assert [line.furniture for line in page.lines[:3]] == ["window title", "navigation", ""]


def test_html_lists_that_were_typed_and_lists_of_terms_are_lists():
    html = (
        "<html><body><p>1. Why us?<br>2. Why now?</p><p>• one</p><p>2026 was good</p>"
        "<dl><dt>Depth</dt><dd>Explains it.<br>In detail.</dd><dt>Taste</dt></dl></body></html>"
    )
    page = read_page(html.encode(), "x.html")
    assert [(line.shape.value, line.depth, line.ordinal, line.text) for line in page.lines] == [
        ("bullet", 0, 1, "Why us?"),
        ("bullet", 0, 2, "Why now?"),
        ("bullet", 0, None, "one"),
        ("text", 0, None, "2026 was good"),
        ("bullet", 0, None, "Depth"),
        ("bullet", 1, None, "Explains it."),
        ("text", 0, None, "In detail."),
        ("bullet", 0, None, "Taste"),
    ]


def test_a_term_that_titles_a_part_is_its_heading_and_not_an_item():
    html = (
        "<html><body><dl><dt>Questions</dt><dd>Why us?</dd><dd>Why now?</dd>"
        "<dt><b>Stay calm</b></dt><dd>It helps.</dd></dl></body></html>"
    )
    page = read_page(html.encode(), "x.html")
    assert [(line.shape.value, line.text) for line in page.lines] == [
        ("text", "Questions"),
        ("text", "Why us?"),
        ("text", "Why now?"),
        ("heading", "Stay calm"),
        ("text", "It helps."),
    ]


def test_an_empty_cell_of_an_html_table_keeps_its_column():
    html = (
        "<html><body><table><tr><th>Skill<th>Weak<th>Strong"
        "<tr><td>Depth</td><td></td><td>Explains</td></tr>"
        "<tr><td>Taste<td> <td>Chooses<tr><td><td><td></table></body></html>"
    )
    page = read_page(html.encode(), "x.html")
    assert [line.cells for line in page.lines] == [
        ("Skill", "Weak", "Strong"),
        ("Depth", "", "Explains"),
        ("Taste", "", "Chooses"),
    ]


def test_the_extracted_text_has_the_lines_that_numbers_mean():
    page = read_page(HTML.encode(), "x.html")
    text = page.text().splitlines()
    assert text[5] == "- first"
    assert text[6] == "  - inner"
    assert len(text) == page.line_count


@pytest.mark.parametrize(
    "hostile",
    ["<!--" * 50_000, "<a " * 50_000, "<ul>" * 50_000, "<", "<p", "</", '<p a="', "<script>" * 9_999,
     "<tr><td>" * 20_000, "<svg>" * 20_000, '<p a="' * 50_000, "<!" * 50_000, "&#" * 50_000],
    ids=lambda text: f"{text[:8]}×{len(text)}",
)  # fmt: skip
@pytest.mark.timeout(60)  # what costs the square of its length takes minutes
def test_broken_html_is_read_and_does_not_hang(hostile):
    page = read_page(b"<html><body><p>words</p>" + hostile.encode(), "x.html")
    assert page.lines[0].text == "words"


def docx(body: str, styles: str = "") -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        document = (
            f'<?xml version="1.0"?><w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>'
        )
        archive.writestr("word/document.xml", document)
        if styles:
            archive.writestr("word/styles.xml", f'<w:styles xmlns:w="{W}">{styles}</w:styles>')
    return made.getvalue()


def paragraph(text: str, style: str = "", level: int | None = None, bold: bool = False) -> str:
    form = f'<w:pStyle w:val="{style}"/>' if style else ""
    if level is not None:
        form += f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="1"/></w:numPr>'
    run = "<w:rPr><w:b/></w:rPr>" if bold else ""
    return f"<w:p><w:pPr>{form}</w:pPr><w:r>{run}<w:t>{text}</w:t></w:r></w:p>"


def test_a_word_document_keeps_headings_lists_and_tables_in_order():
    # Style ids are local ("berschrift2"); the names in styles.xml are not.
    styles = '<w:style w:styleId="berschrift2"><w:name w:val="heading 2"/></w:style>'
    cells = "".join(f"<w:tc>{paragraph(text)}</w:tc>" for text in ("Criterion", "Note"))
    body = (
        paragraph("Questions", "berschrift2")
        + paragraph("Why us?", level=0)
        + paragraph("Why now?", level=1)
        + f"<w:tbl><w:tr>{cells}</w:tr></w:tbl>"
        + paragraph("Red flags", bold=True)
        + "<w:p><w:r><w:t>two</w:t><w:br/><w:t>lines</w:t></w:r></w:p>"
        + paragraph("2) Typed by hand?")
    )
    page = read_page(docx(body, styles), "guide.docx")
    assert [(line.shape.value, line.depth, line.text) for line in page.lines] == [
        ("heading", 2, "Questions"),
        ("bullet", 0, "Why us?"),
        ("bullet", 1, "Why now?"),
        ("row", 0, "Criterion | Note"),
        ("heading", 7, "Red flags"),
        ("text", 0, "two"),
        ("text", 0, "lines"),
        ("bullet", 0, "Typed by hand?"),
    ]


def test_a_word_document_with_entities_is_refused():
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("word/document.xml", '<!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>')
    with pytest.raises(InputError, match="declares XML entities"):
        read_page(made.getvalue(), "x.docx")


def test_a_word_document_with_entities_in_utf_16_is_refused_as_well():
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        body = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'
        archive.writestr("word/document.xml", body.encode("utf-16"))
    with pytest.raises(InputError, match="not UTF-8"):
        read_page(made.getvalue(), "x.docx")


@pytest.mark.parametrize("encoding", ["U", "UTF-7", "rot13", "utf-8\udc80"])
def test_a_word_document_in_an_encoding_that_xml_cannot_have_is_damaged(encoding):
    """Found by fuzzing: the parser raises LookupError and ValueError for these."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        body = f'<?xml version="1.0" encoding="{encoding}"?><x/>'
        archive.writestr("word/document.xml", body.encode("utf-8", "surrogateescape"))
    with pytest.raises(InputError, match="is damaged"):
        read_page(made.getvalue(), "x.docx")


def test_a_word_document_that_unpacks_to_too_much_is_refused():
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b" " * (33 * 1024 * 1024))
    with pytest.raises(InputError, match="32 MB"):
        read_page(made.getvalue(), "x.docx")


def test_a_csv_numbers_rows_as_the_file_does():
    found = lines_of('question,notes\n"two\nlines",x\n\nlast,y\n', "q.csv")
    assert [(line.number, line.cells) for line in found if line.text] == [
        (1, ("question", "notes")),
        (2, ("two lines", "x")),
        (5, ("last", "y")),
    ]


def test_semicolons_and_tabs_separate_as_well():
    assert lines_of("question;notes\na;b", "q.csv")[1].cells == ("a", "b")
    assert lines_of("question\tnotes\na\tb", "q.tsv")[1].cells == ("a", "b")


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "old Office file"),
        (b"{\\rtf1 hello}", "RTF"),
        (b"PK\x03\x04broken", "damaged archive"),
        (b"a\x00b\x00c", "not text"),
        (b"", "holds no text"),
        (b" \n\n\t", "holds no text"),
        (b"x" * (8 * 1024 * 1024 + 1), "larger than 8 MB"),
        (b"a\n" * 250_001, "more than 250000 lines"),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_reason(data, what):
    with pytest.raises(InputError, match=what) as caught:
        read_page(data, "guide.bin")
    assert "guide.bin" in str(caught.value)
    assert caught.value.remedy


def pdf(*lines: str) -> bytes:
    """A page of text as the smallest PDF that readers take."""
    shown = " T* ".join(f"({line}) Tj" for line in lines)
    return pdf_of(f"BT /F1 12 Tf 14 TL 40 700 Td {shown} ET".encode())


def test_a_pdf_is_read_by_its_lines():
    page = read_page(pdf("Round 1: Screen \\(30 min\\)", "Questions", "Why us?"), "g.pdf")
    assert (page.format, page.extracted) == ("pdf", True)
    texts = [line.text for line in page.lines if line.text]
    assert texts == ["Round 1: Screen (30 min)", "Questions", "Why us?"]


@pytest.mark.parametrize(
    ("data", "what"),
    [(b"%PDF-1.4 x", "cannot be read as a PDF"), (pdf(""), "without text")],
    ids=["broken", "scan"],
)
def test_a_pdf_without_readable_text_is_refused(data, what):
    with pytest.raises(InputError, match=what):
        read_page(data, "guide.pdf")


def test_what_the_pdf_reader_itself_trips_over_is_a_damaged_pdf():
    """pypdf raises NotImplementedError here, and by fuzzing AttributeError and AssertionError."""
    with pytest.raises(InputError, match="cannot be read as a PDF"):
        read_page(pdf_of(b"x", b"/Filter/Flatecode"), "guide.pdf")


def test_a_pdf_of_too_many_pages_is_refused():
    with pytest.raises(InputError, match="more than 500 pages"):
        read_page(pdf_of(b"BT /F1 12 Tf (Why us?) Tj ET", pages=501), "guide.pdf")


@pytest.mark.parametrize(
    ("shown", "times"),
    [(b" ", 10_000_000), (b"1 ", 500_000)],
    ids=["unpacks to much", "has many parts"],
)
def test_a_pdf_that_unpacks_to_far_more_than_it_weighs_is_refused(shown, times):
    packed = zlib.compress(shown * times)
    with pytest.raises(InputError, match="cannot be read as a PDF"):
        read_page(pdf_of(packed, b"/Filter/FlateDecode"), "guide.pdf")


def test_a_pdf_that_takes_too_long_is_given_up():
    times = iter(range(0, 1000, 10))
    drawn = b"BT /F1 12 Tf " + b"(Why us?) Tj " * 50 + b"ET"
    with pytest.raises(InputError, match="longer than 30 s"):
        pdf_lines(pdf_of(drawn), "guide.pdf", now=lambda: float(next(times)))


def test_a_pdf_with_more_words_than_a_guide_has_is_refused(monkeypatch):
    monkeypatch.setattr(page_pdf, "MAX_TEXT", 20)
    with pytest.raises(InputError, match="characters"):
        read_page(pdf("Questions that are asked", "Why us?"), "guide.pdf")


def test_a_pdf_without_the_reader_names_the_extra(monkeypatch):
    monkeypatch.setitem(sys.modules, "pypdf", None)
    with pytest.raises(InputError, match=r"mockint\[pdf\]"):
        read_page(pdf("Why us?"), "guide.pdf")


def test_the_form_is_told_by_the_content():
    assert sniff(b"%PDF-1.7") == "pdf"
    assert sniff(b"PK\x03\x04") == "docx"
    assert sniff(b"<!DOCTYPE html><p>x") == "html"
    assert sniff(b"<div><p>a</p><ul>") == "html"
    assert sniff(b"a,b\n1,2", "x.csv") == "csv"
    assert sniff(b"Use <p> for paragraphs") == "text"


def test_windows_and_utf16_text_is_read():
    assert read_page("naïve – “x”".encode("cp1252"), "p").lines[0].text == "naïve – “x”"
    assert read_page("naïve".encode("utf-16"), "p").lines[0].text == "naïve"
    assert read_page(b"\xef\xbb\xbfRole", "p").lines[0].text == "Role"


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=400), st.sampled_from(["text", "html", "csv"]))
def test_arbitrary_text_is_read_or_refused_and_numbers_rise(text, form):
    try:
        page = read_page(text.encode("utf-8", "surrogatepass"), "p", form)
    except InputError:
        return
    numbers = [line.number for line in page.lines]
    assert numbers == sorted(set(numbers))


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300))
def test_arbitrary_bytes_are_read_or_refused(data):
    for start in (b"", b"PK\x03\x04", b"<html>"):
        with contextlib.suppress(InputError):
            assert read_page(start + data, "p").line_count
