"""Strangers' files: a clear error or a right answer, whatever the bytes."""

import io
import json
import zipfile

import pytest
from word_files import package, paragraph, word_file

from mockint.errors import RolesUnknownError, TranscriptError
from mockint.importers import docx_text, encodings, rtf_text, source_file
from mockint.importers.registry import read_parts
from mockint.importers.source_file import SourceFile

TALK = "Interviewer: Why?\nCandidate: Because.\n"


def _refusal(data):
    with pytest.raises(TranscriptError) as caught:
        read_parts(data, "file", {})
    error = caught.value
    assert error.where.startswith("file")
    assert error.what
    assert error.remedy
    return str(error)


def _answer(data, **options):
    (one,) = read_parts(data, "file", options)
    return [turn.text for turn in one.candidate_turns]


@pytest.mark.parametrize(
    "data", [b"", b"\n\n", b"\xef\xbb\xbf", b"\xff\xfe", b" \t\r\n", b"\x00\x00", b"\xff\xfe\n\x00"]
)
def test_an_empty_file_is_called_empty(data):
    assert "is empty" in _refusal(data)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_words_survive_each_encoding(encoding):
    text = "Interviewer: Why “that” café?\nCandidate: Because of the naïve plan – yes…\n"
    assert _answer(text.encode(encoding)) == ["Because of the naïve plan – yes…"]


def test_utf_16_without_a_mark_and_nul_bytes_are_refused_and_not_guessed():
    assert "NUL" in _refusal(TALK.encode("utf-16-le"))
    assert "NUL" in _refusal(b"Interviewer: a\x00b\nCandidate: c\n")


def test_half_an_utf_16_file_is_refused():
    assert "UTF-16" in _refusal(TALK.encode("utf-16")[:-1])


def test_bytes_that_are_no_text_are_refused():
    assert "is not text" in _refusal(bytes(range(1, 32)) * 40)
    assert "neither UTF-8" in _refusal(b"\x81\x8d\x8f\x90\x9d")


def test_a_nul_in_a_json_string_becomes_a_mark_that_can_be_stored():
    rows = [
        {"speaker": "Interviewer", "text": "a?"},
        {"speaker": "Candidate", "text": "b\x00\ud83dc"},
    ]
    assert _answer(json.dumps(rows).encode()) == ["b\ufffd\ufffdc"]


def test_a_nul_alone_in_a_json_string_does_not_pass():
    rows = [{"speaker": "Interviewer", "text": "a?"}, {"speaker": "Candidate", "text": "b\x00"}]
    assert _answer(json.dumps(rows).encode()) == ["b\ufffd"]


def test_line_separators_within_a_line_do_not_end_it():
    data = "Interviewer: Why?\nCandidate: One\u2028Interviewer: two\u0085three\x0bfour\n".encode()
    assert _answer(data) == ["One\u2028Interviewer: two\u0085three\x0bfour"]


def test_a_line_of_ten_megabytes_is_read():
    word = "word " * 2_097_152
    (answer,) = _answer(f"Interviewer: Why?\nCandidate: {word}\n".encode())
    assert len(answer) == len(word) - 1


def test_a_file_above_the_cap_is_refused(monkeypatch):
    monkeypatch.setattr(source_file, "MAX_BYTES", 1024 * 1024)
    assert "larger than 1 MB" in _refusal(b"x" * (1024 * 1024 + 1))
    monkeypatch.setattr(encodings, "MAX_BYTES", 1024 * 1024)
    with pytest.raises(TranscriptError, match="larger than 1 MB"):
        encodings.decode(b"x" * (1024 * 1024 + 1), "file")


def test_too_many_lines_and_too_many_utterances_are_refused(monkeypatch):
    from mockint.importers import assemble

    monkeypatch.setattr(source_file, "MAX_LINES", 100)
    assert "more than 100 lines" in _refusal(b"x\n" * 101)
    monkeypatch.setattr(assemble, "MAX_UTTERANCES", 10)
    assert "more than 10 utterances" in _refusal(TALK.encode() * 6)


