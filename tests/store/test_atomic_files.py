import errno
import stat
from itertools import count

import pytest
from fake_disks import FailingDisk, MemoryDisk, Stopped

from mockint.errors import DiskError, NotFoundError
from mockint.store.atomic import replacing, write_bytes, write_text
from mockint.store.disk import SYSTEM_DISK, SystemDisk


@pytest.fixture
def path(tmp_path):
    return tmp_path / "report.html"


def test_a_file_is_replaced_and_nothing_is_left_beside_it(path, tmp_path):
    write_text(path, "old")
    write_text(path, "new é")
    assert path.read_text("utf-8") == "new é"
    assert [p.name for p in tmp_path.iterdir()] == ["report.html"]


def test_a_file_is_for_its_owner_alone(path):
    path.write_text("old")
    path.chmod(0o644)
    write_bytes(path, b"new")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_report_is_valid_utf_8_whatever_was_said(path):
    write_text(path, "a\ud800b\ud83d\ude00")
    assert path.read_text("utf-8") == "a\ufffdb😀"


def test_whatever_call_fails_the_old_file_stays_whole(path, tmp_path):
    write_text(path, "old")
    for at in count():
        disk = FailingDisk(SYSTEM_DISK, at=at)
        try:
            write_text(path, "new", disk)
        except DiskError:
            assert path.read_text() in {"old", "new"}
        assert [p.name for p in tmp_path.iterdir()] == ["report.html"]
        if not disk.hit:
            break
        write_text(path, "old")
    assert at > 4
    assert path.read_text() == "new"


@pytest.mark.parametrize("keep", [0.0, 0.5])
def test_a_power_cut_at_any_call_leaves_the_old_or_the_new_file(path, keep):
    for at in count():
        memory = MemoryDisk({path: b"old"})
        disk = FailingDisk(memory, at=at, times=10**9, stop=True)
        try:
            write_bytes(path, b"new words", disk)
        except Stopped:
            pass
        else:
            assert memory.after_power_cut().bytes_at(path) == b"new words"
            break
        memory.sync(memory.open(path.parent, 0o200000))  # names may be on disk before bytes
        assert memory.after_power_cut(keep=keep).bytes_at(path) in {b"old", b"new words"}


def test_a_link_at_the_target_is_replaced_and_not_followed(path, tmp_path):
    (tmp_path / "precious").write_text("precious")
    path.symlink_to(tmp_path / "precious")
    write_text(path, "new")
    assert (tmp_path / "precious").read_text() == "precious"
    assert not path.is_symlink()


def test_a_missing_directory_is_named(tmp_path):
    with pytest.raises(NotFoundError, match="no such file"):
        write_text(tmp_path / "nowhere" / "report.html", "x")


def test_a_full_disk_is_named(path):
    disk = FailingDisk(SYSTEM_DISK, at=0, only=("write",), error=errno.ENOSPC)
    with pytest.raises(DiskError, match=r"report\.html.*the disk is full"):
        write_text(path, "x", disk)


class Noting(SystemDisk):
    """The system's disk, which notes what is synced and renamed, in order."""

    def __init__(self):
        self.calls = []

    def sync(self, fd):
        self.calls.append("sync")
        super().sync(fd)

    def replace(self, source, target):
        self.calls.append("replace")
        super().replace(source, target)


@pytest.mark.parametrize(
    ("durable", "calls"), [(True, ["sync", "replace", "sync"]), (False, ["replace"])]
)
def test_what_is_written_in_pieces_is_on_the_medium_before_it_gets_its_name(path, durable, calls):
    disk = Noting()
    with replacing(path, disk, durable=durable) as file:
        file.write(b"one ")
        file.write(b"two")
    assert path.read_bytes() == b"one two"
    assert disk.calls == calls


class InterruptedDisk(SystemDisk):
    """Makes the file, and Ctrl+C comes before anybody has it."""

    def open(self, path, flags):
        super().open(path, flags)
        raise KeyboardInterrupt


def test_an_interruption_that_comes_with_the_file_leaves_none_beside_it(path, tmp_path):
    write_text(path, "old")
    with pytest.raises(KeyboardInterrupt):
        write_text(path, "new", InterruptedDisk())
    with pytest.raises(KeyboardInterrupt), replacing(path, InterruptedDisk()):
        pass
    assert path.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["report.html"]
