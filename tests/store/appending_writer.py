"""A writer to be killed: goes on with session `argv[2]`, says each answer once it is kept.

With a number as `argv[3]` it stops in the middle of that write and says so.
"""

import sys
from pathlib import Path

from session_samples import answer, header

from mockint.store.disk import SYSTEM_DISK, SystemDisk
from mockint.store.sessions import SessionStore


def say(word: object) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


class StoppingDisk(SystemDisk):
    """Writes half of a line at its `stop_at`th write, then waits for the end."""

    def __init__(self, stop_at: int) -> None:
        self.left = stop_at

    def write(self, fd: int, data: bytes) -> int:
        self.left -= 1
        if self.left:
            return super().write(fd, data)
        super().write(fd, data[: len(data) // 2])
        say("torn")
        sys.stdin.read()
        raise AssertionError("nobody killed this process")


def main() -> None:
    folder, session_id, *stop = Path(sys.argv[1]), *sys.argv[2:]
    disk = StoppingDisk(int(stop[0])) if stop else SYSTEM_DISK
    store = SessionStore(folder, disk=disk)
    exists = (folder / f"{session_id}.journal").exists()
    log = store.open(session_id) if exists else store.create(header(id=session_id))
    for number in range(len(log.events), 10**9):
        size = (1, 40, 5_000, 300_000)[number % 4]
        log.append(answer(f"{number}:" + "x" * size))
        say(number)


main()
