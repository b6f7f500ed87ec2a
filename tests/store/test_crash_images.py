import os
from pathlib import Path

import pytest
from crash_images import Image, images, sample
from fake_disks import MemoryDisk
from session_samples import NASTY

from mockint.errors import JournalDamagedError
from mockint.store.journal import Journal, corrupt_path, read_journal
from mockint.store.scan import scan

#: More records make a longer run: MOCKINT_CRASH_RECORDS=100 takes minutes.
RECORDS = int(os.environ.get("MOCKINT_CRASH_RECORDS", "6"))
PATH = Path("/sessions/s.journal")
NEW = {"kind": "answer", "text": "after the crash"}


@pytest.fixture(scope="module")
def journal():
    texts = [NASTY, "I listened.", "", "We measured 3 weeks, then 2."]
    events = [
        {"kind": "answer", "at_ms": i, "text": texts[i % len(texts)]} for i in range(RECORDS - 1)
    ]
    return sample([{"schema": "mockint/session@1", "id": "s"}, *events])


def values(path_or_disk):
    return [record.value for record in read_journal(PATH, path_or_disk).records]


def check(journal, image: Image):
    disk = MemoryDisk({PATH: image.data})
    found = read_journal(PATH, disk)
    read = [record.value for record in found.records]
    must = journal.intact(image)
    label = f"{image.kind} at {image.offset}"
    assert [value for value in read if value in must] == must, label
    assert all(value in [v for _, v in journal.records] for value in read), label
    assert found.damage or image.data == journal.data[: len(image.data)], label
    if not found.has_header:
        with pytest.raises(JournalDamagedError):
            Journal.open(PATH, disk)
        assert disk.bytes_at(PATH) == image.data, label
        assert not disk.fds, label
        assert corrupt_path(PATH) not in disk.names_now, label
        return
    opened = Journal.open(PATH, disk)
    opened.append(NEW)
    opened.close()
    assert not disk.fds
    assert values(disk.after_power_cut()) == [*read, NEW], label
    kept = disk.bytes_at(PATH)
    tail = image.data[found.end :]
    assert kept.startswith(image.data[: found.end]), label
    assert not tail or tail in disk.after_power_cut().bytes_at(corrupt_path(PATH)), label


def test_no_crash_image_loses_an_intact_record_or_raises(journal):
    count = 0
    for image in images(journal.data, page=96):
        check(journal, image)
        count += 1
    assert count == 5 * len(journal.data)


def test_a_real_page_of_zeros_in_a_large_journal_takes_only_its_own_records():
    events = [{"kind": "answer", "text": "x" * 150} for _ in range(60)]
    large = sample([{"schema": "s"}, *events])
    for image in images(large.data[:1]):
        assert scan(lambda size, at, data=image.data: data[at : at + size])
    for at in range(300, len(large.data) - 4096, 997):
        data = large.data[:at] + bytes(4096) + large.data[at + 4096 :]
        check(large, Image("zero page", at, data, range(at, at + 4096)))


def test_a_crash_image_is_the_same_when_it_is_read_twice(journal):
    for image in list(images(journal.data, page=96))[::37]:
        disk = MemoryDisk({PATH: image.data})
        assert read_journal(PATH, disk) == read_journal(PATH, disk)
        assert disk.bytes_at(PATH) == image.data
