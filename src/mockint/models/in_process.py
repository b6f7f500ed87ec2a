"""A model inside of mockint: a GGUF file served on a free loopback port while it runs.

The one home of `xllamacpp` (`mockint[local]`). The server is llama.cpp's own and speaks
chat completions, so the adapter that serves every endpoint serves this one. It listens
on loopback only, answers only who knows a key that is made anew each time, and is gone
when mockint is: at the end, after an error, and on Ctrl+C.
"""

from __future__ import annotations

import atexit
import os
import secrets
from importlib import import_module
from pathlib import Path
from typing import Any

from ..errors import LocalModelError
from .address import Endpoint
from .deadlines import Deadlines
from .gguf import GgufFacts, read_gguf
from .learned import Learned, LearnedStore

#: Tokens: more than a model was trained on is no use, and each costs memory.
MOST_CONTEXT = 16_384
BATCH = 128
#: A prompt of thousands of tokens takes minutes on few cores, and nobody else is in the way.
DEADLINES = Deadlines(first_token=900.0, thinking=900.0, idle=120.0, total=1800.0)
#: Below this many parameters a model's judgements were found to be worse than chance.
TOO_SMALL = 300_000_000
_EXTRA = "pip install 'mockint[local]'"


class InProcessModel:
    """One model file, and its server once `start` was called. Close it; exit does so, too.

    `context` is how many tokens prompt and reply may have together.
    """

    def __init__(self, path: Path, *, context: int = MOST_CONTEXT) -> None:
        """LocalModelError where the file is missing or no GGUF; nothing is loaded yet."""
        self.facts: GgufFacts = read_gguf(path)
        self.context = min(context, self.facts.context or context)
        self._key = secrets.token_urlsafe(24)
        self._server: Any = None

    @property
    def endpoint(self) -> Endpoint:
        """Where it answers; before `start` a name only, on port 0."""
        base = str(self._server.listening_address) if self._server else "http://127.0.0.1:0"
        label = self.facts.label
        return Endpoint(f"{base}/v1", self._key, label, name=f"{label} (in process)")

    @property
    def is_too_small_to_judge(self) -> bool:
        """True for models whose scores would mean nothing."""
        return self.facts.parameters < TOO_SMALL

    @property
    def is_running(self) -> bool:
        """True while it answers."""
        return self._server is not None

    def start(self) -> Endpoint:
        """Load the weights, once; LocalModelError if the package is missing or refuses them."""
        if self._server is None:
            package = _package()
            try:
                self._server = package.Server(self._parameters(package))
            except (RuntimeError, ValueError, MemoryError) as error:
                raise LocalModelError(
                    f"the model cannot be loaded: {error}",
                    where=str(self.facts.path),
                    remedy="the file may be damaged, of a kind that is not known yet, or larger "
                    "than the memory that is free",
                ) from None
            atexit.register(self.close)
        return self.endpoint

    def close(self) -> None:
        """Stop answering and let go of the weights."""
        # The server has no method for it: it ends with its last reference.
        self._server = None
        atexit.unregister(self.close)

    def knowledge(self) -> LearnedStore:
        """What is known of every such server: schemas hold, and nothing looser is tried.

        It is in memory only, for the port is another one each time. Starts the server.
        """
        store = LearnedStore()
        store.put(self.start(), Learned(bound=True))
        return store

    def _parameters(self, package: Any) -> Any:
        chosen = package.CommonParams()
        chosen.model.path = str(self.facts.path)
        chosen.model_alias = {self.facts.label}
        chosen.hostnames = ["127.0.0.1"]
        chosen.port = 0
        chosen.api_keys = [self._key]
        # Nothing but chat completions, and to no web page.
        chosen.cors_origins = ""
        chosen.ui = chosen.endpoint_slots = chosen.endpoint_props = False
        chosen.n_ctx = self.context
        chosen.n_parallel = 1
        # What was begun of a prompt is finished before a stop is heard: begin little.
        chosen.n_batch = chosen.n_ubatch = BATCH
        chosen.verbosity = -1
        return chosen


def _package() -> Any:
    """`xllamacpp`, imported with threads that wait instead of spinning.

    Threads that spin while they wait starve each other where cores are busy: generation
    then falls to a tenth. The library reads the variable when it is loaded.
    """
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    try:
        return import_module("xllamacpp")
    except ImportError as error:
        missing = isinstance(error, ModuleNotFoundError) and error.name == "xllamacpp"
        what = "is not installed" if missing else f"does not load: {error}"
        raise LocalModelError(
            f"the package for models in process {what}", where="--engine local", remedy=_EXTRA
        ) from None
