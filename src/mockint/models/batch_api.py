"""The provider's Batch API over the `openai` package: files up, batches, files down.

Each method is one thing asked of the provider, tried again where that makes sense.
Every failure leaves as an EngineError without the foreign exception behind it, whose
text could hold the key. It decides nothing about what is in a file, and creates a batch
under a token at most once.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Protocol, Self, TypeVar

import httpx2
from openai import OpenAI

from ..errors import (
    EndpointNotFoundError,
    EngineError,
    MockintError,
    RateLimitError,
    WrongShapeError,
)
from . import refusals
from .address import Endpoint
from .connection import headers_of
from .limiter import Wait
from .retry import RetryPolicy, read_retry_after

_T = TypeVar("_T")

#: The name under which the token stands in a batch's metadata.
LABEL = "mockint"
#: So many of the latest batches are looked through for a token.
_LOOKED_THROUGH = 500
_ENDED = frozenset({"completed", "failed", "expired", "cancelled"})
NO_BATCHES = "leave --runner batch out: this endpoint seems to have no Batch API"
_CHUNK = 1 << 16
_SECONDS = httpx2.Timeout(300.0, connect=15.0)


class Sink(Protocol):
    """Where a download goes: a file that can be begun anew."""

    def restart(self) -> None:
        """Forget what was written."""
        ...

    def write(self, data: bytes) -> None:
        """Take a piece; MockintError where it cannot be kept."""
        ...


@dataclass(frozen=True, slots=True)
class BatchState:
    """A batch as the provider tells of it.

    `output` and `errors` are ids of files, None where there are none. `problem` says why
    the batch failed as a whole, with the provider's `code`.
    """

    id: str
    status: str
    lines: int = 0
    done: int = 0
    failed: int = 0
    output: str | None = None
    errors: str | None = None
    metadata: Mapping[str, str] | None = None
    problem: str = ""
    code: str = ""

    @property
    def ended(self) -> bool:
        """True where nothing more will come."""
        return self.status in _ENDED


class BatchApi:
    """The Batch API of one endpoint. Blocking; interrupting it leaves nothing half done."""

    def __init__(
        self,
        endpoint: Endpoint,
        *,
        policy: RetryPolicy | None = None,
        on_wait: Callable[[Wait], None] | None = None,
        sleep: Callable[[float], None] = time.sleep,
        dice: Callable[[], float] = random.random,
    ) -> None:
        self.endpoint = endpoint
        self._policy = policy or RetryPolicy()
        self._on_wait = on_wait
        self._sleep = sleep
        self._dice = dice
        self._http = httpx2.Client(
            timeout=_SECONDS, follow_redirects=False, trust_env=not endpoint.is_local
        )
        self._headers = headers_of(endpoint)
        self._client = OpenAI(
            api_key=endpoint.api_key or "none",
            base_url=endpoint.base_url,
            max_retries=0,
            timeout=_SECONDS,
            http_client=self._http,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exc: object) -> None:
        self._http.close()

    def upload(self, path: Path) -> str:
        """Send a file of lines; its id there."""

        def send() -> str:
            with path.open("rb") as file:
                sent = self._client.files.create(
                    file=(path.name, file), purpose="batch", extra_headers=self._headers
                )
            return _id(sent, self.endpoint)

        try:
            return self._persist(send)
        except EndpointNotFoundError as error:
            error.remedy = NO_BATCHES
            raise

    def create(self, file: str, token: str, metadata: Mapping[str, str]) -> BatchState:
        """Have the lines of `file` worked off; the batch of `token`, made before or now."""
        tries = 0

        def make() -> BatchState:
            nonlocal tries
            tries += 1
            # A connection that broke may have made the batch all the same.
            made = self.find(token) if tries > 1 else None
            if made is not None:
                return made
            batch = self._client.batches.create(
                input_file_id=file,
                endpoint="/v1/chat/completions",
                completion_window="24h",  # the only one that there is
                metadata={LABEL: token, **metadata},
                extra_headers=self._headers,
            )
            return _state(batch, self.endpoint)

        return self._persist(make)

    def state(self, batch: str) -> BatchState:
        """How far a batch is."""
        return self._persist(
            lambda: _state(
                self._client.batches.retrieve(batch, extra_headers=self._headers), self.endpoint
            )
        )

    def find(self, token: str) -> BatchState | None:
        """The batch that was made under `token`, None where none of the latest was."""
        with suppress(EngineError):  # not every endpoint lists its batches
            return self._persist(lambda: self._listed(token))
        return None

    def fetch(self, file: str, sink: Sink) -> None:
        """Write what a file at the provider holds to `sink`."""

        def load() -> None:
            sink.restart()
            with self._client.files.with_streaming_response.content(
                file, extra_headers=self._headers
            ) as response:
                for chunk in response.iter_bytes(_CHUNK):
                    sink.write(chunk)

        self._persist(load)

    def _listed(self, token: str) -> BatchState | None:
        for batch in islice(
            self._client.batches.list(limit=100, extra_headers=self._headers), _LOOKED_THROUGH
        ):
            if (batch.metadata or {}).get(LABEL) == token:
                return _state(batch, self.endpoint)
        return None

    def _persist(self, ask: Callable[[], _T]) -> _T:
        """What `ask` gives, tried again as the policy has it; else an EngineError."""
        attempt = 0
        while True:
            attempt += 1
            try:
                return ask()
            except MockintError as exc:
                raised: MockintError = exc
                if not isinstance(exc, EngineError):
                    raise
            except Exception as exc:  # noqa: BLE001 - the SDK leaks exceptions of its libraries
                headers = getattr(getattr(exc, "response", None), "headers", None)
                after = read_retry_after(headers, wall=time.time()) if headers else None
                raised = refusals.translate(exc, self.endpoint, retry_after=after)
            assert isinstance(raised, EngineError)
            delay = self._policy.delay(raised, attempt, self._dice())
            if delay is None:
                # Raised here and not above: nothing foreign hangs on to it.
                raised.__cause__ = raised.__context__ = None
                raise raised
            self._pause(delay, raised)

    def _pause(self, seconds: float, error: EngineError) -> None:
        why = "asks to wait" if isinstance(error, RateLimitError) else "is tried again"
        if self._on_wait is not None:
            self._on_wait(Wait(seconds, f"{self.endpoint.where} {why}"))
        self._sleep(seconds)
        if self._on_wait is not None:
            self._on_wait(Wait(0.0, ""))


def _state(batch: Any, endpoint: Endpoint) -> BatchState:
    """The SDK's batch, which is not validated, as ours. WrongShapeError where it is none."""
    counts = getattr(batch, "request_counts", None)
    status = getattr(batch, "status", None)
    if not isinstance(status, str):
        raise WrongShapeError("the endpoint answered with no batch", where=endpoint.where)
    problems = getattr(getattr(batch, "errors", None), "data", None) or []
    first = problems[0] if problems else None
    return BatchState(
        id=_id(batch, endpoint),
        status=status,
        lines=_count(getattr(counts, "total", 0)),
        done=_count(getattr(counts, "completed", 0)),
        failed=_count(getattr(counts, "failed", 0)),
        output=getattr(batch, "output_file_id", None) or None,
        errors=getattr(batch, "error_file_id", None) or None,
        metadata={str(k): str(v) for k, v in (getattr(batch, "metadata", None) or {}).items()},
        problem=str(getattr(first, "message", "") or ""),
        code=str(getattr(first, "code", "") or ""),
    )


def _id(thing: Any, endpoint: Endpoint) -> str:
    name = getattr(thing, "id", None)
    if not isinstance(name, str) or not name:
        raise WrongShapeError(
            "the endpoint answered, but not as a Batch API does",
            where=endpoint.where,
            remedy=NO_BATCHES,
        )
    return name


def _count(value: Any) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else 0
