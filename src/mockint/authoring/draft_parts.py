"""Pieces of YAML that guide files and drafts of rounds share: texts, origins, slots."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ..domain.origin import Origin, describe
from . import yaml_text
from .naming import slug
from .reading import Header, SlotRead, Text
from .yaml_text import comment, quoted

#: What marks an item that nobody has accepted yet.
PROPOSED = "proposed: true  # delete this line to accept, or the item to refuse"


def guide_id(header: Header) -> str:
    """`company/role`; a name that the page does not give stands as `company` or `role`."""
    company = slug(header.company.value if header.company else "", "company", 40)
    role = slug(header.role.value if header.role else "", "role", 60)
    return f"{company}/{role}"


def origins(found: Mapping[str, Origin]) -> Iterator[str]:
    """The origins of plain fields, by name."""
    if found:
        yield "origins:"
        for key, value in found.items():
            yield f"  {key}: {yaml_text.origin(value)}"


def section(name: str, items: Sequence[Text], proposed: Sequence[Text] = ()) -> Iterator[str]:
    """A list of texts below its key, then those that are only proposed."""
    if items or proposed:
        yield f"{name}:"
        yield from texts(items, 2)
    for item in proposed:
        yield from texts([item], 2)
        yield f"    {PROPOSED}"


def texts(items: Sequence[Text], indent: int) -> Iterator[str]:
    """Texts with their origins, and their details as comments; two lines in one piece."""
    pad = " " * indent
    for item in items:
        yield f"{pad}- text: {quoted(item.text)}\n{pad}  origin: {yaml_text.origin(item.origin)}"
        if item.details:
            yield from details(item.details, indent + 2)


def details(found: Sequence[Text], indent: int, says: str = "the page adds") -> Iterator[str]:
    """What the page adds to an item, as comments."""
    for detail in found:
        called = f', under "{detail.label}"' if detail.label else ""
        yield comment(f"{says}{called} ({where(detail.origin)}): {detail.text}", indent)


def where(origin: Origin) -> str:
    """Where a text stands, such as `line 12`."""
    return describe(origin).removeprefix("stated, ")


def slots(found: Sequence[SlotRead], indent: int) -> Iterator[str]:
    """The slots of a question."""
    if not found:
        return
    pad = " " * indent
    yield f"{pad}slots:"
    for slot in found:
        yield f"{pad}  - name: {slot.name}"
        yield f"{pad}    placeholder: {quoted(slot.placeholder)}"
        yield f"{pad}    kind: {slot.kind}"
        yield f"{pad}    options: [{', '.join(quoted(option) for option in slot.options)}]"
        yield f"{pad}    origin: {yaml_text.origin(slot.origin)}"
