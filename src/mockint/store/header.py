"""The header of a session's journal: all that is needed to read and to repeat it.

It holds the complete rubric, so that a session can be read with the rubric that it was
made with, whatever becomes of the file. It must never hold a key or a secret.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from ..domain.session import Plan
from .codec import (
    CodecError,
    Json,
    json_object,
    plain,
    plan_from_json,
    plan_to_json,
    text,
    text_or_none,
    whole_or_none,
)

SCHEMA = "mockint/session@1"
_ISO = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionHeader:
    """Record 0. `rubric` is the rubric's own JSON; `prompts` maps names to digests.

    `id` and `created` (ISO, UTC, ends with Z) are filled in by `SessionStore.create`
    where they are empty. `options` holds what else was chosen (hide_levels, location).
    `extra` keeps keys of later versions.
    """

    rubric_id: str
    rubric_digest: str
    rubric: dict[str, object]
    plan: Plan
    mockint: str
    engine: str
    model: str | None = None
    persona: str = ""
    seed: int | None = None
    prompts: dict[str, str] = field(default_factory=dict)
    options: dict[str, object] = field(default_factory=dict)
    id: str = ""
    created: str = ""
    schema: str = SCHEMA
    extra: dict[str, object] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """The round's title, or its id where the rubric has none."""
        found = self.rubric.get("title")
        return found if isinstance(found, str) and found else self.rubric_id


_KEYS = frozenset(SessionHeader.__slots__) - {"extra"}


def stamp(moment: datetime) -> str:
    """`moment` as headers have it: ISO, UTC, milliseconds, Z."""
    iso = moment.astimezone(UTC).isoformat(timespec="milliseconds")
    return iso.replace("+00:00", "Z")


def header_to_json(header: SessionHeader) -> Json:
    """`header` as a JSON object; CodecError for what JSON can not keep."""
    value: dict[str, object] = {key: getattr(header, key) for key in SessionHeader.__slots__}
    value["plan"] = plan_to_json(header.plan)
    extra = value.pop("extra")
    assert isinstance(extra, dict)
    first = ("schema", "id", "created", "mockint", "rubric_id", "rubric_digest")
    ordered = (
        {key: value[key] for key in first} | value | {k: extra[k] for k in extra.keys() - _KEYS}
    )
    copied = plain(ordered)
    assert isinstance(copied, dict)
    return copied


def header_from_json(value: Mapping[str, object]) -> SessionHeader:
    """The header that `value` is; CodecError (which names the key) if it is none."""
    schema = text(value, "schema")
    if schema != SCHEMA:
        raise CodecError(f'"schema" is {schema[:40]!a}; this version reads "{SCHEMA}"')
    created = text(value, "created")
    if not _ISO.fullmatch(created):
        raise CodecError('"created" is not a moment like 2026-11-21T04:12:00.000Z')
    return SessionHeader(
        schema=schema,
        id=text(value, "id"),
        created=created,
        mockint=text(value, "mockint"),
        rubric_id=text(value, "rubric_id"),
        rubric_digest=text(value, "rubric_digest"),
        rubric=json_object(value, "rubric"),
        plan=plan_from_json(json_object(value, "plan")),
        engine=text(value, "engine"),
        model=text_or_none(value, "model"),
        persona=text(value, "persona", ""),
        seed=whole_or_none(value, "seed"),
        prompts=_texts(value, "prompts"),
        options=json_object(value, "options"),
        extra={key: value[key] for key in value if key not in _KEYS},
    )


def _texts(value: Mapping[str, object], key: str) -> dict[str, str]:
    found = json_object(value, key)
    return {name: text(found, name) for name in found}
