"""Holds loops: joins the rules of a panel to sessions, engines and files.

Order of things: that a round begins is on disk before its session is, under the session's
id; that it is over is on disk after its scorecard is. So a loop that was killed at any
moment goes on with the same session, and no round is held twice.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from . import __version__
from .builtin.topics import topics
from .domain.guide import Guide
from .domain.rubric import Rubric
from .domain.tailoring import Tailoring, from_json, to_json
from .errors import NotFoundError, UsageError
from .interview.plan import Wishes
from .practice import places
from .practice.committee import Packet, RoundResult, packet
from .practice.handover import briefing, emphasis, handover, put_before
from .practice.loop import LoopEvent, LoopEventKind, LoopState, RoundState, Seat, seats_for
from .store.ids import make_id
from .store.loops import LoopHeader, LoopLog, LoopStore, StoredLoop
from .wiring import InterviewOptions, utc_now

if TYPE_CHECKING:
    from .domain.scorecard import Scorecard
    from .interview.conductor import Conductor
    from .wiring import Services


@dataclass(frozen=True, slots=True)
class LoopOptions:
    """How a loop is held. None means: as the rounds, the guide or the default say.

    `rounds` are names of rounds, in the order in which they are held; empty for all.
    `minutes` and `questions` are for each round, `tailorings` one for each of them.
    """

    rounds: tuple[str, ...] = ()
    minutes: int | None = None
    questions: int | None = None
    seed: int | None = None
    persona: str | None = None
    location: str | None = None
    tailorings: tuple[Tailoring, ...] = ()


class Panel:
    """Starts, finds and reads loops."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self.store = LoopStore(services.store.directory, now=utc_now)

    def start(self, guide_name: str, options: LoopOptions) -> Loop:
        """A new loop on disk, before its first round. NotFoundError, UsageError, DiskError."""
        guide = self._services.library.guide(guide_name)
        rubrics = self._rounds(guide, options)
        always: dict[str, list[str]] = {}
        if options.location:
            found = places.placed(guide, rubrics, options.location, topics)
            always = {one.rubric.id: list(one.added) for one in found if one.added}
            rubrics = [one.rubric for one in found]
        seats = seats_for(rubrics, options.persona)
        header = LoopHeader(
            guide_id=guide.id,
            guide=guide.model_dump(mode="json", by_alias=True, exclude_defaults=True),
            rubrics=tuple(_rubric_json(rubric) for rubric in rubrics),
            seats=seats,
            mockint=__version__,
            options={
                "minutes": options.minutes,
                "questions": options.questions,
                "seed": secrets.randbelow(10_000) if options.seed is None else options.seed,
                "location": options.location,
                "always": always,
                "tailoring": [to_json(one) for one in options.tailorings],
            },
        )
        return Loop(self._services, self.store.create(header))

    def tailored(
        self, guide_name: str, options: LoopOptions, job: str | None, cv: str | None
    ) -> LoopOptions:
        """`options` with what an advert and a CV make of each round.

        A claim of the CV is picked up in one round at most. InputError.
        """
        guide = self._services.library.guide(guide_name)
        made: list[Tailoring] = []
        used: tuple[str, ...] = ()
        for rubric in self._rounds(guide, options):
            one = self._services.tailor(rubric, job, cv, used)
            if one is None:
                return options
            made.append(one)
            used += tuple(claim.text for claim in one.picked_up)
        return replace(options, tailorings=tuple(made))

    def go_on(self, name: str | None = None) -> Loop:
        """An unfinished loop (the latest, without a name), where it was left."""
        if name is None:
            latest = self.store.latest_unfinished()
            if latest is None:
                raise NotFoundError("no unfinished loop", remedy="start one with `mockint loop`")
            name = latest.id
        loop = Loop(self._services, self.store.open(self.store.find(name)))
        if loop.state.finished:
            loop.close()
            raise NotFoundError(
                f"loop {loop.id} is finished", remedy=f"see `mockint report {loop.id}`"
            )
        return loop

    def packet(self, name: str) -> Packet:
        """The committee packet of a loop, finished or not."""
        stored = self.store.read(self.store.find(name))
        return packet_of(self._services, stored.header, stored.state)

    def loops(self) -> tuple[StoredLoop, ...]:
        """All loops that can be read, the newest first."""
        return self.store.list()[0]

    def _rounds(self, guide: Guide, options: LoopOptions) -> list[Rubric]:
        names = options.rounds or guide.rounds
        if unknown := [name for name in names if name not in guide.rounds]:
            raise UsageError(
                f'guide {guide.id} has no round "{unknown[0]}"', where="--rounds",
                remedy=f"choose from {', '.join(guide.rounds)}",
            )  # fmt: skip
        unique = list(dict.fromkeys(names))
        return [self._services.library.rubric(f"{guide.id}/{name}") for name in unique]


