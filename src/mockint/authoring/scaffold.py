"""Begins rubrics: a blank one around what an author already knows, or a copy of another.

What is to be authored says TODO, with a sentence on what belongs there; lint finds every
one of them. Texts are written for people to go on with: comments, short lines, and ids
that can be read. Never fills anything in from elsewhere.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from ..domain.rubric import Kind
from ..errors import UsageError
from . import yaml_edit, yaml_file
from .draft_parts import slots
from .slots import slots_of
from .yaml_edit import Edit

_ID = re.compile(r"[a-z0-9-]+/[a-z0-9-]+/[a-z0-9-]+")
_SCHEMA = re.compile(r"\A#\s*yaml-language-server:.*\n")
MOST_ID = 40


@dataclass(frozen=True, slots=True)
class AskedFor:
    """A question to begin with, its kind and the signals (by place, from 0) it can elicit."""

    text: str
    kind: Kind = Kind.BEHAVIOURAL
    signals: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Details:
    """More of a signal: an id ("" for one made of its text), criteria by place, its points."""

    id: str = ""
    covers: tuple[int, ...] = ()
    points: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sketch:
    """What is known of a round before it is authored. Empty parts become one TODO each."""

    id: str
    title: str = "TODO: the name of the round"
    round: int = 1
    minutes: int = 45
    criteria: tuple[str, ...] = ()
    signals: tuple[str, ...] = ()
    questions: tuple[AskedFor, ...] = ()
    #: Of the signals, by place; signals beyond have none.
    details: tuple[Details, ...] = ()


def checked_id(text: str) -> str:
    """`text` as a round's id; UsageError where it is none."""
    wanted = text.strip().strip("/")
    if not _ID.fullmatch(wanted):
        raise UsageError(
            "is no id of a round", where=f'"{text}"',
            remedy="write company/role/round in small letters, digits and hyphens",
        )  # fmt: skip
    return wanted


