from __future__ import annotations

import pytest

from mockint.errors import SettingsError
from mockint.store.settings import read_settings


@pytest.fixture
def read(tmp_path):
    config = tmp_path / "config"
    config.mkdir()

    def read(flags=None, environ=None, here="", user=""):
        (tmp_path / "mockint.toml").write_text(here)
        (config / "mockint.toml").write_text(user)
        return read_settings(flags or {}, environ=environ or {}, folder=tmp_path, config=config)

    read.config = config
    return read


def test_without_anything_the_engine_is_built_in(read):
    assert read().engine == "built-in"


@pytest.mark.parametrize(
    "given",
    [
        {"environ": {"OPENAI_API_KEY": "sk-1"}},
        {"environ": {"OPENAI_BASE_URL": "http://127.0.0.1:1/v1"}},
        {"flags": {"base_url": "http://127.0.0.1:1/v1"}},
        {"here": 'base_url = "http://127.0.0.1:1/v1"'},
    ],
)
def test_a_key_or_a_base_url_makes_it_openai(read, given):
    assert read(**given).engine == "openai"


def test_flags_beat_environment_beats_the_folder_beats_the_user(read):
    layers = {
        "flags": {"model": "flag"},
        "environ": {"MOCKINT_MODEL": "env"},
        "here": 'model = "here"',
        "user": 'model = "user"',
    }
    assert read(**layers).model == "flag"
    layers.pop("flags")
    assert read(**layers).model == "env"
    layers.pop("environ")
    assert read(**layers).model == "here"
    layers.pop("here")
    assert read(**layers).model == "user"


def test_the_built_in_engine_can_be_insisted_on(read):
    chosen = read(flags={"engine": "built-in"}, environ={"OPENAI_API_KEY": "sk-1"})
    assert chosen.engine == "built-in"


def test_a_key_file_is_read_only_when_nobody_else_can(read):
    path = read.config / "openai.key"
    path.write_text("sk-secret\n")
    path.chmod(0o600)
    assert read().api_key == "sk-secret"
    path.chmod(0o644)
    with pytest.raises(SettingsError, match="chmod 600"):
        read()


def test_the_key_is_in_no_repr(read):
    assert "sk-canary" not in repr(read(environ={"OPENAI_API_KEY": "sk-canary"}))


@pytest.mark.parametrize(
    ("here", "hint"),
    [
        ('modell = "x"', "known:"),
        ("model = 3", "not text"),
        ("model = ", "cannot be read"),
        ('engine = "magic"', "choose from"),
        ('api_key = "sk-1"', "environment"),
    ],
)
def test_a_settings_file_that_is_off_is_named(read, here, hint):
    with pytest.raises(SettingsError, match=hint):
        read(here=here)


@pytest.mark.parametrize(
    ("given", "engine"),
    [
        ({"flags": {"model_file": "x.gguf"}}, "local"),
        ({"here": 'model_file = "x.gguf"'}, "local"),
        ({"environ": {"MOCKINT_MODEL_FILE": "x.gguf", "OPENAI_API_KEY": "sk-1"}}, "local"),
        ({"flags": {"model_file": "x.gguf"}, "here": 'engine = "openai"'}, "local"),
        ({"flags": {"base_url": "http://a/v1"}, "here": 'model_file = "x.gguf"'}, "openai"),
        ({"flags": {"model_file": "x.gguf", "engine": "built-in"}}, "built-in"),
        ({"here": 'model_file = "x.gguf"\nengine = "built-in"'}, "built-in"),
    ],
)
def test_a_model_file_makes_it_local_unless_an_engine_is_named(read, given, engine):
    assert read(**given).engine == engine
