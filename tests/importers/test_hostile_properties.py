"""Any bytes give transcripts or a TranscriptError, and cost what their length allows.

Cost is counted in calls that the interpreter makes, so that a busy machine changes
nothing; patterns are kept linear by reading only the beginnings of lines.
"""

import json
import sys

import pytest
from fixture_files import data_of, expected_of, names
from hypothesis import given, settings
from hypothesis import strategies as st
from word_files import package, paragraph

from mockint.domain.transcript import Transcript
from mockint.errors import TranscriptError
from mockint.importers.html_text import html_text
from mockint.importers.registry import importers, read_parts
from mockint.importers.source_file import SourceFile
from mockint.importers.survey import survey

FIXTURES = {name: (data_of(name), expected_of(name).options) for name in names()}
_SEEDS = (
    *(b"Interviewer: ", b"\nCandidate: ", b"**Q:** ", b"A:", b"\n\n", b"# Interview 1\n"),
    *(b"WEBVTT\n\n", b"00:01.000 --> 00:02.000\n", b"<v Dora>", b"&lt;"),
    *(b"1\n00:00:01,000 --> 00:00:02,000\n", b"0:00:01.000,0:00:02.000\n", b"[00:12.34]"),
    *(b"{", b'{"', b"[", b'"speaker": "A", "text": "b"', b"}", b"]", b",", b'"', b"|", b"\t"),
    *(b"Dora Demski  0:21\n", b"<html>", b"<p>", b"<!--", b"{\\rtf1 ", b"\\par ", b"\\'e9"),
    *(b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"PK\x03\x04", b"speaker,text\n", b"?", b"\r\n"),
    *(b'Feedback: {"a": 1}', b"**Final Score:** 72%", "：".encode(), "\u2028".encode()),
)


def _outcome(data, options=None):
    try:
        parts = read_parts(data, "file", options or {})
    except TranscriptError as error:
        parts = [error]
    assert parts
    for one in parts:
        if isinstance(one, TranscriptError):
            assert one.where.startswith("file")
            assert one.what
        else:
            assert isinstance(one, Transcript)
    return parts


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=2_000))
def test_arbitrary_bytes_never_raise_anything_else(data):
    _outcome(data)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(_SEEDS), max_size=40).map(b"".join))
def test_pieces_of_all_formats_in_any_order_never_raise_anything_else(data):
    _outcome(data)
    _outcome(data, {"candidate": "Dora"})


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(sorted(FIXTURES)),
    st.lists(
        st.tuples(
            st.floats(0, 1), st.integers(0, 60), st.binary(max_size=12) | st.sampled_from(_SEEDS)
        ),
        min_size=1,
        max_size=6,
    ),
)
def test_a_mutated_fixture_never_raises_anything_else(name, edits):
    data, options = FIXTURES[name]
    for share, length, new in edits:
        at = int(share * len(data))
        data = data[:at] + new + data[at + length :]
    _outcome(data, options)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(sorted(FIXTURES)), st.floats(0, 1))
def test_a_fixture_cut_anywhere_never_raises_anything_else(name, share):
    data, options = FIXTURES[name]
    _outcome(data[: int(share * len(data))], options)


_KEYS = """
    messages role content mapping current_node parent message author parts results channels
    alternatives words word speaker text utterances segments start end monologues elements
    value speakers id recognizedPhrases nBest offset offsetInTicks sentences speaker_name data
    transcript transcripts items speaker_labels audio_segments transcription offsets from to
    dialogue turns question answer speakerTag startTime seconds nanos combinedPhrases phrases
    paragraphs channel_labels metadata title
""".split()
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(_KEYS), inner, max_size=4)
    ),
    max_leaves=25,
)


@settings(max_examples=500, deadline=None)
@given(_JSON)
def test_json_of_any_shape_under_known_keys_never_raises_anything_else(value):
    data = json.dumps(value).encode()
    _outcome(data)
    file = SourceFile(data, "file")
    try:
        kind = file.kind
    except TranscriptError:
        return
    if kind == "json":
        for one in importers():
            try:
                if one.sniff(file) > 0:
                    one.read(file, {})
            except TranscriptError:
                pass


class _Work:
    """Counts calls (built-in functions included) and lines of the importers that run."""

    def __init__(self):
        self.done = 0

    def called(self, frame, event, argument):
        self.done += 1

    def traced(self, frame, event, argument):
        if "importers" not in frame.f_code.co_filename:
            return None
        self.done += 1
        return self.traced


def _work(act):
    """How much `act` does."""
    importers()
    survey.cache_clear()
    work = _Work()
    sys.setprofile(work.called)
    sys.settrace(work.traced)
    try:
        act()
    finally:
        sys.settrace(None)
        sys.setprofile(None)
    return work.done


def _calls(data):
    return _work(lambda: _outcome(data))


