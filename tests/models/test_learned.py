"""What endpoints have taught, on disk."""

from __future__ import annotations

import json
import os
import stat
from datetime import date, timedelta

import pytest

from mockint.domain.chat import SchemaMode
from mockint.models import Endpoint, Learned, LearnedStore

ENDPOINT = Endpoint("http://user:secret@127.0.0.1:8080/v1?key=hidden", "sk-hidden-key", "m")
LEARNED = Learned(SchemaMode.JSON_OBJECT, proved=True, without=frozenset({"seed"}))
TODAY = date(2026, 3, 1)


def test_what_was_learned_is_there_the_next_time(tmp_path):
    path = tmp_path / "cache" / "endpoints.json"
    LearnedStore(path).put(ENDPOINT, LEARNED)
    assert LearnedStore(path).get(ENDPOINT) == LEARNED


def test_nothing_is_known_of_a_new_endpoint():
    assert LearnedStore().get(ENDPOINT) == Learned()


def test_the_file_holds_no_secret(tmp_path):
    path = tmp_path / "endpoints.json"
    LearnedStore(path).put(ENDPOINT, LEARNED)
    text = path.read_text()
    assert "http://127.0.0.1:8080/v1 m" in text
    assert "secret" not in text
    assert "hidden" not in text


def test_models_of_one_server_are_told_apart(tmp_path):
    store = LearnedStore(tmp_path / "e.json")
    store.put(ENDPOINT, LEARNED)
    assert store.get(Endpoint(ENDPOINT.base_url, "", "other")) == Learned()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        '{"schema": "other"}',
        '{"schema": "mockint/endpoints@1", "endpoints": [1]}',
        "[" * 100_000,
    ],
)
def test_a_damaged_file_is_an_empty_one_and_is_replaced(tmp_path, text):
    path = tmp_path / "endpoints.json"
    path.write_text(text)
    store = LearnedStore(path)
    assert store.get(ENDPOINT) == Learned()
    store.put(ENDPOINT, LEARNED)
    assert LearnedStore(path).get(ENDPOINT) == LEARNED


def test_an_entry_that_makes_no_sense_does_not_spoil_the_others(tmp_path):
    path = tmp_path / "endpoints.json"
    LearnedStore(path).put(ENDPOINT, LEARNED)
    data = json.loads(path.read_text())
    data["endpoints"]["x y"] = {"rung": "tall", "proved": 1, "without": 3, "seen": "never"}
    path.write_text(json.dumps(data))
    assert LearnedStore(path).get(ENDPOINT) == LEARNED


def test_knowledge_is_forgotten_after_a_month(tmp_path):
    path = tmp_path / "endpoints.json"
    LearnedStore(path, today=lambda: TODAY).put(ENDPOINT, LEARNED)
    later = TODAY + timedelta(days=30)
    assert LearnedStore(path, today=lambda: later).get(ENDPOINT) == LEARNED
    later += timedelta(days=1)
    assert LearnedStore(path, today=lambda: later).get(ENDPOINT) == Learned()


def test_two_processes_do_not_undo_each_other(tmp_path):
    path, other = tmp_path / "endpoints.json", Endpoint("http://h/v1", "", "o")
    one, two = LearnedStore(path), LearnedStore(path)
    one.put(ENDPOINT, LEARNED)
    two.put(other, LEARNED)
    assert LearnedStore(path).all().keys() == {"http://127.0.0.1:8080/v1 m", "http://h/v1 o"}


def test_a_disk_that_refuses_costs_only_the_memory(tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("")
    store = LearnedStore(blocked / "endpoints.json")
    store.put(ENDPOINT, LEARNED)
    assert store.get(ENDPOINT) == LEARNED


def test_an_endpoint_can_be_forgotten(tmp_path):
    path = tmp_path / "endpoints.json"
    store = LearnedStore(path)
    store.put(ENDPOINT, LEARNED)
    store.forget(ENDPOINT)
    assert LearnedStore(path).get(ENDPOINT) == Learned()


def test_passing_knowledge_is_not_kept_as_such(tmp_path):
    path = tmp_path / "endpoints.json"
    LearnedStore(path).put(ENDPOINT, Learned(passing=True))
    assert not LearnedStore(path).get(ENDPOINT).passing


def test_what_is_older_on_disk_does_not_undo_what_is_known(tmp_path):
    path, other = tmp_path / "endpoints.json", Endpoint("http://h/v1", "", "o")
    store = LearnedStore(path, today=lambda: TODAY)
    store.put(ENDPOINT, LEARNED)
    yesterday = TODAY - timedelta(days=1)
    path.unlink()
    LearnedStore(path, today=lambda: yesterday).put(ENDPOINT, Learned())
    store.put(other, LEARNED)
    assert store.get(ENDPOINT) == LEARNED


def test_the_folders_that_are_made_for_it_are_private_whatever_the_umask(tmp_path):
    before = os.umask(0)
    try:
        store = LearnedStore(tmp_path / "home" / "cache" / "endpoints.json")
        store.put(Endpoint("http://127.0.0.1:1/v1", "", "m"), Learned(proved=True))
    finally:
        os.umask(before)
    made = [tmp_path / "home", tmp_path / "home" / "cache"]
    assert [stat.S_IMODE(one.stat().st_mode) for one in made] == [0o700, 0o700]