def test_too_many_interviews_are_refused(monkeypatch):
    from mockint.importers import assemble

    monkeypatch.setattr(assemble, "MAX_CONVERSATIONS", 2)
    chat = {"messages": [{"role": "assistant", "content": "a?"}, {"role": "user", "content": "b"}]}
    assert "more than 2 interviews" in _refusal("\n".join([json.dumps(chat)] * 3).encode())


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "old binary Office file"),
        (b"%PDF-1.7\n", "is a PDF"),
        (b"\x1f\x8b\x08\x00", "gzip"),
        (b"ID3\x04\x00", "recording"),
        (b"\x00\x00\x00\x18ftypM4A ", "recording"),
        (b"RIFF\x24\x00\x00\x00WAVE", "recording"),
        (b"\x89PNG\r\n\x1a\n", "picture"),
    ],
)
def test_what_is_no_transcript_is_named_with_what_to_do(data, what):
    assert what in _refusal(data)


def test_an_old_word_file_is_refused_with_how_to_save_it():
    message = _refusal(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600)
    assert "save it as .docx or plain text" in message


def _zip(**parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name.replace("__", "/") + ".xml", text)
    return out.getvalue()


def test_an_archive_that_is_no_word_file_is_refused():
    assert "not a Word file" in _refusal(_zip(a=TALK))
    assert "not a Word file" in _refusal(_zip(xl__workbook=TALK))


def test_a_damaged_word_file_is_refused():
    whole = word_file(TALK.replace("\n", "\n\n"))
    assert "damaged archive" in _refusal(whole[:-40])
    assert "damaged archive" in _refusal(b"PK\x03\x04" + b"\x00" * 60)
    middle = whole.replace(b"\x03\x04", b"\x03\x04", 1)
    at = len(middle) // 2
    _refusal(middle[: at - 60] + b"\xff" * 120 + middle[at + 60 :])


def test_a_zip_bomb_is_refused_before_it_is_unpacked():
    assert "far more than a transcript holds" in _refusal(package("<w:p/>" * 2_000_000))


def test_a_part_above_the_cap_is_refused(monkeypatch):
    monkeypatch.setattr(docx_text, "MAX_PART_BYTES", 1_000)
    assert "far more" in _refusal(package(paragraph("x" * 2_000)))


def test_an_archive_that_lies_about_its_sizes_yields_no_more_than_it_declares():
    whole = bytearray(package(paragraph("y" * 70_000)))
    with zipfile.ZipFile(io.BytesIO(bytes(whole))) as archive:
        size = archive.getinfo("word/document.xml").file_size
    lied = bytes(whole).replace(size.to_bytes(4, "little"), (500).to_bytes(4, "little"))
    assert lied != bytes(whole)
    assert "damaged archive" in _refusal(lied) or "broken XML" in _refusal(lied)


def test_a_word_file_with_broken_compression_is_refused():
    whole = package(paragraph(TALK))
    at = whole.index(b"word/document.xml") + len(b"word/document.xml")
    assert "damaged archive" in _refusal(whole[:at] + b"\xff" * 8 + whole[at + 8 :])


def test_pages_and_rich_text_above_their_caps_are_refused(monkeypatch):
    monkeypatch.setattr(source_file, "MAX_HTML", 1024 * 1024)
    monkeypatch.setattr(rtf_text, "MAX_RTF_BYTES", 1024 * 1024)
    more = b"Interviewer: a? " * 70_000
    assert "larger than 1 MB for a web page" in _refusal(b"<html><p>" + more)
    assert "larger than 1 MB for Rich Text" in _refusal(b"{\\rtf1 " + more)


def test_rich_text_reaches_its_parser_in_short_lines():
    links = "{\\rtf1{\\fonttbl" + "\\f1\\fcharset0 " * 500 + "}" + '{\\field{HYPERLINK "' * 500
    assert max(len(line) for line in rtf_text._harmless(links).split("\n")) < 80


