"""Joins engines, files and clocks to the core: the one place that knows them all.

Faces make one `Services` and call it. Everything is made on first use, so that a
command pays only for what it needs.
"""

from __future__ import annotations

import os
import secrets
import time
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from . import __version__
from .domain.session import Event, EventKind
from .domain.tailoring import to_json
from .engines import BUILT_IN, Chosen, Engines
from .errors import NotFoundError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from .authoring.library import Library
    from .domain.rubric import Rubric
    from .domain.scorecard import Scorecard
    from .domain.tailoring import CvClaimResult, Tailoring
    from .domain.transcript import Transcript
    from .grading.coach import Example
    from .grading.model_judge import JudgeOptions
    from .interview.conductor import Conductor
    from .interview.model_wording import ModelWording
    from .interview.outage import Alternative
    from .interview.plan import Wishes
    from .interview.wording import BuiltinWording
    from .ports import Clock, Wording
    from .store.header import SessionHeader
    from .store.locations import Locations
    from .store.preferences import Preferences
    from .store.sessions import SessionLog, SessionStore, StoredSession
    from .store.settings_file import Value
    from .store.weights import WeightsStore
    from .voice.room import VoiceRoom


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line and the environment chose."""

    home: str | None = None
    rubrics: tuple[str, ...] = ()
    prompts: str | None = None
    engine: str | None = None
    model: str | None = None
    base_url: str | None = None
    model_file: str | None = None
    tiny_judge: bool = False
    environ: dict[str, str] | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class InterviewOptions:
    """How one interview is to be held. None means: as the rubric or the default says.

    `session` is the id to give it, "" for a new one; `loop` the loop that it is a round of;
    `retry_of` the session whose question is asked again, in the words of its `fillings`.
    """

    minutes: int | None = None
    questions: int | None = None
    seed: int | None = None
    persona: str = "neutral"
    location: str | None = None
    only: tuple[str, ...] = ()
    wishes: Wishes | None = None
    tailoring: Tailoring | None = None
    session: str = ""
    loop: str = ""
    retry_of: str = ""
    fillings: tuple[tuple[str, str], ...] = ()


class MonotonicClock:
    """The process's monotonic clock, in milliseconds."""

    def now_ms(self) -> int:
        """Milliseconds since some fixed moment."""
        return time.monotonic_ns() // 1_000_000


