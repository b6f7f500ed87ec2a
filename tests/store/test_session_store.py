import errno
import os
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest
from fake_disks import CHANGING, FailingDisk
from hypothesis import given
from hypothesis import strategies as st
from session_samples import NASTY, PLAN, answer, ask, close, end, graded, header

from mockint.domain.session import Event, EventKind
from mockint.errors import (
    DiskError,
    JournalDamagedError,
    MockintError,
    NotFoundError,
    SessionBusyError,
    StoreError,
)
from mockint.ports import EventLog
from mockint.store.disk import SYSTEM_DISK
from mockint.store.ids import is_name, make_id, moment_in
from mockint.store.scan import encode
from mockint.store.sessions import SessionState, SessionStore

ALL_BUT_REMOVE = tuple(call for call in CHANGING if call != "remove")


def made(store, *events, **changes):
    """The id of a new session with `events`."""
    with store.create(header(**changes)) as log:
        for event in events:
            log.append(event)
        return log.session_id


def journal(store, session_id):
    return store.directory / f"{session_id}.journal"


def spoil(path, old, new):
    data = path.read_bytes()
    assert old in data
    path.write_bytes(data.replace(old, new))


# -- create, append, open ---------------------------------------------------------


def test_a_session_read_back_is_the_session_that_was_written(store):
    events = (ask(), answer(NASTY), end(), graded())
    session_id = made(store, *events)
    stored = store.read(session_id)
    assert stored.events == events
    assert stored.header.plan == PLAN
    assert stored.header.rubric == header().rubric
    assert stored.damage == stored.foreign == ()
    assert stored.set_aside is None


def test_an_event_is_in_the_file_when_append_returns(store):
    with store.create(header()) as log:
        log.append(answer("one"))
        assert store.read(log.session_id).events == (answer("one"),)


def test_a_log_is_an_event_log_whose_events_are_what_a_reader_gets(store):
    with store.create(header()) as log:
        port: EventLog = log
        port.append(Event(EventKind.NOTE, 0, "\ud83d\ude00", data={"pair": (1, 2)}))
        assert port.events == (Event(EventKind.NOTE, 0, "😀", data={"pair": [1, 2]}),)
        assert port.events == store.read(port.session_id).events


def test_an_event_in_memory_does_not_change_with_what_it_was_made_of(store):
    with store.create(header()) as log:
        data = {"list": [1]}
        log.append(Event(EventKind.NOTE, 0, data=data))
        data["list"].append(2)
        assert log.events[0].data == {"list": [1]}


def test_an_opened_session_goes_on_where_it_was(store):
    session_id = made(store, ask(), answer("one"))
    with store.open(session_id) as log:
        assert log.events == (ask(), answer("one"))
        assert log.header == store.read(session_id).header
        log.append(answer("two"))
    assert store.read(session_id).events == (ask(), answer("one"), answer("two"))


def test_an_event_that_can_not_be_kept_is_refused_and_changes_nothing(store):
    with store.create(header()) as log:
        for event in (
            Event(EventKind.NOTE, 0, data={"x": object()}),
            Event(EventKind.NOTE, "0"),
            Event("whiteboard", 0),
            Event(EventKind.NOTE, 0, text=None),
        ):
            with pytest.raises(StoreError, match="can not be kept"):
                log.append(event)
        assert log.events == store.read(log.session_id).events == ()


def test_a_closed_log_takes_no_more_and_closes_twice(store):
    log = store.create(header())
    log.close()
    log.close()
    with pytest.raises(DiskError, match="closed"):
        log.append(answer())


def test_threads_may_append_at_once(store):
    with store.create(header()) as log:
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(lambda i: log.append(answer(str(i))), range(200)))
        stored = store.read(log.session_id)
        assert stored.events == log.events
        assert stored.damage == ()
        assert len(stored.events) == 200


