"""Reads the sessions that were held and graded, and says what to practise.

Joins the store and the library to the rules of `practice`; it decides nothing itself.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from .builtin.topics import topics
from .domain.session import MoveKind
from .errors import InputError, MockintError, NotFoundError
from .practice.choice import Candidate, candidates
from .practice.study import StudyPlan, make_study_plan
from .practice.trends import Held, Trends, trends
from .store.summary import SessionState
from .wiring import is_drill, rubric_in, utc_now

if TYPE_CHECKING:
    from .domain.guide import Guide
    from .domain.rubric import Rubric
    from .store.sessions import StoredSession
    from .wiring import Services


@dataclass(frozen=True, slots=True)
class Scope:
    """What a question about progress is about: rounds, and the guide where it is one."""

    rubrics: tuple[Rubric, ...]
    guide: Guide | None = None


@dataclass(frozen=True, slots=True)
class Outlook:
    """Trends of what was held in a scope, and what to practise next in it, best first."""

    trends: Trends
    next: tuple[Candidate, ...]
    scope: Scope
    now: datetime
    held: tuple[Held, ...] = field(repr=False, default=())


class Diary:
    """What was practised, and what that leaves to do."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def held(self) -> tuple[tuple[Held, ...], tuple[str, ...]]:
        """All graded sessions, the oldest first, and why others were left out."""
        found, skipped = [], []
        for summary in self._services.store.list():
            if summary.state is SessionState.DAMAGED:
                skipped.append(f"{summary.id}: {summary.reason}")
            if summary.recommendation is None:
                continue
            try:
                one = self._one(self._services.store.read(summary.id))
            except (MockintError, ValueError) as error:
                skipped.append(f"{summary.id}: its scorecard cannot be read ({error})")
                continue
            found += [one] if one is not None else []
        return tuple(sorted(found, key=lambda one: (one.at, one.session))), tuple(skipped)

    def outlook(self, name: str | None = None, now: datetime | None = None) -> Outlook:
        """Trends and what is next, for a guide, a round, or all that was ever practised.

        NotFoundError for a name that is neither.
        """
        moment = now or utc_now()
        held, skipped = self.held()
        scope = self.scope(name) if name else self._practised(held)
        if name:
            ids = {rubric.id for rubric in scope.rubrics}
            held = tuple(one for one in held if one.card.rubric in ids)
        ranked = candidates(scope.rubrics, held, moment)
        return Outlook(trends(held, skipped), ranked, scope, moment, held)

    def plan(self, outlook: Outlook, interview: date) -> StudyPlan:
        """The days until an interview on `interview`; UsageError where that is past."""
        return make_study_plan(
            outlook.scope.guide, outlook.scope.rubrics, outlook.next, topics,
            now=outlook.now, interview=interview,
        )  # fmt: skip

    def scope(self, name: str) -> Scope:
        """The rounds that `name` means: those of a guide, or the one round of that name."""
        library = self._services.library
        try:
            guide = library.guide(name)
        except NotFoundError:
            rubric = library.rubric(name)
            return Scope((rubric,), library.guide_of(rubric))
        rubrics = tuple(library.rubric(f"{guide.id}/{one}") for one in guide.rounds)
        return Scope(rubrics, guide)

    def _practised(self, held: tuple[Held, ...]) -> Scope:
        """The guides of the rounds that were held, the latest first, and loose rounds."""
        found: dict[str, Rubric] = {}
        guides: dict[str, Guide] = {}
        for one in reversed(held):
            guide = self._guide_of(one.rubric)
            if guide is None:
                found.setdefault(one.rubric.id, one.rubric)
                continue
            guides.setdefault(guide.id, guide)
            for rubric in self.scope(guide.id).rubrics:
                found.setdefault(rubric.id, rubric)
        return Scope(tuple(found.values()), next(iter(guides.values()), None))

    def _guide_of(self, rubric: Rubric) -> Guide | None:
        try:
            return self._services.library.guide_of(rubric)
        except InputError:  # a guide that breaks the schema is no reason to show nothing
            return None

    def _one(self, session: StoredSession) -> Held | None:
        card = self._services.scorecard_of(session)
        if card is None:
            return None
        moves = [event.move for event in session.events if event.move is not None]
        return Held(
            session=session.id,
            at=datetime.fromisoformat(session.header.created).astimezone(UTC),
            card=card,
            rubric=rubric_in(session.header),
            asked=tuple(m.question for m in moves if m.kind is MoveKind.ASK and m.question),
            drill=is_drill(session.header),
        )
