"""Fakes that the screens are driven with: a room with a real store and a scripted voice."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest

from mockint.domain.findings import Findings, Gap, Intent, PointFound
from mockint.domain.guide import Guide
from mockint.domain.rubric import Rubric
from mockint.domain.scorecard import Scorecard
from mockint.domain.session import Event, EventKind, MoveKind
from mockint.errors import DiskError, NotFoundError, SettingsError
from mockint.grading.rollup import of_one_question
from mockint.interview import flow
from mockint.interview.conductor import Conductor, transcript_of
from mockint.interview.plan import make_plan
from mockint.store.header import SessionHeader
from mockint.store.preferences import read_preferences
from mockint.store.sessions import SessionStore
from mockint.store.settings import read_settings
from mockint.store.settings_change import change
from mockint.store.summary import scorecard_in
from mockint.tui.app import MockintApp
from mockint.wiring import Services, _kept, is_drill, rubric_in

# Modules beside the tests are imported by name.
sys.path.insert(0, str(Path(__file__).parent))

NOW = datetime(2026, 3, 14, 15, 9, 26, tzinfo=UTC)
FACES = {"80x24": (80, 24), "120x36": (120, 36), "200x50": (200, 50)}


def signal(number, text, criteria):
    points = [
        {"id": f"point-{n}", "text": f"Point {n} of signal {number}.", "cues": ["we agreed"]}
        for n in (1, 2, 3)
    ]
    return {
        "id": f"signal-{number}",
        "text": text,
        "origin": "authored",
        "criteria": criteria,
        "points": points,
        "anchors": {str(level): f"SECRET anchor {level}." for level in (1, 2, 3, 4)},
        "probes": [
            {"id": f"probe-{n}", "text": f"What was point {n}?", "point": f"point-{n}"}
            for n in (1, 2)
        ],
    }


def make_rubric(**changes) -> Rubric:
    """A small round that reads like a real one; `changes` replace top-level fields."""
    data = {
        "schema": "mockint/rubric@1",
        "id": "acme/engineering-manager/people",
        "round": 2,
        "title": "People and Leadership",
        "summary": "How you build, lead and grow a team.",
        "description": "This round is about people: how you hire, how you give feedback, how you "
        "handle conflict, and what your team can do today that it could not do a year ago.",
        "type": "Behavioural interview",
        "difficulty": "High",
        "minutes": 45,
        "interviewer": "Director of Engineering",
        "criteria": [
            {"id": "people", "text": "People management skills.", "origin": "authored"},
            {"id": "leading", "text": "Leadership effectiveness.", "origin": "authored"},
            {"id": "deciding", "text": "Problem-solving and decisions.", "origin": "authored"},
        ],
        "signals": [
            signal(1, "Proven ability to lead and develop engineering teams.", ["people"]),
            signal(2, "Handles complex people and project challenges.", ["leading"]),
            signal(3, "Decides with evidence and says what was given up.", ["deciding"]),
        ],
        "questions": [
            {
                "id": "difficult",
                "text": "Tell me about a time you had to manage a difficult employee. "
                "What steps did you take?",
                "origin": "authored",
                "kind": "behavioural",
                "signals": ["signal-1", "signal-2"],
            },
            {
                "id": "morale",
                "text": "Describe how you motivated a team that was facing low morale.",
                "origin": "authored",
                "kind": "behavioural",
                "signals": ["signal-2"],
            },
            {
                "id": "trade-off",
                "text": "How do you balance what the team needs with what the business wants?",
                "origin": "authored",
                "kind": "situational",
                "signals": ["signal-3"],
            },
        ],
        "tips": [
            {"text": "Prepare examples: hiring, conflict, motivation.", "origin": "authored"},
            {"text": "Know your own part in each of them.", "origin": "authored"},
        ],
        "red_flags": [{"id": "blame", "text": "SECRET flag: blames others.", "origin": "authored"}],
    }
    return Rubric.model_validate(data | changes)


def make_guide(**changes) -> Guide:
    data = {
        "schema": "mockint/guide@1",
        "id": "acme/engineering-manager",
        "company": "Acme",
        "role": "Engineering Manager",
        "level": "M7",
        "source": {"name": "Acme page", "kind": "authored"},
        "rounds": ["screening", "people"],
    }
    return Guide.model_validate(data | changes)


class FakeAnalyser:
    """Finds the first point of the question's first signal; short answers lack an outcome."""

    def read(self, text: str, question: str | None, spoken: str) -> Findings:
        words = len(text.split())
        if question is None:
            nothing = words < 3
            return Findings(Intent.NOTHING_MORE if nothing else Intent.ANSWER, words)
        found = (PointFound("signal-1", "point-1", 0, len(text)),) if words > 5 else ()
        gaps = () if words > 5 else (Gap.NO_OUTCOME,)
        return Findings(Intent.ANSWER, words, found, gaps)