def test_a_header_that_can_not_be_kept_leaves_no_file(store):
    with pytest.raises(StoreError, match="header can not be kept"):
        store.create(header(options={"x": object()}))
    assert list(store.directory.iterdir()) == []


# -- ids --------------------------------------------------------------------------


def test_an_id_tells_the_minute_and_the_round(store):
    session_id = made(store)
    assert session_id.startswith("20261121-0412-people-management-")
    assert store.read(session_id).header.id == session_id
    assert store.read(session_id).header.created == "2026-11-21T04:12:09.000Z"
    assert moment_in(session_id) == "2026-11-21T04:12:00.000Z"


@given(st.text(st.characters(exclude_categories=())), st.integers(0, 2**20))
def test_any_rubric_id_makes_a_name(rubric_id, token):
    from datetime import UTC, datetime

    name = make_id(datetime(2026, 11, 21, 4, 12, tzinfo=UTC), rubric_id, token)
    assert is_name(name)
    assert moment_in(name) is not None


def test_sessions_made_at_once_do_not_clash(store, monkeypatch):
    dice = iter([7] * 40 + list(range(100)))
    lock = threading.Lock()

    def randbits(_):
        with lock:
            return next(dice)

    monkeypatch.setattr("mockint.store.sessions.secrets.randbits", randbits)
    with ThreadPoolExecutor(8) as pool:
        logs = list(pool.map(lambda _: store.create(header()), range(24)))
    assert len({log.session_id for log in logs}) == 24
    for log in logs:
        log.append(answer(log.session_id))
        log.close()
    for log in logs:
        assert store.read(log.session_id).events == (answer(log.session_id),)


def test_an_id_that_was_asked_for_is_taken_once(store):
    assert made(store, answer(), id="mixed-example") == "mixed-example"
    with pytest.raises(StoreError, match="already"):
        store.create(header(id="mixed-example"))
    assert store.read("mixed-example").events == (answer(),)


HOSTILE = [
    "",
    ".",
    "..",
    "../etc/passwd",
    "/etc/passwd",
    "a/b",
    "a\\b",
    "a\0b",
    "a.journal/../b",
    "-a",
    "a-",
    "a--b",
    "A",
    "é",
    "a\n",
    "a" * 101,
    "a b",
    "~",
    "x\u2028",
]


@pytest.mark.parametrize("name", HOSTILE)
def test_no_name_but_a_plain_one_touches_a_path(store, name, tmp_path):
    made(store)
    before = sorted(tmp_path.rglob("*"))
    for call in (store.open, store.delete, store.draft_path, store.load_draft, store.clear_draft):
        with pytest.raises(NotFoundError):
            call(name)
    with pytest.raises(NotFoundError):
        store.save_draft(name, "x")
    if name:
        with pytest.raises(NotFoundError):
            store.create(header(id=name))
    assert sorted(tmp_path.rglob("*")) == before


# -- find -------------------------------------------------------------------------


@pytest.fixture
def examples(tmp_path, now):
    folder = tmp_path / "examples"
    other = SessionStore(folder, now=now)
    made(other, answer("weak"), id="people-weak")
    made(other, answer("strong"), id="people-strong")
    return folder


@pytest.fixture
def with_examples(folder, now, examples):
    return SessionStore(folder, now=now, examples=examples)


def test_a_session_is_found_by_id_beginning_path_and_file_name(store):
    session_id = made(store)
    path = journal(store, session_id)
    for name in (session_id, session_id[:-2], str(path), path.name):
        assert store.find(name) == path
        assert store.read(name).id == session_id
    assert store.read(path).id == session_id


def test_an_example_is_found_by_name_and_beginning(with_examples, examples):
    assert with_examples.find("people-weak") == examples / "people-weak.journal"
    assert with_examples.read("people-s").events == (answer("strong"),)


def test_an_own_session_comes_before_an_example_of_the_same_name(with_examples):
    made(with_examples, answer("own"), id="people-weak")
    assert with_examples.read("people-weak").events == (answer("own"),)


