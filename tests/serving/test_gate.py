"""Nobody but the holder of the token, on this machine, gets anything from the server."""

from __future__ import annotations

import pytest

from mockint.serving.environment import for_child
from mockint.serving.gate import Gate, policy

GATE = Gate(8765, "the-token")
HOME = {"Host": "127.0.0.1:8765"}
SOCKET = {**HOME, "Origin": "http://127.0.0.1:8765"}


def test_the_address_as_printed_is_let_in():
    assert GATE.refusal(HOME, "the-token") is None
    assert GATE.refusal({"Host": "localhost:8765"}, "the-token") is None
    assert GATE.refusal(SOCKET, "the-token", socket=True) is None


@pytest.mark.parametrize(
    "token",
    [
        "",
        "the-toke",
        "the-token ",
        "THE-TOKEN",
        "jeton-é",
        "\ud800".encode("utf-8", "replace").decode(),
    ],
)
def test_another_token_is_refused(token):
    assert "token" in GATE.refusal(HOME, token)


@pytest.mark.parametrize(
    "host", ["", "evil.example", "evil.example:8765", "127.0.0.1", "127.0.0.1:80", "127.0.0.1:8765.evil.example"]
)  # fmt: skip
def test_a_foreign_host_is_refused_with_the_right_token(host):
    assert GATE.refusal({"Host": host}, "the-token")


@pytest.mark.parametrize(
    "origin",
    [
        "http://evil.example",
        "null",
        "https://127.0.0.1:8765",
        "http://127.0.0.1:8766",
        "http://localhost:8765",
        "",
    ],
)
@pytest.mark.parametrize("socket", [False, True])
def test_a_foreign_origin_is_refused_with_the_right_token(origin, socket):
    assert GATE.refusal({**HOME, "Origin": origin}, "the-token", socket=socket)


def test_a_socket_that_does_not_say_where_it_comes_from_is_refused():
    assert GATE.refusal(HOME, "the-token", socket=True)


def test_the_token_is_in_no_repr():
    assert "the-token" not in repr(GATE)


def test_the_page_may_load_nothing_from_elsewhere():
    assert policy("n").startswith("default-src 'none'")
    assert "http" not in policy("n")


ENVIRON = {
    "PATH": "/bin", "LANG": "C.UTF-8", "MOCKINT_HOME": "/h", "OPENAI_API_KEY": "canary",
    "OPENAI_BASE_URL": "http://127.0.0.1:1", "AWS_SECRET_ACCESS_KEY": "canary", "SSH_AUTH_SOCK": "/s",
    "HTTPS_PROXY": "http://user:canary@proxy", "SSL_CERT_FILE": "/c.pem",
}  # fmt: skip


def test_a_program_that_needs_no_key_gets_none():
    assert for_child(ENVIRON, endpoint=False) == {
        "PATH": "/bin", "LANG": "C.UTF-8", "MOCKINT_HOME": "/h"
    }  # fmt: skip


def test_a_program_that_calls_an_endpoint_gets_its_key_and_no_other():
    given = for_child(ENVIRON, endpoint=True)
    assert given["OPENAI_API_KEY"] == "canary"
    assert given["SSL_CERT_FILE"] == "/c.pem"
    assert not {"AWS_SECRET_ACCESS_KEY", "SSH_AUTH_SOCK"} & set(given)
