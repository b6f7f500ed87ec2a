"""A judge that is a language model: it points at words, and code decides what they are worth.

One structured call for all signals, or one a signal; K samples vote. The candidate's
text goes in as JSON with roles set by code and ids that nobody can guess from within
the text. A reply that is cut, refused or not exactly what was asked for is asked for
once more, and is then an error: a status, never a number.
"""

from __future__ import annotations

import asyncio
import hashlib
import math
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median_low
from typing import Any

from ..domain.chat import ChatReply, ChatRequest, Message
from ..domain.prompts import JudgeAgain, JudgeTranscript, JudgeTurn, Rendered, judge_system
from ..domain.rubric import LEVELS, Rubric
from ..domain.scorecard import Claim, FlagClaim, Judgement, Quote, Status, Usage
from ..domain.transcript import Role, Transcript
from ..ports import ChatModel, Prompts
from .replies import Reply, ReplyError, ReplySignal, read_reply, reply_schema

MAX_REPLY_TOKENS = 6000
VOTE_TEMPERATURE = 0.7
LIMITS = ("cannot tell whether what is said is true",)


@dataclass(frozen=True, slots=True)
class JudgeOptions:
    """How a model judges. `seed` is passed on where the endpoint takes one."""

    samples: int = 1
    per_signal: bool = False
    seed: int | None = 0
    logprobs: bool = True


@dataclass(frozen=True, slots=True)
class _Ballot:
    """One usable reply to one call, and the expected levels by signal where known.

    `spent` are replies to the same call that could not be used; they cost as much.
    """

    reply: Reply
    expected: dict[str, float]
    chat: ChatReply
    spent: tuple[ChatReply, ...] = ()


@dataclass(frozen=True, slots=True)
class _Failure:
    """A call that gave nothing usable, with the reason."""

    reason: str
    chats: tuple[ChatReply, ...]


@dataclass(frozen=True, slots=True)
class _Static:
    """What is the same for every transcript of a rubric."""

    rubric: Rubric
    system: Rendered
    signals: tuple[str, ...]
    flags: tuple[str, ...]
    schemas: dict[tuple[str, ...], dict[str, Any]]


class ModelJudge:
    """Implements `ports.Judge` over a `ChatModel`."""

    name = "openai"

    def __init__(
        self,
        model: ChatModel,
        prompts: Prompts,
        options: JudgeOptions | None = None,
        *,
        engine: str = "openai",
        cost: Callable[[ChatReply], float | None] = lambda _: None,
    ) -> None:
        self._model = model
        self._prompts = prompts
        self._options = options or JudgeOptions()
        self._engine = engine
        self._cost = cost
        self._known: _Static | None = None

    async def judge(self, transcript: Transcript, rubric: Rubric) -> Judgement:
        """One claim per signal. EngineError where the endpoint cannot answer at all."""
        static = self._static(rubric)
        system, every = static.system, static.signals
        secret = _secret(transcript, rubric)
        ids, canary = _ids(transcript, secret), _canary(secret)
        groups = [(one,) for one in every] if self._options.per_signal else [every]
        digests = {system.prompt_id: system.digest}
        calls = []
        for wanted in groups:
            user = self._prompts.render(
                JudgeTranscript(canary, wanted, _judge_turns(transcript, ids))
            )
            digests[user.prompt_id] = user.digest
            messages = (*system.messages, *user.messages)
            calls += [
                self._ballot(messages, wanted, static, number)
                for number in range(self._options.samples)
            ]
        ballots = [await calls[0]] if len(calls) == 1 else await asyncio.gather(*calls)
        size = self._options.samples
        sorted_out = {wanted: ballots[i * size : (i + 1) * size] for i, wanted in enumerate(groups)}
        turns = {name: index for index, name in ids.items()}
        claims = [
            _claim(signal, list(votes), turns)
            for wanted, votes in sorted_out.items()
            for signal in wanted
        ]
        good = [ballot for ballot in ballots if isinstance(ballot, _Ballot)]
        chats = [chat for b in good for chat in (*b.spent, b.chat)]
        chats += [chat for b in ballots if isinstance(b, _Failure) for chat in b.chats]
        return Judgement(
            engine=self._engine,
            claims=tuple(claims),
            flags=_flags(good, turns, rubric),
            model=self._model.name,
            prompts=digests,
            samples=size,
            seed=self._options.seed,
            method=_method(good, self._options),
            limits=LIMITS,
            suspect=any(canary in b.chat.text for b in good),
            usage=_usage(chats, [self._cost(chat) for chat in chats]),
        )

    def _static(self, rubric: Rubric) -> _Static:
        """The static part of `rubric`, made once for as long as the rubric stays the same."""
        if self._known is None or self._known.rubric is not rubric:
            self._known = _Static(
                rubric,
                self._prompts.render(judge_system(rubric)),
                tuple(signal.id for signal in rubric.signals),
                tuple(flag.id for flag in rubric.red_flags),
                {},
            )
        return self._known

    async def _ballot(
        self,
        messages: tuple[Message, ...],
        wanted: tuple[str, ...],
        static: _Static,
        number: int,
    ) -> _Ballot | _Failure:
        """Ask, read, ask once more with what was wrong, then give up."""
        chats: list[ChatReply] = []
        problem = ""
        for _ in range(2):
            chat = await self._model.reply(self._request(messages, wanted, static, number))
            chats.append(chat)
            if not chat.is_answer:
                problem = f"the reply was {chat.outcome}, {chat.completeness}"
            else:
                try:
                    reply = read_reply(chat.text, wanted, static.flags)
                except ReplyError as error:
                    problem = str(error)
                else:
                    return _Ballot(reply, expected_levels(chat, wanted), chat, tuple(chats[:-1]))
            again = self._prompts.render(JudgeAgain(problem))
            messages = (*messages, Message("assistant", chat.text or "(nothing)"), *again.messages)
        return _Failure(problem, tuple(chats))

    def _request(
        self,
        messages: tuple[Message, ...],
        wanted: tuple[str, ...],
        static: _Static,
        number: int,
    ) -> ChatRequest:
        if wanted not in static.schemas:
            static.schemas[wanted] = reply_schema(wanted, static.flags)
        single = self._options.samples == 1
        seed = self._options.seed
        return ChatRequest(
            messages=messages,
            max_tokens=MAX_REPLY_TOKENS,
            schema=static.schemas[wanted],
            schema_name="grading",
            temperature=0.0 if single else VOTE_TEMPERATURE,
            seed=None if seed is None else seed + number,
            logprobs=single and self._options.logprobs,
        )