def test_an_ambiguous_beginning_lists_what_it_may_mean(with_examples):
    with pytest.raises(NotFoundError, match="2 sessions: people-strong, people-weak"):
        with_examples.find("people")


def test_a_whole_id_is_found_though_another_begins_with_it(store):
    made(store, id="a-b")
    made(store, id="a-b-c")
    assert store.find("a-b") == journal(store, "a-b")


@pytest.mark.parametrize("name", [*HOSTILE, "nothing-like-it", ".journal", "a" * 10_000])
def test_a_name_that_leads_nowhere_is_not_found(store, name, tmp_path, monkeypatch):
    made(store)
    monkeypatch.chdir(tmp_path)
    if name == "/etc/passwd":
        name = "/etc/passwd-that-is-not-there"
    if name == "../etc/passwd":
        name = "../etc/passwd-that-is-not-there"
    with pytest.raises(NotFoundError) as caught:
        store.read(name)
    assert str(caught.value).isprintable()


def test_reading_makes_no_folder_and_no_file(store, tmp_path):
    assert store.list() == ()
    assert store.latest_unfinished() is None
    with pytest.raises(NotFoundError):
        store.read("x")
    assert list(tmp_path.iterdir()) == []


def test_a_session_that_another_has_open_can_be_read(store):
    with store.create(header()) as log:
        log.append(answer())
        with pytest.raises(SessionBusyError, match="this process"):
            store.open(log.session_id)
        assert store.read(log.session_id).events == (answer(),)
        assert store.list()[0].answers == 1


def test_a_refused_second_opening_leaves_the_first_as_it_is(store):
    with store.create(header()) as log:
        for _ in range(3):
            with pytest.raises(SessionBusyError):
                store.open(log.session_id)
        log.append(answer())
    with store.open(log.session_id) as again:
        assert again.events == (answer(),)


# -- list -------------------------------------------------------------------------


def test_the_list_is_newest_first_and_says_what_each_session_is(store, now):
    first = made(store, ask(), answer(at_ms=90_000))
    now.moment += timedelta(minutes=1)
    second = made(store, ask(), answer(), answer(at_ms=1_200_000), close(1_260_000))
    now.moment += timedelta(seconds=1)
    third = made(
        store, ask(), answer(), end(), close(), graded("no-hire", 1.5), graded("hire", 3.25)
    )
    found = store.list()
    assert [s.id for s in found] == [third, second, first]
    assert [s.state for s in found] == ["graded", "finished", "unfinished"]
    assert [s.answers for s in found] == [1, 2, 1]
    assert [s.minutes for s in found] == [1.5, 21.0, 1.5]
    assert (found[0].recommendation, found[0].score) == ("hire", 3.25)
    assert (found[1].recommendation, found[1].score) == (None, None)
    assert found[0].title == "People Management"
    assert found[0].rubric_id == header().rubric_id
    assert found[0].created == "2026-11-21T04:13:10.000Z"


def test_a_session_is_unfinished_until_its_closing_words_were_said(store):
    session_id = made(store, ask(), answer(), end())
    assert store.list()[0].state is SessionState.UNFINISHED
    with store.open(session_id) as log:
        log.append(graded())
        assert store.list()[0].state is SessionState.UNFINISHED
        log.append(close())
    assert store.list()[0].state is SessionState.GRADED


def test_a_scorecard_that_is_the_data_itself_is_read_too(store):
    card = {"recommendation": "hire", "score": 3}
    made(store, Event(EventKind.GRADED, 0, data=card))
    assert (store.list()[0].recommendation, store.list()[0].score) == ("hire", 3.0)


@pytest.mark.parametrize(
    "card", [{}, {"score": "3"}, {"score": True}, {"score": None}, {"scorecard": 3}]
)
def test_a_scorecard_without_a_score_has_none(store, card):
    made(store, close(), Event(EventKind.GRADED, 0, data=card))
    summary = store.list()[0]
    assert (summary.state, summary.score) == (SessionState.GRADED, None)


