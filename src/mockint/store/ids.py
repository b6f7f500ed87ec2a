"""Session ids: sortable by time, readable, and safe to make a file name of.

`20261121-0412-people-management-7f3a`: the minute (UTC), the round, four random hex
digits. No name becomes part of a path before `require_name` has let it through.
"""

from __future__ import annotations

import re
from datetime import datetime

from ..errors import NotFoundError

_SLUG_LENGTH = 40
#: No dots, no separators, no capitals (some file systems do not tell them apart).
_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+){0,30}")
_NAME_LENGTH = 100
_MADE = re.compile(r"(\d{4})(\d\d)(\d\d)-(\d\d)(\d\d)-[a-z0-9-]+-[0-9a-f]{4}")


def make_id(now: datetime, rubric_id: str, token: int) -> str:
    """The id for a session on `rubric_id` begun at `now` (UTC); `token` is 16 random bits."""
    return f"{now:%Y%m%d-%H%M}-{_slug(rubric_id)}-{token & 0xFFFF:04x}"


def is_name(text: str) -> bool:
    """True for what can be the name of a session, its own or one that was given to it."""
    return len(text) <= _NAME_LENGTH and _NAME.fullmatch(text) is not None


def require_name(text: str) -> str:
    """`text` if it can be the name of a session; NotFoundError otherwise."""
    if not is_name(text):
        raise NotFoundError(
            "is not the name of a session",
            where=ascii(text[:_NAME_LENGTH]),
            remedy="names are lower-case letters, digits and single hyphens",
        )
    return text


def moment_in(name: str) -> str | None:
    """The minute (ISO, UTC) that a name of `make_id` begins with; None for other names."""
    match = _MADE.fullmatch(name)
    if match is None:
        return None
    year, month, day, hour, minute = match.groups()
    return f"{year}-{month}-{day}T{hour}:{minute}:00.000Z"


def _slug(rubric_id: str) -> str:
    last = rubric_id.lower().replace("\\", "/").rstrip("/").rpartition("/")[2]
    words = re.findall(r"[a-z0-9]+", last)
    return "-".join(words)[:_SLUG_LENGTH].strip("-") or "interview"
