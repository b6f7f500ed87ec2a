"""Sessions as they were read: header, events, and all that is not plain sound.

Pure: turns the records of a journal into events. It must never drop a record: what is
no event for this version is kept as it is.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from ..domain.session import Event
from ..errors import JournalDamagedError
from .codec import CodecError, event_from_json, unknown_keys
from .header import SessionHeader, header_from_json
from .scan import Damage, Record
from .summary import SessionSummary, summarise

SUFFIX = ".journal"


@dataclass(frozen=True, slots=True)
class Foreign:
    """A record that is intact but that this version does not know, wholly or in part.

    `value` is all of it. `why` names the keys, or says why it is no event here.
    """

    number: int
    value: dict[str, object]
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredSession:
    """A session as read. `damage` and `foreign` are empty for a sound one of this version.

    `set_aside` is the file with bytes of earlier damage, where there is one.
    """

    id: str
    path: Path
    header: SessionHeader
    events: tuple[Event, ...]
    damage: tuple[Damage, ...] = ()
    foreign: tuple[Foreign, ...] = ()
    set_aside: Path | None = None

    @property
    def summary(self) -> SessionSummary:
        """What a list says of it."""
        return summarise(self.id, self.header, self.events, len(self.damage))


@dataclass(frozen=True, slots=True, kw_only=True)
class Rescue:
    """What is left of a journal, with or without its header."""

    path: Path
    header: SessionHeader | None
    events: tuple[Event, ...]
    damage: tuple[Damage, ...]
    foreign: tuple[Foreign, ...]


def stored_session(
    path: Path, records: tuple[Record, ...], damage: tuple[Damage, ...]
) -> StoredSession:
    """The session that the records of journal `path` tell of, record 0 first.

    JournalDamagedError where record 0 is no header of this version.
    """
    try:
        header = header_from_json(records[0].value)
    except CodecError as error:
        remedy = "it may be of a later version of mockint"
        raise JournalDamagedError(
            f"the header can not be used: {error}", where=f"{path}:1", remedy=remedy
        ) from error
    events, foreign = decoded(records[1:])
    if header.extra:
        why = _unknown(header.extra)
        foreign = (Foreign(0, records[0].value, why), *foreign)
    return StoredSession(
        id=path.name.removesuffix(SUFFIX),
        path=path,
        header=header,
        events=events,
        damage=damage,
        foreign=foreign,
    )


def decoded(records: Iterable[Record]) -> tuple[tuple[Event, ...], tuple[Foreign, ...]]:
    """The events in `records`, and the records that are no events or hold more."""
    events: list[Event] = []
    foreign: list[Foreign] = []
    for record in records:
        try:
            events.append(event_from_json(record.value))
            why = _unknown(unknown_keys(record.value))
        except CodecError as error:
            why = str(error)
        if why:
            foreign.append(Foreign(record.number, record.value, why))
    return tuple(events), tuple(foreign)


def _unknown(keys: Iterable[str]) -> str:
    names = ", ".join(f"{key[:40]!a}" for key in keys)
    return f"keys that this version does not know: {names}" if names else ""
