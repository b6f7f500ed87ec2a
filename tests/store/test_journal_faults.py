import errno
from contextlib import suppress
from itertools import count
from pathlib import Path

import pytest
from fake_disks import CHANGING, FailingDisk, MemoryDisk, Stopped

from mockint.errors import DiskError, StoreError
from mockint.store.disk import SYSTEM_DISK
from mockint.store.journal import Journal, corrupt_path, read_journal
from mockint.store.scan import MAX_LINE, encode

PATH = Path("/sessions/s.journal")
HEADER = {"schema": "mockint/session@1"}
ALL_BUT_REMOVE = tuple(call for call in CHANGING if call != "remove")


def texts(disk):
    return [record.value["text"] for record in read_journal(PATH, disk).records[1:]]


def journal_with(*words):
    lines = [encode(number, {"text": word}) for number, word in enumerate(words, 1)]
    return encode(0, HEADER) + b"".join(lines)


def write_all(disk, words, acknowledged):
    """Create a journal and append `words`, each again until it is acknowledged."""
    while True:
        try:
            journal = Journal.create(PATH, HEADER, disk)
            break
        except DiskError:
            assert PATH not in disk.inner.names_now
    for word in words:
        while True:
            try:
                journal.append({"text": word})
            except DiskError:
                continue
            acknowledged.append(word)
            break
    journal.close()


@pytest.mark.parametrize("times", [1, 2, 3])
@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EIO, errno.EDQUOT])
def test_whatever_call_fails_the_same_record_can_be_given_again(times, error):
    for at in count():
        memory = MemoryDisk()
        disk = FailingDisk(memory, at=at, times=times, error=error, only=ALL_BUT_REMOVE)
        write_all(disk, ["one", "two", "three"], [])
        assert texts(memory) == ["one", "two", "three"]
        assert read_journal(PATH, memory).damage == ()
        assert not memory.fds
        if not disk.hit:
            break
    assert at > 8


@pytest.mark.parametrize("keep", [0.0, 0.5, 1.0])
def test_a_power_cut_at_any_call_loses_nothing_acknowledged(keep):
    words = ["one", "two", "three"]
    for at in count():
        memory = MemoryDisk()
        disk = FailingDisk(memory, at=at, times=10**9, stop=True)
        acknowledged = []
        with suppress(Stopped):
            write_all(disk, words, acknowledged)
        after = memory.after_power_cut(keep=keep)
        if acknowledged:
            found = texts(after)
            assert found[: len(acknowledged)] == acknowledged
            assert found == words[: len(found)]
        if not disk.hit:
            break
    assert acknowledged == words


@pytest.mark.parametrize("keep", [0.0, 0.5, 1.0])
def test_a_power_cut_while_a_tail_is_moved_aside_loses_no_byte_of_it(keep):
    torn = b'0badc0de {"n":2,"text":"half an ans'
    for at in count():
        memory = MemoryDisk({PATH: journal_with("one") + torn})
        disk = FailingDisk(memory, at=at, times=10**9, stop=True)
        with suppress(Stopped):
            Journal.open(PATH, disk).append({"text": "two"})
        after = memory.after_power_cut(keep=keep)
        beside = corrupt_path(PATH)
        kept = after.bytes_at(beside) if beside in after.names_now else b""
        assert torn in after.bytes_at(PATH) or torn in kept
        assert texts(after)[0] == "one"
        Journal.open(PATH, after).append({"text": "next"})
        assert texts(after)[-1] == "next"
        if not disk.hit:
            break
    assert texts(after) == ["one", "two", "next"]


def test_a_failure_while_a_tail_is_moved_aside_can_be_tried_again():
    torn = b"half"
    for at in count():
        memory = MemoryDisk({PATH: journal_with("one") + torn})
        journal = Journal.open(PATH, memory)
        disk = FailingDisk(memory, at=at)
        journal._disk = journal._file._disk = disk
        try:
            journal.append({"text": "two"})
        except DiskError:
            assert texts(memory) == ["one"]
            journal.append({"text": "two"})
        assert texts(memory) == ["one", "two"]
        assert torn in memory.bytes_at(corrupt_path(PATH))
        if not disk.hit:
            break
    assert at > 5


def test_a_full_disk_is_named_with_its_remedy_and_half_a_line_is_taken_back():
    memory = MemoryDisk({PATH: journal_with("one")})
    disk = FailingDisk(memory, at=0, only=("write",))
    journal = Journal.open(PATH, disk)
    with pytest.raises(DiskError, match=r"s\.journal: the disk is full \(free some space"):
        journal.append({"text": "two"})
    assert memory.bytes_at(PATH) == journal_with("one")


def test_a_file_that_can_not_be_cut_back_is_cut_before_the_next_record():
    memory = MemoryDisk({PATH: journal_with("one")})
    disk = FailingDisk(memory, at=0, times=3, only=("write", "truncate"))
    journal = Journal.open(PATH, disk)
    for _ in range(2):
        with pytest.raises(DiskError):
            journal.append({"text": "two"})
        assert len(memory.bytes_at(PATH)) > len(journal_with("one"))
    journal.append({"text": "two"})
    assert memory.bytes_at(PATH) == journal_with("one", "two")