def _filled(piece, length, before=b""):
    return before + (piece * (length // len(piece) + 1))[:length]


_CUE = b"00:00:00.000 --> 00:00:01.000\n"
HOSTILE = {
    "labels": (b"Interviewer: a?\nCandidate: b\n", b""),
    "colons": (b"a: b: c:\n", b""),
    "open objects": (b"Feedback: {", b"Interviewer: a?\nCandidate: "),
    "open objects by line": (b"Feedback: {\n", b"Interviewer: a?\nCandidate: b\n"),
    "closed objects by line": (b"Feedback: {}\n", b"Interviewer: a?\nCandidate: b\n"),
    "open objects in mid-line": (b"Well. Feedback: {1,\n", b"Interviewer: a?\nCandidate: "),
    "one long object": (b'"a": {},\n', b"Interviewer: a?\nCandidate: b\nFeedback: {"),
    "verdict headings": (b"# Evaluation\n", b"Interviewer: a?\nCandidate: b\n"),
    "cues": (_CUE + b"Dora Demski: a\n\n", b"WEBVTT\n\n"),
    "arrows": (b"-->\n", b"WEBVTT\n\n"),
    "voices": (b"<v a>b", b"WEBVTT\n\n" + _CUE),
    "open voices": (b"<v ", b"WEBVTT\n\n" + _CUE),
    "digits in srt": (b"1", b"1\n00:00:00,000 --> 00:00:01,000\n"),
    "numbers in srt": (b"1\n", b"1\n00:00:00,000 --> 00:00:01,000\na\n"),
    "heads": (b"Jane Doe  0:21\nx\n\nBob Roe  0:22\ny?\n\n", b""),
    "bare heads": (b"Jane Doe\nx\n\nBob Roe\ny?\n\n", b""),
    "interviews": (b"# Interview 1\nInterviewer: a\nCandidate: b\n", b""),
    "packed cell": (b"|x", b"id,t\n1,Interviewer: a|Candidate: b"),
    "inline times": (b"[00:00:05] ", b"[00:00:05] Jane: a?\n[00:00:06] Bob: b\n"),
    "chat": (b"x\n", b"00:11:09\tDora:\thello\n"),
    "meet": (b"00:00:00\nJane Roe: a\nTranscript\n", b""),
    "open tags": (b"<a ", b"<html>"),
    "open comments": (b"<!--", b"<html>"),
    "open declarations": (b"<![", b"<html>"),
    "less than": (b"<", b"<html>"),
    "scripts": (b"<script>", b"<html>"),
    "deep tags": (b"<div><b>", b"<html>"),
    "rows": (b"<tr><td>a<td>b", b"<html><table>"),
    "braces in rtf": (b"{", b"{\\rtf1 "),
    "fonts in rtf": (b"\\f1\\fcharset0 ", b"{\\rtf1{\\fonttbl"),
    "links in rtf": (b'{\\field{\\*\\fldinst{HYPERLINK "', b"{\\rtf1 "),
    "json lines": (b'{"speaker": "Interviewer", "text": "a"}\n', b""),
}


@pytest.mark.parametrize("shape", HOSTILE)
def test_four_times_the_bytes_cost_at_most_five_times_the_work(shape):
    piece, before = HOSTILE[shape]
    small, large = (_calls(_filled(piece, size, before)) for size in (6_000, 24_000))
    assert large <= 5 * small + 2_000


@pytest.mark.parametrize("shape", HOSTILE)
def test_work_is_bounded_by_the_length_of_a_file(shape):
    piece, before = HOSTILE[shape]
    data = _filled(piece, 20_000, before)
    assert _calls(data) <= 200 * len(data)


def test_sniffing_reads_a_bounded_head_whatever_the_length():
    def sniffed(length):
        file = SourceFile(_filled(b"Jane Doe: a? and more of it\n", length), "file")
        assert file.kind == "text"
        return _work(lambda: [one.sniff(file) for one in importers()])

    sniffed(40_000)  # patterns are compiled and importers loaded by the first look
    assert sniffed(1_000_000) <= sniffed(40_000) + 50


def test_a_word_file_costs_what_its_words_cost(monkeypatch):
    from mockint.importers import docx_text

    monkeypatch.setattr(docx_text, "MAX_RATIO", 100_000)
    talk = paragraph("Interviewer: a?") + paragraph("Candidate: b")
    small, large = (_calls(package(talk * size)) for size in (100, 400))
    assert large <= 5 * small + 2_000


def test_markup_that_never_closes_is_searched_for_its_end_once():
    searched = 0

    def count(frame, event, argument):
        nonlocal searched
        searched += event == "c_call" and argument.__name__ == "find"

    sys.setprofile(count)
    try:
        html_text("<!-- <script> " * 500)
    finally:
        sys.setprofile(None)
    assert searched < 20
