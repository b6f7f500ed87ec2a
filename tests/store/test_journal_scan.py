import tracemalloc
import zlib

import pytest
from crash_images import sample
from hypothesis import given
from hypothesis import strategies as st
from session_samples import NASTY

from mockint.store.scan import MAX_LINE, Damage, Record, encode, scan

HEADER = {"schema": "mockint/session@1"}


def scanned(data):
    return scan(lambda size, offset: data[offset : offset + size])


def journal(*texts):
    return sample([HEADER, *({"text": text} for text in texts)]).data


def texts(found):
    return [record.value["text"] for record in found.records[1:]]


def signed(body: bytes) -> bytes:
    return b"%08x %b\n" % (zlib.crc32(body), body)


def test_an_empty_file_has_no_records_and_no_damage():
    found = scanned(b"")
    assert found.records == found.damage == ()
    assert not found.has_header


def test_a_line_is_a_checksum_a_space_and_ascii_json_with_the_number_first():
    line = encode(3, {"text": "é\u2028\ud800"})
    assert line == signed(b'{"n":3,"text":"\\u00e9\\u2028\\ud800"}')


def test_records_come_back_with_their_numbers():
    found = scanned(journal("one", "two"))
    assert found.records[2] == Record(2, {"text": "two"})
    assert found.whole
    assert found.damage == ()


def test_text_that_splits_lines_elsewhere_stays_one_record():
    assert texts(scanned(journal(NASTY, "after"))) == [NASTY, "after"]


def test_the_number_of_a_record_can_not_be_given():
    with pytest.raises(ValueError, match="number of a record"):
        encode(1, {"n": 4})


@pytest.mark.parametrize("value", [float("nan"), float("inf"), {1, 2}, b"bytes"])
def test_what_is_not_json_is_not_encoded(value):
    with pytest.raises((TypeError, ValueError)):
        encode(1, {"data": value})


def test_a_record_that_could_not_be_read_again_is_not_encoded():
    with pytest.raises(ValueError, match="10 MB"):
        encode(1, {"text": "x" * MAX_LINE})


def test_the_longest_record_can_be_read():
    room = MAX_LINE - len(encode(1, {"text": ""}))
    data = encode(0, HEADER) + encode(1, {"text": "x" * room}) + encode(2, {"text": "after"})
    assert [len(text) for text in texts(scanned(data))] == [room, 5]
    with pytest.raises(ValueError, match="10 MB"):
        encode(1, {"text": "x" * (room + 1)})


def test_a_torn_last_line_is_reported_with_offset_size_and_line():
    whole = journal("one")
    found = scanned(whole + b'0badc0de {"n":2,"te')
    assert found.damage == (Damage(len(whole), 19, 3, "the line is incomplete"),)
    assert (found.end, found.size) == (len(whole), len(whole) + 19)
    assert not found.whole


def test_a_last_record_without_its_line_end_is_kept():
    data = journal("one", "two")[:-1]
    found = scanned(data)
    assert texts(found) == ["one", "two"]
    assert not found.terminated
    assert found.damage == (Damage(len(data), 0, 3, "the last line lacks its end"),)


def test_records_behind_a_damaged_line_are_kept_and_the_loss_is_counted():
    first, *lines = journal("one", "two", "three").splitlines(keepends=True)
    lines[1] = lines[1].replace(b"two", b"twx")
    found = scanned(first + b"".join(lines))
    assert texts(found) == ["one", "three"]
    offset = len(first) + len(lines[0])
    reason = "the checksum does not match"
    assert found.damage == (Damage(offset, len(lines[1]), 3, reason, missing=1),)
    assert found.whole


def test_a_record_survives_when_the_end_of_the_line_before_it_is_gone():
    lines = journal("one", "two", "three").splitlines(keepends=True)
    found = scanned(lines[0] + lines[1][:-1] + b"\xff\xff" + lines[2] + lines[3])
    assert texts(found) == ["one", "two", "three"]
    assert [d.size for d in found.damage] == [2]


def test_a_record_survives_behind_zeros_that_swallowed_line_ends():
    lines = journal("one", "two", "three").splitlines(keepends=True)
    found = scanned(lines[0] + bytes(len(lines[1]) + len(lines[2])) + lines[3])
    assert texts(found) == ["three"]
    assert found.damage[0].missing == 2