def test_an_interrupt_in_the_middle_of_a_write_leaves_no_half_line():
    class Interrupted(MemoryDisk):
        def sync_data(self, fd):
            if self.armed:
                self.armed = False
                raise KeyboardInterrupt
            super().sync_data(fd)

    memory = Interrupted({PATH: journal_with("one")})
    memory.armed = False
    journal = Journal.open(PATH, memory)
    memory.armed = True
    with pytest.raises(KeyboardInterrupt):
        journal.append({"text": "two"})
    assert memory.bytes_at(PATH) == journal_with("one")
    journal.append({"text": "three"})
    assert memory.bytes_at(PATH) == journal_with("one", "three")


def test_writes_that_take_a_few_bytes_at_a_time_make_a_whole_line():
    class Slow(MemoryDisk):
        def write(self, fd, data):
            return super().write(fd, data[:7])

    slow = Slow({PATH: journal_with("one")})
    Journal.open(PATH, slow).append({"text": "two"})
    assert slow.bytes_at(PATH) == journal_with("one", "two")


def test_a_write_that_takes_nothing_is_an_error_and_no_endless_loop():
    class Stuck(MemoryDisk):
        def write(self, fd, data):
            return 0

    with pytest.raises(DiskError, match="full"):
        Journal.open(PATH, Stuck({PATH: journal_with("one")})).append({"text": "two"})


@pytest.mark.parametrize("change", [b"a line of another program\n", None])
def test_a_journal_that_another_program_changed_takes_no_more(change):
    memory = MemoryDisk({PATH: journal_with("one")})
    journal = Journal.open(PATH, memory)
    live = memory.names_now[PATH].live
    live[:] = live + change if change else live[:-5]
    before = bytes(live)
    with pytest.raises(DiskError, match="another program"):
        journal.append({"text": "two"})
    assert bytes(live) == before


def test_a_journal_that_was_deleted_acknowledges_nothing():
    memory = MemoryDisk({PATH: journal_with("one")})
    journal = Journal.open(PATH, memory)
    memory.remove(PATH)
    with pytest.raises(DiskError, match="deleted"):
        journal.append({"text": "two"})


def test_a_closed_journal_takes_no_more():
    journal = Journal.open(PATH, MemoryDisk({PATH: journal_with("one")}))
    journal.close()
    journal.close()
    with pytest.raises(DiskError, match="closed"):
        journal.append({"text": "two"})


@pytest.mark.parametrize("value", [{"text": "x" * MAX_LINE}, {"n": 7}, {"data": {1}}])
def test_a_record_that_can_not_be_kept_is_refused_before_anything_is_written(value):
    memory = MemoryDisk({PATH: journal_with("one")})
    journal = Journal.open(PATH, memory)
    with pytest.raises(StoreError, match="record 2 can not be kept"):
        journal.append(value)
    assert memory.bytes_at(PATH) == journal_with("one")
    assert journal.append({"text": "two"}) == 2


def test_damaged_tails_add_up_in_the_file_beside(tmp_path):
    path = tmp_path / "s.journal"
    path.write_bytes(journal_with("one") + b"first tail")
    for number, tail in [(2, b"second \x00 tail\n\n"), (3, b"third")]:
        journal = Journal.open(path, SYSTEM_DISK)
        assert journal.append({"text": "x"}) == number
        journal.close()
        with path.open("ab") as file:
            file.write(tail)
    Journal.open(path, SYSTEM_DISK).mend()
    beside = corrupt_path(path).read_bytes()
    heads = [line for line in beside.splitlines() if line.startswith(b"# ")]
    assert heads[0] == (
        b"# 10 bytes from offset %d of s.journal: the line is incomplete" % len(journal_with("one"))
    )
    assert len(heads) == 3
    assert beside.index(b"first tail") < beside.index(b"second \x00 tail\n\n")
    assert beside.index(b"second \x00 tail\n\n") < beside.index(b"third")


def test_opening_moves_nothing_until_it_is_mended():
    torn = journal_with("one") + b"half"
    memory = MemoryDisk({PATH: torn})
    journal = Journal.open(PATH, memory)
    assert [d.size for d in journal.damage] == [4]
    assert memory.bytes_at(PATH) == torn
    journal.mend()
    assert memory.bytes_at(PATH) == journal_with("one")


def test_a_last_record_without_its_line_end_gets_it_and_the_numbers_go_on():
    memory = MemoryDisk({PATH: journal_with("one")[:-1]})
    assert Journal.open(PATH, memory).append({"text": "two"}) == 2
    assert memory.bytes_at(PATH) == journal_with("one", "two")


def test_damage_between_records_stays_where_it_is():
    lines = journal_with("one", "two", "three").splitlines(keepends=True)
    data = lines[0] + b"junk\n" + lines[2] + lines[3]
    memory = MemoryDisk({PATH: data})
    assert Journal.open(PATH, memory).append({"text": "four"}) == 4
    assert memory.bytes_at(PATH) == data + encode(4, {"text": "four"})
    assert corrupt_path(PATH) not in memory.names_now


def test_creating_over_a_journal_is_refused_and_leaves_it():
    memory = MemoryDisk({PATH: journal_with("one")})
    with pytest.raises(FileExistsError):
        Journal.create(PATH, HEADER, memory)
    assert memory.bytes_at(PATH) == journal_with("one")