class FakeVoice:
    """Words a move in one piece, or in the pieces and at the pace that a test sets."""

    def __init__(self):
        self.pieces: list[str] | None = None
        self.gate: asyncio.Event | None = None
        self.error: Exception | None = None
        self.open = 0

    async def say(self, move, state):
        self.open += 1
        try:
            if self.error is not None:
                raise self.error
            for piece in self.pieces or [self.words(move, state)]:
                yield piece
                if self.gate is not None:
                    await self.gate.wait()
        finally:
            self.open -= 1

    def words(self, move, state):
        match move.kind:
            case MoveKind.OPEN:
                return "Hello, and welcome. We have some time together; let us begin."
            case MoveKind.ASK:
                planned = {q.question: q.text for q in state.plan.questions}
                return planned[move.question]
            case MoveKind.PROBE:
                return "What came of it in the end?"
            case MoveKind.HINT:
                return "Think of one person, and of what you said to them first."
            case MoveKind.TIME:
                return f"We have {move.minutes_left} minutes left."
            case MoveKind.INVITE:
                return "That was my last question. What would you like to ask me?"
            case MoveKind.CLOSE:
                return "Thank you for your time. That is the end of the interview."
            case _:
                return f"({move.kind.value})"


class FakeClock:
    """Stands still until a test moves it."""

    def __init__(self):
        self.ms = 0

    def now_ms(self) -> int:
        return self.ms

    def pass_seconds(self, seconds):
        self.ms += seconds * 1000


class Library:
    """A shelf with one guide of two rounds."""

    def __init__(self, rubrics, guides):
        self.rubrics = {rubric.id: rubric for rubric in rubrics}
        self.guides = {guide.id: guide for guide in guides}

    def guide_ids(self):
        return tuple(self.guides)

    def guide(self, name):
        return self.guides[name]

    def entries(self):
        return ()

    def rubric(self, name):
        for rubric_id, rubric in self.rubrics.items():
            if rubric_id == name or rubric_id.endswith("/" + name):
                return rubric
        raise NotFoundError(f'no round "{name}"', remedy="see `mockint rubric list`")

    def guide_of(self, rubric):
        return self.guides.get(rubric.guide_id)


class FullDisk:
    """A log whose disk refuses while `full` is set."""

    def __init__(self, log):
        self._log = log
        self.full = False

    def __getattr__(self, name):
        return getattr(self._log, name)

    def append(self, event):
        if self.full:
            raise DiskError("the disk is full", where=self.session_id, remedy="free some space")
        self._log.append(event)


class FakeEngines:
    """Settings, and an endpoint where a model is named."""

    def __init__(self, settings, *, is_model):
        self.settings = settings
        self.is_model = is_model or settings.engine != "built-in"

    @property
    def endpoint(self):
        if not self.settings.model:
            raise SettingsError("which model?", where="--model", remedy="name one")
        return self.settings.model


