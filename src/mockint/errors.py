"""Every error that mockint raises on purpose, in one tree.

```
MockintError                  says where, what and remedy; exit code 2
├─ UsageError                 the command's words are off
├─ InputError                 a file cannot be read as what it should be
│  ├─ RubricError             a rubric or guide file (path:line)
│  ├─ TranscriptError         a transcript
│  │  └─ RolesUnknownError    who is the candidate cannot be told
│  ├─ SettingsError           a settings file or variable
│  └─ NotFoundError           a name that leads to nothing, or to several things
├─ StoreError                 a session on disk
│  ├─ SessionBusyError        another process holds it
│  ├─ JournalDamagedError     no header can be read
│  └─ DiskError               the disk refused the write (full, read-only)
├─ DeviceError                a microphone or a loudspeaker cannot be used
└─ EngineError                endpoint, key, quota; exit code 3
   ├─ KeyRefusedError         the key is missing, malformed or refused
   ├─ PermissionRefusedError  the key may not do this
   ├─ ModelNotFoundError      the endpoint has no model of that name
   ├─ EndpointNotFoundError   nothing at that address speaks chat completions
   ├─ QuotaError              credit or plan used up
   ├─ ContextExceededError    the prompt is longer than the model's context
   ├─ RequestRefusedError     the endpoint refused the request as it stands
   ├─ UnsupportedError        the endpoint cannot do what is asked
   ├─ RateLimitError          too many requests; goes away by waiting
   ├─ ServerFaultError        the endpoint failed (5xx)
   ├─ UnreachableError        no connection: name, port, TLS, proxy
   ├─ EngineTimeoutError      a deadline passed
   │  ├─ FirstTokenTimeoutError   nothing was said in time
   │  ├─ IdleTimeoutError         it stopped in mid-reply
   │  └─ TotalTimeoutError        the whole took too long
   ├─ BrokenReplyError        what came is not a reply
   │  ├─ BrokenStreamError        cut, empty, or an error in mid-stream
   │  ├─ NotJsonError             a web page, plain text, garbage
   │  ├─ WrongShapeError          JSON, but no chat completion
   │  └─ ReplyTooLargeError       past the size cap
   ├─ LocalModelError         the model in process: its package, its file, its memory
   ├─ UnfitJudgeError         the model is known to judge worse than chance
   ├─ UnfaithfulRewriteError  a rewritten answer kept inventing facts
   └─ UnexpectedEngineError   an exception that mockint has no name for: a bug
```

Whether trying again by itself makes sense is a fact of each engine error (`retryable`).

Failing to grade is not an error of this tree: it is data (`status: error`), so
that it can never turn into a number. This module owns no behaviour but wording
and must import nothing of the project.
"""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """Process exit codes, as documented in docs/cli.md."""

    DONE = 0
    PARTIAL = 1
    USAGE = 2
    ENGINE = 3
    INTERRUPTED = 130


class MockintError(Exception):
    """Base of all; `str()` reads `where: what (remedy)`.

    `where` is a path (with `:line` where known), a setting or an option;
    `what` states the fact; `remedy` says what to do about it.
    """

    exit_code = ExitCode.USAGE

    def __init__(self, what: str, *, where: str = "", remedy: str = "") -> None:
        super().__init__(what, where, remedy)
        self.what = what
        self.where = where
        self.remedy = remedy

    def __reduce__(self) -> tuple[object, ...]:
        # Keyword-only arguments defeat the pickling of exceptions, and bulk runs
        # carry errors across processes.
        return _revive, (type(self), self.args, self.__dict__)

    def __str__(self) -> str:
        head = f"{self.where}: {self.what}" if self.where else self.what
        return f"{head} ({self.remedy})" if self.remedy else head


class UsageError(MockintError):
    """The command's words are off."""


class InputError(MockintError):
    """A file cannot be read as what it should be."""


class RubricError(InputError):
    """A rubric or guide file breaks the schema; `where` is `path:line`."""


class TranscriptError(InputError):
    """A transcript cannot be read."""


class RolesUnknownError(TranscriptError):
    """Who interviews and who is interviewed cannot be told."""


class SettingsError(InputError):
    """A settings file or an environment variable holds what cannot be used."""


class NotFoundError(InputError):
    """A name leads to nothing, or to more than one thing."""


class StoreError(MockintError):
    """A session on disk cannot be used."""


class SessionBusyError(StoreError):
    """Another process is writing this session."""


class JournalDamagedError(StoreError):
    """No header can be read from a journal, so nothing can be rebuilt."""


class DiskError(StoreError):
    """The disk refused a write; what was on disk before is intact."""


class DeviceError(MockintError):
    """A microphone or a loudspeaker cannot be used; typing always can."""