def test_the_latest_unfinished_session_is_the_newest_without_an_end(store, now):
    made(store)
    now.moment += timedelta(minutes=1)
    wanted = made(store, answer())
    now.moment += timedelta(minutes=1)
    made(store, end(), close())
    now.moment += timedelta(minutes=1)
    journal(store, made(store)).write_bytes(b"")
    assert store.latest_unfinished().id == wanted


def test_what_can_not_be_read_is_listed_with_its_reason(store, tmp_path):
    folder = store.directory
    good = made(store, answer())
    bad = made(store, answer())
    spoil(journal(store, bad), b"mockint/session@1", b"mockint/session@X")
    later = encode(0, {"schema": "mockint/session@2"})
    (folder / "20270101-0000-later-0000.journal").write_bytes(later)
    (folder / "empty.journal").write_bytes(b"")
    (folder / "linked.journal").symlink_to(journal(store, good))
    (folder / "folder.journal").mkdir()
    (folder / "Not a name.journal").write_bytes(b"")
    os.mkfifo(folder / "fifo.journal")
    (folder / "notes.txt").write_text("no journal")
    found = {s.id: s for s in store.list()}
    assert found.pop(good).state is SessionState.UNFINISHED
    assert {s.state for s in found.values()} == {SessionState.DAMAGED}
    reasons = {name: summary.reason for name, summary in found.items()}
    assert "line 1) can not be read; 1 later record can" in reasons.pop(bad)
    assert "session@2" in reasons.pop("20270101-0000-later-0000")
    assert "nothing else can" in reasons.pop("empty")
    assert "symbolic link" in reasons.pop("linked")
    assert "not a plain file" in reasons.pop("folder")
    assert "not a plain file" in reasons.pop("fifo")
    assert "not the name of a session" in reasons.pop("Not a name")
    assert reasons == {}
    assert store.list()[0].created == "2027-01-01T00:00:00.000Z"


# -- damage -----------------------------------------------------------------------


def test_a_torn_tail_is_moved_aside_and_reported(store):
    session_id = made(store, answer("one"), answer("two"))
    path = journal(store, session_id)
    torn = path.read_bytes()[:-10]
    path.write_bytes(torn)
    stored = store.read(session_id)
    assert stored.events == (answer("one"),)
    assert [d.reason for d in stored.damage] == ["the line is incomplete"]
    assert stored.summary.damage == 1
    assert path.read_bytes() == torn
    with store.open(session_id) as log:
        assert log.stored.damage == stored.damage
        assert log.stored.set_aside.name == f"{session_id}.journal.corrupt"
        log.append(answer("again"))
    after = store.read(session_id)
    assert after.events == (answer("one"), answer("again"))
    assert after.damage == ()
    assert torn[-stored.damage[0].size :] in after.set_aside.read_bytes()


def test_answers_behind_a_damaged_line_are_kept(store):
    session_id = made(store, answer("one"), answer("two"), answer("three"))
    spoil(journal(store, session_id), b"two", b"twx")
    with store.open(session_id) as log:
        assert log.events == (answer("one"), answer("three"))
        log.append(answer("four"))
    stored = store.read(session_id)
    assert stored.events == (answer("one"), answer("three"), answer("four"))
    assert [(d.line, d.missing) for d in stored.damage] == [(3, 1)]


def test_a_session_without_its_header_is_left_alone_and_its_answers_can_be_rescued(store):
    session_id = made(store, answer("one"), answer("two"))
    path = journal(store, session_id)
    spoil(path, b"built-in", b"built_in")
    before = path.read_bytes() + b"torn"
    path.write_bytes(before)
    for call in (store.read, store.open):
        with pytest.raises(JournalDamagedError, match="2 later records can"):
            call(session_id)
    assert path.read_bytes() == before
    assert sorted(p.name for p in store.directory.iterdir()) == [path.name]
    rescue = store.rescue(session_id)
    assert rescue.events == (answer("one"), answer("two"))
    assert rescue.header is None
    assert len(rescue.damage) == 2