def blank(sketch: Sketch, schema: str) -> str:
    """A rubric that reads, and that says TODO wherever an author has to decide.

    `schema` is the path or address that the first line names for editors.
    """
    criteria = sketch.criteria or ("TODO: what is evaluated in this round",)
    signals = sketch.signals or ("TODO: one thing that interviewers look for",)
    questions = sketch.questions or (AskedFor("TODO: what to ask"),)
    criterion_ids = _ids(criteria, "criterion")
    details = [*sketch.details, *[Details()] * len(signals)][: len(signals)]
    signal_ids = _unique(
        [one.id or name for one, name in zip(details, _ids(signals, "signal"), strict=True)]
    )
    lines = [
        f"# yaml-language-server: $schema={schema}",
        "# What says TODO is yours to write; `mockint rubric lint` finds every one.",
        "schema: mockint/rubric@1",
        f"id: {sketch.id}",
        f"round: {sketch.round}",
        f"title: {_quoted(sketch.title)}",
        f"minutes: {sketch.minutes}",
        "criteria:",
    ]
    for name, text in zip(criterion_ids, criteria, strict=True):
        lines.append(f"  - {{id: {name}, text: {_quoted(text)}, origin: authored}}")
    lines.append("signals:")
    for name, text, one, mine in zip(
        signal_ids, signals, details, _covers(criterion_ids, details), strict=True
    ):
        lines += _signal(name, text, mine, one.points)
    lines.append("questions:")
    asked: set[int] = {one for question in questions for one in question.signals}
    share = max(3, (sketch.minutes * 8 // 10) // len(questions))
    for place, (name, question) in enumerate(
        zip(_ids([q.text for q in questions], "question"), questions, strict=True)
    ):
        # What no question was meant for is put under the first: nothing may be never asked.
        left = [one for one in range(len(signals)) if one not in asked] if place == 0 else []
        mine_ = [signal_ids[one] for one in (*question.signals, *left) if one < len(signals)]
        lines += _question(name, question, mine_ or signal_ids[:1], share)
    lines += [
        "red_flags: []",
        "# - id: a-short-name",
        '#   text: "A reason to reject somebody, shown by words of theirs."',
        "#   origin: authored",
        f"#   signals: [{signal_ids[0]}]",
        "#   cues: []",
    ]
    return "\n".join(lines) + "\n"


def copied(text: str, name: str, new_id: str, schema: str, *, same_source: bool) -> str:
    """`text` of a rubric with a new id; comments and layout stay.

    Without `same_source` every origin becomes `authored`: the lines that it named are
    those of another page.
    """
    located = yaml_file.parse(text, name)
    before = str(located.data.get("id", "")) if isinstance(located.data, dict) else ""
    edits = [Edit("set", ("id",), new_id)]
    if not same_source:
        edits += [Edit("set", path, "authored") for path in _origins(located.data, ())]
    made, count = yaml_edit.apply(text, edits, name)
    if count != len(edits):
        raise UsageError("cannot be copied", where=name, remedy="lint it first")
    body = _SCHEMA.sub("", made)
    return f"# yaml-language-server: $schema={schema}\n# Copied from {before}.\n{body}"


def slug(text: str, otherwise: str) -> str:
    """A readable id made of the first words of `text`."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    words = [w for w in re.findall(r"[a-z0-9]+", plain) if w not in {"the", "a", "an", "of", "to"}]
    made = ""
    for word in words[:5]:
        longer = f"{made}-{word}" if made else word
        if len(longer) > MOST_ID:
            break
        made = longer
    # An id that reads as nothing ("null") would be no id.
    return made if made not in {"", "null"} and "todo" not in words else otherwise


def _covers(criteria: list[str], details: list[Details]) -> list[list[str]]:
    """The criteria of each signal: those that are known, else one each."""
    made = []
    for place, one in enumerate(details):
        # Every criterion is covered: the last signal takes those that are left over.
        last = place == len(details) - 1
        guess = criteria[place:] if last else criteria[place : place + 1]
        made.append([criteria[number] for number in one.covers] or guess or criteria[-1:])
    return made


def _signal(name: str, text: str, criteria: list[str], points: tuple[str, ...]) -> list[str]:
    told = [*points, *["TODO: what is said that shows it"] * (3 - len(points))]
    lines = [
        f"  - id: {name}",
        f"    text: {_quoted(text)}",
        "    origin: authored",
        f"    criteria: [{', '.join(criteria)}]",
        "    # Three to six concrete things that an answer either contains or does not.",
        "    points:",
    ]
    for number, point in enumerate(told, 1):
        lines += [
            f"      - id: point-{number}",
            f"        text: {_quoted(point)}",
            '        cues: ["TODO phrases of two to four words"]',
        ]
    lines += [
        "    contrary: []",
        "    # What is heard at each level; no words that only grade.",
        "    anchors:",
        '      "1": "TODO: what is said at level 1, contrary or absent"',
        '      "2": "TODO: what is said at level 2, partial"',
        '      "3": "TODO: what is said at level 3, solid"',
        '      "4": "TODO: what is said at level 4, of another kind than 3"',
        "    probes:",
        f'      - {{id: {name}-probe-1, text: "TODO: one follow-up?", point: point-1}}',
        f'      - {{id: {name}-probe-2, text: "TODO: another follow-up?", point: point-2}}',
    ]
    return lines


def _question(name: str, question: AskedFor, signals: list[str], minutes: int) -> list[str]:
    # A placeholder such as `[Location]` is a slot; what may fill it is the author's to say.
    gaps = [
        slot if slot.options else slot._replace(options=("TODO: what may stand here",))
        for slot in slots_of(_line(question.text), "authored")
    ]
    return [
        f"  - id: {name}",
        f"    text: {_quoted(question.text)}",
        "    origin: authored",
        f"    kind: {question.kind.value}",
        f"    signals: [{', '.join(dict.fromkeys(signals))}]",
        f"    minutes: {minutes}",
        '    hint: "TODO: a sentence for somebody who is stuck"',
        *slots(gaps, 4),
    ]


def _ids(texts: Iterable[str], otherwise: str) -> list[str]:
    return _unique([slug(text, f"{otherwise}-{n}") for n, text in enumerate(texts, start=1)])


def _unique(names: list[str]) -> list[str]:
    found: list[str] = []
    for number, name in enumerate(names, start=1):
        found.append(name if name not in found else f"{name[:MOST_ID]}-{number}")
    return found


def _quoted(text: str) -> str:
    return json.dumps(_line(text), ensure_ascii=False)


def _line(text: str) -> str:
    """One line, without what reading a rubric drops; what is left empty is a TODO."""
    seen = "".join(" " if char in "\n\r\t" else char for char in text)
    line = " ".join("".join(char for char in seen if not yaml_edit.is_hidden(char)).split())
    return line or "TODO: write this"


def _origins(value: object, path: yaml_file.Path_) -> list[yaml_file.Path_]:
    found: list[yaml_file.Path_] = []
    if isinstance(value, dict):
        for key, inner in value.items():
            if isinstance(inner, dict) and (key == "origin" or path == ("origins",)):
                found.append((*path, key))
            else:
                found += _origins(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            found += _origins(inner, (*path, index))
    return found
