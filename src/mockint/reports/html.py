"""Results as HTML: one self-contained page, and a page a candidate where there are many.

No script, no remote asset, no style in an attribute: the page's own policy forbids all
of them, so that what a transcript says cannot do anything. All text is escaped by the
template engine and cleaned of controls. The one home of HTML templates.
"""

from __future__ import annotations

import base64
import hashlib
import os.path
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import jinja2
from markupsafe import Markup

from ..domain.clean import clean
from ..domain.result import Override, Result
from ..domain.scorecard import Recommendation, Scorecard, Verdict
from .after import Part
from .cohort import BINS, LADDER, Cohort
from .highlight import MarkedTurn, Spoken, marked_turns
from .phrases import (
    LEVEL_WORDS,
    STATUS_WORDS,
    delivery_lines,
    level_phrase,
    place_phrase,
    provenance_phrase,
    usage_phrase,
)
from .summary import counts_line, roles_line

#: Up to so many candidates stand in the page itself, with their transcripts.
MOST_INLINE = 60
#: Up to so many stand in the matrix; beyond INLINE each of them has a page of its own.
MOST_SHOWN = 500
_SHORT = {"not_elicited": "not asked", "no_evidence": "nothing shown", "error": "not graded"}

#: The turns of a graded transcript by its source; empty where they were not kept.
TurnsOf = Callable[[str], Sequence[Spoken]]


@dataclass(frozen=True, slots=True)
class Cell:
    """One verdict as the matrix shows it."""

    verdict: Verdict
    number: int
    coach: Override | None

    @property
    def kind(self) -> str:
        """The class that colours it: `level-3`, or the status."""
        level = self.verdict.level
        return self.verdict.status.value if level is None else f"level-{level}"

    @property
    def short(self) -> str:
        """`3`, or why there is no level."""
        level = self.verdict.level
        return _SHORT[self.verdict.status.value] if level is None else str(level)

    @property
    def word(self) -> str:
        """What the level means, in a word or three."""
        level = self.verdict.level
        return "" if level is None else LEVEL_WORDS[level]

    @property
    def phrase(self) -> str:
        """Level or reason, spelled out."""
        return level_phrase(self.verdict)

    @property
    def coach_short(self) -> str:
        """The coach's level, or what they put in its place."""
        assert self.coach is not None
        if self.coach.level is not None:
            return str(self.coach.level)
        return _SHORT.get(self.coach.status.value, "")


@dataclass(frozen=True, slots=True)
class Candidate:
    """One row, with what the page says of it. `href` leads to the details."""

    number: int
    result: Result
    href: str
    turns: tuple[MarkedTurn, ...] = ()

    @property
    def card(self) -> Scorecard | None:
        """The scorecard, None for a row that failed."""
        return self.result.card

    @property
    def cells(self) -> tuple[Cell, ...]:
        """The verdicts, in the order of the rubric."""
        card = self.result.card
        if card is None:
            return ()
        review = self.result.review
        coach = {one.signal: one for one in review.overrides} if review else {}
        return tuple(
            Cell(verdict, number, coach.get(verdict.id))
            for number, verdict in enumerate(card.signals, 1)
        )

    @property
    def delivery(self) -> list[str]:
        """How it was said, in counts."""
        return delivery_lines(self.result.card) if self.result.card else []

    @property
    def provenance(self) -> str:
        """Who graded, how, under which rubric."""
        return provenance_phrase(self.result.card.provenance) if self.result.card else ""

    @property
    def usage(self) -> str:
        """Calls, tokens and dollars; "" where no model judged."""
        return usage_phrase(self.result.card.provenance) if self.result.card else ""


@dataclass(slots=True)
class Matrix:
    """The rows of one rubric: all of them have the same signals."""

    rubric: str
    title: str
    signals: tuple[Verdict, ...]
    rows: list[Candidate] = field(default_factory=list)


