"""Plain text and Markdown with labels: `Interviewer:`, `**Candidate:**`, `Q:`/`A:`, `Jane:`.

Which labels are speakers is settled from the whole text first: the roles' names in the
look that the first of them has, else the names that recur. Every other line belongs to
the turn before it, so that `Interviewer:` in another look within an answer stays the
candidate's, and so do `Note:` and `Step 2:`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..domain.transcript import Role, Transcript
from ..errors import TranscriptError
from ..ports import TranscriptFile
from .assemble import assembled
from .labels import Label, label_of
from .names import could_be_name, identity, is_proper, known_speakers
from .roles import flag_names
from .survey import survey
from .utterances import Conversation, Utterance
from .vocabulary import may_be_role, roles_of, unnumbered

_PART = re.compile(
    r"[ \t]*(?:#{1,3}[ \t]+|={2,}[ \t]*|-{2,}[ \t]*|\*\*)?"
    r"(?:interview|transcript|session|conversation|entrevista|entretien|gespräch|intervju|面试|面接)"
    r"[ \t]*(?:#|no\.?|nr\.?|number)?[ \t]*\d{1,4}\b"
    r"[ \t]*(?P<rest>[^\n]{0,120})$",
    re.IGNORECASE,
)
_METADATA = re.compile(
    r"[ \t*_#>|\-]*(?:date|time|duration|location|place|role|position|job(?: title)?|company|team"
    r"|round|stage|level|id|file|recording|topic|subject|title|meeting(?: title)?"
    r"|transcri(?:pt|bed)(?: by)?|language|attendees|participants|datum|ort|stelle|fecha|puesto"
    r"|empresa|data|cargo|poste|lieu|dauer)[ \t*_]*[:：]",
    re.IGNORECASE,
)
_RULE = re.compile(r"[ \t]*(?:[-=_*][ \t]*){3,}$")
_LONGEST_NAME = 60
_LONGEST_METADATA = 40


class LabelledText:
    """`ports.Importer` for text whose turns begin with a label."""

    name = "labelled-text"

    def sniff(self, file: TranscriptFile) -> float:
        """Sure where both an interviewer's and a candidate's label open lines."""
        if file.kind == "json":
            return 0.0
        seen = survey(file.head)
        if {Role.INTERVIEWER, Role.CANDIDATE} <= seen.sides:
            return 0.85
        if len(seen.speakers) > 1 and seen.spoken_by * 4 >= seen.lines:
            return 0.6
        return 0.35 if seen.sides else 0.3 if seen.speakers else 0.05

    def read(
        self, file: TranscriptFile, options: Mapping[str, str]
    ) -> Sequence[Transcript | TranscriptError]:
        """One transcript, or one for each headed interview."""
        conversations = [
            conversation_of(lines, start, flagged(options), title)
            for title, start, lines in interviews(file.text.split("\n"))
        ]
        return assembled(self.name, file.source, conversations, options)


def interviews(lines: list[str]) -> list[tuple[str, int, list[str]]]:
    """(title, index of its first line, lines) of each interview that has a heading."""
    heads = [
        at
        for at, line in enumerate(lines)
        if len(line) <= 200 and _PART.match(line) and label_of(line) is None
    ]
    if len(heads) < 2:
        return [("", 0, lines)]
    ends = [*heads[1:], len(lines)]
    parts = [
        (lines[start].strip(" \t#=*-"), start + 1, lines[start + 1 : end])
        for start, end in zip(heads, ends, strict=True)
    ]
    with_speech = [part for part in parts if any(label_of(line) is not None for line in part[2])]
    return with_speech if len(with_speech) > 1 else [("", 0, lines)]


@dataclass(frozen=True, slots=True)
class _Speakers:
    """Which labels open turns: those of `names`, in the look `style` (None: in any)."""

    names: frozenset[str]
    style: str | None

    def has(self, label: Label) -> bool:
        return identity(label.name) in self.names and self.style in {None, label.style}


def flagged(options: Mapping[str, str]) -> frozenset[str]:
    """The identities of all names that a reader gives."""
    keys = ("interviewer", "candidate")
    return frozenset(identity(name) for key in keys for name in flag_names(options, key))


def conversation_of(
    lines: list[str], start: int = 0, named: frozenset[str] = frozenset(), title: str = ""
) -> Conversation:
    """The conversation of labelled lines.

    `start` is the file's index of the first of them, `named` are speakers that a reader
    gave. Lines without any label are utterances of nobody.
    """
    labels = {at: label for at, line in enumerate(lines) if (label := label_of(line)) is not None}
    body = _after_metadata(lines, labels)
    labels = {at: label for at, label in labels.items() if at >= body}
    speakers = _speakers(list(labels.values()), named)
    turns = [at for at, label in labels.items() if speakers.has(label)]
    first = turns[0] if turns else len(lines)
    utterances: list[Utterance] = []
    for at, end in zip(turns, [*turns[1:], len(lines)], strict=False):
        label = labels[at]
        text = "\n".join([lines[at][label.end :], *lines[at + 1 : end]]).strip()
        if text:
            utterances.append(
                Utterance(unnumbered(label.name), text, start + at + 1, start_ms=label.at_ms)
            )
    preamble = "\n".join(line[:400] for line in lines[: min(first, 60)])
    if not utterances:
        utterances = [
            Utterance(None, line.strip(), start + at + 1)
            for at, line in enumerate(lines)
            if line.strip()
        ]
    return Conversation(utterances, preamble=preamble, title=title, joiner="\n")


def _speakers(labels: list[Label], named: frozenset[str]) -> _Speakers:
    roles = roles_of(dict.fromkeys(label.name for label in labels))
    if set(roles.values()) >= {Role.INTERVIEWER, Role.CANDIDATE}:
        style = next(label.style for label in labels if label.name in roles)
        sides = {
            roles[label.name] for label in labels if label.name in roles and label.style == style
        }
        names = {identity(name) for name in roles} | named
        # Where the first look shows one side only, looks tell nothing.
        return _Speakers(frozenset(names), style if len(sides) > 1 else None)
    spaced = [label for label in labels if not label.tight or may_be_role(label.name)]
    if not spaced:
        return _Speakers(named, None)
    style = Counter(label.style for label in spaced).most_common(1)[0][0]
    counts = Counter(label.name for label in spaced if label.style == style)
    names = {identity(name) for name in known_speakers(counts)} | named
    if named & {identity(name) for name in counts}:
        # Whoever speaks beside a speaker that was named is no part of that one's turns.
        names |= {identity(name) for name in counts if could_be_name(name) and is_proper(name)}
    return _Speakers(frozenset(names), style)


def _after_metadata(lines: list[str], labels: Mapping[int, Label]) -> int:
    """The index after a head of `Date: …`, `Interviewer: Jane Doe` lines; 0 without one.

    A role's line belongs to such a head where it gives a name and nothing else and stands
    beside other metadata, under a heading, or where that name speaks below.
    """
    at = facts = 0
    names: list[str] = []
    while at < min(len(lines), _LONGEST_METADATA):
        line = lines[at]
        label = labels.get(at)
        if not line.strip() or _RULE.match(line[:80]) or line.lstrip().startswith("#"):
            if names:
                break
            facts += line.lstrip().startswith("#")
        elif _METADATA.match(line[:80]):
            facts += 1
        elif label is not None and may_be_role(label.name) and _only_names(line[label.end :]):
            names.append(line[label.end :])
        elif label is not None or names:
            break
        at += 1
    spoken = {identity(label.name) for place, label in labels.items() if place >= at}
    firsts = {name.split()[0] for name in spoken if name}
    facts += any(word.casefold() in firsts for name in names for word in name.split())
    return at if names and facts and len(spoken) > 1 else 0


def _only_names(text: str) -> bool:
    """True for `Jane Doe` and `Jane Doe, Rik Roe (Staff Engineer)`."""
    value = text.strip(" \t*_")
    if not value or len(value) > 2 * _LONGEST_NAME or value[-1] in "?!.…":
        return False
    parts = [part.strip() for part in re.split(r",|&|\band\b", value)]
    return all(could_be_name(part) and is_proper(part) for part in parts if part)
