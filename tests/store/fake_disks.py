"""Disks for tests: one in memory that forgets what was not synced, one that fails on cue."""

import errno
import os
from dataclasses import dataclass, field
from pathlib import Path

from mockint.store.disk import FILE_MODE, FileStatus


@dataclass
class Inode:
    number: int
    live: bytearray = field(default_factory=bytearray)
    durable: bytes = b""
    mode: int = FILE_MODE


class MemoryDisk:
    """A flat disk: paths to inodes, and per inode the bytes now and the bytes when synced."""

    def __init__(self, files=()):
        self.names_now = {}
        self.names_durable = {}
        self.fds = {}
        self.made = 0
        for path, data in dict(files).items():
            inode = self._new()
            inode.live[:] = data
            inode.durable = bytes(data)
            self.names_now[path] = self.names_durable[path] = inode

    def bytes_at(self, path):
        return bytes(self.names_now[path].live)

    def after_power_cut(self, *, keep=0.0):
        """The disk as found later: synced names, synced bytes, and `keep` of what came after."""
        found = {}
        for path, inode in self.names_durable.items():
            live, durable = bytes(inode.live), inode.durable
            extra = live[len(durable) :] if live.startswith(durable) else b""
            found[path] = durable + extra[: int(len(extra) * keep)]
        return MemoryDisk(found)

    def _new(self):
        self.made += 1
        return Inode(self.made)

    def open(self, path, flags):
        path = Path(path)
        if flags & os.O_DIRECTORY:
            inode = None
        elif flags & os.O_CREAT and path not in self.names_now:
            inode = self.names_now[path] = self._new()
        elif flags & os.O_CREAT and flags & os.O_EXCL:
            raise FileExistsError(errno.EEXIST, "exists")
        elif path in self.names_now:
            inode = self.names_now[path]
        else:
            raise FileNotFoundError(errno.ENOENT, "missing")
        fd = max(self.fds, default=2) + 1
        self.fds[fd] = inode
        return fd

    def close(self, fd):
        del self.fds[fd]

    def status(self, fd):
        inode = self.fds[fd]
        links = sum(other is inode for other in self.names_now.values())
        return FileStatus(len(inode.live), links, True, inode.mode, os.geteuid(), (0, inode.number))

    def read(self, fd, size, offset):
        return bytes(self.fds[fd].live[offset : offset + size])

    def write(self, fd, data):
        self.fds[fd].live += data
        return len(data)

    def truncate(self, fd, size):
        live = self.fds[fd].live
        live[:] = live[:size].ljust(size, b"\0")

    def sync_data(self, fd):
        self.fds[fd].durable = bytes(self.fds[fd].live)

    def sync(self, fd):
        if self.fds[fd] is None:
            self.names_durable = dict(self.names_now)
        else:
            self.sync_data(fd)

    def set_mode(self, fd, mode):
        self.fds[fd].mode = mode

    def make_directory(self, path):
        pass

    def names(self, path):
        return tuple(p.name for p in self.names_now if p.parent == path)

    def inode(self, path):
        return (0, self.names_now[path].number) if path in self.names_now else None

    def replace(self, source, target):
        self.names_now[target] = self.names_now.pop(source)

    def remove(self, path):
        if path not in self.names_now:
            raise FileNotFoundError(errno.ENOENT, "missing")
        del self.names_now[path]


class Stopped(BaseException):
    """The process is gone: nothing after this call ever happens."""


CHANGING = (
    "open",
    "write",
    "truncate",
    "sync_data",
    "sync",
    "set_mode",
    "make_directory",
    "replace",
    "remove",
)


class FailingDisk:
    """`inner`, where the changing calls from number `at` on (from 0) fail, `times` of them.

    A failing write takes half of its bytes first. `stop` means that the process dies
    there instead of seeing an error.
    """

    def __init__(self, inner, *, at=10**9, times=1, error=errno.ENOSPC, stop=False, only=CHANGING):
        self.inner = inner
        self.at = at
        self.times = times
        self.error = error
        self.stop = stop
        self.only = only
        self.calls = 0

    @property
    def hit(self):
        return self.calls > self.at

    def __getattr__(self, name):
        call = getattr(self.inner, name)
        if name in CHANGING or self.stop:
            return lambda *args: self._call(name, call, args)
        return call

    def _call(self, name, call, args):
        if name in self.only:
            self.calls += 1
        if self.calls <= self.at or self.calls > self.at + self.times:
            return call(*args)
        if name not in self.only and not self.stop:
            return call(*args)
        if name == "write" and self.calls == self.at + 1:
            fd, data = args
            self.inner.write(fd, data[: len(data) // 2])
        if self.stop:
            raise Stopped
        raise OSError(self.error, os.strerror(self.error))
