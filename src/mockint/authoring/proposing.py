"""Proposals where a page lists nothing: signals, criteria and red flags from its own words.

A round that lost its lists still says what it is about ("focuses on assessing your …",
"the interviewer will probe …"); an article says it in judgments, in "Not X, but Y" pairs
and in stories of failure. Each proposal *is* words of the page, quotes them, and is
marked as not accepted. Nothing is turned round, completed or known from elsewhere: where
no words of failure stand, no red flag is proposed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from ..domain.origin import Derived, Origin, Span, Stated
from .reading import Fact, NoteRead, Proposals, Reading, RoundRead, State, Text

_YOUR = r"(?:(?:your|the candidate's|their|a candidate's|candidates'|overall) )?"
_WHAT = r"(?:assessing |evaluating |testing |the )?"
_ASSESSES = r"(?:assesses|evaluates|covers|tests|explores|examines|measures|gauges|checks)"
_READY = r"(?:expected|asked|prepared|ready)"
_LOOKS = r"(?:assess|evaluate|probe|examine|test|gauge|explore)"
#: What introduces a list of what is looked at; before each, words without which it cannot match.
_LEADS = tuple(
    (words, re.compile(pattern, re.IGNORECASE))
    for words, pattern in (
        ("", rf"^{_ASSESSES} {_YOUR}"),
        ("focus", rf"\bfocus(?:es|ing)? on {_WHAT}(?:alignment with )?{_YOUR}"),
        ("", rf"\b(?:will|designed to) (?:\w+ )?{_LOOKS} {_YOUR}(?:understanding of )?"),
        ("assesses", rf"\bassesses {_YOUR}(?:ability to )?"),
        ("questions about", rf"\bquestions about {_YOUR}(?:approach to )?"),
        ("to discuss", rf"\b{_READY} to discuss {_YOUR}(?:experience (?:with|in) )?"),
        ("discuss", rf"\bdiscuss {_YOUR}experiences? (?:related to|with|in) "),
        ("examples of", rf"\bexamples of (?=how ){_YOUR}"),
        ("deep dive", rf"\bdeep dive into {_YOUR}"),
        ("look", rf"\b(?:looks?|looking) for {_YOUR}"),
        ("about", rf"\babout {_YOUR}approach to "),
        ("ability to", r"\bability to (?=[a-z]+ )"),
    )
)  # fmt: skip
_COMMAS = re.compile(r",\s*(?:and\s+|or\s+)?")
_TRAILING = re.compile(r"[\s.;:!?]+$")
MIN_WORDS_LENGTH = 4
MAX_PER_PART = 8

_LOGISTICS = re.compile(
    r"^(?:be prepared to|be ready to|prepare for|plan for|expect|dedicate)\b", re.IGNORECASE
)
#: What a piece of advice about the days of the interview says of its subject.
_FOCUS = re.compile(r"\bfocus(?:es|ing)? (?:heavily |mostly |mainly )?on ", re.IGNORECASE)
_BUT = re.compile(r"\bbut\s+(?:also\s+)?(?:rather\s+)?(?:on\s+)?", re.IGNORECASE)


def with_proposals(made: Reading) -> Reading:
    """`made`, with proposals for what the page does not list."""
    rounds = tuple([one._replace(proposed=_for_round(one)) for one in made.rounds])
    return replace(made, rounds=rounds, proposed=_from_notes(made.notes))


def _for_round(one: RoundRead) -> Proposals:
    states = one.states()
    criteria = list(_spans(one.summary))
    signals = list(_spans(one.description)) or criteria
    wanted = {
        "criteria": criteria or signals,
        "signals": signals,
    }
    chosen = {
        part: _distinct(texts) if states[part] is not State.STATED else ()
        for part, texts in wanted.items()
    }
    return Proposals(chosen["criteria"], chosen["signals"])


def _spans(fact: Fact[str] | None) -> Iterator[Text]:
    """What the leads of a paragraph introduce, one by one."""
    if fact is None or not isinstance(fact.origin, Stated):
        return
    for sentence in re.finditer(r"[^.!?]+", fact.raw):
        words = sentence[0].strip()
        lower = words.lower()
        starts = [
            found.end()
            for needed, lead in _LEADS
            if needed in lower and (found := lead.search(words))
        ]
        if starts:
            yield from _parts(words[min(starts) :], fact.origin.stated)


def _parts(listing: str, line: str) -> Iterator[Text]:
    for piece in _COMMAS.split(_TRAILING.sub("", listing)):
        words = piece.strip()
        if len(words) >= MIN_WORDS_LENGTH:
            yield Text(words, Derived(derived=(Span(line=line, quote=words),)))


def _distinct(texts: list[Text]) -> tuple[Text, ...]:
    found: dict[str, Text] = {}
    for text in texts:
        key = text.text.casefold()
        if not any(key in seen for seen in found):
            found[key] = text
    return tuple(found.values())[:MAX_PER_PART]


def _from_notes(notes: tuple[NoteRead, ...]) -> Proposals:
    criteria: list[Text] = []
    signals: list[Text] = []
    red_flags: list[Text] = []
    for note in notes:
        origin = _cited(note.origin, note.text)
        if origin is None:
            continue
        if note.kind in {"judgment", "insight"} and not _LOGISTICS.match(note.text):
            criteria.append(Text(note.text, origin))
        elif note.kind == "judgment" and (told := _FOCUS.search(note.text)):
            criteria.append(Text(_TRAILING.sub("", note.text[told.end() :]), origin))
        elif note.kind == "not-x-but-y" and (found := _BUT.search(note.text)):
            signals.append(Text(_TRAILING.sub("", note.text[found.end() :]), origin))
        elif note.kind == "failure":
            red_flags.append(Text(note.text, origin))
        elif note.kind == "bad-good":
            red_flags.append(Text(note.text, origin))
            if note.other and (good := _cited(note.origin, note.other)):
                signals.append(Text(note.other, good))
    return Proposals(tuple(criteria), tuple(signals), tuple(red_flags))


def _cited(origin: Origin, words: str) -> Origin | None:
    if isinstance(origin, Derived):
        return origin
    if isinstance(origin, Stated) and len(words) >= 3:
        return Derived(derived=(Span(line=origin.stated, quote=words),))
    return None
