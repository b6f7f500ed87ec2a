"""Where a model is: address, key and name.

Keeps the key out of everything that is printed: `repr`, messages and file names are
built from `where` and `origin`, which carry neither key, user name nor query.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from ..errors import KeyRefusedError, SettingsError

OPENAI_BASE_URL = "https://api.openai.com/v1"

_LOOPBACK = {"localhost", "127.0.0.1", "::1"}
#: Things that look like keys, whoever they belong to: masked echoes of a key too.
_KEY_LIKE = re.compile(
    r"\b(?:sk|pk|gsk|xai|key)-[A-Za-z0-9_*\-.]{6,}|\bBearer\s+[^\s\"']+", re.IGNORECASE
)
_MIN_KEY = 6


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One model at one OpenAI-compatible address.

    `base_url` ends where `/chat/completions` would follow. `api_key` "" sends no
    key at all. `name` is what people call it; the host by default.
    """

    base_url: str
    api_key: str
    model: str
    name: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "base_url", self.base_url.strip().rstrip("/"))
        object.__setattr__(self, "api_key", self.api_key.strip())
        parts = self._parts()
        if parts is None or parts.scheme not in {"http", "https"} or not parts.hostname:
            raise SettingsError(
                "the base URL is not an http or https address",
                where="--base-url",
                remedy="it looks like https://api.openai.com/v1 or http://127.0.0.1:11434/v1",
            )
        if self.api_key and not (self.api_key.isascii() and self.api_key.isprintable()):
            # httpx would put such a key into the text of its exception.
            raise KeyRefusedError(
                "the key has characters that no key has",
                where=self.where,
                remedy="copy the key again, without quotes or line breaks",
            )

    def __repr__(self) -> str:
        key = "set" if self.api_key else "none"
        return f"Endpoint({self.origin!r}, model={self.model!r}, key={key})"

    @property
    def host(self) -> str:
        """Host name, lower case."""
        parts = self._parts()
        return (parts.hostname or "") if parts else ""

    @property
    def origin(self) -> str:
        """The base URL without user name, password, query and fragment."""
        parts = self._parts()
        if parts is None:
            return ""
        host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
        port = f":{parts.port}" if parts.port else ""
        return f"{parts.scheme}://{host}{port}{parts.path}"

    @property
    def where(self) -> str:
        """For messages: its name, or its address without secrets."""
        return self.name or self.origin or "--base-url"

    @property
    def is_local(self) -> bool:
        """True on this machine: no proxy is wanted there."""
        return self.host in _LOOPBACK

    @property
    def is_openai(self) -> bool:
        """True at the provider whose account headers the SDK sends."""
        return self.host == "api.openai.com"

    def hide(self, text: str) -> str:
        """`text` without this endpoint's key and without anything that looks like one."""
        parts = self._parts()
        secrets = [
            self.api_key,
            parts.password or "" if parts else "",
            parts.query if parts else "",
        ]
        for secret in secrets:
            if len(secret) >= _MIN_KEY:
                text = text.replace(secret, "[key]")
        return _KEY_LIKE.sub("[key]", text)

    def _parts(self) -> SplitResult | None:
        """The parts of the URL; None where it is none."""
        try:
            parts = urlsplit(self.base_url)
            _ = parts.port  # raises on a port that is no number
        except ValueError:
            return None
        return parts
