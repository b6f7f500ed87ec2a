"""Where a model is, without telling its key."""

from __future__ import annotations

import pytest

from mockint.errors import KeyRefusedError, SettingsError
from mockint.models import Endpoint

KEY = "sk-canary-3f9c1d7be2a84c55"


@pytest.mark.parametrize("url", ["", "api.openai.com", "ftp://x/v1", "http://", "http://h:x/v1"])
def test_an_address_that_is_none_is_refused_with_an_example(url):
    with pytest.raises(SettingsError, match="http"):
        Endpoint(url, "", "m")


def test_no_secret_shows_in_anything_that_is_printed():
    endpoint = Endpoint(f"https://user:{KEY}@h.example:8443/v1/?token={KEY}#x", KEY, "m")
    for text in (repr(endpoint), str(endpoint), endpoint.where, endpoint.origin):
        assert KEY not in text
    assert endpoint.origin == "https://h.example:8443/v1/"


@pytest.mark.parametrize("key", ["sk-käse", "sk-a\nb", "sk-\x00", "sk-“quoted”"])
def test_a_key_that_cannot_go_into_a_header_is_refused_without_being_told(key):
    with pytest.raises(KeyRefusedError) as caught:
        Endpoint("https://h.example/v1", key, "m")
    assert key not in str(caught.value)


def test_spaces_around_key_and_address_do_not_matter():
    endpoint = Endpoint(" https://h.example/v1/ ", f" {KEY}\n", "m")
    assert endpoint.api_key == KEY
    assert endpoint.base_url == "https://h.example/v1"


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]"])
def test_this_machine_is_local(host):
    assert Endpoint(f"http://{host}:1/v1", "", "m").is_local


def test_the_name_is_what_people_are_told():
    assert Endpoint("http://h/v1", "", "m", "Ollama").where == "Ollama"
    assert Endpoint("http://h/v1", "", "m").where == "http://h/v1"
