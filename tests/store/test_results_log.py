"""The journal of a bulk run: every row once, found again, whatever cut the writing off."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockint.errors import JournalDamagedError, NotFoundError, SessionBusyError, StoreError
from mockint.store.results import JOURNAL, Entry, ResultLog, State


def entry(key, part=0, parts=1, state=State.GRADED, row="{}", **more):
    return Entry(key, part, parts, state, f"{key}.txt", row, **more)


def states(log):
    return {key: place.state.value for key, place in log.keyed_places()}


def test_rows_are_found_again_by_key_and_part(tmp_path):
    with ResultLog.open(tmp_path / "out") as log:
        log.add(entry("a", 0, 2, row='{"x": 1}'))
        log.add(entry("a", 1, 2, row='{"x": 2}', turns='[["candidate", null, "Hm."]]'))
        assert log.known("a").whole
    with ResultLog.open(tmp_path / "out") as log:
        known = log.known("a")
        assert known.whole
        assert [json.loads(log.row(known.places[part]))["x"] for part in (0, 1)] == [1, 2]
        assert log.turns(known.places[1]) == [("candidate", None, "Hm.")]
        assert log.known("b") is None


def test_an_input_is_whole_when_all_its_interviews_have_rows(tmp_path):
    with ResultLog.open(tmp_path) as log:
        log.add(entry("a", 1, 3))
        assert not log.known("a").whole
        log.add(entry("a", 0, 3))
        log.add(entry("a", 2, 3))
        assert log.known("a").whole


def test_a_later_row_takes_the_place_of_an_earlier_one(tmp_path):
    with ResultLog.open(tmp_path) as log:
        log.add(entry("a", state=State.FAILED))
        log.add(entry("a"))
    with ResultLog.read(tmp_path / JOURNAL) as log:
        assert states(log) == {"a": "graded"}
        assert len(log) == 1


def test_rubrics_are_kept_once_each(tmp_path):
    for _ in range(2):
        with ResultLog.open(tmp_path) as log:
            log.add_rubric("d1", {"id": "x"})
    assert (tmp_path / JOURNAL).read_bytes().count(b'"rubric"') == 2  # the kind, and the value
    with ResultLog.read(tmp_path / JOURNAL) as log:
        assert log.rubrics == {"d1": {"id": "x"}}


@given(st.integers(min_value=0), st.sampled_from(["cut", "zeros", "noise"]))
def test_wherever_it_was_cut_off_the_rows_before_stand_and_the_rest_is_set_aside(
    tmp_path_factory, seed, how
):
    folder = tmp_path_factory.mktemp("log")
    with ResultLog.open(folder) as log:
        ends = [log.add(entry(f"k{n}", row=json.dumps({"n": n}))).end for n in range(4)]
    path = folder / JOURNAL
    whole = path.read_bytes()
    start = whole.index(b"\n") + 1  # after the header
    at = start + seed % (len(whole) - start + 1)
    tail = {"cut": b"", "zeros": bytes(40), "noise": b'1234abcd {"n":9,"kind":"resu\nlt'}[how]
    path.write_bytes(whole[:at] + tail)
    expected = {f"k{n}" for n, end in enumerate(ends) if end - 1 <= at}
    with ResultLog.open(folder) as log:
        assert set(states(log)) == expected
        log.add(entry("new"))
    good = max([start, *[min(end, at) for end in ends if end - 1 <= at]])
    assert path.read_bytes().startswith(whole[:good])
    assert path.read_bytes()[good:].count(b"\n") == 1 + (whole[good - 1 : good] != b"\n")
    with ResultLog.open(folder) as log:
        assert set(states(log)) == {*expected, "new"}
        assert log.torn == 0
    torn = whole[good:at] + tail
    beside = folder / (JOURNAL + ".corrupt")
    assert (torn in beside.read_bytes()) if torn else not beside.exists()


def test_damage_in_the_middle_costs_that_row_only(tmp_path):
    with ResultLog.open(tmp_path) as log:
        places = [log.add(entry(f"k{n}", row=json.dumps({"n": n}))) for n in range(3)]
    path = tmp_path / JOURNAL
    data = bytearray(path.read_bytes())
    data[places[1].offset] ^= 1
    path.write_bytes(data)
    with ResultLog.open(tmp_path) as log:
        assert set(states(log)) == {"k0", "k2"}


def test_a_hurt_line_end_costs_no_row(tmp_path):
    with ResultLog.open(tmp_path) as log:
        places = [log.add(entry(f"k{n}", row=json.dumps({"n": n}))) for n in range(3)]
    path = tmp_path / JOURNAL
    whole = path.read_bytes()
    for place in places:
        data = bytearray(whole)
        data[place.end - 1] = 0
        path.write_bytes(data)
        for _ in range(2):  # opened for writing twice: what was mended reads the same
            with ResultLog.open(tmp_path) as log:
                held = {key: json.loads(log.row(one)) for key, one in log.keyed_places()}
            assert held == {f"k{n}": {"n": n} for n in range(3)}


def test_one_process_writes_at_a_time_and_the_other_is_told_who(tmp_path):
    with ResultLog.open(tmp_path), pytest.raises(SessionBusyError, match="another run writes"):
        ResultLog.open(tmp_path)
    with ResultLog.open(tmp_path):
        pass


def test_reading_needs_no_lock_and_makes_no_file(tmp_path):
    with pytest.raises(NotFoundError):
        ResultLog.read(tmp_path / JOURNAL)
    assert list(tmp_path.iterdir()) == []
    with ResultLog.open(tmp_path) as log:
        log.add(entry("a"))
        with ResultLog.read(tmp_path / JOURNAL) as other:
            assert states(other) == {"a": "graded"}


def test_a_journal_of_something_else_is_left_alone(tmp_path):
    from mockint.store.scan import encode

    data = encode(0, {"schema": "mockint/session@1"})
    (tmp_path / JOURNAL).write_bytes(data)
    with pytest.raises(JournalDamagedError):
        ResultLog.open(tmp_path)
    assert (tmp_path / JOURNAL).read_bytes() == data


def test_a_row_that_no_line_holds_is_refused_and_the_journal_stays_sound(tmp_path):
    with ResultLog.open(tmp_path) as log:
        with pytest.raises(StoreError, match="MB"):
            log.add(entry("big", row='"' + "x" * 10_500_000 + '"'))
        log.add(entry("a"))
    with ResultLog.read(tmp_path / JOURNAL) as log:
        assert states(log) == {"a": "graded"}


def test_the_index_holds_places_and_no_rows(tmp_path):
    import gc

    marker = "z" * 997
    with ResultLog.open(tmp_path) as log:
        for number in range(200):
            log.add(entry(f"k{number}", row=json.dumps({"x": marker, "n": number})))
        gc.collect()
        held = [one for one in gc.get_objects() if isinstance(one, (dict, list, tuple))]
        texts = [t for one in held for t in (one.values() if isinstance(one, dict) else one)
                 if isinstance(t, (str, bytes)) and len(t) > 900 and "zzzz" in str(t)]  # fmt: skip
        assert len(texts) < 10


def test_rows_are_private(tmp_path):
    with ResultLog.open(tmp_path / "out") as log:
        log.add(entry("a"))
    assert (tmp_path / "out" / JOURNAL).stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "out").stat().st_mode & 0o777 == 0o700
