import os
import stat

import pytest
from session_samples import answer, header

from mockint.errors import DiskError, StoreError
from mockint.store.atomic import write_text
from mockint.store.disk import SystemDisk
from mockint.store.sessions import SessionStore


def mode(path):
    return stat.S_IMODE(path.lstat().st_mode)


@pytest.fixture(params=[0o000, 0o022, 0o077, 0o777], ids=oct)
def umask(request):
    old = os.umask(request.param)
    yield request.param
    os.umask(old)


def test_files_are_for_their_owner_alone_whatever_the_umask(umask, tmp_path, now):
    folder = tmp_path / "home" / "sessions"
    store = SessionStore(folder, now=now)
    with store.create(header()) as log:
        log.append(answer())
        store.save_draft(log.session_id, "x")
        assert mode(folder / f"{log.session_id}.lock") == 0o600
        assert mode(log.path) == 0o600
    with log.path.open("ab") as file:
        file.write(b"torn")
    store.open(log.session_id).close()
    write_text(folder / "report.html", "x")
    files = [p for p in folder.iterdir() if p.is_file()]
    assert len(files) == 4
    assert {mode(p) for p in files} == {0o600}
    assert mode(folder) == mode(folder.parent) == 0o700


def test_a_folder_that_was_there_before_is_made_private_but_not_its_parents(tmp_path, now):
    parent = tmp_path / "work"
    parent.mkdir()
    parent.chmod(0o755)
    folder = parent / "sessions"
    folder.mkdir()
    folder.chmod(0o777)
    SessionStore(folder, now=now).create(header()).close()
    assert mode(folder) == 0o700
    assert mode(parent) == 0o755


def test_a_shared_folder_keeps_its_mode(tmp_path, now):
    folder = tmp_path / "shared"
    folder.mkdir()
    folder.chmod(0o1777)
    SessionStore(folder, now=now).create(header()).close()
    assert mode(folder) == 0o1777


def test_what_belongs_to_somebody_else_keeps_its_mode(tmp_path, now, monkeypatch):
    folder = tmp_path / "theirs"
    folder.mkdir()
    folder.chmod(0o775)
    somebody = os.geteuid() + 1
    monkeypatch.setattr(os, "geteuid", lambda: somebody)
    SessionStore(folder, now=now).create(header()).close()
    assert mode(folder) == 0o775


def test_a_journal_that_was_readable_by_all_is_made_private_when_opened(store):
    with store.create(header()) as log:
        pass
    log.path.chmod(0o644)
    store.read(log.session_id)
    assert mode(log.path) == 0o644
    store.open(log.session_id).close()
    assert mode(log.path) == 0o600


@pytest.mark.parametrize("suffix", [".journal", ".journal.corrupt", ".lock"])
def test_a_link_among_the_sessions_is_refused(store, tmp_path, suffix):
    with store.create(header()) as log:
        pass
    with log.path.open("ab") as file:
        file.write(b"torn")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_bytes(log.path.read_bytes())
    before = elsewhere.read_bytes()
    link = log.path.with_name(log.session_id + suffix)
    link.unlink(missing_ok=True)
    link.symlink_to(elsewhere)
    with pytest.raises(StoreError, match="symbolic link"):
        store.open(log.session_id)
    assert elsewhere.read_bytes() == before


def test_a_link_that_a_user_names_is_followed(store, tmp_path):
    with store.create(header()) as log:
        log.append(answer())
    link = tmp_path / "my-session"
    link.symlink_to(log.path)
    assert store.read(str(link)).events == (answer(),)


def test_no_file_is_handed_on_to_a_child_process(store):
    class Watching(SystemDisk):
        inheritable = False

        def open(self, path, flags):
            fd = super().open(path, flags)
            Watching.inheritable |= os.get_inheritable(fd) or not flags & os.O_CLOEXEC
            return fd

    watched = SessionStore(store.directory, disk=Watching())
    watched.create(header()).close()
    assert not Watching.inheritable


def test_new_folders_are_on_the_medium_before_a_session_is(tmp_path, now):
    synced = []

    class Watching(SystemDisk):
        def sync(self, fd):
            synced.append(os.fstat(fd).st_ino)
            super().sync(fd)

    folder = tmp_path / "home" / "sessions"
    SessionStore(folder, now=now, disk=Watching()).create(header()).close()
    inodes = [path.stat().st_ino for path in (tmp_path, folder.parent, folder)]
    assert synced == inodes


def test_a_file_where_the_folder_should_be_is_named(tmp_path, now):
    (tmp_path / "sessions").write_text("a file")
    with pytest.raises(DiskError, match=r"sessions: the disk refused: Not a directory"):
        SessionStore(tmp_path / "sessions", now=now).create(header())
