"""Who may speak to the server: pure rules on a request's head.

A page of any other site can make a browser send requests to 127.0.0.1. What it cannot do is
know the token, or forge the Host and Origin headers; so all three are checked, on every
path. This module knows no HTTP library and must never let a request pass by default.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field

#: Names by which a browser on this machine may call the server.
LOOPBACK_NAMES = ("127.0.0.1", "localhost")


@dataclass(frozen=True, slots=True)
class Gate:
    """The port that is served and the token that opens it."""

    port: int
    token: str = field(repr=False)

    @property
    def hosts(self) -> tuple[str, ...]:
        """Values of the Host header that mean this server."""
        return tuple(f"{name}:{self.port}" for name in LOOPBACK_NAMES)

    def refusal(
        self, headers: Mapping[str, str], token: str, *, socket: bool = False
    ) -> str | None:
        """Why a request is refused, or None. A web socket must say where it comes from."""
        host = headers.get("Host", "")
        if host not in self.hosts:
            return "this server answers on the loopback address alone"
        origin = headers.get("Origin")
        if origin is None and socket:
            return "a web socket without an Origin is no browser's"
        # A page may only speak to the very address that it was loaded from.
        if origin is not None and origin != f"http://{host}":
            return "requests of other sites are refused"
        # Compared as bytes: compare_digest refuses text that is not ASCII.
        if not hmac.compare_digest(token.encode(), self.token.encode()):
            return "the token is missing or wrong; open the address as mockint printed it"
        return None


def policy(nonce: str) -> str:
    """The Content-Security-Policy of the page: its own files, and its own socket."""
    return (
        f"default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'unsafe-inline'; "
        "connect-src 'self'; img-src 'self' data:; font-src 'self'; base-uri 'none'; "
        "form-action 'none'; frame-ancestors 'none'"
    )