def test_a_journal_of_a_later_version_is_not_touched(store):
    path = store.directory / "later.journal"
    made(store)
    path.write_bytes(encode(0, {"schema": "mockint/session@2"}) + b"torn")
    with pytest.raises(JournalDamagedError, match=r"session@2.*later version"):
        store.open("later")
    assert path.read_bytes().endswith(b"torn")
    assert store.rescue("later").header is None


def test_records_of_a_later_version_are_kept_as_they_are(store):
    session_id = made(store, answer("one"))
    path = journal(store, session_id)
    strange = {"kind": "whiteboard", "at_ms": 5, "strokes": [1, 2]}
    richer = {"kind": "answer", "at_ms": 6, "text": "two", "mood": "calm"}
    with path.open("ab") as file:
        file.write(encode(2, strange) + encode(3, richer))
    stored = store.read(session_id)
    assert stored.events == (answer("one"), answer("two", 6))
    assert [(f.number, f.value) for f in stored.foreign] == [(2, strange), (3, richer)]
    assert "whiteboard" in stored.foreign[0].why
    assert "mood" in stored.foreign[1].why
    assert stored.damage == ()
    with store.open(session_id) as log:
        log.append(answer("three"))
    assert store.read(session_id).foreign == stored.foreign


# -- delete and drafts ------------------------------------------------------------


def test_deleting_leaves_nothing_of_a_session_and_all_of_the_others(store):
    keep, gone = made(store, id="s-a"), made(store, id="s")
    for session_id in (keep, gone):
        store.save_draft(session_id, "half an answer")
        with journal(store, session_id).open("ab") as file:
            file.write(b"torn")
        store.open(session_id).close()
        (store.directory / f".{session_id}.draft.0123.tmp").write_text("left by a crash")
    store.delete(gone)
    assert sorted(p.name for p in store.directory.iterdir()) == [
        ".s-a.draft.0123.tmp",
        "s-a.draft",
        "s-a.journal",
        "s-a.journal.corrupt",
    ]
    with pytest.raises(NotFoundError):
        store.delete(gone)


def test_a_session_is_deleted_by_its_whole_id_only(store):
    session_id = made(store)
    with pytest.raises(NotFoundError):
        store.delete(session_id[:-1])
    assert store.read(session_id)


def test_a_session_that_is_open_is_not_deleted(store):
    with store.create(header()) as log:
        with pytest.raises(SessionBusyError):
            store.delete(log.session_id)
        log.append(answer())
    assert store.read(log.session_id).events == (answer(),)


def test_a_damaged_session_can_be_deleted(store):
    session_id = made(store)
    journal(store, session_id).write_bytes(b"")
    store.delete(session_id)
    assert store.list() == ()


def test_a_draft_comes_back_to_the_letter(store):
    session_id = made(store)
    assert store.load_draft(session_id) == ""
    store.save_draft(session_id, "older")
    store.save_draft(session_id, NASTY + "\ud83d\ude00\r")
    assert store.load_draft(session_id) == NASTY + "\ud83d\ude00\r"
    store.clear_draft(session_id)
    store.clear_draft(session_id)
    assert store.load_draft(session_id) == ""


def test_a_draft_is_no_session_and_no_answer(store):
    session_id = made(store)
    store.save_draft(session_id, "x")
    assert [s.id for s in store.list()] == [session_id]
    assert store.read(session_id).events == ()


def test_a_draft_with_bytes_that_are_no_text_is_still_shown(store):
    session_id = made(store)
    store.draft_path(session_id).write_bytes(b"half \xff answer")
    assert store.load_draft(session_id) == "half \ufffd answer"


