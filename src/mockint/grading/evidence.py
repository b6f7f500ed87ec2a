"""Verification: a quote counts only if code finds it in the candidate's own turns.

A model may write whatever it likes into a quote; what is kept is the span that was
found, spelled as the candidate spelled it. Nothing here raises: a quote that fails
is dropped with its reason.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import dataclass, field
from functools import lru_cache

from ..domain.guards import MIN_WORDS, Readback, addressed_to_grader, words_of
from ..domain.rubric import Rubric
from ..domain.scorecard import Evidence, Quote
from ..domain.transcript import Role, Transcript, Turn

# Double quotes fold onto single ones too: models swap them freely.
_QUOTES = str.maketrans(dict.fromkeys('‘’‚‛`´′“”„‟«»″"', "'"))
_QUOTED = re.compile(r"[\"“”„«][^\"“”„«»]{8,}[\"“”»]")
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−", "-"))


@dataclass(slots=True)
class Verifier:
    """Checks quotes against one transcript and rubric, and remembers what was used."""

    transcript: Transcript
    rubric: Rubric
    _readback: Readback = field(init=False)
    _folded: dict[int, tuple[str, Sequence[int]]] = field(init=False, default_factory=dict)
    _heard: dict[int, Readback] = field(init=False, default_factory=dict)
    _asked: Readback | None = field(init=False, default=None)
    _used: dict[int, list[tuple[int, int, str]]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._readback = _rubric_readback(self.rubric)
        asked = [turn for turn in self.transcript.turns if turn.role is Role.INTERVIEWER]
        if not any(_QUOTED.search(turn.text) for turn in asked):
            # Nobody is quoted: what was said before a turn is told by when it was said first.
            self._asked = Readback(())
            for turn in asked:
                self._asked.add((turn.text,), turn.index)

    def apart(self) -> Verifier:
        """A verifier of the same transcript to which no words have been given yet."""
        other = copy(self)
        other._used = {}  # noqa: SLF001 - of the same class
        return other

    def verify(
        self, owner: str, quotes: tuple[Quote, ...]
    ) -> tuple[tuple[Evidence, ...], tuple[str, ...]]:
        """(evidence found, reasons for what was dropped) for the quotes of one signal."""
        kept: dict[tuple[int, int, int], Evidence] = {}
        dropped: list[str] = []
        for quote in quotes:
            result = self._one(owner, quote)
            if isinstance(result, str):
                dropped.append(result)
                continue
            place = (result.turn, result.start, result.end)
            if place not in kept:
                kept[place] = result
                self._used.setdefault(result.turn, []).append((result.start, result.end, owner))
        return tuple(kept.values()), tuple(dropped)

    def _one(self, owner: str, quote: Quote) -> Evidence | str:
        said = words_of(quote.quote)
        if len(set(said)) < MIN_WORDS:
            return f"fewer than {MIN_WORDS} different words: {_shorten(quote.quote)}"
        found = self._find(quote)
        if found is None:
            return f"not in the candidate's words: {_shorten(quote.quote)}"
        if found.quote != quote.quote:
            said = words_of(found.quote)
        if addressed_to_grader(found.quote):
            return f"addressed to the grader: {_shorten(quote.quote)}"
        if self._readback.covers_words(said) or self._said_before(found, said):
            return f"reads back the question or the rubric: {_shorten(quote.quote)}"
        if self._new_words(owner, found, said) < MIN_WORDS:
            return f"already used for another signal: {_shorten(quote.quote)}"
        return found

    def _said_before(self, found: Evidence, said: list[str]) -> bool:
        """True for words that the interviewer said first and the candidate read back."""
        if self._asked is not None:
            return self._asked.covers_words(said, before=found.turn)
        if found.turn not in self._heard:
            words = interviewer_words(self.transcript, before=found.turn)
            self._heard[found.turn] = Readback(words)
        return self._heard[found.turn].covers_words(said)

    def _find(self, quote: Quote) -> Evidence | None:
        wanted = fold(quote.quote)[0].strip(" \"'.,;:!?…")
        if not wanted:
            return None
        for turn in self._where_to_look(quote.turn):
            span = self._span(turn, wanted)
            if span is not None:
                return Evidence(
                    turn=turn.index,
                    start=span[0],
                    end=span[1],
                    quote=turn.text[span[0] : span[1]],
                    pad=turn.is_pad,
                )
        return None

    def _where_to_look(self, named: int) -> Iterator[Turn]:
        """The candidate's turns, the one that the judge named first."""
        turns = self.transcript.turns
        if 0 <= named < len(turns) and turns[named].is_candidate:
            yield turns[named]
        for turn in turns:
            if turn.is_candidate and turn.index != named:
                yield turn

    def _span(self, turn: Turn, wanted: str) -> tuple[int, int] | None:
        if turn.index not in self._folded:
            self._folded[turn.index] = fold(turn.text)
        return span_of(turn.text, wanted, self._folded[turn.index])

    def _new_words(self, owner: str, found: Evidence, said: list[str]) -> int:
        """Words of `found` (they are `said`) that no other signal's evidence already holds."""
        taken = [
            (low, high)
            for low, high, who in self._used.get(found.turn, ())
            if who != owner and low < found.end and found.start < high
        ]
        if not taken:
            return len(said)
        text = self.transcript.turns[found.turn].text
        pieces = [(found.start, found.end)]
        for low, high in taken:
            pieces = [
                piece
                for start, end in pieces
                for piece in ((start, min(end, low)), (max(start, high), end))
                if piece[0] < piece[1]
            ]
        return sum(len(words_of(text[start:end])) for start, end in pieces)


