"""What endpoints have taught: which rung of the schema ladder holds, what to leave out.

One small JSON file in the cache directory, one entry per address and model, readable
by people and shown by `doctor`. Losing it costs a few refused calls and nothing else,
so a damaged file is taken for an empty one and a disk that refuses is no error. It
never holds a key: entries are named by the address without secrets.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from ..domain.chat import SchemaMode
from .address import Endpoint

SCHEMA = "mockint/endpoints@1"
#: Servers are updated: after this long, an endpoint is asked anew.
KEPT = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Learned:
    """What is known of one endpoint and model.

    `rung` is where the ladder stands, `proved` whether a reply has come through on
    it. `without` names parameters that are refused (`max_tokens` there means that
    `max_completion_tokens` is sent in its place; `stream` that replies come whole,
    `whole` that they only come as a stream). `passing` knowledge holds for one call and
    is not kept. `bound` endpoints are known to hold to a schema: the ladder is not left
    there, whatever is refused.
    """

    rung: SchemaMode = SchemaMode.JSON_SCHEMA
    proved: bool = False
    without: frozenset[str] = frozenset()
    passing: bool = False
    bound: bool = False

    @property
    def thinks(self) -> bool:
        """True for models that reason before they speak, as far as their refusals tell."""
        return "max_tokens" in self.without


class LearnedStore:
    """The file, read once and written whole. `path` None keeps it in memory only."""

    def __init__(
        self,
        path: Path | None = None,
        *,
        today: Callable[[], date] = lambda: datetime.now(UTC).date(),
    ) -> None:
        self._path = path
        self._today = today
        self._entries: dict[str, Learned] = {}
        self._dates: dict[str, date] = {}
        self._merge(self._read())

    def get(self, endpoint: Endpoint) -> Learned:
        """What is known of `endpoint`; the defaults where nothing is."""
        return self._entries.get(_name(endpoint), Learned())

    def put(self, endpoint: Endpoint, learned: Learned) -> None:
        """Remember, here and on disk."""
        name = _name(endpoint)
        self._merge(self._read())  # another process may have written since
        self._entries[name] = replace(learned, passing=False)
        self._dates[name] = self._today()
        self._write()

    def all(self) -> Mapping[str, Learned]:
        """Everything that is known, by `address model`."""
        return dict(self._entries)

    def forget(self, endpoint: Endpoint) -> None:
        """Start anew with `endpoint`."""
        self._merge(self._read())
        self._entries.pop(_name(endpoint), None)
        self._dates.pop(_name(endpoint), None)
        self._write()

    def _merge(self, read: Mapping[str, tuple[Learned, date]]) -> None:
        """Take over entries of the file that are not older than ours."""
        for name, (learned, day) in read.items():
            if day >= self._dates.get(name, date.min):
                self._entries[name] = learned
                self._dates[name] = day

    def _read(self) -> dict[str, tuple[Learned, date]]:
        """The entries on disk that can be understood and are not too old."""
        if self._path is None:
            return {}
        try:
            data = json.loads(self._path.read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError):
            return {}
        if not isinstance(data, dict) or data.get("schema") != SCHEMA:
            return {}
        entries = data.get("endpoints")
        found = {k: _entry(v) for k, v in entries.items()} if isinstance(entries, dict) else {}
        oldest = self._today() - KEPT
        return {k: v for k, v in found.items() if v is not None and v[1] >= oldest}

    def _write(self) -> None:
        """Replace the file; a disk that refuses costs nothing but the memory."""
        if self._path is None:
            return
        data = {
            "schema": SCHEMA,
            "endpoints": {
                name: {
                    "rung": learned.rung.value,
                    "proved": learned.proved,
                    "without": sorted(learned.without),
                    "seen": self._dates[name].isoformat(),
                }
                for name, learned in sorted(self._entries.items())
            },
        }
        with suppress(OSError):
            _replace(self._path, json.dumps(data, indent=2) + "\n")


def _name(endpoint: Endpoint) -> str:
    """The entry's name: address without secrets, and model."""
    return f"{endpoint.origin} {endpoint.model}"


def _entry(value: Any) -> tuple[Learned, date] | None:
    """One entry of the file; None where it is not what this version writes."""
    try:
        without = frozenset(str(item) for item in value["without"])
        learned = Learned(SchemaMode(value["rung"]), bool(value["proved"]), without)
        return learned, date.fromisoformat(value["seen"])
    except (KeyError, TypeError, ValueError):
        return None


def _replace(path: Path, text: str) -> None:
    """Write beside the file and rename over it."""
    missing = [one for one in (path.parent, *path.parent.parents) if not one.exists()]
    for folder in reversed(missing):  # `parents=True` would leave those open to all
        folder.mkdir(mode=0o700, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name, suffix=".tmp")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
