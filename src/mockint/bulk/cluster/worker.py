"""What runs on a cluster's workers. It knows of Dask by one call.

A worker finds its own key, in its environment or in its own file of mode 0600: no key
and no address with a password ever comes with the work. What goes wrong is sent back as
a value and never raised, because Dask would write the arguments of a call that raises
into its logs.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from distributed import secede

from ... import __version__
from ...domain.chat import ChatReply, ChatRequest, Delta
from ...domain.rubric import Rubric
from ...domain.scorecard import Judgement
from ...domain.transcript import Transcript
from ...engines import Chosen, Engines
from ...errors import EngineError, MockintError, RateLimitError, UsageError
from ...grading.model_judge import JudgeOptions, ModelJudge
from ...models.address import Endpoint
from ...models.endpoint import ChatEndpoint
from ...models.limiter import Limiter
from ...models.prices import ModelPrice, PriceList
from ...models.retry import RetryPolicy
from ...ports import Judge
from ...store.locations import locate
from ...store.reply_cache import request_key
from ..engine import builtin_engine, signature_of
from ..processes import outcomes_of
from ..tasks import Outcome, Reading, Task

#: Calls at once in one worker: the run's own limiter, where the run is, allows fewer.
_NO_LIMIT = 4096


@dataclass(frozen=True, slots=True)
class Spec:
    """Which judge a worker is to make; nothing in it is secret.

    `origin` is the endpoint's address without user name, password and query. `home` is
    the folder of the run's settings, used where the worker has one of that name.
    `price` None is unknown.
    """

    engine: str
    model: str
    origin: str
    options: JudgeOptions
    price: ModelPrice | None = None
    home: str | None = None
    prompts: str | None = None
    version: str = __version__


@dataclass(frozen=True, slots=True)
class Answer:
    """A judgement, or the error in its place and the replies that were paid for until then."""

    judgement: Judgement | None = None
    error: MockintError | None = None
    replies: Mapping[str, ChatReply] = field(default_factory=dict)


def judge_one(
    spec: Spec,
    transcript: Transcript,
    rubric: Rubric,
    signature: Mapping[str, object],
    known: Mapping[str, ChatReply],
) -> Answer:
    """Judge one transcript with the endpoint's model; `known` are replies of a try before."""
    # It waits for an endpoint, so that the worker's cores are free for others.
    secede()  # type: ignore[no-untyped-call]
    work = _judge(spec, transcript, rubric, signature, known)
    return asyncio.run_coroutine_threadsafe(work, _loop()).result()


def grade_some(
    version: str, tasks: tuple[Task, ...], reading: Reading
) -> list[list[Outcome]] | MockintError:
    """Grade inputs with the built-in judge: the outcomes of each."""
    if version != __version__:
        return _other_version(version)
    judge = _builtin()

    async def grade() -> list[list[Outcome]]:
        return [[one async for one in outcomes_of(task, judge, reading)] for task in tasks]

    try:
        # Threads of one worker take turns: the judge's stemmer is not made for several.
        with _grading:
            return asyncio.run(grade())
    except MockintError as error:
        return error


@cache
def _builtin() -> Judge:
    return builtin_engine().judge


async def _judge(
    spec: Spec,
    transcript: Transcript,
    rubric: Rubric,
    signature: Mapping[str, object],
    known: Mapping[str, ChatReply],
) -> Answer:
    seat = None
    try:
        desk = _seat(spec)
        desk.check(rubric, signature)
        seat = _OneAtATime(desk.chat, dict(known))
        judge = ModelJudge(
            seat, desk.engines.prompts, spec.options, engine=spec.engine, cost=desk.cost
        )
        return Answer(await judge.judge(transcript, rubric))
    except MockintError as error:
        return Answer(error=error, replies=seat.known if seat else {})