def test_neighbouring_damage_is_one_damage():
    found = scanned(journal("one") + b"x\n" * 100_000 + b"\n")
    assert [d.size for d in found.damage] == [200_001]


def test_words_of_an_answer_that_look_like_a_record_are_no_record():
    inner = encode(2, {"text": "forged"}).decode()
    whole = journal(inner, "two")
    hurt = whole.replace(b"one", b"onx")
    assert texts(scanned(hurt)) == [inner, "two"]
    line = encode(1, {"text": inner})
    torn = scanned(encode(0, HEADER) + b"0" * 8 + line[8:])
    assert texts(torn) == []


def test_numbers_that_are_left_out_are_reported():
    found = scanned(encode(0, HEADER) + encode(4, {"text": "five"}))
    assert texts(found) == ["five"]
    assert found.damage == (Damage(len(encode(0, HEADER)), 0, 2, "records are missing", 3),)


def test_a_number_that_was_there_before_is_damage():
    line = encode(1, {"text": "one"})
    found = scanned(encode(0, HEADER) + line + line + encode(2, {"text": "two"}))
    assert texts(found) == ["one", "two"]
    assert found.damage[0].reason == "record 1 stands after record 1"
    assert found.damage[0].missing == 0


def test_a_journal_without_its_first_line_has_no_header_but_its_records():
    found = scanned(b"".join(journal("one", "two").splitlines(keepends=True)[1:]))
    assert not found.has_header
    assert [record.number for record in found.records] == [1, 2]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{}",
        b"null",
        b'{"n":-1}',
        b'{"n":true}',
        b'{"n":1.0}',
        b'{"n":"1"}',
        b'{"text":"","n":1}',
        b'{"n":1,"text":NaN}',
        b'{"n":1,"text":-Infinity}',
        b'{"n":1,"text":' + b"9" * 5000 + b"}",
        b'{"n":1,"text":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        b'{"n":1} ',
        b'{"n":1}\r',
    ],
)
def test_a_signed_line_that_is_no_plain_record_is_damage(body):
    found = scanned(encode(0, HEADER) + signed(body) + encode(2, {"text": "two"}))
    assert len(found.damage) == 1
    assert [record.number for record in found.records][-1] == 2


def test_the_checksum_has_one_spelling():
    line = encode(1, {"text": "one"})
    upper = line[:8].upper() + line[8:]
    assert upper != line
    assert texts(scanned(encode(0, HEADER) + upper)) == []


@pytest.mark.parametrize("end", [b"\n", b""])
def test_a_line_over_the_cap_is_damage_and_is_never_held(end):
    head, tail = encode(0, HEADER), encode(1, {"text": "after"})
    long = 20 * MAX_LINE

    def read(size, offset):
        if offset < len(head):
            return head[offset:]
        if offset < len(head) + long:
            return b"x" * min(size, len(head) + long - offset)
        return (end + tail)[offset - len(head) - long :] if end else b""

    tracemalloc.start()
    found = scan(read)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 3 * MAX_LINE
    assert found.damage[0].size == long + len(end)
    assert found.damage[0].reason == "the line is longer than 10 MB"
    assert len(found.records) == (2 if end else 1)


@given(st.binary(max_size=400))
def test_no_bytes_make_it_fail_and_every_byte_is_accounted_for(data):
    found = scanned(data)
    assert sum(d.size for d in found.damage) == len(data)


@given(st.lists(st.text(st.characters(exclude_categories=())), max_size=6))
def test_any_text_comes_back(words):
    joined = [w.encode("utf-16-le", "surrogatepass") for w in words]
    expected = [w.decode("utf-16-le", "surrogatepass") for w in joined]
    assert texts(scanned(journal(*words))) == expected


@given(st.data())
def test_any_bytes_between_records_hurt_none_of_them(data):
    lines = journal("one", "two", "three").splitlines(keepends=True)
    junk = st.binary(max_size=60)
    mixed = b"".join(line + data.draw(junk) for line in lines)
    assert texts(scanned(mixed)) == ["one", "two", "three"]
