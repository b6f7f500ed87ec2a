"""What answers, and what it can do: asked only on request, by `mockint doctor`.

A probe reads the list of models and nothing else, so it costs nothing; `try_schema`
makes one tiny call and says so in its name. What is found is never used by itself:
choosing an endpoint is the user's act.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from ..domain.chat import ChatReply, ChatRequest, Message, SchemaMode
from ..errors import EngineError
from .address import Endpoint
from .deadlines import Deadlines
from .endpoint import ChatEndpoint
from .learned import LearnedStore

#: Servers that people run on their own machine, at the ports they come with.
LOCAL_SERVERS = (
    ("Ollama", "http://127.0.0.1:11434/v1"),
    ("LM Studio", "http://127.0.0.1:1234/v1"),
    ("llama.cpp", "http://127.0.0.1:8080/v1"),
    ("vLLM", "http://127.0.0.1:8000/v1"),
)
_LOCAL_S = 1.0
_REMOTE_S = 8.0
_TRIAL = ChatRequest(
    messages=(Message("user", 'Reply with the JSON object {"ok": true}.'),),
    max_tokens=512,
    schema={
        "type": "object",
        "properties": {"ok": {"type": "boolean"}},
        "required": ["ok"],
        "additionalProperties": False,
    },
    schema_name="probe",
)


@dataclass(frozen=True, slots=True)
class Probe:
    """What is known of one endpoint after asking.

    `problem` is None where it answered. `has_model` says whether the configured model
    is among `models` (None where no model was asked for, or none are listed). `rung`
    is the tightest way of binding a reply to a schema that is known to work; None
    where that was never tried. `without` are parameters that it refuses.
    """

    name: str
    address: str
    problem: EngineError | None = None
    models: tuple[str, ...] = ()
    has_model: bool | None = None
    rung: SchemaMode | None = None
    without: tuple[str, ...] = ()
    took_s: float = 0.0

    @property
    def reachable(self) -> bool:
        """True if it answered as an endpoint does."""
        return self.problem is None


async def probe_local(
    servers: tuple[tuple[str, str], ...] = LOCAL_SERVERS, *, within: float = _LOCAL_S
) -> tuple[Probe, ...]:
    """Ask the usual ports of this machine, all at once; one Probe each, in order."""
    endpoints = [Endpoint(url, "", "", name) for name, url in servers]
    return tuple(await asyncio.gather(*(probe_endpoint(e, within=within) for e in endpoints)))


async def probe_endpoint(
    endpoint: Endpoint,
    *,
    learned: LearnedStore | None = None,
    within: float = _REMOTE_S,
    http_client: object = None,
    clock: Callable[[], float] = time.monotonic,
) -> Probe:
    """Whether `endpoint` answers within so many seconds, and with which models."""
    known = (learned or LearnedStore()).get(endpoint)
    probe = Probe(
        endpoint.name or endpoint.host,
        endpoint.origin,
        rung=known.rung if known.proved else None,
        without=tuple(sorted(known.without)),
    )
    start = clock()
    deadlines = Deadlines(connect=within)
    async with ChatEndpoint(endpoint, http_client=http_client, deadlines=deadlines) as chat:
        try:
            models = await chat.model_names(within=within)
        except EngineError as error:
            return replace(probe, problem=error, took_s=clock() - start)
    listed = endpoint.model in models if endpoint.model and models else None
    return replace(probe, models=models, has_model=listed, took_s=clock() - start)


async def try_schema(chat: ChatEndpoint) -> ChatReply:
    """One tiny call bound to a schema, so that the ladder finds its rung (`reply.mode`)."""
    return await chat.reply(_TRIAL)
