"""One self-contained HTML page: its frame, its policy, and text made safe for it.

No script, no remote asset, no style in an attribute: the page's own policy forbids all
of them, so that nothing that it quotes can do anything.
"""

from __future__ import annotations

import base64
import hashlib
import html

from ..domain.clean import clean


def page(title: str, style: str, body: str) -> str:
    """The whole page; `title` and `body` are HTML already."""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'"
    return (
        '<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width">\n'
        f"<title>{title}</title>\n<style>{style}</style>\n{body}\n</html>\n"
    )


def safe(text: str) -> str:
    """`text` without controls, escaped."""
    return html.escape(clean(text))