def test_entities_in_a_word_file_are_refused():
    body = '<!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><d>&b;</d>'
    assert "declares XML entities" in _refusal(_zip(word__document=body))


def test_a_word_file_nested_too_deep_is_refused(monkeypatch):
    monkeypatch.setattr(docx_text, "MAX_RATIO", 100_000)
    assert "nests deeper" in _refusal(package("<w:p>" * 600 + "</w:p>" * 600))


@pytest.mark.parametrize("text", ["[" * 100_000, '{"a":' * 100_000, "[{" + '"a":[{' * 50_000])
def test_json_nested_too_deep_is_refused(text):
    assert "nests too deep" in _refusal(text.encode())


def test_json_that_was_cut_off_names_its_line():
    whole = json.dumps({"messages": [{"role": "user", "content": "x"}]}, indent=1)
    message = _refusal(whole[:-10].encode())
    assert message.startswith("file:")
    assert "broken JSON" in message


def test_a_number_of_ten_thousand_digits_is_refused():
    assert "broken JSON" in _refusal(b'{"a": ' + b"1" * 10_000 + b"}")


def test_a_broken_line_of_json_lines_is_named():
    line = json.dumps({"speaker": "Interviewer", "text": "a?"})
    assert _refusal(f"{line}\n{line}\n{{broken\n".encode()).startswith("file:3: ")


def test_unknown_json_names_the_keys_that_it_has():
    message = _refusal(b'{"alpha": 1, "beta": [1, 2]}')
    assert "'alpha', 'beta'" in message
    assert "a list of 2 with the keys 'x'" in _refusal(b'[{"x": 1}, {"x": 2}]')
    assert "an empty object" in _refusal(b"{}")


def test_a_cycle_in_a_chat_ends_the_walk():
    node = {"message": {"author": {"role": "assistant"}, "content": {"parts": ["a?"]}}}
    mapping = {
        "a": {**node, "parent": "b"},
        "b": {"message": {"author": {"role": "user"}, "content": {"parts": ["b"]}}, "parent": "a"},
    }
    with pytest.raises(RolesUnknownError):
        read_parts(
            json.dumps([{"mapping": mapping, "current_node": "a"}]).encode(),
            "file",
            {"candidate": "x"},
        )
    (one,) = read_parts(
        json.dumps([{"mapping": mapping, "current_node": "b"}]).encode(), "file", {}
    )
    assert [turn.text for turn in one.turns] == ["a?", "b"]


def test_markup_that_never_closes_is_text():
    data = b"<html><p>Interviewer: Why?<p>Candidate: a < b <!-- and <script and <a href='"
    assert _answer(data)[0].startswith("a < b")


def test_scripts_styles_and_comments_of_a_page_are_not_read():
    data = (
        b"<html><script>Interviewer: x</script><!-- Candidate: y --><style>Q: z</style>"
        b"<p>Interviewer: Why?<p>Candidate: So."
    )
    (one,) = read_parts(data, "file", {})
    assert [turn.text for turn in one.turns] == ["Why?", "So."]


@pytest.mark.parametrize(
    "data",
    [
        b"{\\rtf1 {{{{",
        b"{\\rtf1 }}}}",
        b"{\\rtf1 \\u\\u99999999 \\'zz \\bin999999 x",
        b"{\\rtf1{\\fonttbl",
    ],
)
def test_broken_rich_text_is_refused(data):
    _refusal(data)


def test_the_kind_is_told_once(monkeypatch):
    calls = []
    monkeypatch.setattr(
        source_file, "decode", lambda data, source: calls.append(1) or data.decode()
    )
    file = SourceFile(TALK.encode(), "file")
    assert (file.kind, file.head, file.text, file.json) == ("text", TALK, TALK, None)
    assert calls == [1]