def turn_ids(transcript: Transcript, rubric: Rubric) -> dict[int, str]:
    """An id per turn index: the same for the same text, and not to be guessed within it."""
    return _ids(transcript, _secret(transcript, rubric))


def _ids(transcript: Transcript, secret: str) -> dict[int, str]:
    return {
        turn.index: "t" + hashlib.sha256(f"{secret}:{turn.index}".encode()).hexdigest()[:8]
        for turn in transcript.turns
        if turn.role is not Role.NOTE
    }


def _judge_turns(transcript: Transcript, ids: dict[int, str]) -> tuple[JudgeTurn, ...]:
    return tuple(
        JudgeTurn(ids[turn.index], turn.role.value, turn.text)
        for turn in transcript.turns
        if turn.index in ids
    )


def _canary(secret: str) -> str:
    return "ref-" + hashlib.sha256(f"canary:{secret}".encode()).hexdigest()[:20]


def _secret(transcript: Transcript, rubric: Rubric) -> str:
    said = "\x00".join(f"{turn.role}\x01{turn.text}" for turn in transcript.turns)
    return hashlib.sha256(f"{rubric.id}\x00{said}".encode("utf-8", "replace")).hexdigest()


def _claim(signal: str, votes: list[_Ballot | _Failure], turns: dict[str, int]) -> Claim:
    """The vote on one signal: the median level, its words, and the spread."""
    said = [
        (one, ballot)
        for ballot in votes
        if isinstance(ballot, _Ballot)
        for one in ballot.reply.signals
        if one.id == signal
    ]
    if not said:
        reasons = [ballot.reason for ballot in votes if isinstance(ballot, _Failure)]
        why = f"the judge gave no usable reply: {reasons[0]}" if reasons else "no reply"
        return Claim(signal=signal, status=Status.ERROR, rationale=why)
    status = Counter(one.status for one, _ in said).most_common(1)[0][0]
    agreeing = [(one, ballot) for one, ballot in said if one.status == status]
    if status != "scored":
        one = agreeing[0][0]
        return Claim(
            signal=signal, status=Status(status), rationale=one.rationale, raise_it=one.raise_it
        )
    levels = [LEVELS[one.level - 1] for one, _ in agreeing if one.level is not None]
    level = median_low(levels)
    one, ballot = next(pair for pair in agreeing if pair[0].level == level)
    expected = ballot.expected.get(signal) if len(said) == 1 else sum(levels) / len(levels)
    unknown = [quote.turn for quote in one.evidence if quote.turn not in turns]
    if unknown:
        why = f'the judge cites a turn that does not exist: "{unknown[0][:20]}"'
        return Claim(signal=signal, status=Status.ERROR, rationale=why)
    return Claim(
        signal=signal,
        status=Status.SCORED,
        level=level,
        quotes=_quotes(one, turns),
        rationale=one.rationale,
        raise_it=one.raise_it if level < 4 else "",
        spread=(min(levels), max(levels)),
        expected=None if expected is None else round(expected, 4),
    )