@dataclass(slots=True)
class Shown:
    """The candidates that a report shows, gathered from results one at a time."""

    inline: bool
    matrices: dict[str, Matrix] = field(default_factory=dict)
    failed: list[Candidate] = field(default_factory=list)
    count: int = 0
    folder: str = ""

    def label(self, candidate: Candidate) -> str:
        """A candidate's source without the folder that all of them share."""
        return candidate.result.source.removeprefix(self.folder)

    def add(self, result: Result) -> Candidate | None:
        """Take one result; None where the report has enough."""
        if self.count >= MOST_SHOWN:
            return None
        self.folder = _shared(self.folder if self.count else result.source, result.source)
        self.count += 1
        href = f"#c{self.count}" if self.inline else f"candidates/{page_name(self.count)}"
        candidate = Candidate(self.count, result, href)
        card = result.card
        if card is None:
            self.failed.append(candidate)
        else:
            # A rubric that changed between runs has other columns: it is a matrix of its own.
            key = f"{card.rubric}@{card.provenance.rubric_digest}"
            if key not in self.matrices:
                self.matrices[key] = Matrix(card.rubric, card.title, card.signals)
            self.matrices[key].rows.append(candidate)
        return candidate


def _shared(folder: str, source: str) -> str:
    """The longest folder (with its `/`) that both are in."""
    same = os.path.commonprefix([folder, source])  # noqa: RUF071 - cut to a whole folder below
    return same[: same.rfind("/") + 1]


def page_name(number: int) -> str:
    """The file of a candidate's page: a number, never a name from the data."""
    return f"{number:05}.html"


def report_html(
    cohort: Cohort, shown: Shown, turns_of: TurnsOf, *, title: str, notes: Sequence[str] = ()
) -> Iterator[str]:
    """The report page in pieces; details of candidates stand in it where `shown.inline`."""
    rows = [row for matrix in shown.matrices.values() for row in matrix.rows]
    details = (_with_turns(row, turns_of) for row in rows) if shown.inline else ()
    yield from (
        _environment()
        .get_template("report.html.j2")
        .generate(
            title=title,
            notes=list(notes),
            cohort=cohort,
            counts=counts_line(cohort),
            roles=roles_line(cohort),
            matrices=list(shown.matrices.values()),
            failed=shown.failed,
            details=details,
            left_out=cohort.rows - shown.count,
            shown=shown,
            bars=_bars(cohort),
            bins=_bins(cohort),
        )
    )


def candidate_html(
    candidate: Candidate, turns_of: TurnsOf, *, back: str = "", after: Sequence[Part] = ()
) -> Iterator[str]:
    """The page of one candidate; `back` is where its report is, `after` stands below it."""
    whole = _with_turns(candidate, turns_of)
    yield from (
        _environment()
        .get_template("candidate.html.j2")
        .generate(title=whole.result.source, candidate=whole, back=back, after=after)
    )


def _with_turns(candidate: Candidate, turns_of: TurnsOf) -> Candidate:
    card = candidate.result.card
    turns = marked_turns(card, turns_of(candidate.result.source)) if card else ()
    return Candidate(candidate.number, candidate.result, candidate.href, turns)


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a histogram; `length` is 0 to 100."""

    label: str
    count: int
    length: float
    coach: int | None = None


def _bars(cohort: Cohort) -> list[Bar]:
    """How many got each recommendation, best first."""
    most = max(cohort.recommendations.values(), default=1)
    return [
        Bar(
            one.label,
            cohort.recommendations[one],
            round(100 * cohort.recommendations[one] / most, 1),
            cohort.coach[one] if cohort.reviewed else None,
        )
        for one in LADDER
    ]


def _bins(cohort: Cohort) -> list[Bar]:
    """How many scored in each half of a level."""
    most = max(cohort.scores.values(), default=1)
    ends = [*BINS[1:], 4.0]
    return [
        Bar(f"{low:g} to {high:g}", cohort.scores[low], round(100 * cohort.scores[low] / most, 1))
        for low, high in zip(BINS, ends, strict=True)
    ]


@cache
def _environment() -> jinja2.Environment:
    folder = Path(__file__).parent / "templates"
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(folder),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    style = (folder / "style.css").read_text("utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    environment.globals.update(
        style=Markup(style),  # noqa: S704 - our own file: the one text that is not escaped
        policy=f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; "
        "form-action 'none'",
        level_words=LEVEL_WORDS,
        status_words={status.value: words for status, words in STATUS_WORDS.items()},
        good={Recommendation.STRONG_HIRE, Recommendation.HIRE, Recommendation.LEAN_HIRE},
    )
    environment.filters["clean"] = _shown
    environment.filters["place"] = place_phrase
    environment.filters["brief"] = _brief
    return environment


def _shown(text: object) -> str:
    """Text fit for a page: no controls, no lone surrogates."""
    return clean(str(text))


def _brief(text: object) -> str:
    """The first words of a long name of a column."""
    words = clean(str(text)).split()
    return " ".join(words[:4]) + ("…" if len(words) > 4 else "")
