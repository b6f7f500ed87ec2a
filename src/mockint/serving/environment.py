"""What the served program sees of this process's environment.

Only what a terminal program needs. Keys go along where the chosen engine is an endpoint,
and nowhere else: a program that needs no key must not be able to show one.
"""

from __future__ import annotations

from collections.abc import Mapping

_NEEDED = frozenset(
    {
        "PATH",
        "HOME",
        "USER",
        "LOGNAME",
        "LANG",
        "LANGUAGE",
        "TZ",
        "TMPDIR",
        "NO_COLOR",
        "VIRTUAL_ENV",
    }
)
_NEEDED_STEMS = ("LC_", "XDG_", "PYTHON", "MOCKINT_")
#: What a call to an endpoint may need beside them.
_ENDPOINT = frozenset({"SSL_CERT_FILE", "SSL_CERT_DIR", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY",
                       "http_proxy", "https_proxy", "no_proxy"})  # fmt: skip
_ENDPOINT_STEMS = ("OPENAI_",)


def for_child(environ: Mapping[str, str], *, endpoint: bool) -> dict[str, str]:
    """The environment of the served program; `endpoint` says that it calls a model."""
    names = _NEEDED | (_ENDPOINT if endpoint else frozenset())
    stems = (*_NEEDED_STEMS, *(_ENDPOINT_STEMS if endpoint else ()))
    return {k: v for k, v in environ.items() if k in names or k.startswith(stems)}