class Loop:
    """One loop open for writing. Close it; the lock is held until then."""

    def __init__(self, services: Services, log: LoopLog) -> None:
        self._services = services
        self._log = log

    @property
    def id(self) -> str:
        """The name under which it can be gone on with."""
        return self._log.header.id

    @property
    def header(self) -> LoopHeader:
        """What it was started with."""
        return self._log.header

    @property
    def state(self) -> LoopState:
        """How far it is."""
        return self._log.state

    @property
    def due(self) -> RoundState | None:
        """The round that is due, None once all are over."""
        place = self.state.place
        return None if place is None else self.state.rounds[place]

    def sit_down(self) -> Conductor:
        """The interview of the round that is due: begun, or gone on with where it was left.

        An interview that was over already, but not noted so, comes back finished: `rise`
        is all that is left to do. DiskError, SessionBusyError.
        """
        place = self.state.place
        assert place is not None
        session = self.state.rounds[place].session
        if not session:
            session = make_id(utc_now(), self.header.seats[place].rubric, secrets.randbits(16))
            self._log.append(LoopEvent(LoopEventKind.STARTED, place, session))
        try:
            log = self._services.store.open(session)
        except NotFoundError:
            return self._begin(place, session)
        return self._services.conduct(log, Rubric.model_validate(log.header.rubric))

    async def rise(self, conductor: Conductor) -> Scorecard | None:
        """Grade the interview that is over, and note what it hands on.

        None where nothing was answered: then the round counts as left out. EngineError
        leaves the round due, so that it can be graded later.
        """
        place = self.state.place
        assert place is not None
        if not conductor.transcript().candidate_turns:
            self._log.append(LoopEvent(LoopEventKind.LEFT_OUT, place))
            return None
        stored = self._services.store.read(conductor.log.session_id)
        card = self._services.scorecard_of(stored)
        if card is None:
            card = await self._services.grade_interview(conductor)
        self.note_over(conductor)
        return card

    def note_over(self, conductor: Conductor) -> None:
        """The round is over, and graded: note it, with what it hands on."""
        place = self.state.place
        assert place is not None
        session = conductor.log.session_id
        self._log.append(LoopEvent(LoopEventKind.OVER, place, session, handover(conductor.state)))

    def leave_out(self) -> None:
        """Pass over the round that is due."""
        place = self.state.place
        assert place is not None
        self._log.append(LoopEvent(LoopEventKind.LEFT_OUT, place))

    def packet(self) -> Packet:
        """The committee packet so far."""
        return packet_of(self._services, self.header, self.state)

    def close(self) -> None:
        """Let go of it."""
        self._log.close()

    def _begin(self, place: int, session: str) -> Conductor:
        seat = self.header.seats[place]
        rubric = Rubric.model_validate(self.header.rubrics[place])
        return self._services.start_interview(rubric, self._options(seat, rubric, place, session))

    def _options(self, seat: Seat, rubric: Rubric, place: int, session: str) -> InterviewOptions:
        chosen = self.header.options
        notes = self.state.notes
        always = chosen.get("always")
        added = always.get(rubric.id, []) if isinstance(always, dict) else []
        wishes = Wishes(
            emphasis=emphasis(rubric, notes, topics),
            always=tuple(added),
            put_before=put_before(rubric, notes, topics),
            briefing=briefing(seat.interviewer, notes),
        )
        seed = _whole(chosen.get("seed"))
        tailorings = chosen.get("tailoring")
        tailoring = tailorings[place] if isinstance(tailorings, list) and tailorings else None
        return InterviewOptions(
            minutes=_whole(chosen.get("minutes")),
            questions=_whole(chosen.get("questions")),
            seed=None if seed is None else seed + place,
            persona=seat.persona,
            location=str(chosen["location"]) if chosen.get("location") else None,
            wishes=wishes,
            tailoring=from_json(tailoring),
            session=session,
            loop=self.id,
        )


def packet_of(services: Services, header: LoopHeader, state: LoopState) -> Packet:
    """The packet of a loop as it was read: scorecards come from its sessions' journals."""
    results = []
    for value, one in zip(header.rubrics, state.rounds, strict=True):
        card = None
        if one.session:
            try:
                card = services.scorecard_of(services.store.read(one.session))
            except NotFoundError:
                card = None  # the session was deleted; the packet says that it is missing
        rubric = Rubric.model_validate(value)
        results.append(RoundResult(replace(one.seat), rubric, one.session, card))
    return packet(header.id, Guide.model_validate(header.guide), results, topics)


def _rubric_json(rubric: Rubric) -> dict[str, object]:
    from .authoring.library import as_json  # noqa: PLC0415 - only a new loop needs it

    return as_json(rubric)


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None