class Services:
    """What faces call. See the class and method docstrings for errors."""

    def __init__(self, options: Options | None = None, clock: Clock | None = None) -> None:
        self.options = options or Options()
        self._asked = self.options.engine
        self.clock: Clock = clock or MonotonicClock()

    @cached_property
    def locations(self) -> Locations:
        """Where things lie."""
        from .store.locations import locate

        chosen = self.options
        return locate(
            chosen.home, rubrics=chosen.rubrics, prompts=chosen.prompts, environ=chosen.environ
        )

    @cached_property
    def library(self) -> Library:
        """Guides and rubrics by name."""
        from .authoring.library import Library

        return Library(self.locations.rubrics)

    @cached_property
    def store(self) -> SessionStore:
        """Sessions on disk."""
        from .store.sessions import SessionStore

        return SessionStore(self.locations.sessions, examples=self.locations.examples)

    @cached_property
    def weights(self) -> WeightsStore:
        """Weights for the engine in process."""
        from .store.weights import WeightsStore

        return WeightsStore(self.locations.weights)

    @cached_property
    def engines(self) -> Engines:
        """The engines that flags, environment and settings files allow for."""
        chosen = self.options
        return Engines(
            Chosen(
                chosen.engine,
                chosen.model,
                chosen.base_url,
                chosen.model_file,
                tiny_judge=chosen.tiny_judge,
            ),
            self.locations,
            chosen.environ,
        )

    # -- settings ---------------------------------------------------------------

    @property
    def settings_file(self) -> Path:
        """The user's own settings file; it need not exist."""
        from .store.settings_file import FILE

        return self.locations.config / FILE

    def preferences(self) -> Preferences:
        """How things are to look and behave. SettingsError where a file is off."""
        from .store.preferences import read_preferences
        from .store.settings import work_folder

        environ = os.environ if self.options.environ is None else self.options.environ
        return read_preferences(environ=environ, folder=work_folder(), config=self.locations.config)

    def change_setting(self, name: str, value: Value | None) -> None:
        """Keep a setting in the user's file; None takes it out. SettingsError, DiskError."""
        from .store.settings_change import change

        change(self.settings_file, name, value)
        self.__dict__.pop("engines", None)

    def choose_engine(self, name: str | None) -> None:
        """From here on, in this process only, use this engine; None: as settings say."""
        self.options = replace(self.options, engine=name or self._asked)
        self.__dict__.pop("engines", None)

    # -- interviews -------------------------------------------------------------

    def start_interview(self, rubric: Rubric, options: InterviewOptions) -> Conductor:
        """A new session on disk, ready for its first move. DiskError, UsageError."""
        from .authoring.library import as_json, digest
        from .interview.plan import make_plan
        from .interview.wording import persona_named
        from .store.header import SessionHeader

        persona_named(options.persona)
        _require_questions(rubric, options.only)
        seed = secrets.randbelow(10_000) if options.seed is None else options.seed
        place = (("location", options.location),) if options.location else ()
        fillings = (
            *options.fillings,
            *(options.tailoring.fillings if options.tailoring else ()),
            *place,
        )
        plan = make_plan(
            rubric,
            minutes=options.minutes,
            questions=options.questions,
            seed=seed,
            fillings=fillings,
            only=options.only,
            wishes=_wishes(options),
        )
        model = self.engines.model_name if self.engines.is_model else None
        header = SessionHeader(
            rubric_id=rubric.id,
            rubric_digest=digest(rubric),
            rubric=as_json(rubric),
            plan=plan,
            mockint=__version__,
            engine=self.engines.settings.engine,
            model=model,
            persona=options.persona,
            seed=seed,
            options=_kept(options),
            id=options.session,
        )
        return self.conduct(self.store.create(header), rubric)

    def continue_interview(self, session_id: str | None = None) -> Conductor:
        """An unfinished session (the latest, without an id), in the state it was left in.

        NotFoundError if there is none, or it is finished; SessionBusyError if another
        process holds it.
        """
        if session_id is None:
            latest = self.store.latest_unfinished()
            if latest is None:
                raise NotFoundError(
                    "no unfinished session", remedy="start one with `mockint interview`"
                )
            session_id = latest.id
        log = self.store.open(session_id)
        conductor = self.conduct(log, rubric_in(log.header))
        if conductor.finished:
            log.close()
            raise NotFoundError(
                f"session {session_id} is finished",
                remedy=f"see `mockint report {session_id}`",
            )
        return conductor

    def conduct(self, log: SessionLog, rubric: Rubric) -> Conductor:
        """The conductor of a session that is open for writing."""
        from .builtin.analyser import BuiltinAnalyser
        from .interview.conductor import Conductor

        wording: Wording = self.builtin_words(rubric, log.header.persona or "neutral")
        if self.engines.is_model:
            wording = self.model_words(rubric, log.header.persona or "neutral")
        return Conductor(
            rubric,
            log.header.plan,
            log,
            analyser=BuiltinAnalyser(rubric),
            wording=wording,
            clock=self.clock,
        )

    def builtin_words(self, rubric: Rubric, persona: str = "neutral") -> BuiltinWording:
        """The built-in interviewer's words for a round."""
        from .interview.wording import BuiltinWording

        company, role = self._company_and_role(rubric)
        return BuiltinWording(persona, role, company)

    def model_words(self, rubric: Rubric, persona: str = "neutral") -> ModelWording:
        """A model's words for a round; made without sending anything."""
        from .interview.model_wording import Voice

        company, role = self._company_and_role(rubric)
        voice = Voice(company, role, rubric.interviewer or "an interviewer of the company")
        return self.engines.wording(rubric, voice, self.builtin_words(rubric, persona))

    def voice_room(self, session_id: str) -> VoiceRoom:
        """Microphone, loudspeaker and audio endpoint for a session; nothing is opened yet.

        SettingsError where no endpoint is configured.
        """
        from .voice.devices import SystemLoudspeaker, SystemMicrophone
        from .voice.room import VoiceRoom

        return VoiceRoom(
            self.engines.audio(), SystemMicrophone(), SystemLoudspeaker(),
            self.store.recording(session_id),
        )  # fmt: skip

    def alternatives(self, conductor: Conductor) -> tuple[Alternative, ...]:
        """Who could word the rest of this interview but the engine that does now.

        Other engines that are configured, the built-in one last; nothing is asked or
        loaded before one of them is taken. Empty where the built-in words are in use.
        """
        from .interview.model_wording import ModelWording
        from .interview.outage import Alternative

        failing = conductor.wording
        if not isinstance(failing, ModelWording):
            return ()
        rubric, builtin = conductor.state.rubric, failing.builtin

        def with_engine(other: Services) -> Callable[[], Wording]:
            def make() -> Wording:
                other.engines.prepare()
                return other.model_words(rubric, builtin.persona.name)

            return make

        others = [
            Alternative(chosen.label, with_engine(self._with(chosen)))
            for chosen in self.engines.others(failing.model.name)
        ]
        return (*others, Alternative("the built-in interviewer", lambda: builtin))

    @property
    def built_in(self) -> Services:
        """The same services with the engine that needs no model."""
        return self._with(Chosen(BUILT_IN))

    def _with(self, chosen: Chosen) -> Services:
        """The same services with another engine."""
        options = replace(
            self.options,
            engine=chosen.engine,
            model=chosen.model,
            base_url=chosen.base_url,
            model_file=chosen.model_file,
        )
        return Services(options, self.clock)

    def _company_and_role(self, rubric: Rubric) -> tuple[str, str]:
        guide = self.library.guide_of(rubric)
        if guide is not None:
            return guide.company, guide.role
        role = rubric.id.split("/")[1].replace("-", " ").title()
        return rubric.company.replace("-", " ").title(), role

    # -- grading ----------------------------------------------------------------

    async def grade(
        self, transcript: Transcript, rubric: Rubric, options: JudgeOptions | None = None
    ) -> Scorecard:
        """Grade a transcript with the chosen engine. EngineError if it cannot answer."""
        from .authoring.library import digest
        from .grading.grader import grade

        async with self.engines.open_judge(options) as judge:
            return await grade(transcript, rubric, judge, rubric_digest=digest(rubric))

    async def grade_sitting(
        self, transcript: Transcript, rubric: Rubric, *, drill: bool = False
    ) -> Scorecard:
        """Grade an interview that was held here, with the engine that held it.

        Where that is a model which is known not to judge, the built-in judge does, and
        the scorecard says so. A `drill` of one question gets no recommendation.
        """
        from .errors import UnfitJudgeError
        from .grading.rollup import of_one_question

        try:
            card = await self.grade(transcript, rubric)
        except UnfitJudgeError as error:
            card = await self.built_in.grade(transcript, rubric)
            limits = (*card.provenance.limits, f"is the built-in one, because {error.what}")
            told = card.provenance.model_copy(update={"limits": limits})
            card = card.model_copy(update={"provenance": told})
        return of_one_question(card) if drill else card

    async def look_at(self, conductor: Conductor) -> Scorecard:
        """Grade what was said so far; nothing is kept."""
        header = getattr(conductor.log, "header", None)
        return await self.grade_sitting(
            conductor.transcript(),
            conductor.state.rubric,
            drill=header is not None and is_drill(header),
        )

    async def grade_interview(self, conductor: Conductor) -> Scorecard:
        """Grade what was said and keep the scorecard in the session's journal."""
        card = await self.look_at(conductor)
        data: dict[str, object] = {"scorecard": card.model_dump(mode="json", by_alias=True)}
        conductor.log.append(Event(EventKind.GRADED, conductor.now_ms(), data=data))
        return card

    async def example_answer(
        self, transcript: Transcript, rubric: Rubric, card: Scorecard, signal: str
    ) -> Example:
        """One answer rewritten towards the next level of a signal, as an example.

        It keeps to the candidate's facts: code has checked every figure and name, and
        `Example.gaps` are what they must fill in. Show it with its `label`. UsageError
        with the built-in engine or at the highest level, NotFoundError where no answer
        speaks to the signal, UnfaithfulRewriteError where the model kept inventing.
        """
        from .builtin.analyser import BuiltinAnalyser
        from .grading.coach import lesson, rewrite

        if not self.engines.is_model:
            raise UsageError(
                "an example needs a model",
                where="--engine built-in",
                remedy="choose one with --engine openai or local; what would raise a level "
                "stands on the scorecard",
            )
        verdict = next((one for one in card.signals if one.id == signal), None)
        if verdict is None:
            raise NotFoundError(f'no signal "{signal}"', where=card.rubric)
        shown = lesson(transcript, rubric, verdict)
        found = BuiltinAnalyser(rubric).read(
            shown.answer.text, shown.answer.question, shown.question
        )
        there = {point.point for point in found.points if point.signal == signal}
        missing = tuple(p.text for p in shown.signal.points if p.id not in there)
        async with self.engines.chat() as chat:
            shown = replace(shown, missing=missing or shown.missing)
            return await rewrite(self.engines.cached(chat), self.engines.prompts, transcript, shown)

    def scorecard_of(self, session: StoredSession) -> Scorecard | None:
        """The latest scorecard in a session's journal, None if it was not graded."""
        from .domain.scorecard import Scorecard
        from .store.summary import scorecard_in

        found = scorecard_in(session.events)
        return Scorecard.model_validate(found) if found else None

    def tailor(
        self, rubric: Rubric, job: str | None, cv: str | None, used: tuple[str, ...] = ()
    ) -> Tailoring | None:
        """What the files at `job` (an advert) and `cv` make of a round; None without any.

        `used` are claims that another round picks up. InputError where one cannot be read.
        """
        from .authoring.page_file import page_in
        from .domain.tailoring import Document
        from .tailoring.tailor import tailor

        if job is None and cv is None:
            return None
        pages = [None if file is None else page_in(file) for file in (job, cv)]
        read = [
            (Document(page.name, page.sha256), [line.text for line in page.lines if line.text])
            if page is not None
            else None
            for page in pages
        ]
        return tailor(rubric, read[0], read[1], used)

    def claims_of(self, header: SessionHeader, transcript: Transcript) -> tuple[CvClaimResult, ...]:
        """What became of the claims of the CV that a session was tailored to; () without."""
        from .domain.tailoring import from_json

        tailoring = from_json(header.options.get("tailoring"))
        if tailoring is None or not tailoring.claims:
            return ()
        from .tailoring.backing import backed

        return backed(tailoring.claims, transcript)

    def transcript_of(self, session: StoredSession) -> Transcript:
        """The conversation of a stored session."""
        from .interview.conductor import transcript_of
        from .interview.flow import replay

        rubric = rubric_in(session.header)
        state = replay(rubric, session.header.plan, session.events)
        return transcript_of(state, session.id)


