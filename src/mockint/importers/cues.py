"""Captions as utterances: whose words a cue has, and rolling repeats undone.

Names come from voice tags or stand before a colon in the text; a cue without a name
goes on with the speaker before it, and is marked as carried.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from .labels import Label, label_of
from .names import known_speakers, speaker_name
from .utterances import Utterance, carry_on

_TAG = re.compile(
    r"</?(?:c|i|b|u|v|s|ruby|rt|lang|font)(?:[.\s][^<>]{0,400})?>|<\d[\d:.]{3,15}>|\{\\[a-z0-9]{1,8}\}",
    re.IGNORECASE,
)
_VOICE = re.compile(r"<v(?:\.[^\s<>]{1,60})?[ \t]+(?P<name>[^<>]{1,200})>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Cue:
    """One caption: its raw lines, its span in milliseconds and its line in the file."""

    lines: tuple[str, ...]
    start_ms: int | None
    end_ms: int | None
    line: int | None


def has_voices(cues: Iterable[Cue]) -> bool:
    """True if any cue has a voice tag with a name."""
    return any("<v" in line and _VOICE.search(line) for cue in cues for line in cue.lines)


def plain(raw: str) -> str:
    """Cue text without tags, entities resolved afterwards, so that `&lt;v X&gt;` stays text."""
    text = _TAG.sub("", raw) if "<" in raw or "{" in raw else raw
    return html.unescape(text) if "&" in text else text


def utterances_of(cues: Sequence[Cue]) -> list[Utterance]:
    """The cues' words with their speakers, those without a name carried."""
    said = _voiced(cues) if has_voices(cues) else _labelled(cues)
    return carry_on(said)


def _voiced(cues: Sequence[Cue]) -> list[Utterance]:
    out: list[Utterance] = []
    for cue in cues:
        raw = "\n".join(cue.lines)
        place = 0
        name: str | None = None
        for found in [*_VOICE.finditer(raw), None]:
            end = len(raw) if found is None else found.start()
            text = " ".join(plain(raw[place:end]).split())
            if text:
                out.append(Utterance(name, text, cue.line, cue.start_ms, cue.end_ms))
            if found is not None:
                name = speaker_name(html.unescape(found["name"])) or None
                place = found.end()
    return out


def _labelled(cues: Sequence[Cue]) -> list[Utterance]:
    lines = [[" ".join(plain(line).split()) for line in cue.lines] for cue in cues]
    labels: dict[tuple[int, int], Label] = {
        (at, row): label
        for at, rows in enumerate(lines)
        for row, line in enumerate(rows)
        if (label := label_of(line)) is not None and not label.tight
    }
    openers = Counter(label.name for (_, row), label in labels.items() if row == 0)
    known = known_speakers(openers)
    out: list[Utterance] = []
    for at, cue in enumerate(cues):
        name: str | None = None
        words: list[str] = []
        for row, line in enumerate(lines[at]):
            label = labels.get((at, row))
            if label is not None and label.name in known:
                _put(out, name, words, cue)
                name, words = label.name, [line[label.end :].strip()]
            elif line:
                words.append(line)
        _put(out, name, words, cue)
    return out


def _put(out: list[Utterance], name: str | None, words: list[str], cue: Cue) -> None:
    text = " ".join(word for word in words if word)
    if text:
        out.append(Utterance(name, text, cue.line, cue.start_ms, cue.end_ms))
    elif name is not None and words:
        # A name alone in its cue: the next cue has the words.
        out.append(Utterance(name, "", cue.line, cue.start_ms, cue.end_ms))


def is_rolling(cues: Sequence[Cue]) -> bool:
    """True if cues mostly begin with the words that the cue before ended with."""
    texts = [[" ".join(plain(line).split()) for line in cue.lines] for cue in cues[:200]]
    texts = [[line for line in rows if line] for rows in texts]
    texts = [rows for rows in texts if rows]
    repeats = sum(rows[0] == before[-1] for before, rows in pairwise(texts))
    return len(texts) > 3 and repeats * 2 >= len(texts)


def unrolled(cues: Sequence[Cue]) -> list[Cue]:
    """Each line once, though it is shown twice while the next one is spoken below it."""
    out: list[Cue] = []
    shown: list[str] = []
    for cue in cues:
        rows = [" ".join(plain(line).split()) for line in cue.lines]
        rows = [row for row in rows if row]
        fresh = list(rows)
        # What is still on the screen is a beginning of this cue and an end of the last.
        for size in range(min(len(rows), len(shown)), 0, -1):
            if rows[:size] == shown[-size:]:
                fresh = rows[size:]
                break
        else:
            if out and len(rows) == 1 and shown and rows[0].startswith(shown[-1] + " "):
                last = out.pop()
                out.append(Cue((*last.lines[:-1], rows[0]), last.start_ms, cue.end_ms, last.line))
                fresh = []
        if fresh:
            out.append(Cue(tuple(fresh), cue.start_ms, cue.end_ms, cue.line))
        if rows:
            shown = rows
    return out
