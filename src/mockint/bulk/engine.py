"""The judge of a run with what a run must know of it besides: its signature, its price."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from .. import __version__
from ..builtin.judge import BuiltinJudge
from ..builtin.semantic import available, best_matcher
from ..domain.prompts import JudgeSystem, JudgeTranscript, JudgeTurn, PromptVars, Rendered
from ..domain.prompts import judge_system as system_of
from ..domain.rubric import Rubric
from ..domain.transcript import Transcript
from ..engines import Engines
from ..grading.model_judge import MAX_REPLY_TOKENS, JudgeOptions, ModelJudge, turn_ids
from ..grading.replies import reply_schema
from ..models.limiter import Wait
from ..models.pacing import PacedLimiter
from ..models.tokens import TokenCounter, estimate
from ..ports import Judge, Prompts

#: Calls at once where nothing was said: to this machine, and to a provider.
LOCAL_JOBS, REMOTE_JOBS = 4, 64
#: Calls that a run begins with where the endpoint's limit is not known.
FIRST_JOBS = 8
#: Tokens of a reply, measured on this project's prompts: of a signal, and of all the rest.
SIGNAL_TOKENS, OTHER_TOKENS = 260, 60
_CANARY = "ref-" + "0" * 20


@dataclass(frozen=True, slots=True)
class Estimate:
    """What grading one transcript takes: tokens in and out, and dollars (None: unknown).

    `most_cost` is what it takes if every reply is as long as is let through and has to
    be asked for twice.
    """

    calls: int
    prompt: int
    completion: int
    cost: float | None
    most_cost: float | None


Estimator = Callable[[Transcript, Rubric], Estimate]


@dataclass(frozen=True, slots=True)
class Engine:
    """A judge for many transcripts.

    `cpu_bound`: judging is work for this machine's cores, so that it is spread over
    processes; else it waits for an endpoint, `jobs` calls at once. `signature` is all
    that decides a judgement but transcript and rubric text.
    """

    judge: Judge
    signature: Callable[[Rubric], Mapping[str, object]]
    cpu_bound: bool
    estimate: Estimator | None = None
    jobs: int = 1


def builtin_engine() -> Engine:
    """The engine without a model: no calls, no cost; another version may judge otherwise."""
    signature = {"engine": "built-in", "mockint": __version__, "semantic": available()}
    free = Estimate(0, 0, 0, 0.0, 0.0)
    judge = BuiltinJudge(best_matcher)
    return Engine(judge, lambda _: signature, cpu_bound=True, estimate=lambda _t, _r: free)


@asynccontextmanager
async def model_engine(
    engines: Engines,
    options: JudgeOptions,
    *,
    jobs: int | None = None,
    on_wait: Callable[[Wait], None] | None = None,
) -> AsyncIterator[Engine]:
    """The engine of the chosen endpoint, for use within one event loop.

    `jobs` calls at once at the most. Rows are kept by the run itself, so that replies
    are not kept a second time. SettingsError where no model is named.
    """
    engines.check_judge()
    endpoint = engines.endpoint
    most = jobs or (LOCAL_JOBS if endpoint.is_local else REMOTE_JOBS)
    if engines.is_in_process:
        most = 1
    start = max(1, most // 2) if jobs else min(most, FIRST_JOBS)
    window = engines.prices.window(endpoint.model)
    # Only where the window is known is it worth the time to count every prompt exactly.
    counter = engines.counter if window else TokenCounter(False, "bytes / 4", estimate)
    chat = engines.chat(
        many=True,
        limiter=PacedLimiter(most=most, start=start, on_wait=on_wait),
        counter=counter,
    )
    prompts = _Remembered(engines.prompts)
    name = engines.settings.engine
    async with chat:
        yield Engine(
            engines.calibrated(ModelJudge(chat, prompts, options, engine=name, cost=engines.cost)),
            lambda rubric: _signature(engines, options, prompts, rubric),
            cpu_bound=False,
            estimate=_Estimating(engines, options, prompts),
            jobs=most,
        )


def signature_of(engines: Engines, options: JudgeOptions, rubric: Rubric) -> Mapping[str, object]:
    """The signature of a model's judgements, where no call is to be made."""
    return _signature(engines, options, engines.prompts, rubric)


def estimator_of(engines: Engines, options: JudgeOptions) -> Estimator:
    """The estimate of a model's calls, where no call is to be made."""
    return _Estimating(engines, options, _Remembered(engines.prompts))


def _signature(
    engines: Engines, options: JudgeOptions, prompts: Prompts, rubric: Rubric
) -> Mapping[str, object]:
    system = prompts.render(system_of(rubric))
    user = prompts.render(JudgeTranscript(_CANARY, (), ()))
    return {
        "engine": engines.settings.engine,
        "model": engines.endpoint.model,
        "prompts": {one.prompt_id: one.digest for one in (system, user)},
        "samples": options.samples,
        "per_signal": options.per_signal,
        "seed": options.seed,
        "logprobs": options.logprobs,
    }


@dataclass(slots=True)
class _Remembered:
    """Prompts whose static part is rendered once for a rubric, not once for a transcript."""

    prompts: Prompts
    _known: dict[PromptVars, Rendered] = field(default_factory=dict)

    def render(self, variables: PromptVars) -> Rendered:
        """See `ports.Prompts`."""
        if not isinstance(variables, JudgeSystem):
            return self.prompts.render(variables)
        if variables not in self._known:
            self._known[variables] = self.prompts.render(variables)
        return self._known[variables]


@dataclass(slots=True)
class _Estimating:
    """Counts the tokens of the prompts that would be sent."""

    engines: Engines
    options: JudgeOptions
    prompts: Prompts
    _static: dict[str, int] = field(default_factory=dict)

    def __call__(self, transcript: Transcript, rubric: Rubric) -> Estimate:
        every = tuple(signal.id for signal in rubric.signals)
        groups = [(one,) for one in every] if self.options.per_signal else [every]
        calls = len(groups) * self.options.samples
        ids = turn_ids(transcript, rubric)
        turns = tuple(
            JudgeTurn(ids[turn.index], turn.role.value, turn.text)
            for turn in transcript.turns
            if turn.index in ids
        )
        user = self.prompts.render(JudgeTranscript(_CANARY, every, turns))
        counter = self.engines.counter
        prompt = calls * (self._system(rubric) + counter.count_messages(user.messages))
        wanted = sum(len(group) for group in groups) * self.options.samples
        completion = wanted * SIGNAL_TOKENS + calls * OTHER_TOKENS
        most = calls * MAX_REPLY_TOKENS
        return Estimate(
            calls,
            prompt,
            completion,
            self._price(prompt, completion),
            # Asked again, the prompt holds the first reply as well.
            self._price(2 * prompt + most, 2 * most),
        )

    def _price(self, prompt: int, completion: int) -> float | None:
        prices, model = self.engines.prices, self.engines.endpoint.model
        found = prices.estimate(model, prompt=prompt, completion=completion)
        return None if found is None else float(found)

    def _system(self, rubric: Rubric) -> int:
        if rubric.id not in self._static:
            system = self.prompts.render(system_of(rubric))
            every = tuple(signal.id for signal in rubric.signals)
            flags = tuple(flag.id for flag in rubric.red_flags)
            schema = json.dumps(reply_schema(every, flags))
            counter = self.engines.counter
            self._static[rubric.id] = counter.count_messages(system.messages) + counter.count(
                schema
            )
        return self._static[rubric.id]