@dataclass(slots=True)
class _Seat:
    """A judge's means in this process: an endpoint, prompts, a price."""

    spec: Spec
    engines: Engines
    chat: ChatEndpoint
    _checked: set[str] = field(default_factory=set)

    def check(self, rubric: Rubric, signature: Mapping[str, object]) -> None:
        """UsageError where this worker would judge otherwise than the run says."""
        if rubric.id in self._checked:
            return
        own = dict(signature_of(self.engines, self.spec.options, rubric))
        if own != dict(signature):
            raise UsageError(
                "a worker has other prompts than this machine",
                where="--runner dask",
                remedy="install the same mockint and the same --prompts on all machines",
            )
        self._checked.add(rubric.id)

    def cost(self, reply: ChatReply) -> float | None:
        """Dollars, at the price that the run knows."""
        prices = PriceList((self.spec.price,) if self.spec.price else ())
        found = prices.actual(self.spec.price.name if self.spec.price else "", reply.usage)
        return None if found is None else float(found)


class _OneAtATime:
    """A `ChatModel` that makes one call at a time, none a second time, and none after a failure.

    So a transcript that is being judged is one call at the endpoint, which is what the
    run's limiter counts. Votes that wait for their turn when one fails would be paid for
    after the answer has gone back without them.
    """

    def __init__(self, chat: ChatEndpoint, known: dict[str, ChatReply]) -> None:
        self.known = known
        self._chat = chat
        self._turn = asyncio.Lock()
        self._failed: EngineError | None = None

    @property
    def name(self) -> str:
        """The model's name."""
        return self._chat.name

    def stream(self, request: ChatRequest) -> AsyncGenerator[Delta, None]:
        """A judge does not stream."""
        raise NotImplementedError

    async def reply(self, request: ChatRequest) -> ChatReply:
        """The reply, known or new. EngineError as the endpoint's."""
        key = request_key("", self.name, request)
        async with self._turn:
            if self._failed is not None:
                raise self._failed
            if key not in self.known:
                try:
                    self.known[key] = await self._chat.reply(request)
                except EngineError as error:
                    self._failed = error
                    raise
            return self.known[key]


_seats: dict[Spec, _Seat] = {}
_started = threading.Lock()
_grading = threading.Lock()
_running: list[asyncio.AbstractEventLoop] = []


def _loop() -> asyncio.AbstractEventLoop:
    """The event loop of this process's calls, which lasts as long as the process."""
    with _started:
        if not _running:
            loop = asyncio.new_event_loop()
            threading.Thread(target=loop.run_forever, name="mockint calls", daemon=True).start()
            _running.append(loop)
        return _running[0]


def _seat(spec: Spec) -> _Seat:
    """The means for `spec`, made once. Called in the loop's thread alone."""
    if spec.version != __version__:
        raise _other_version(spec.version)
    if spec not in _seats:
        engines = _engines(spec)
        chat = ChatEndpoint(
            engines.endpoint,
            limiter=Limiter(most=_NO_LIMIT, start=_NO_LIMIT),
            learned=engines.learned,
            # A rate limit is the whole cluster's affair: it goes back at once.
            policy=RetryPolicy(rate_limit_attempts=1),
        )
        _seats[spec] = _Seat(spec, engines, chat)
    return _seats[spec]


def _engines(spec: Spec) -> Engines:
    """Engines with this worker's own key, and its own address where it is the same place."""
    home = spec.home if spec.home and Path(spec.home).is_dir() else None
    locations = locate(home, prompts=spec.prompts)
    own = Engines(Chosen(engine=spec.engine, model=spec.model), locations)
    base_url = own.settings.base_url
    if base_url and Endpoint(base_url, "", spec.model).origin == spec.origin:
        return own
    return Engines(Chosen(spec.engine, spec.model, spec.origin), locations)


def _other_version(version: str) -> UsageError:
    return UsageError(
        f"a worker has mockint {__version__}, and this machine {version}",
        where="--runner dask",
        remedy="install the same version on all machines",
    )


def is_rate_limit(error: MockintError) -> bool:
    """True for a refusal that is about how many calls are under way."""
    return isinstance(error, RateLimitError) or (
        isinstance(error, EngineError) and error.status in {503, 529}
    )
