import errno
import fcntl
import json
import os
import socket
import subprocess
import sys
from datetime import UTC, datetime

import pytest
from fake_disks import FailingDisk

from mockint.errors import SessionBusyError, StoreError
from mockint.store.disk import SYSTEM_DISK, SystemDisk
from mockint.store.lock import Owner, SessionLock, read_owner

NOW = datetime(2026, 11, 21, 4, 12, 9, tzinfo=UTC)

HOLD = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from mockint.store.lock import SessionLock
lock = SessionLock.acquire(Path(sys.argv[1]), datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC))
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def path(tmp_path):
    return tmp_path / "s.lock"


@pytest.fixture
def other(path):
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
    ) as process:
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def test_a_second_process_is_refused_and_told_who_has_it(path, other):
    who = f"process {other.pid} on {socket.gethostname()} since 2026-01-02T03:04:05Z"
    with pytest.raises(SessionBusyError, match=f"s: the session is open in {who}"):
        SessionLock.acquire(path, NOW)
    assert read_owner(path) == Owner(other.pid, socket.gethostname(), "2026-01-02T03:04:05Z")


def test_a_killed_owner_lets_go(path, other):
    other.kill()
    other.wait()
    assert path.exists()
    SessionLock.acquire(path, NOW).release()


def test_the_same_process_is_refused_too(path):
    with SessionLock.acquire(path, NOW), pytest.raises(SessionBusyError, match="this process"):
        SessionLock.acquire(path, NOW)


def test_a_lock_that_was_let_go_can_be_had_and_leaves_no_file(path):
    SessionLock.acquire(path, NOW).release()
    assert not path.exists()
    lock = SessionLock.acquire(path, NOW)
    lock.release()
    lock.release()


@pytest.mark.parametrize(
    "note",
    [b"", b"\xff\xfe", b"[]", b"{}", b'{"pid":"1"}', b"[" * 4000, b"x" * 10_000, b"null"],
)
def test_a_lock_file_that_names_nobody_still_refuses(path, note):
    lock = SessionLock.acquire(path, NOW)
    path.write_bytes(note)
    with pytest.raises(SessionBusyError, match="open in another process"):
        SessionLock.acquire(path, NOW)
    lock.release()


def test_the_note_of_an_owner_that_died_is_replaced(path):
    path.write_text("x" * 500)
    lock = SessionLock.acquire(path, NOW)
    assert read_owner(path).pid == os.getpid()
    lock.release()


def test_a_hostile_note_reaches_no_terminal(path):
    lock = SessionLock.acquire(path, NOW)
    path.write_text(json.dumps({"pid": 1, "host": "\x1b]52;c;eA==\x07", "since": "\u202e"}))
    with pytest.raises(SessionBusyError) as caught:
        SessionLock.acquire(path, NOW)
    assert str(caught.value).isprintable()
    lock.release()


def test_a_full_disk_keeps_nobody_out(path):
    disk = FailingDisk(SYSTEM_DISK, at=0, times=9, only=("write", "truncate"))
    lock = SessionLock.acquire(path, NOW, disk)
    with pytest.raises(SessionBusyError, match="another process"):
        SessionLock.acquire(path, NOW)
    lock.release()


def test_a_link_is_not_followed(path, tmp_path):
    path.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(StoreError, match="symbolic link"):
        SessionLock.acquire(path, NOW)
    assert not (tmp_path / "elsewhere").exists()


def test_what_is_no_plain_file_is_refused(path):
    os.mkfifo(path)
    with pytest.raises(StoreError, match="not a plain file"):
        SessionLock.acquire(path, NOW)


def test_a_lock_on_a_file_that_was_removed_meanwhile_does_not_count(path):
    class Racing(SystemDisk):
        """The owner before us lets go between our opening and our locking."""

        raced = False

        def status(self, fd):
            if not self.raced:
                self.raced = True
                path.unlink()
            return super().status(fd)

    lock = SessionLock.acquire(path, NOW, Racing())
    assert path.exists()
    with pytest.raises(SessionBusyError):
        SessionLock.acquire(path, NOW)
    lock.release()


def test_a_file_system_without_locks_is_named_with_its_remedy(path, monkeypatch):
    def refuse(fd, how):
        raise OSError(errno.ENOLCK, "no locks")

    monkeypatch.setattr(fcntl, "flock", refuse)
    with pytest.raises(StoreError, match=r"no locks .*--home"):
        SessionLock.acquire(path, NOW)