def _quotes(one: ReplySignal, turns: dict[str, int]) -> tuple[Quote, ...]:
    return tuple(Quote(turn=turns[quote.turn], quote=quote.quote) for quote in one.evidence)


def _flags(ballots: list[_Ballot], turns: dict[str, int], rubric: Rubric) -> tuple[FlagClaim, ...]:
    """Reasons for rejection that more than half of the ballots saw."""
    found: list[FlagClaim] = []
    for flag in rubric.red_flags:
        seen = [f for b in ballots for f in b.reply.red_flags if f.id == flag.id]
        if seen and 2 * len(seen) > len(ballots):
            quotes = tuple(
                Quote(turn=turns[quote.turn], quote=quote.quote)
                for quote in seen[0].evidence
                if quote.turn in turns
            )
            found.append(FlagClaim(flag=flag.id, quotes=quotes))
    return tuple(found)


_LEVEL = re.compile(r'"level"\s*:\s*([1-4])')
_ID = re.compile(r'"id"\s*:\s*"([^"]+)"')


def expected_levels(chat: ChatReply, wanted: tuple[str, ...]) -> dict[str, float]:
    """The expected level by signal from the probabilities of its digit; {} without any."""
    if not chat.logprobs or "".join(t.token for t in chat.logprobs) != chat.text:
        return {}
    starts: dict[int, int] = {}
    at = 0
    for number, token in enumerate(chat.logprobs):
        starts[at] = number
        at += len(token.token)
    levels: dict[str, float] = {}
    for match in _LEVEL.finditer(chat.text):
        names = [m.group(1) for m in _ID.finditer(chat.text, 0, match.start())]
        signal = next((name for name in reversed(names) if name in wanted), None)
        place = starts.get(match.start(1))
        if signal is None or place is None:
            # The digit shares a token with other characters: its odds cannot be told.
            continue
        odds = {
            int(text.strip()): math.exp(logprob)
            for text, logprob in chat.logprobs[place].top
            if text.strip() in {"1", "2", "3", "4"}
        }
        if odds:
            levels[signal] = sum(k * p for k, p in odds.items()) / sum(odds.values())
    return levels


def _method(ballots: list[_Ballot], options: JudgeOptions) -> str:
    """How it was done, from what really came back: no silent fallback."""
    parts = ["one call a signal" if options.per_signal else "one call"]
    modes = sorted({b.chat.mode.value for b in ballots if b.chat.mode is not None})
    parts += modes
    if options.samples > 1:
        parts.append("expected level from the mean of votes")
    elif options.logprobs and ballots:
        some = sum(bool(b.expected) for b in ballots)
        told = "expected level from log-probabilities"
        if some < len(ballots):
            told = f"{told} for {some} of {len(ballots)} calls" if some else "no log-probabilities"
        parts.append(told)
    adapted = sorted({name for b in ballots for name in b.chat.adapted})
    if adapted:
        parts.append(f"without {', '.join(adapted)}")
    return ", ".join(parts)


def _usage(chats: list[ChatReply], costs: list[float | None]) -> Usage:
    """Sums; one unknown part makes the whole unknown, which is not 0."""

    def total(values: list[int | None]) -> int | None:
        return None if any(v is None for v in values) else sum(v or 0 for v in values)

    known = [cost for cost in costs if cost is not None]

    return Usage(
        calls=sum(chat.attempts for chat in chats),
        prompt_tokens=total([chat.usage.prompt for chat in chats]),
        completion_tokens=total([chat.usage.completion for chat in chats]),
        cached_tokens=total([chat.usage.cached for chat in chats]),
        cost_usd=round(sum(known), 6) if len(known) == len(costs) and costs else None,
    )