class FakeServices:
    """What `wiring.Services` offers, with a real store below `home`."""

    def __init__(self, home, rubrics=None, guides=None):
        self.rubrics = rubrics or [
            make_rubric(id="acme/engineering-manager/screening", round=1, title="HR Screening",
                        minutes=30, summary="A first call."),
            make_rubric(),
        ]  # fmt: skip
        self.library = Library(self.rubrics, guides or [make_guide()])
        self.now = NOW
        self.store = SessionStore(home / "sessions", now=lambda: self.now)
        self.clock = FakeClock()
        self.voice = FakeVoice()
        self.grade_error: Exception | None = None
        self.grade_gate: asyncio.Event | None = None
        self.started: list = []
        self.others: list = []
        self.builtin: FakeServices | None = None
        self.environ: dict[str, str] = {}
        self.settings_file = home / "config" / "mockint.toml"
        self.asked_engine: str | None = None

    @property
    def engines(self):
        settings = read_settings(
            {"engine": self.asked_engine},
            environ=self.environ,
            folder=self.settings_file.parent,
            config=self.settings_file.parent,
        )
        return FakeEngines(settings, is_model=self.builtin is not None)

    def preferences(self):
        folder = self.settings_file.parent
        return read_preferences(environ=self.environ, folder=folder / "none", config=folder)

    def change_setting(self, name, value):
        change(self.settings_file, name, value)

    def choose_engine(self, name):
        self.asked_engine = name

    def conductor(self, rubric, plan, log) -> Conductor:
        return Conductor(
            rubric,
            plan,
            FullDisk(log),
            analyser=FakeAnalyser(),
            wording=self.voice,
            clock=self.clock,
        )

    def start_interview(self, rubric, options) -> Conductor:
        self.started.append(options)
        plan = make_plan(rubric, minutes=options.minutes, questions=options.questions, seed=1,
                         only=options.only)  # fmt: skip
        header = SessionHeader(
            rubric_id=rubric.id,
            rubric_digest="0123456789abcdef",
            rubric=rubric.model_dump(mode="json", by_alias=True, exclude_defaults=True),
            plan=plan,
            mockint="0.1.0",
            engine="built-in",
            options=_kept(options),
            id="20260314-150926-people-0001" if not list(self.store.list()) else "",
        )
        return self.conductor(rubric, plan, self.store.create(header))

    def continue_interview(self, session_id=None) -> Conductor:
        if session_id is None:
            summary = self.store.latest_unfinished()
            if summary is None:
                raise NotFoundError("no session is unfinished", remedy="start one")
            session_id = summary.id
        log = self.store.open(session_id)
        return self.conductor(Rubric.model_validate(log.header.rubric), log.header.plan, log)

    async def grade_interview(self, conductor) -> Scorecard:
        if self.grade_gate is not None:
            await self.grade_gate.wait()
        if self.grade_error is not None:
            raise self.grade_error
        drill = is_drill(conductor.log.header)
        scorecard = await self.grade(conductor.transcript(), conductor.state.rubric, drill=drill)
        data = {"scorecard": scorecard.model_dump(mode="json", by_alias=True)}
        conductor.log.append(Event(EventKind.GRADED, conductor.now_ms(), data=data))
        return scorecard

    async def grade(self, transcript, rubric, *, drill=False) -> Scorecard:
        card = make_scorecard(transcript)
        return of_one_question(card) if drill else card

    grade_sitting = grade

    def alternatives(self, conductor):
        return tuple(self.others)

    @property
    def built_in(self):
        return self.builtin

    tailor = Services.tailor
    claims_of = Services.claims_of

    def transcript_of(self, session):
        state = flow.replay(rubric_in(session.header), session.header.plan, session.events)
        return transcript_of(state, session.id)

    def scorecard_of(self, session):
        found = scorecard_in(session.events)
        return Scorecard.model_validate(found) if found else None


