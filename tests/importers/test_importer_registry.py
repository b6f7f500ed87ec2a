"""Importers are found by entry point, by table, and by plugins; the surest one reads."""

import tomllib
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from mockint.domain.transcript import Role, Transcript, Turn
from mockint.errors import SettingsError, TranscriptError
from mockint.importers import registry

PYPROJECT = Path(__file__).resolve().parents[2] / "pyproject.toml"


class Morse:
    """A plugin for a format that starts with dots."""

    name = "morse"

    def sniff(self, file):
        return 1.0 if file.data.startswith(b"...") else 0.0

    def read(self, file, options):
        return [Transcript(file.source, self.name, (Turn(0, Role.CANDIDATE, "sos"),))]


@pytest.fixture
def _fresh():
    registry.importers.cache_clear()
    yield
    registry.importers.cache_clear()


def _points(monkeypatch, **points):
    found = [EntryPoint(name, value, registry.GROUP) for name, value in points.items()]
    monkeypatch.setattr(registry, "entry_points", lambda group: found)


def test_the_table_and_the_entry_points_of_the_distribution_are_the_same():
    declared = tomllib.loads(PYPROJECT.read_text())["project"]["entry-points"][registry.GROUP]
    assert declared == dict(registry.BUILT_IN)


def test_each_importer_is_registered_under_its_own_name():
    for name, one in zip(sorted(registry.BUILT_IN), registry.importers(), strict=True):
        assert one.name == name


@pytest.mark.usefixtures("_fresh")
def test_without_an_installed_distribution_the_table_stands_in(monkeypatch):
    _points(monkeypatch)
    assert {one.name for one in registry.importers()} == set(registry.BUILT_IN)


@pytest.mark.usefixtures("_fresh")
def test_a_plugin_beside_a_source_tree_adds_to_the_table(monkeypatch):
    _points(monkeypatch, morse="test_importer_registry:Morse")
    assert {one.name for one in registry.importers()} == {*registry.BUILT_IN, "morse"}
    (one,) = registry.read_parts(b"... --- ...", "file", {})
    assert one.format == "morse"


@pytest.mark.usefixtures("_fresh")
def test_installed_entry_points_are_all_there_is(monkeypatch):
    _points(monkeypatch, srt=registry.BUILT_IN["srt"], morse="test_importer_registry:Morse")
    assert {one.name for one in registry.importers()} == {"srt", "morse"}


@pytest.mark.usefixtures("_fresh")
@pytest.mark.parametrize("value", ["no_such_module:X", "mockint.importers.vtt:NoSuchClass"])
def test_a_plugin_that_cannot_be_loaded_is_named_with_what_to_do(monkeypatch, value):
    _points(monkeypatch, broken=value)
    with pytest.raises(SettingsError) as caught:
        registry.importers()
    assert "'broken'" in caught.value.where
    assert "uninstall" in caught.value.remedy


def test_what_nobody_is_sure_of_is_refused_with_the_formats_known():
    with pytest.raises(TranscriptError) as caught:
        registry.read_parts(b"1234 5678 ---", "file", {})
    assert "zoom-vtt" in caught.value.remedy


def test_content_decides_and_not_the_suffix():
    (one,) = registry.read_parts(b"Interviewer: a?\nCandidate: b\n", "talk.vtt", {})
    assert one.format == "labelled-text"
