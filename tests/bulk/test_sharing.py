"""Work that is shared among processes: all of it is done, and errors are those of the work."""

import os
import signal
import sys
import threading
import time

import pytest

from mockint.bulk import sharing
from mockint.bulk.sharing import WORTH_A_FORK, share_out

linux = pytest.mark.skipif(sys.platform != "linux", reason="forks are made on Linux only")
PIECES = range(WORTH_A_FORK * 8)


@pytest.fixture(autouse=True)
def three_cores(monkeypatch):
    monkeypatch.setattr(sharing, "cores", lambda: 3)


@pytest.fixture
def forks(monkeypatch):
    """As in a process without threads: those of a test run do nothing in a fork."""
    monkeypatch.setattr(sharing, "can_fork", lambda: True)


def who_did_it(folder):
    return {int(path.name): int(path.read_text()) for path in folder.iterdir()}


def mark(folder, number):
    time.sleep(0.002)
    (folder / str(number)).write_text(str(os.getpid()))


@linux
@pytest.mark.usefixtures("forks")
def test_all_is_done_and_by_several_processes(tmp_path):
    share_out(PIECES, lambda number: mark(tmp_path, number))
    done = who_did_it(tmp_path)
    assert set(done) == set(PIECES)
    assert len(set(done.values())) == 3


def test_few_pieces_are_done_here(tmp_path):
    share_out(PIECES[: WORTH_A_FORK - 1], lambda number: mark(tmp_path, number))
    assert set(who_did_it(tmp_path).values()) == {os.getpid()}


def test_beside_a_thread_all_is_done_here(tmp_path):
    over = threading.Event()
    thread = threading.Thread(target=over.wait)
    thread.start()
    try:
        share_out(PIECES, lambda number: mark(tmp_path, number))
    finally:
        over.set()
        thread.join()
    assert who_did_it(tmp_path) == dict.fromkeys(PIECES, os.getpid())


def test_the_error_is_that_of_the_work(tmp_path):
    def work(number):
        if number == PIECES[-1]:
            raise OSError("no room")
        mark(tmp_path, number)

    with pytest.raises(OSError, match="no room"):
        share_out(PIECES, work)


@linux
@pytest.mark.usefixtures("forks")
@pytest.mark.parametrize("how", [lambda: os._exit(3), lambda: os.kill(os.getpid(), signal.SIGKILL)])
def test_what_a_helper_leaves_undone_is_done_here(tmp_path, how):
    ours = os.getpid()

    def work(number):
        if os.getpid() != ours:
            how()
        mark(tmp_path, number)

    share_out(PIECES, work)
    assert who_did_it(tmp_path) == dict.fromkeys(PIECES, ours)


@linux
@pytest.mark.usefixtures("forks")
def test_an_interruption_ends_the_helpers(tmp_path):
    ours = os.getpid()

    def work(number):
        if os.getpid() == ours and len(list(tmp_path.iterdir())) > 4:
            raise KeyboardInterrupt
        half = tmp_path / f"{number}.tmp"
        half.touch()
        mark(tmp_path, number)
        half.unlink()

    with pytest.raises(KeyboardInterrupt):
        share_out(PIECES, work)
    assert not list(tmp_path.glob("*.tmp"))  # no helper was ended in the middle of a piece
    for helper in set(who_did_it(tmp_path).values()) - {ours}:
        with pytest.raises(ProcessLookupError):
            os.kill(helper, 0)
    assert len(who_did_it(tmp_path)) < len(PIECES) / 2