def make_scorecard(transcript, **changes) -> Scorecard:
    """Quotes are the beginnings of the candidate's turns, so they always hold."""
    answers = [turn for turn in transcript.candidate_turns if len(turn.text) > 10]

    def evidence(number):
        turn = answers[number % len(answers)]
        end = min(len(turn.text), 70)
        return {"turn": turn.index, "start": 0, "end": end, "quote": turn.text[:end]}

    quotes = [evidence(0), evidence(1)] if answers else []
    scored = {"status": "scored", "level": 3} if answers else {"status": "no_evidence"}
    data = {
        "schema": "mockint/scorecard@1",
        "rubric": "acme/engineering-manager/people",
        "title": "People and Leadership",
        "transcript": {
            "source": transcript.source,
            "format": "mockint-session",
            "turns": len(transcript.turns),
            "roles": {"interviewer": ["Interviewer"], "candidate": ["Candidate"], "how": "session"},
        },
        "recommendation": "lean-hire",
        "why": "The weighted mean of the scored signals is 2.6, between 2.5 and 3.0.",
        "score": 2.6,
        "coverage": 0.67,
        "signals": [
            {
                "id": "signal-1",
                "text": "Proven ability to lead and develop engineering teams.",
                "evidence": quotes,
                "rationale": "Names what was wrong and what was agreed, with a date.",
                "raise_it": "Say what changed afterwards, in a figure.",
                "spread": [2, 3],
                **scored,
            },
            {
                "id": "signal-2",
                "text": "Handles complex people and project challenges.",
                "evidence": quotes[:1],
                "rationale": "One conflict is told from start to end; the own part is thin.",
                "raise_it": "Separate what you did from what the team did.",
                **(scored | ({"level": 2} if answers else {})),
            },
            {
                "id": "signal-3",
                "text": "Decides with evidence and says what was given up.",
                "status": "not_elicited",
                "rationale": "The question was not reached.",
            },
        ],
        "criteria": [
            {"id": "people", "text": "People management skills.", "score": 3.0},
            {"id": "leading", "text": "Leadership effectiveness.", "score": 2.0},
            {"id": "deciding", "text": "Problem-solving and decisions.", "score": None},
        ],
        "red_flags": [
            {"id": "blame", "text": "Blames others.", "found": False},
            {"id": "vague", "text": "No example of the own work.", "found": bool(answers),
             "evidence": quotes[:1]},
        ],
        "delivery": {
            "words": 412, "turns": 4, "fillers": 9, "filler_words": {"um": 6, "like": 3},
            "hedges": 4, "talk_share": 0.78, "words_per_minute": None,
            "longest_answer_words": 160, "i_words": 21, "we_words": 8, "numbers": 5, "names": 3,
            "star": {"situation": 3, "action": 2, "result": 1}, "hints": 1,
        },
        "provenance": {
            "mockint": "0.1.0", "rubric_digest": "0123456789abcdef", "engine": "built-in",
            "method": "lexical", "limits": ["It cannot judge whether what you said is true."],
        },
    }  # fmt: skip
    return Scorecard.model_validate(data | changes)


LONG = (
    "Last year one of my senior engineers missed three deadlines in a row. I met him the same "
    "week, asked what had changed, and we agreed on two dates. I wrote both down and checked "
    "them with him every Friday."
)
SHORT = "We fixed it."


@pytest.fixture(autouse=True)
def _utc(monkeypatch):
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    yield
    os.environ.pop("TZ", None)
    time.tzset()


@pytest.fixture(autouse=True)
def _quiet_screen(monkeypatch):
    """No blinking cursor and no animation, so that pictures are the same every time."""
    from textual import constants
    from textual.widgets import TextArea

    from mockint.tui.writing import Writing

    monkeypatch.setattr(constants, "TEXTUAL_ANIMATIONS", "none")
    real = Writing.__init__

    def still(self, *arguments, **options):
        real(self, *arguments, **options)
        self.set_reactive(TextArea.cursor_blink, False)

    monkeypatch.setattr(Writing, "__init__", still)
    monkeypatch.delenv("NO_COLOR", raising=False)


@pytest.fixture
def services(tmp_path):
    return FakeServices(tmp_path)


@pytest.fixture
def app(services):
    return MockintApp(services, now=lambda: NOW)


async def until(pilot, condition, seconds=8.0):
    """Wait until `condition()` holds; what it is stands in the failure."""
    deadline = time.monotonic() + seconds
    while True:
        await pilot.pause()
        try:
            if condition():
                return
        except Exception as error:  # noqa: BLE001 - a widget that is not there yet
            last = error
        else:
            last = None
        if time.monotonic() > deadline:
            raise AssertionError(f"never came true ({last!r}); on {pilot.app.screen!r}")
        await asyncio.sleep(0.01)


@pytest.fixture(name="until")
def _until():
    return until


@pytest.fixture(name="make")
def _make():
    """The makers of rubrics, guides and scorecards."""
    return SimpleNamespace(rubric=make_rubric, guide=make_guide, scorecard=make_scorecard)


@pytest.fixture(scope="session")
def voice_class():
    return FakeVoice
