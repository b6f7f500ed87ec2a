"""Google Meet: `Name: text` or `**Name:** text` under heads that are times.

What stands before the transcript (title, attendees, the assistant's notes, the
disclaimer) and after its end is not speech.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from ..domain.transcript import Transcript
from ..errors import TranscriptError
from ..ports import TranscriptFile
from .assemble import assembled
from .labels import label_of
from .names import identity, known_speakers, speaker_name
from .survey import survey
from .times import CLOCK
from .utterances import Conversation, Utterance

#: In lower case.
_DISCLAIMERS = (
    "this transcript was computer generated",
    "this editable transcript was computer generated",
    "people can also change the text after",
)
_ENDED = re.compile(r"[ \t#*_]*(?:transcription ended after|meeting ended after)\b", re.IGNORECASE)
_TIME_HEAD = re.compile(rf"[ \t]*(?:#{{1,6}}[ \t]+)?[*_]*{CLOCK}[*_]*[ \t]*$")
_ATTENDEES = re.compile(
    r"[ \t#*_]*(?:attendees|invited|participants)[ \t*_]*[:：]?[ \t*_]*(?P<who>[^\n]*)$",
    re.IGNORECASE,
)
_TRANSCRIPT = re.compile(r"[ \t#*_]*(?:📖[ \t️]*)?transcript[ \t*_]*$", re.IGNORECASE)
_TAIL = 2_000


class GoogleMeet:
    """`ports.Importer` for Google Meet's documents, as .docx, .txt, .md or HTML."""

    name = "google-meet"

    def sniff(self, file: TranscriptFile) -> float:
        """Certain by Meet's own sentences, nearly so by time heads over names."""
        if file.kind == "json":
            return 0.0
        if _disclaims(file.head) or _has_end(file.text[-_TAIL:]):
            return 0.98
        seen = survey(file.head)
        if (
            seen.times_alone
            and seen.times_alone * 2 <= len(seen.labels) + 1
            and len(seen.speakers) > 1
        ):
            return 0.88
        return 0.0

    def read(
        self, file: TranscriptFile, options: Mapping[str, str]
    ) -> Sequence[Transcript | TranscriptError]:
        """One transcript; a head's time is not a turn's, so turns have none."""
        lines = file.text.split("\n")
        begin = _beginning(lines)
        end = next(
            (at for at in range(begin, len(lines)) if _ENDED.match(lines[at][:80])), len(lines)
        )
        known = _speakers(lines, begin, end)
        out: list[Utterance] = []
        for at in range(begin, end):
            line = lines[at]
            label = label_of(line)
            if label is not None and identity(label.name) in known:
                out.append(Utterance(label.name, line[label.end :].strip(), at + 1))
            elif line.strip() and out and not _is_furniture(line):
                out.append(Utterance(out[-1].speaker, line.strip(), at + 1))
        before = sum(bool(line.strip()) for line in lines[:begin])
        notes = (f"lines before the transcript, left out: {before}",) if before > 4 else ()
        conversation = Conversation(
            out, preamble="\n".join(lines[: min(begin, 20)]), notes=notes, joiner="\n"
        )
        return assembled(self.name, file.source, [conversation], options)


def _beginning(lines: Sequence[str]) -> int:
    """The index of the transcript's first line: after the last head that says so."""
    begin = 0
    for at, line in enumerate(lines):
        if len(line) > 400:
            continue
        if _disclaims(line) or _TRANSCRIPT.match(line):
            begin = at + 1
        elif _TIME_HEAD.match(line[:40]):
            # The first time head after the last other sign is where speech starts.
            return max(begin, at) if begin else _first_head(lines, at)
    return begin


def _first_head(lines: Sequence[str], at: int) -> int:
    """Without other signs: the first time head, unless names speak before it."""
    before = Counter(label.name for line in lines[:at] if (label := label_of(line)) is not None)
    after = Counter(label.name for line in lines[at:] if (label := label_of(line)) is not None)
    speak = known_speakers(after) & set(before)
    if not speak:
        return at
    return next(
        i for i, line in enumerate(lines) if (label := label_of(line)) and label.name in speak
    )


def _speakers(lines: Sequence[str], begin: int, end: int) -> set[str]:
    """Identities of who speaks: the attendees where they are listed, else by recurrence."""
    labels = [label for line in lines[begin:end] if (label := label_of(line)) is not None]
    counts = Counter(label.name for label in labels if not label.tight)
    listed: set[str] = set()
    for at, line in enumerate(lines[:begin]):
        found = _ATTENDEES.match(line[:1_000])
        if found is None:
            continue
        names = found["who"] or next(
            (later for later in lines[at + 1 : at + 4] if later.strip()), ""
        )
        listed = {identity(speaker_name(name)) for name in names[:4_000].split(",") if name.strip()}
        break
    known = {identity(name) for name in known_speakers(counts)}
    present = {identity(name) for name in counts} & listed
    # Guests who joined late are not listed; who speaks often is a speaker all the same.
    often = {identity(name) for name, count in counts.items() if count > 1} & known
    return present | often if len(present) > 1 else known


def _is_furniture(line: str) -> bool:
    return bool(_TIME_HEAD.match(line[:40]) or (len(line) < 400 and _disclaims(line)))


def _has_end(tail: str) -> bool:
    return any(_ENDED.match(line[:80]) for line in tail.split("\n"))


def _disclaims(text: str) -> bool:
    """True where Meet says how the transcript was made."""
    lower = text.lower()
    return any(one in lower for one in _DISCLAIMERS)
