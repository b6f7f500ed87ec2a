"""Server-sent events and JSON out of bytes that nobody vouches for."""

from __future__ import annotations

import json
from contextlib import suppress
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mockint.errors import (
    BrokenReplyError,
    BrokenStreamError,
    NotJsonError,
    ReplyTooLargeError,
    WrongShapeError,
)
from mockint.models.body import BodyReader, Caps
from mockint.models.sse import BodyKind, EventReader, glimpse, kind_of, read_json

LINE_ENDS = st.sampled_from(["\n", "\r\n", "\r"])
DATA = st.text(st.characters(codec="utf-8", exclude_characters="\r\n"), min_size=1).map(
    lambda text: "x" + text
)


def chopped(data: bytes, cuts: list[int]) -> list[bytes]:
    """`data` in pieces, cut at these places."""
    places = sorted({cut % (len(data) + 1) for cut in cuts} | {0, len(data)})
    return [data[a:b] for a, b in pairwise(places)]


def feed(reader, pieces):
    """Feed all of `pieces`."""
    for piece in pieces:
        reader.feed(piece)


def read_all(pieces: list[bytes], most: int = 10_000) -> list[str]:
    """The data of all events in `pieces`."""
    reader = EventReader(most=most)
    events = [event for piece in pieces for event in reader.feed(piece)]
    return [event.data for event in (*events, *reader.finish())]


@given(st.lists(DATA, max_size=6), LINE_ENDS, st.lists(st.integers(0, 10_000), max_size=12))
@example(["a", "b"], "\r\n", list(range(40)))
def test_events_do_not_depend_on_where_the_bytes_are_cut(texts, end, cuts):
    data = "".join(f": comment{end}data: {text}{end}{end}" for text in texts).encode()
    assert read_all(chopped(data, cuts)) == texts


@given(st.lists(st.binary(max_size=60), max_size=8))
def test_no_bytes_make_the_reader_raise_anything_but_a_broken_reply(pieces):
    reader = BodyReader(Caps(reply=100, event=100, body=100, wire=300))
    with suppress(BrokenReplyError):
        feed(reader, pieces)
        reader.finish()


@given(st.text(max_size=80))
def test_no_text_makes_json_reading_raise_anything_but_a_broken_reply(text):
    with suppress(BrokenReplyError):
        read_json(text)


def test_an_event_may_have_several_data_lines():
    assert read_all([b"data: a\ndata: b\n\n"]) == ["a\nb"]


def test_an_event_without_an_empty_line_comes_out_at_the_end():
    assert read_all([b"data: a\n\ndata: b"]) == ["a", "b"]


def test_comments_names_and_ids_are_no_events():
    assert read_all([b": hi\n\nevent: x\nid: 3\nretry: 5\n\n"]) == []


def test_the_name_of_an_event_is_kept_and_then_forgotten():
    events = EventReader(most=100).feed(b"event: error\ndata: a\n\ndata: b\n\n")
    assert [event.name for event in events] == ["error", ""]


def test_a_byte_order_mark_is_skipped_once():
    assert read_all([b"\xef\xbb", b"\xbfdata: a\n\n"]) == ["a"]


def test_a_line_that_never_ends_is_refused_at_the_cap():
    reader = EventReader(most=100)
    with pytest.raises(ReplyTooLargeError):
        feed(reader, [b"data: aaaaa"] * 11)


def test_many_lines_of_one_event_count_together():
    reader = EventReader(most=100)
    with pytest.raises(ReplyTooLargeError):
        feed(reader, [b"data: aaaaa\n"] * 30)


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"", None),
        (b"  \n", None),
        (b"da", None),
        (b"data: x", BodyKind.EVENTS),
        (b": hi", BodyKind.EVENTS),
        (b"event", BodyKind.EVENTS),
        (b"\xef\xbb\xbf {", BodyKind.JSON),
        (b"[1]", BodyKind.JSON),
        (b"<html>", BodyKind.OTHER),
        (b"date", BodyKind.OTHER),
    ],
)
def test_a_body_is_told_by_its_first_bytes(head, kind):
    assert kind_of(head) is kind


def test_numbers_that_are_none_become_nothing():
    assert read_json('{"a": NaN, "b": [-Infinity, 1]}') == {"a": None, "b": [None, 1]}


def test_an_object_with_the_same_key_twice_is_refused():
    with pytest.raises(WrongShapeError, match="same key twice"):
        read_json('{"level": 1, "level": 4}')


def test_half_a_value_at_the_end_of_a_stream_is_a_cut_and_elsewhere_garbage():
    with pytest.raises(BrokenStreamError):
        read_json('{"a": "b', cut=True)
    with pytest.raises(NotJsonError):
        read_json('{"a": "b')


def test_a_glimpse_of_foreign_text_is_one_short_printable_line():
    shown = glimpse("a\x1b[31m\n\u202eb" + "c" * 500)
    assert shown.isprintable()
    assert len(shown) < 100


def test_all_that_comes_counts_against_the_wire_cap():
    reader = BodyReader(Caps(wire=1_000))
    with pytest.raises(ReplyTooLargeError):
        feed(reader, [b": " + b"x" * 50 + b"\n\n"] * 30)


def test_a_json_body_is_read_when_it_is_whole():
    reader = BodyReader(Caps())
    data = json.dumps({"a": "ü"}, ensure_ascii=False).encode()
    assert reader.feed(data[:9]) == reader.feed(data[9:]) == []
    (item,) = reader.finish()
    assert item.whole
    assert item.value == {"a": "ü"}


def test_an_empty_body_is_nothing_said():
    with pytest.raises(BrokenStreamError, match="nothing"):
        BodyReader(Caps()).finish()


def test_a_json_body_is_refused_at_its_cap():
    reader = BodyReader(Caps(body=100))
    with pytest.raises(ReplyTooLargeError):
        feed(reader, [b'{"a": "' + b"x" * 50] * 3)


def test_json_nested_without_end_is_refused():
    with pytest.raises(NotJsonError, match="deep"):
        read_json("[" * 100_000)


def test_what_follows_the_end_mark_in_the_same_piece_is_not_even_decoded():
    assert read_all([b"data: a\n\ndata: [DONE]\n\ndata: \xff{]\n\n"]) == ["a", "[DONE]"]