def test_a_draft_that_is_too_long_to_load_is_not_saved(store):
    session_id = made(store)
    with pytest.raises(StoreError, match="10 MB"):
        store.save_draft(session_id, "x" * (10 * 1024**2 + 1))


def test_a_draft_that_is_no_plain_file_is_refused(store):
    session_id = made(store)
    os.mkfifo(store.draft_path(session_id))
    with pytest.raises(StoreError, match="not a plain file"):
        store.load_draft(session_id)


def test_a_linked_draft_is_not_followed(store, tmp_path):
    session_id = made(store)
    (tmp_path / "secret").write_text("secret")
    store.draft_path(session_id).symlink_to(tmp_path / "secret")
    with pytest.raises(StoreError, match="symbolic link"):
        store.load_draft(session_id)
    store.save_draft(session_id, "mine")
    assert (tmp_path / "secret").read_text() == "secret"


# -- a disk that refuses ----------------------------------------------------------


def hold_interview(store):
    """A whole session; each step again until the disk takes it."""

    def insist(call, *args):
        while True:
            try:
                return call(*args)
            except DiskError:
                continue

    log = insist(store.create, header())
    for text in ("one", "two"):
        insist(store.save_draft, log.session_id, text)
        insist(log.append, answer(text))
        insist(store.clear_draft, log.session_id)
    log.close()
    again = insist(store.open, log.session_id)
    insist(again.append, end())
    again.close()
    return log.session_id


@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EIO, errno.EROFS])
def test_whatever_call_fails_an_interview_can_go_on(tmp_path, now, error):
    for at in count():
        folder = tmp_path / f"{at}"
        disk = FailingDisk(SYSTEM_DISK, at=at, error=error)
        session_id = hold_interview(SessionStore(folder, now=now, disk=disk))
        stored = SessionStore(folder).read(session_id)
        assert stored.events == (answer("one"), answer("two"), end())
        assert stored.damage == ()
        if not disk.hit:
            break
    assert at > 30


def test_a_session_that_could_not_be_made_leaves_no_lock_and_no_open_file(store, now):
    made(store)
    before = set(SYSTEM_DISK.names(Path("/dev/fd")))
    for at in count():
        disk = FailingDisk(SYSTEM_DISK, at=at, only=ALL_BUT_REMOVE)
        failing = SessionStore(store.directory, now=now, disk=disk)
        with suppress(DiskError):
            failing.create(header()).close()
        assert set(SYSTEM_DISK.names(Path("/dev/fd"))) == before
        if not disk.hit:
            break
    assert not list(store.directory.glob("*.lock"))
    assert {s.state for s in store.list()} == {SessionState.UNFINISHED}


def test_no_failure_leaves_a_file_open_or_a_lock_held(tmp_path, now):
    before = set(SYSTEM_DISK.names(Path("/dev/fd")))
    for at in count():
        store = SessionStore(tmp_path / f"{at}", now=now)
        session_id = made(store, answer())
        with journal(store, session_id).open("ab") as file:
            file.write(b"torn")
        disk = FailingDisk(SYSTEM_DISK, at=at, times=10**9, only=CHANGING)
        failing = SessionStore(store.directory, now=now, disk=disk)
        for call in (failing.open, failing.delete):
            try:
                opened = call(session_id)
            except MockintError:
                continue
            if opened:
                opened.close()
        assert set(SYSTEM_DISK.names(Path("/dev/fd"))) == before
        if not disk.hit:
            break
        if journal(store, session_id).exists():
            store.open(session_id).close()


def test_a_recording_that_endpoints_would_not_take_is_not_kept(store):
    with store.create(header()) as log:
        recording = store.recording(log.session_id)
    with pytest.raises(StoreError, match="at most 25 MB"):
        recording.save(bytes(25 * 1024 * 1024 + 1))
    assert recording.load() == b""
