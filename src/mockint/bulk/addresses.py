"""Transcripts at addresses (`s3://…`, `memory://…`): whatever fsspec has a driver for.

Lists one folder at a time and reads nothing but what is asked for. What a driver says
is told in our words, without the query of an address, which can hold a key.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from fsspec.core import url_to_fs

from ..errors import TranscriptError, UsageError
from .sources import Source


@dataclass(frozen=True, slots=True)
class AddressSource(Source):
    """An input on a file system of fsspec."""

    system: Any = None
    key: str = ""

    def read(self) -> bytes:
        """Its bytes. TranscriptError where they cannot be had."""
        try:
            data: bytes = self.system.cat_file(self.key)
        except OSError as error:
            raise _unreadable(self.name, error) from None
        return data

    def open(self) -> Any:
        """A binary file to read from, which can seek. TranscriptError."""
        try:
            return self.system.open(self.key, "rb")
        except OSError as error:
            raise _unreadable(self.name, error) from None


def below(address: str) -> Iterator[AddressSource]:
    """The files at `address`, or in the folder there, by name. UsageError, TranscriptError."""
    try:
        system, root = url_to_fs(address)
    except (ImportError, ValueError) as error:
        raise UsageError(
            f"cannot be opened: {error}",
            where=address.partition("?")[0],
            remedy="install fsspec's driver for such addresses (s3fs, gcsfs, adlfs, …)",
        ) from None
    root = root.rstrip("/")
    try:
        if system.isfile(root):
            yield _source(system, root, root.rpartition("/")[2])
        else:
            yield from _walk(system, root, root)
    except OSError as error:
        raise _unreadable(address.partition("?")[0], error) from None


def _walk(system: Any, folder: str, root: str) -> Iterator[AddressSource]:
    found = sorted(system.ls(folder, detail=True), key=lambda entry: str(entry["name"]))
    for entry in found:
        path = str(entry["name"]).rstrip("/")
        name = path.rpartition("/")[2]
        if path == folder or name.startswith("."):
            continue
        if entry["type"] == "directory":
            yield from _walk(system, path, root)
        else:
            yield _source(system, path, path[len(root) :].lstrip("/"))


def _source(system: Any, path: str, place: str) -> AddressSource:
    return AddressSource(system.unstrip_protocol(path), place, system=system, key=path)


def _unreadable(name: str, error: OSError) -> TranscriptError:
    said = error.strerror or type(error).__name__
    return TranscriptError(f"cannot be read: {said}", where=name, remedy="check the address")
