"""What a job advert and a CV make of a round: demands, claims, and what becomes of them.

Plain data that travels in a session's header. The files themselves are not kept: a header
holds the lines that were used, as they read after control characters were removed.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


@dataclass(frozen=True, slots=True)
class Document:
    """A file that was read: its name without folders, and the SHA-256 of its bytes."""

    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Demand:
    """A line of the advert, and the signals of the round that it speaks to (may be none)."""

    text: str
    signals: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CvClaim:
    """A line of the CV, verbatim, with the figures in it as they are written.

    `question` is the one whose follow-up picks it up, "" where none does.
    """

    text: str
    figures: tuple[str, ...] = ()
    question: str = ""


@dataclass(frozen=True, slots=True)
class Tailoring:
    """What of an advert and a CV bears on one round.

    `fillings` are (slot, option) that the advert names; `left_out` says what was not used
    and why.
    """

    job: Document | None = None
    cv: Document | None = None
    demands: tuple[Demand, ...] = ()
    claims: tuple[CvClaim, ...] = ()
    fillings: tuple[tuple[str, str], ...] = ()
    left_out: tuple[str, ...] = ()

    @property
    def covered(self) -> tuple[Demand, ...]:
        """The demands that this round can show something of."""
        return tuple(one for one in self.demands if one.signals)

    @property
    def picked_up(self) -> tuple[CvClaim, ...]:
        """The claims that a question of this round asks about."""
        return tuple(one for one in self.claims if one.question)


class Backing(StrEnum):
    """How far the interview bears a claim out. A lie cannot be told from the truth."""

    BACKED = "backed"
    PARTLY = "partly"
    NOT_YET = "not_yet"


@dataclass(frozen=True, slots=True)
class CvClaimResult:
    """A claim after the interview: `quote` are the candidate's words in turn `turn`."""

    claim: CvClaim
    backing: Backing
    turn: int | None = None
    quote: str = ""
    missing: tuple[str, ...] = ()


def to_json(tailoring: Tailoring) -> dict[str, Any]:
    """As a JSON object, for a header."""
    return {
        "job": _document_json(tailoring.job),
        "cv": _document_json(tailoring.cv),
        "demands": [{"text": d.text, "signals": list(d.signals)} for d in tailoring.demands],
        "claims": [
            {"text": c.text, "figures": list(c.figures), "question": c.question}
            for c in tailoring.claims
        ],
        "fillings": [list(pair) for pair in tailoring.fillings],
        "left_out": list(tailoring.left_out),
    }


def from_json(value: object) -> Tailoring | None:
    """The tailoring in a header's options; None for anything that is not one."""
    match value:
        case {"demands": list(demands), "claims": list(claims), **rest}:
            return Tailoring(
                job=_document(rest.get("job")),
                cv=_document(rest.get("cv")),
                demands=tuple(
                    Demand(str(d.get("text", "")), _texts(d.get("signals")))
                    for d in demands
                    if isinstance(d, dict)
                ),
                claims=tuple(
                    CvClaim(str(c.get("text", "")), _texts(c.get("figures")),
                          str(c.get("question", "")))
                    for c in claims
                    if isinstance(c, dict)
                ),
                fillings=_pairs(rest.get("fillings")),
                left_out=_texts(rest.get("left_out")),
            )  # fmt: skip
    return None


def _document_json(document: Document | None) -> dict[str, str] | None:
    return None if document is None else {"name": document.name, "sha256": document.sha256}


def _document(value: object) -> Document | None:
    match value:
        case {"name": str(name), "sha256": str(digest)}:
            return Document(name, digest)
    return None


def _pairs(value: object) -> tuple[tuple[str, str], ...]:
    pairs = value if isinstance(value, list) else []
    fitting = (pair for pair in pairs if isinstance(pair, list) and len(pair) == 2)
    return tuple((str(pair[0]), str(pair[1])) for pair in fitting)


def _texts(value: object) -> tuple[str, ...]:
    return tuple(str(one) for one in value) if isinstance(value, list) else ()
