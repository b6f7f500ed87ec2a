"""How mockint looks and behaves: layers, what is refused, and changing the user's file."""

from __future__ import annotations

import stat

import pytest

from mockint.errors import DiskError, SettingsError
from mockint.store.preferences import read_preferences
from mockint.store.settings_change import change
from mockint.store.settings_file import read_file


@pytest.fixture
def read(tmp_path):
    config = tmp_path / "config"
    config.mkdir()

    def read(environ=None, here="", user=""):
        (tmp_path / "mockint.toml").write_text(here)
        (config / "mockint.toml").write_text(user)
        return read_preferences(environ=environ or {}, folder=tmp_path, config=config)

    return read


def test_without_anything_it_is_dark_practice_with_figures(read):
    found = read()
    assert (found.theme, found.realism, found.animation) == ("dark", "practice", "full")
    assert not found.low_anxiety
    assert not found.screen_reader
    assert dict(found.origins) == {}


def test_environment_beats_the_folder_beats_the_user_and_says_so(read):
    layers = {
        "environ": {"MOCKINT_THEME": "ansi"},
        "here": 'theme = "light"\nlow_anxiety = true',
        "user": 'theme = "dark"\nrealism = "realistic"',
    }
    found = read(**layers)
    assert (found.theme, found.low_anxiety, found.realism) == ("ansi", True, "realistic")
    assert found.origins["theme"] == "environment"
    assert found.origins["low_anxiety"] == "mockint.toml"
    assert found.origins["realism"].endswith("config/mockint.toml")


def test_keys_of_all_files_are_joined(read):
    found = read(here='[keys]\n"home.filter" = "f"', user='[keys]\n"home.history" = "x"')
    assert dict(found.keys) == {"home.filter": "f", "home.history": "x"}


@pytest.mark.parametrize(
    ("said", "hint"),
    [
        ({"user": 'theme = "pink"'}, "choose from dark, light"),
        ({"user": "low_anxiety = 3"}, "not true or false"),
        ({"user": 'keys = "x"'}, r"\[keys\] is not a table"),
        ({"user": "[keys]\nx = 3"}, r"\[keys\] is not a table"),
        ({"environ": {"MOCKINT_LOW_ANXIETY": "perhaps"}}, "neither yes nor no"),
        ({"environ": {"MOCKINT_REALISM": "dream"}}, "choose from practice"),
    ],
)
def test_what_is_off_is_named(read, said, hint):
    with pytest.raises(SettingsError, match=hint):
        read(**said)


def test_a_change_keeps_comments_and_everything_else(tmp_path):
    path = tmp_path / "mockint.toml"
    path.write_text('# mine\nmodel = "m"  # the small one\n')
    change(path, "theme", "light")
    change(path, "keys", {"home.filter": "f"})
    change(path, "low_anxiety", value=True)
    text = path.read_text()
    assert "# mine" in text
    assert "# the small one" in text
    assert read_file(path) == {
        "model": "m", "theme": "light", "low_anxiety": True, "keys": {"home.filter": "f"},
    }  # fmt: skip


def test_a_change_makes_folder_and_file_for_the_user_alone(tmp_path):
    path = tmp_path / "new" / "config" / "mockint.toml"
    change(path, "theme", "ansi")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_none_takes_a_setting_out(tmp_path):
    path = tmp_path / "mockint.toml"
    path.write_text('theme = "light"\nmodel = "m"\n')
    change(path, "theme", None)
    change(path, "engine", None)
    assert read_file(path) == {"model": "m"}


@pytest.mark.parametrize("text", ["theme = ", 'theme = "pink"\n', "\x00"])
def test_a_broken_file_is_not_written_over(tmp_path, text):
    path = tmp_path / "mockint.toml"
    path.write_text(text)
    with pytest.raises(SettingsError):
        change(path, "theme", "dark")
    assert path.read_text() == text


def test_what_is_no_setting_is_not_written(tmp_path):
    path = tmp_path / "mockint.toml"
    for name, value in (("api_key", "sk-1"), ("theme", "pink"), ("low_anxiety", "yes")):
        with pytest.raises(SettingsError):
            change(path, name, value)
    assert not path.exists()


def test_a_link_stays_a_link_and_its_target_is_changed(tmp_path):
    target = tmp_path / "dotfiles" / "mockint.toml"
    target.parent.mkdir()
    target.write_text('model = "m"\n')
    path = tmp_path / "mockint.toml"
    path.symlink_to(target)
    change(path, "theme", "light")
    assert path.is_symlink()
    assert 'theme = "light"' in target.read_text()


def test_a_folder_that_cannot_be_written_is_told_and_nothing_is_lost(tmp_path):
    path = tmp_path / "mockint.toml"
    path.mkdir()
    with pytest.raises((SettingsError, DiskError)):
        change(path, "theme", "light")