_READBACKS: dict[int, tuple[Rubric, Readback]] = {}


def _rubric_readback(rubric: Rubric) -> Readback:
    """The read-back test of a rubric, made once for as long as the rubric is in use."""
    known = _READBACKS.get(id(rubric))
    if known is None or known[0] is not rubric:
        if len(_READBACKS) >= 64:
            _READBACKS.clear()
        known = (rubric, Readback(rubric_texts(rubric)))
        _READBACKS[id(rubric)] = known
    return known[1]


def interviewer_words(transcript: Transcript, before: int) -> list[str]:
    """What the interviewer said before turn `before`, less quotes of the candidate.

    An interviewer who picks up the candidate's words ('You said "…"') does not make
    them the interviewer's own.
    """
    asked = [turn.text for turn in transcript.turns[:before] if turn.role is Role.INTERVIEWER]
    if not any(map(_QUOTED.search, asked)):
        return asked
    said = [words_of(t.text) for t in transcript.turns[:before] if t.is_candidate]
    heard = Readback(" ".join(words) for words in said)
    return [
        _QUOTED.sub(lambda m: " " if heard.covers(m.group()) else m.group(), text) for text in asked
    ]


def span_of(
    text: str, wanted: str, folded: tuple[str, Sequence[int]] | None = None
) -> tuple[int, int] | None:
    """Where the folded words `wanted` first stand in `text` as whole words; None if nowhere.

    `folded` is `fold(text)`, where it is known already.
    """
    plain, origin = folded or fold(text)
    at = plain.find(wanted)
    while at >= 0:
        end = at + len(wanted)
        # Whole words only: "art of it" is not in "part of it".
        before = plain[at - 1] if at else " "
        after = plain[end] if end < len(plain) else " "
        if not (before.isalnum() and wanted[0].isalnum()) and not (
            after.isalnum() and wanted[-1].isalnum()
        ):
            return origin[at], _end_of(text, origin[end - 1])
        at = plain.find(wanted, at + 1)
    return None


def fold(text: str) -> tuple[str, Sequence[int]]:
    """`text` folded, and for each folded character its offset in `text`.

    Folded are compatibility forms, case, quotes, dashes, spaces and combining marks.
    """
    table = _ascii_table() if text.isascii() else {ord(c): _fold_char(c) for c in set(text)}
    if text.isascii() or all(len(piece) == 1 for piece in table.values()):
        # Most text: one character for one, so that no offset moves.
        plain = text.translate(table)
        if "  " not in plain and not plain.startswith(" "):
            return plain, range(len(text))
    out: list[str] = []
    origin: list[int] = []
    for offset, char in enumerate(text):
        for piece in _fold_char(char):
            if piece == " " and (not out or out[-1] == " "):
                continue
            out.append(piece)
            origin.append(offset)
    return "".join(out), origin


@lru_cache(maxsize=1)
def _ascii_table() -> dict[int, str]:
    """What each ASCII character folds to: one character."""
    return {code: _fold_char(chr(code)) for code in range(128)}


@lru_cache(maxsize=4096)
def _fold_char(char: str) -> str:
    plain = unicodedata.normalize("NFKC", char).translate(_QUOTES).translate(_DASHES).casefold()
    return "".join(
        " " if piece.isspace() else piece
        for piece in plain
        if unicodedata.category(piece) not in {"Cf", "Mn"}
    )


def rubric_texts(rubric: Rubric) -> list[str]:
    """Every sentence of a rubric that a candidate or a model could read back."""
    texts = [criterion.text for criterion in rubric.criteria]
    for signal in rubric.signals:
        texts.append(signal.text)
        texts += [point.text for point in signal.points]
        texts += [contrary.text for contrary in signal.contrary]
        texts += [probe.text for probe in signal.probes]
        anchors = signal.anchors
        texts += [anchors.one, anchors.two, anchors.three, anchors.four]
    for question in rubric.questions:
        texts.append(question.text)
        texts += [probe.text for probe in question.follow_ups]
        texts += [constraint.text for constraint in question.constraints]
        texts += [question.hint] if question.hint else []
    texts += [flag.text for flag in rubric.red_flags]
    return texts


def _end_of(text: str, offset: int) -> int:
    """Past the character at `offset` and the combining marks that belong to it."""
    end = offset + 1
    while end < len(text) and unicodedata.category(text[end]) in {"Mn", "Cf"}:
        end += 1
    return end


def _shorten(text: str) -> str:
    flat = " ".join(text.split())
    return f'"{flat[:60]}…"' if len(flat) > 60 else f'"{flat}"'