class EngineError(MockintError):
    """Endpoint, key or quota.

    `partial` is what had arrived of a reply (never to be taken for the reply),
    `status` the HTTP status, `request_id` the endpoint's name for the call,
    `retry_after` the seconds that the endpoint asked to wait, `code` and `param`
    the endpoint's own words for what was wrong; None or "" where unknown.
    """

    exit_code = ExitCode.ENGINE
    retryable = False
    usual_remedy = ""

    def __init__(
        self,
        what: str,
        *,
        where: str = "",
        remedy: str = "",
        status: int | None = None,
        request_id: str | None = None,
        retry_after: float | None = None,
        partial: str = "",
        code: str = "",
        param: str = "",
    ) -> None:
        super().__init__(what, where=where, remedy=remedy or self.usual_remedy)
        self.status = status
        self.request_id = request_id
        self.retry_after = retry_after
        self.partial = partial
        self.code = code
        self.param = param


class KeyRefusedError(EngineError):
    """The key is missing, malformed, expired or refused."""

    usual_remedy = "set OPENAI_API_KEY to a valid key for this endpoint; see `mockint doctor`"


class PermissionRefusedError(EngineError):
    """The key is known but may not do this."""

    usual_remedy = "use a key or project that may use this model, or choose another --model"


class ModelNotFoundError(EngineError):
    """The endpoint has no model of that name."""

    usual_remedy = "choose another --model; `mockint doctor` lists what the endpoint has"


class EndpointNotFoundError(EngineError):
    """Something answers at that address, but not with chat completions."""

    usual_remedy = "check --base-url: it usually ends in /v1"


class QuotaError(EngineError):
    """Credit or plan used up; waiting does not help."""

    usual_remedy = "add credit at the provider, or use another engine (--engine built-in)"


class ContextExceededError(EngineError):
    """The prompt and the reply asked for are longer than the model's context."""

    usual_remedy = "use a model with a longer context, or a shorter transcript"


class RequestRefusedError(EngineError):
    """The endpoint refused the request as it stands (400, 413, 422)."""

    usual_remedy = "choose another --model or endpoint; `mockint doctor` shows what this one takes"


class UnsupportedError(EngineError):
    """The endpoint cannot do what is asked of it."""

    usual_remedy = "use an endpoint that speaks OpenAI chat completions"


class RateLimitError(EngineError):
    """Too many requests or tokens per minute."""

    retryable = True
    usual_remedy = "wait and try again, or lower --jobs"


class ServerFaultError(EngineError):
    """The endpoint failed while answering (5xx)."""

    retryable = True
    usual_remedy = "try again later, or use another endpoint"


class UnreachableError(EngineError):
    """No connection could be made: name, port, TLS or proxy."""

    retryable = True
    usual_remedy = "check --base-url, that the server runs, and the network; see `mockint doctor`"


class EngineTimeoutError(EngineError):
    """A deadline passed."""

    retryable = True
    usual_remedy = "try again; a smaller model answers sooner"


class FirstTokenTimeoutError(EngineTimeoutError):
    """Connected, but nothing was said in time."""


class IdleTimeoutError(EngineTimeoutError):
    """The reply stopped in the middle, and nothing more came in time."""


class TotalTimeoutError(EngineTimeoutError):
    """The call as a whole took too long."""

    retryable = False


class BrokenReplyError(EngineError):
    """What came back is not a reply."""

    usual_remedy = "try again; if it stays, the endpoint or a proxy before it is at fault"


class BrokenStreamError(BrokenReplyError):
    """The reply was cut, was empty, or turned into an error on the way."""

    retryable = True


class NotJsonError(BrokenReplyError):
    """A web page, plain text or garbage in place of JSON."""

    usual_remedy = (
        "check --base-url (it usually ends in /v1) and any proxy or sign-in page before it"
    )


class WrongShapeError(BrokenReplyError):
    """JSON, but not a chat completion."""

    usual_remedy = "check --base-url: the server does not speak OpenAI chat completions there"


class ReplyTooLargeError(BrokenReplyError):
    """The reply passed the size cap and was cut off."""

    usual_remedy = "the model is probably looping: try again, or use another --model"


class LocalModelError(EngineError):
    """The model in process cannot be used: its package, its file or its memory."""

    usual_remedy = "choose another --model-file, or --engine built-in"


class UnfitJudgeError(EngineError):
    """The model words an interview well enough, but its judgements mean nothing."""

    usual_remedy = "judge with a larger model, or with --engine built-in"


class UnfaithfulRewriteError(EngineError):
    """A model's rewrite of an answer says what the candidate did not, even when asked again."""

    usual_remedy = "go by the outline, which needs no model, or use another --model"


class UnexpectedEngineError(EngineError):
    """A failure that has no name here: the catch-all of the model adapter, and a bug."""

    usual_remedy = "please report this; --engine built-in works without an endpoint"


def _revive(
    cls: type[MockintError], args: tuple[object, ...], state: dict[str, object]
) -> MockintError:
    """Rebuild an error as it was, without calling its `__init__`."""
    error = cls.__new__(cls, *args)
    error.args = args
    error.__dict__.update(state)
    return error
