"""What the home screen and the history show, read from the library and the store.

Plain values without widgets; reading happens in a thread, after the first paint.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from ..errors import InputError
from .phrases import name_of, recommendation

if TYPE_CHECKING:
    from ..authoring.library import Library
    from ..store.sessions import SessionStore
    from ..store.summary import SessionSummary
    from ..wiring import Services


@dataclass(frozen=True, slots=True)
class RoundCard:
    """A round as it stands on the shelf; `problem` says why it cannot be read, if so."""

    id: str
    number: int
    title: str
    minutes: int | None = None
    kind: str = ""
    interviewer: str = ""
    summary: str = ""
    criteria: tuple[str, ...] = ()
    questions: int = 0
    problem: str = ""

    @property
    def guide_id(self) -> str:
        """`company/role`."""
        return self.id.rsplit("/", 1)[0]


@dataclass(frozen=True, slots=True)
class GuideCard:
    """A guide and its rounds, in its order."""

    id: str
    title: str
    rounds: tuple[RoundCard, ...]


@dataclass(frozen=True, slots=True)
class SessionCard:
    """A saved session in a few words. `score` is on the scale 1 to 4.

    `state` is what the store says: unfinished, finished (not yet graded), graded, damaged.
    """

    id: str
    created: datetime
    rubric: str
    title: str
    state: str
    answers: int = 0
    minutes: int = 0
    recommendation: str | None = None
    score: float | None = None
    problem: str = ""

    @property
    def unfinished(self) -> bool:
        """True while it can be gone on with."""
        return self.state == "unfinished"

    @property
    def words(self) -> str:
        """Its state for people; a graded one shows what it came to."""
        if self.state == "graded":
            return recommendation(self.recommendation) or "graded"
        return "not graded yet" if self.state == "finished" else self.state


@dataclass(frozen=True, slots=True)
class LoopCard:
    """An unfinished loop in a few words; `session` is that of the round that is due, if begun."""

    id: str
    title: str
    due: str
    held: int
    rounds: int
    created: datetime
    session: str = ""


def unfinished_loop(services: Services) -> LoopCard | None:
    """The latest loop that can be gone on with."""
    from ..panel import Panel

    found = Panel(services).store.latest_unfinished()
    if found is None:
        return None
    place = found.state.place or 0
    due = found.state.rounds[place]
    return LoopCard(
        id=found.id,
        title=found.header.title,
        due=due.seat.title,
        held=sum(one.over for one in found.state.rounds),
        rounds=len(found.state.rounds),
        created=_moment(found.header.created),
        session=due.session,
    )


def guides(library: Library) -> Iterator[GuideCard]:
    """The guides one by one, as they are read; a file that breaks the schema says so."""
    known = library.guide_ids()
    for guide_id in known:
        yield _guide(library, guide_id)
    loose: dict[str, list[str]] = {}
    for entry in library.entries():
        if entry.guide_id not in known:
            loose.setdefault(entry.guide_id, []).append(entry.id)
    for guide_id, ids in loose.items():
        cards = tuple(_round(library, one, number) for number, one in enumerate(ids, 1))
        yield GuideCard(guide_id, _plain_title(guide_id), cards)


def _guide(library: Library, guide_id: str) -> GuideCard:
    try:
        guide = library.guide(guide_id)
    except InputError as problem:
        card = RoundCard(guide_id, 0, "guide.yaml", problem=str(problem))
        return GuideCard(guide_id, _plain_title(guide_id), (card,))
    title = f"{guide.company} · {guide.role}" + (f" ({guide.level})" if guide.level else "")
    cards = tuple(
        _round(library, f"{guide_id}/{name}", number) for number, name in enumerate(guide.rounds, 1)
    )
    return GuideCard(guide_id, title, cards)


def _round(library: Library, name: str, number: int) -> RoundCard:
    try:
        rubric = library.rubric(name)
    except InputError as problem:
        return RoundCard(name, number, name_of(name.rsplit("/", 1)[1]), problem=str(problem))
    return RoundCard(
        id=name,
        number=number,
        title=rubric.title,
        minutes=rubric.minutes,
        kind=rubric.type or "",
        interviewer=rubric.interviewer or "",
        summary=rubric.summary or rubric.description or "",
        criteria=tuple(criterion.text for criterion in rubric.criteria),
        questions=len(rubric.questions),
    )


def sessions(store: SessionStore) -> tuple[SessionCard, ...]:
    """Saved sessions, latest first."""
    return tuple(_session(summary) for summary in store.list())


def _session(summary: SessionSummary) -> SessionCard:
    return SessionCard(
        id=summary.id,
        created=_moment(summary.created),
        rubric=summary.rubric_id,
        title=summary.title or summary.id,
        state=summary.state.value,
        answers=summary.answers,
        minutes=round(summary.minutes),
        recommendation=summary.recommendation,
        score=summary.score,
        problem=summary.reason,
    )


def _moment(iso: str) -> datetime:
    try:
        moment = datetime.fromisoformat(iso)
    except ValueError:
        return datetime.fromtimestamp(0, UTC)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def unfinished(cards: Iterable[SessionCard]) -> SessionCard | None:
    """The latest session that can be gone on with."""
    return next((card for card in cards if card.unfinished), None)


def best(cards: Iterable[SessionCard], rubric: str) -> SessionCard | None:
    """The session of a round with the highest score."""
    scored = [card for card in cards if card.rubric == rubric and card.score is not None]
    return max(scored, key=lambda card: card.score or 0.0, default=None)


def _plain_title(guide_id: str) -> str:
    return " · ".join(name_of(part) for part in guide_id.split("/"))