def _kept(options: InterviewOptions) -> dict[str, object]:
    """What of the options a header keeps beside the plan."""
    kept: dict[str, object] = {}
    if options.only:
        kept["drill"] = True
    if options.loop:
        kept["loop"] = options.loop
    if options.retry_of:
        kept["retry_of"] = options.retry_of
    if options.tailoring is not None:
        kept["tailoring"] = to_json(options.tailoring)
    return kept


def _wishes(options: InterviewOptions) -> Wishes | None:
    if options.tailoring is None:
        return options.wishes
    from .tailoring.tailor import wishes_for

    tailored = wishes_for(options.tailoring)
    return tailored if options.wishes is None else options.wishes.and_(tailored)


def _require_questions(rubric: Rubric, ids: tuple[str, ...]) -> None:
    known = [question.id for question in rubric.questions]
    for one in ids:
        if one not in known:
            raise UsageError(
                f'round "{rubric.id}" has no question "{one}"', remedy=f"choose: {', '.join(known)}"
            )


def is_drill(header: SessionHeader) -> bool:
    """True for a session of one question: a drill or a retry, which is no round."""
    return bool(header.options.get("drill"))


def rubric_in(header: SessionHeader) -> Rubric:
    """The rubric that a session was made with, as its header keeps it."""
    from .domain.rubric import Rubric

    return Rubric.model_validate(header.rubric)


def utc_now() -> datetime:
    """The wall clock, for dates that people read; never for durations."""
    return datetime.now(UTC)
